"""The strict reader: values, lines, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from footprint.errors import InputError
from rules.yaml_lines import read_yaml, read_yaml_file

TEXT = """\
# a comment
a:
  b: [NO, 1e-3, 12:30, 2026-11-20, "1", '2', ~, , on]
list:
  - id: x
    n: 5

  - id: y
    text: >-
      two
      lines
"""


def test_values_are_those_of_yaml_1_2() -> None:
    document = read_yaml(TEXT.replace(", ,", ","), "f").document
    assert document["a"]["b"] == ["NO", 0.001, "12:30", "2026-11-20", "1", "2", None, "on"]
    assert document["list"][1] == {"id": "y", "text": "two lines"}


@pytest.mark.parametrize(
    ("path", "line"),
    [((), 2), (("a",), 2), (("a", "b"), 3), (("a", "b", 2), 3), (("list",), 4), (("list", 0), 5), (("nope",), 2),
     (("list", 0, "n"), 6), (("list", 1), 8), (("list", 1, "text"), 9), (("list", 1, "nope", 3), 8)],
)  # fmt: skip
def test_lines(path: tuple[Any, ...], line: int) -> None:
    assert read_yaml(TEXT.replace(", ,", ","), "f").line(path) == line


def test_json_is_yaml_with_tabs_and_emoji() -> None:
    document = {"a": [1, 2.5, None, True, "x\ty", "电池 😀 \u00e9"], "b": {"c": {}}}
    for indent in (None, 2, "\t"):
        for ascii_only in (True, False):
            text = json.dumps(document, indent=indent, ensure_ascii=ascii_only)
            assert read_yaml(text, "f.json").document == document


TEXTS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"], exclude_characters="\ufeff\ufffe\uffff"
    ),
    max_size=20,
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**15), 10**15)
    | st.floats(allow_nan=False, allow_infinity=False)
    | TEXTS
)
KEYS = st.text("abcé电 :#", min_size=1, max_size=5)


@given(st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=12))
def test_any_json_is_read_as_json_reads_it(document: Any) -> None:
    assert read_yaml(json.dumps({"d": document}), "f").document == {"d": document}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "the key 'a' is given twice (first on line 1)"),
        ('{"a": 1,\n "a": 2}', 2, "given twice"),
        ("a: &x 1\nb: *x\n", 1, "anchors and aliases"),
        ("a: [*x]\n", 1, "anchors and aliases"),
        ("a:\n\t- 1\n", 2, "a tab stands here"),
        ("? [a]\n: 1\n", 1, "a key is plain text"),
        ("a: @b\n", 1, "text cannot start with"),
        ("a: 1\n b: 2\n", 2, "quote the text, or check the indentation"),
        ("a:\n  - 1\n b: 2\n", 3, "indentation"),
        ("a: .inf\n", 1, "not a finite number"),
        ("a: 1e999\n", 1, "too large for a number"),
        ("a: " + "9" * 5000, 1, "too large for a number"),
        ('a: "\\ud83d"\n', 1, "half a character"),
        ("PK\x03\x04", 1, "Excel workbook (zip)"),
        ("a: \x07\n", 1, "U+0007"),
        ("a: 1\nb: x\u2028y\n", 2, "a line separator: use a plain line break"),
    ],
)
def test_what_is_refused(text: str, line: int, words: str) -> None:
    with pytest.raises(InputError) as raised:
        read_yaml(text, "file.yaml")
    assert str(raised.value).startswith(f"file.yaml:{line}: ")
    assert words in str(raised.value)
    assert "\n" not in str(raised.value)


def test_bombs_are_refused() -> None:
    laughs = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    for text in (laughs, "[" * 1_000_000, "- " * 100_000 + "x", '{"a":' * 100_000):
        with pytest.raises(InputError):
            read_yaml(text, "f")


def test_size_is_looked_at_before_content(tmp_path: Path) -> None:
    path = tmp_path / "big.yaml"
    with path.open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(InputError, match=r"big.yaml: is 60.0 MB; at most 5 MB are read"):
        read_yaml_file(path)
    with pytest.raises(InputError, match="at most 1 MB are read"):
        read_yaml("中" * 400_000, "f", limit=1_000_000)
    with pytest.raises(InputError, match="cannot be read"):
        read_yaml_file(tmp_path)
