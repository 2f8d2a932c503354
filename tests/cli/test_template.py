"""``footprint template``, and workbooks where a product file is due."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from footprint.record import canonical
from tests.cli.conftest import EXAMPLE, Run

RULE = "batteries/traction"


def spoil(file: Path, column: str, value: object) -> None:
    book = openpyxl.load_workbook(file)
    sheet = next(s for s in book if s["A1"].value == "footprint-template/1 lines")
    sheet.cell(3, next(c.column for c in sheet[1] if c.value == column)).value = value
    book.save(file)


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
def test_a_workbook_gives_the_record_of_its_yaml(run: Run, tmp_path: Path, language: str) -> None:
    file = tmp_path / "a.xlsx"
    wrote = run("template", RULE, file, "--language", language, "--from", EXAMPLE)
    assert (wrote.code, wrote.err) == (0, "")
    found = json.loads(run("calculate", file, "--json").out)
    wanted = json.loads(run("calculate", EXAMPLE, "--json").out)
    assert canonical(found) == canonical(wanted)


def test_an_example_and_a_workbook_to_start_from(run: Run, tmp_path: Path) -> None:
    first, second = tmp_path / "a.xlsx", tmp_path / "b.xlsx"
    assert run("template", RULE, first, "--example", EXAMPLE.stem).code == 0
    assert run("template", RULE, second, "--from", first, "--language", "zh-Hant").code == 0
    assert run("check", second).code == 0


@pytest.mark.parametrize(
    ("column", "value", "told"),
    [
        ("amount", "much", "明细!G3: "),
        ("unit", "kWh", "明细!H3: "),
        ("amount", None, "明细!G3: "),
    ],
)
def test_errors_name_file_sheet_and_cell(run: Run, tmp_path: Path, column: str, value: object, told: str) -> None:
    file = tmp_path / "a.xlsx"
    run("template", RULE, file, "--language", "zh-Hans", "--from", EXAMPLE)
    spoil(file, column, value)
    ran = run("calculate", file, "--lang", "zh-Hans")
    assert ran.code in {1, 2}
    assert f"{file}: {told}" in ran.err
    assert "processes[" not in ran.err
    assert "Traceback" not in ran.err


def test_an_empty_template_says_everything_that_is_missing(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    assert run("template", RULE, file).code == 0
    ran = run("check", file)
    assert ran.code == 2
    assert f"{file}: Product!C6: is missing" in ran.err
    assert all("!" in line for line in ran.err.splitlines())


def test_another_rule_by_option(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    run("template", RULE, file, "--from", EXAMPLE)
    ran = run("calculate", file, "--rule", "batteries/tracton")
    assert ran.code == 2
    assert "batteries/traction" in ran.err.replace("batteries/tracton", "")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["no/rule", "a.xlsx"], "there is no rule"),
        ([RULE, "a.csv"], "ends in .xlsx"),
        ([RULE, "a.xlsx", "--language", "fr"], "known are en"),
        ([RULE, "a.xlsx", "--example", "no"], "known are"),
        ([RULE, "a.xlsx", "--example", EXAMPLE.stem, "--from", EXAMPLE], "give one of them"),
        ([RULE, "a.xlsx", "--from", "missing.yaml"], "missing.yaml"),
        ([RULE, "a.xlsx", "--from", "missing.xlsx"], "missing.xlsx"),
    ],
)
def test_bad_usage(run: Run, tmp_path: Path, arguments: list[str], told: str) -> None:
    ran = run("template", *(str(tmp_path / a) if str(a).startswith(("a.", "missing")) else a for a in arguments))
    assert ran.code == 2
    assert told in ran.err
    assert "Traceback" not in ran.err
    assert not (tmp_path / "a.xlsx").exists()


@pytest.mark.parametrize(("name", "content"), [("a.xlsx", b"text"), ("a.xlsm", b"PK"), ("a.xls", b"\xd0\xcf")])
def test_what_is_no_workbook_is_told(run: Run, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    ran = run("check", file)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith(f"footprint: {file}: ")


def test_help(run: Run) -> None:
    ran = run("template", "--help")
    assert ran.code == 0
    assert "--from" in ran.out
