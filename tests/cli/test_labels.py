"""``footprint label`` and ``footprint recognition``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from footprint.label import label_record
from rules.labels import load_scheme
from tests.api.test_label_sizes import needs_fonts
from tests.cli.conftest import Run
from tests.footprint import labels


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """A label as a register hands it out."""
    made = label_record(labels.record(), load_scheme("guangdong"), labels.URL, labels.rule())
    made |= {"status": "published", "number": "GD-1", "issued": "2026-11-01", "expires": "2099-10-31"}
    file = tmp_path / "label.json"
    file.write_text(json.dumps(made), "utf-8")
    return file


@needs_fonts
def test_label_in_a_print_size_from_a_label_file(run: Run, published: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    ran = run("label", published, "--size", "small", "--format", "all", "--out", out)
    assert ran.code == 0, ran
    ends, tongues = (".svg", ".pdf", "-600dpi.png"), ("en", "zh-Hans", "zh-Hant")
    drawn = {f"label-small-{tongue}{end}" for tongue in tongues for end in ends}
    assert {file.name for file in out.iterdir()} == {"label.json"} | drawn
    assert json.loads((out / "label.json").read_bytes()) == json.loads(published.read_bytes())
    assert "GD-1" in (out / "label-small-en.svg").read_text("utf-8")


def test_recognition_of_a_label_file(run: Run, published: Path) -> None:
    ran = run("recognition", published, "--towards", "hongkong-cma", "--json")
    assert ran.code == 0, ran
    found = json.loads(ran.out)
    assert found["format"] == "footprint-recognition/1"
    assert {row["id"] for row in found["rows"] if row["state"] == "open"} == {
        "rule",
        "verification",
        "report",
        "issued",
    }
    issued = next(row for row in found["rows"] if row["id"] == "issued")
    assert [one["path"] for one in issued["missing"]] == ["bodies.issuing"]
    said = run("recognition", published, "--agreement", "guangdong-macao", "--lang", "zh-Hant")
    assert said.code == 0
    assert "粵澳碳標籤互認" in said.out
    assert "已公布構想" in said.out


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--towards", "mars"], "towards: 'guangdong' has no recognition '→ mars': there is guangdong-hongkong"),
        (["--agreement", "mars"], "there is no agreement 'mars'"),
        (["--scheme", "gba"], "is a label of guangdong, not of gba"),
    ],
)
def test_recognition_of_nothing_is_one_sentence(
    run: Run, published: Path, options: list[str], sentence: str
) -> None:
    ran = run("recognition", published, *options)
    assert ran.code == 2
    assert sentence in ran.err
    assert len(ran.err.strip().splitlines()) == 1


def test_a_wrong_label_file_names_the_place(run: Run, published: Path) -> None:
    published.write_text(published.read_text("utf-8").replace('"published"', '"perfect"'), "utf-8")
    ran = run("recognition", published)
    assert (ran.code, "$.status: 'perfect'" in ran.err) == (2, True)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--size", "huge"], "'huge' is no size of a label: known are standard, strip, small"),
        (["--format", "gif"], "'gif' is no format of a label: known are svg, png, pdf, all"),
    ],
)
def test_wrong_options_name_the_right_ones(run: Run, published: Path, options: list[str], sentence: str) -> None:
    ran = run("label", published, *options)
    assert ran.code == 2
    assert sentence in ran.err
