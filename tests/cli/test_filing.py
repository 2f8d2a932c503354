from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from footprint.filing import check_filing
from footprint.record import canonical
from tests.cli.conftest import Run
from tests.footprint.filed import five, record


@pytest.fixture
def packs(tmp_path: Path) -> list[Path]:
    found = []
    for one in five():
        file = tmp_path / f"{one['product']['model']}.json"
        file.write_bytes(canonical(one))
        found.append(file)
    return found


def test_five_records_become_files(run: Run, packs: list[Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    stated = ("--state", "role=importer", "--state", "verification_report=Body, 1")
    ran = run("filing", *packs, *stated, "--out", out)
    assert (ran.code, ran.err) == (0, "")
    assert "2026-12-31" in ran.out
    names = {f"filing-{tag}.{end}" for tag in ("en", "zh-Hans", "zh-Hant") for end in ("xlsx", "pdf")}
    assert {file.name for file in out.iterdir()} == {"filing.json", *names}
    document = json.loads((out / "filing.json").read_bytes())
    check_filing(document)
    assert len(openpyxl.load_workbook(out / "filing-zh-Hans.xlsx").sheetnames) == 7


def test_missing_packs_are_told_and_give_exit_code_one(run: Run, packs: list[Path]) -> None:
    ran = run("filing", packs[0], "--lang", "zh-Hant")
    assert ran.code == 1
    assert "尚需選擇 4 個" in ran.out
    assert run("filing", packs[0], "--json").code == 1
    check_filing(json.loads(run("filing", packs[0], "--json").out))


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--state", "role"), "stated: is 'role': id=text is due"),
        (("--state", "role=boss"), "stated.role: is 'boss': one of pack_producer, importer, vehicle_maker is due"),
        (("--filing", "mars"), "no filing 'mars': known are traction-battery"),
    ],
)
def test_bad_usage_is_one_line(run: Run, packs: list[Path], arguments: tuple[str, ...], told: str) -> None:
    ran = run("filing", packs[0], *arguments)
    assert (ran.code, ran.err.strip()) == (2, f"footprint: {told}")


def test_a_rule_without_filing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "other.json"
    file.write_bytes(canonical(record("A", rule__id="batteries/storage")))
    ran = run("filing", file)
    assert ran.code == 2
    assert "no filing takes results of batteries/storage" in ran.err


def test_a_passport(run: Run, tmp_path: Path) -> None:
    file, stated = tmp_path / "eu.json", tmp_path / "stated.yaml"
    file.write_bytes(canonical(record("A", rule__id="batteries/traction-eu")))
    stated.write_text("carbonFootprintStudy: https://example.org/study\n", "utf-8")
    ran = run("export", file, "--format", "battery-passport", "--statement", stated)
    assert ran.code == 0
    assert json.loads(ran.out)["carbonFootprint"]["carbonFootprintStudy"] == "https://example.org/study"
    assert "1.2.0 is due" in run("export", file, "--format", "battery-passport", "--version", "2").err
