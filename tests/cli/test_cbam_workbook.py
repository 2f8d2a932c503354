"""``footprint cbam FILE.xlsx`` and ``--workbook``, as a user types them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from footprint.exchange.cbam.blank import blank
from footprint.exchange.cbam.read import read_communication
from tests.cli.conftest import ROOT, Run
from tests.footprint.communication.template import example, workbook

FOLDER = ROOT / "examples" / "cbam"
PROFILES = FOLDER / "aluminium-profiles.yaml"


@pytest.fixture
def screws(tmp_path: Path) -> Path:
    file = tmp_path / "screws.xlsx"
    file.write_bytes(workbook(example("screws")["cells"]))
    return file


def test_an_example_of_the_commission(run: Run, screws: Path, tmp_path: Path) -> None:
    ran = run("cbam", screws, "--out", tmp_path / "out")
    assert ran.code == 0, ran.err
    assert "Communication template for installations v2.1: 10 stated figures, 0 differ." in ran.out
    assert "Its period lies before 2026" in " ".join(ran.out.split())
    assert {p.name for p in (tmp_path / "out").iterdir()} == {"comparison.json", "communication-template.xlsx"}
    again = json.loads(run("cbam", tmp_path / "out" / "communication-template.xlsx", "--json").out)
    assert (again["differ"], len(again["compared"])) == (0, 10)


def test_inputs_that_do_not_suffice(run: Run, tmp_path: Path) -> None:
    cells = example("screws")["cells"]
    del cells["Summary_Products"]["F10"]
    file = tmp_path / "holes.xlsx"
    file.write_bytes(workbook(cells))
    ran = run("cbam", file)
    assert ran.code == 1
    assert "holes.xlsx: Summary_Products!F10: is missing" in ran.out


def test_an_installation_into_the_template_and_back(run: Run, tmp_path: Path) -> None:
    """The layout filled, read again: the same figures, compared and then calculated under the law."""
    first = json.loads(run("cbam", PROFILES, "--json").out)
    ran = run("cbam", PROFILES, "--out", tmp_path, "--workbook", "2.1.1")
    assert ran.code == 0, ran.err
    file = tmp_path / "communication-template.xlsx"
    found = json.loads(run("cbam", file, "--json").out)
    assert found["workbook"]["differ"] == 0
    ours = [p["specific"]["direct"] for p in first["processes"]]
    assert [p["specific"]["direct"] for p in found["processes"]] == pytest.approx(ours, rel=1e-9)
    told = run("cbam", file)
    assert told.code == 0
    assert "communication-template.xlsx: D_Processes!L119: " in told.out, told.out


def test_the_file_of_the_commission_is_filled_where_it_is_named(run: Run, tmp_path: Path) -> None:
    own = tmp_path / "own.xlsx"
    own.write_bytes(blank("2.1"))
    assert run("cbam", PROFILES, "--out", tmp_path / "out", "--workbook", own).code == 0
    facts = read_communication((tmp_path / "out" / "communication-template.xlsx").read_bytes())
    assert (facts.version, len(facts.processes)) == ("2.1", 2)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--workbook", "2.1.1"), "--workbook goes with --out"),
        (
            ("--out", "x", "--workbook", "3.0"),
            "--workbook: is '3.0': 2.1 or 2.1.1 is due, or the Commission's workbook",
        ),
        (("--out", "x", "--workbook", "nowhere.xlsx"), "nowhere.xlsx: cannot be read"),
    ],
)
def test_bad_options(run: Run, arguments: tuple[str, ...], said: str, tmp_path: Path) -> None:
    ran = run("cbam", PROFILES, *(str(tmp_path / a) if a == "x" else a for a in arguments))
    assert ran.code == 2
    assert said in " ".join(ran.err.split())


def test_another_workbook(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "other.xlsx"
    assert run("template", "batteries/traction", file).code == 0
    ran = run("cbam", file)
    assert ran.code == 2
    assert "other.xlsx: workbook: is no communication template for installations: sheet A_InstData" in ran.err
