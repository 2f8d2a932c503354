"""Every way to break a rule file is told with file, line, path and what would be right."""

from __future__ import annotations

from pathlib import Path

import pytest

from footprint.errors import RuleError
from rules.load import load_rule
from rules.yaml_lines import read_yaml_file
from tests.rules.mini import RULE, put

pytestmark = pytest.mark.usefixtures("in_folder")

NAME = "pcr/test/thing/1.0.yaml"

BROKEN = read_yaml_file(Path(__file__).parent / "broken.yaml").document


@pytest.mark.parametrize("broken", BROKEN, ids=lambda b: b["name"])
def test_broken_file(broken: dict[str, str], tmp_path: Path) -> None:
    at, where, words = broken["line"], broken["path"], broken["words"]
    assert broken["instead_of"] in RULE
    text = RULE.replace(broken["instead_of"], broken["write"], 1)
    line = text.count("\n", 0, text.index(at)) + 1 if at else None
    with pytest.raises(RuleError) as raised:
        load_rule(put(tmp_path, text))
    messages = str(raised.value).splitlines()
    start = f"{NAME}:{line}: {where}: " if where else f"{NAME}:{line}: " if line else f"{NAME}:"
    assert any(m.startswith(start) and words in m for m in messages), messages
    assert len(messages) <= 3


def test_the_rule_that_is_broken_is_sound(tmp_path: Path) -> None:
    loaded = load_rule(put(tmp_path, RULE))
    assert loaded.rule.pcr == "test/thing"
    assert loaded.file == NAME


def test_all_problems_of_a_round_come_at_once(tmp_path: Path) -> None:
    text = RULE.replace("quantity: mass", "quantity: weight").replace("formula: battery_total_energy", "formula: x")
    text = text.replace("evidence: [bom]", "evidence: [a, b]")
    with pytest.raises(RuleError) as raised:
        load_rule(put(tmp_path, text))
    assert len(raised.value.problems) == 4
    lines = [int(p.where.split(":")[1]) for p in raised.value.problems]
    assert lines == sorted(lines)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04rest", "this is an Excel workbook (zip), not YAML"),
        (b"\xd0\xcf\x11\xe0rest", "old Excel"),
        (b"%PDF-1.7", "PDF"),
        (b"\xff\xfea\x00", "UTF-16"),
        ("a: 中".encode("gb18030"), "is not UTF-8 text"),
        (b"a: \x00", "U+0000"),
        (b"", "is empty"),
        (b"# only a comment\n", "is empty"),
        (b"- a\n- b\n", "a rule is a table of fields"),
        (b"just text\n", "a rule is a table of fields"),
        (b"a: 1\n" * 250_000, "at most 1 MB are read"),
        (b"a: " + b"[" * 5000, "levels deep"),
    ],
)
def test_files_that_are_no_rules(data: bytes, words: str, tmp_path: Path) -> None:
    path = put(tmp_path, "")
    path.write_bytes(data)
    with pytest.raises(RuleError, match=NAME) as raised:
        load_rule(path)
    assert words in str(raised.value)
    assert len(raised.value.problems) == 1


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(RuleError, match="cannot be read: no such file"):
        load_rule(tmp_path / "pcr/test/thing/2.0.yaml")
