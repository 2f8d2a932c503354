"""One deliberate error in any table fails the build and names file, line and field."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from background_db.package import read_package
from footprint.errors import BackgroundError

# file, line, column, new content of that cell, words of the message
CELLS = [
    ("datasets/metals.csv", 2, "id", "Alumina CN", "does not have the form"),
    ("datasets/metals.csv", 2, "id", "aluminium-ingot-primary-cn", "is not in datasets"),
    ("datasets/metals.csv", 3, "name_zh_hant", "", "is empty, but must be given"),
    ("datasets/metals.csv", 2, "category", "metal", "'metal' is none of: electricity"),
    ("datasets/metals.csv", 2, "unit", "lb", "'lb' is none of: kg"),
    ("datasets/metals.csv", 2, "unit", "MJ", "measures mass, but energy is due"),
    ("datasets/metals.csv", 2, "region", "China", "does not have the form"),
    ("datasets/metals.csv", 2, "region", "XX", "'XX' is no region"),
    ("datasets/metals.csv", 2, "region", "CN-ZZ", "'CN-ZZ' is no region"),
    ("datasets/metals.csv", 2, "year", "", "is empty, but only a gap may leave it out"),
    ("datasets/metals.csv", 2, "year", "2021.5", "is no integer"),
    ("datasets/metals.csv", 2, "year", "20211", "must be at most 2100"),
    ("datasets/energy.csv", 2, "valid_until", "31.12.2026", "is no date"),
    ("datasets/metals.csv", 2, "kind", "draft", "'draft' is none of: released, estimated, gap"),
    ("datasets/metals.csv", 2, "kind", "gap", "a gap has no number, but exchanges at"),
    ("datasets/metals.csv", 5, "kind", "released", "only a gap may leave it out"),
    ("datasets/metals.csv", 5, "basis", "mix", "must be empty for a gap"),
    ("datasets/metals.csv", 5, "method", "", "a gap says what was looked at"),
    ("datasets/metals.csv", 4, "method", "", "an estimated dataset says how it was built"),
    ("datasets/metals.csv", 2, "basis", "guess", "'guess' is none of"),
    ("datasets/metals.csv", 2, "combustion", "maybe", "'maybe' is none of"),
    ("datasets/metals.csv", 2, "allocation", "", "only a gap may leave it out"),
    ("datasets/metals.csv", 2, "confidence", "low", "'low' is none of: high, medium"),
    ("datasets/metals.csv", 2, "pedigree", "2;2;2;1", "does not have the form"),
    ("datasets/metals.csv", 2, "licence", "unknown", "'unknown' is not in licences.csv"),
    ("datasets/energy.csv", 2, "licence", "cc-by", "is looser than 'ask-first' (ask)"),
    ("datasets/metals.csv", 2, "source", "", "only a gap may leave it out"),
    ("datasets/metals.csv", 2, "source", "nobody", "'nobody' is not in sources/*.csv"),
    ("datasets/metals.csv", 2, "locator", "", "only a gap may leave it out"),
    ("datasets/metals.csv", 2, "technology_zh_hans", "", "only a gap may leave it out"),
    ("datasets/metals.csv", 4, "kind", "released", "reaches the gap 'aluminium-fluoride'"),
    ("datasets/energy.csv", 4, "kind", "estimated", "an estimated dataset says how it was built"),
    ("exchanges/metals.csv", 2, "dataset", "alumina-xx", "'alumina-xx' is not in datasets"),
    ("exchanges/metals.csv", 3, "row", "1", "'alumina-cn 1' is already at"),
    ("exchanges/metals.csv", 3, "row", "0", "must be at least 1"),
    ("exchanges/metals.csv", 2, "kind", "input", "'input' is none of: provider"),
    ("exchanges/metals.csv", 4, "kind", "gap", "is no gap but released"),
    ("exchanges/metals.csv", 10, "kind", "provider", "is a gap: its rows are of kind gap"),
    ("exchanges/metals.csv", 4, "kind", "slot", "'alumina-cn' is not in slots.csv"),
    ("exchanges/metals.csv", 4, "target", "aluminia-cn", "'aluminia-cn' is not in datasets"),
    ("exchanges/metals.csv", 2, "target", "heat-gas/DE", "'heat-gas/DE' is not in slots.csv"),
    ("exchanges/metals.csv", 7, "target", "cf5", "'cf5' is not in flows.csv"),
    ("exchanges/metals.csv", 2, "amount", "10,5", "is no number"),
    ("exchanges/metals.csv", 2, "amount", "nan", "is no number"),
    ("exchanges/metals.csv", 2, "amount", "1_0.5", "is no number"),
    ("exchanges/metals.csv", 2, "amount", "1e999", "is too large"),
    ("exchanges/metals.csv", 2, "amount", "0", "must be greater than 0"),
    ("exchanges/metals.csv", 2, "amount", "-10.5", "must be greater than 0"),
    ("exchanges/metals.csv", 2, "amount", "10.5002", "is not source_amount × factor = 10.5 × 1 = 10.5"),
    ("exchanges/metals.csv", 2, "unit", "BTU", "unknown unit 'BTU'"),
    ("exchanges/metals.csv", 2, "unit", "kg", "measures mass, but energy is due"),
    ("exchanges/metals.csv", 7, "unit", "MJ", "'cf4' is counted in kg"),
    ("exchanges/metals.csv", 4, "source_amount", "1.92", "is not source_amount × factor"),
    ("exchanges/metals.csv", 4, "source_unit", "", "is empty, but must be given"),
    ("exchanges/metals.csv", 4, "factor", "0.01", "is not source_amount × factor"),
    ("exchanges/metals.csv", 4, "reason", "", "the factor is 0.001: give its arithmetic"),
    ("exchanges/metals.csv", 4, "source", "", "is empty, but must be given"),
    ("exchanges/metals.csv", 4, "source", "nobody", "'nobody' is not in sources/*.csv"),
    ("exchanges/metals.csv", 4, "locator", "", "is empty, but must be given"),
    ("exchanges/metals.csv", 4, "confidence", "low", "'low' is none of: high, medium"),
    ("exchanges/metals.csv", 4, "note", " see table", "begins or ends with a blank"),
    ("exchanges/metals.csv", 11, "note", "", "feeds itself: say why"),
    ("exchanges/metals.csv", 11, "note", "two\nlines", "has a line break in it"),
    ("exchanges/energy.csv", 2, "kind", "gap", "is not in datasets"),
    ("flows.csv", 2, "id", "co2", "'co2' has no factor in set"),
    ("flows.csv", 2, "unit", "mol", "'mol' is none of"),
    ("flows.csv", 2, "gas", "co", "'co' is none of: co2"),
    ("flows.csv", 2, "category", "biogenic", "'biogenic' is none of: fossil"),
    ("characterization.csv", 3, "set", "ipcc-ar7-gwp100", "is none of: ipcc-ar6-gwp100"),
    ("characterization.csv", 3, "flow", "cf5", "'cf5' is not in flows.csv"),
    ("characterization.csv", 3, "flow", "co2-fossil", "is already at"),
    ("characterization.csv", 3, "factor", "", "is empty, but must be given"),
    ("characterization.csv", 3, "unit", "kg CO2", "must be kg CO2e/kg"),
    ("characterization.csv", 4, "factor", "1.1", "must be 1: its publisher"),
    ("characterization.csv", 3, "source", "nobody", "'nobody' is not in sources/*.csv"),
    ("sources/basics.csv", 3, "id", "smelter-survey", "'smelter-survey' is already at"),
    ("sources/basics.csv", 2, "licence", "mit", "'mit' is not in licences.csv"),
    ("sources/basics.csv", 2, "year", "in press", "is no integer"),
    ("sources/basics.csv", 2, "url", "example.org", "does not have the form"),
    ("sources/basics.csv", 2, "title", "", "is empty, but must be given"),
    ("licences.csv", 2, "commercial_use", "perhaps", "'perhaps' is none of: yes, ask, no"),
    ("licences.csv", 2, "terms", "", "is empty, but must be given"),
    ("slots.csv", 2, "id", "electricity/DE", "'electricity/DE' must be electricity/CN"),
    ("slots.csv", 2, "default_dataset", "", "is empty, but must be given"),
    ("slots.csv", 2, "default_dataset", "electricity-cn", "'electricity-cn' is not in datasets"),
    ("slots.csv", 2, "default_dataset", "heat-gas-cn", "is counted in MJ, but slot 'electricity/CN' in kWh"),
    ("slots.csv", 2, "default_dataset", "aluminium-fluoride", "is a gap, so slot 'electricity/CN' cannot be"),
    ("slots.csv", 3, "unit", "kWh", "is counted in MJ, but slot 'heat-gas/CN' in kWh"),
    ("supply.csv", 2, "family", "official", "'official' is none of"),
    ("supply.csv", 2, "slot", "electricity/DE", "'electricity/DE' is not in slots.csv"),
    ("supply.csv", 2, "dataset", "electricity-cn", "'electricity-cn' is not in datasets"),
    ("supply.csv", 2, "dataset", "heat-gas-cn", "is counted in MJ"),
    ("supply.csv", 2, "family", "modelled-zone", "is already at"),
    ("links.csv", 2, "target", "alumina", "'alumina' is not in datasets"),
    ("links.csv", 4, "reason", "", "the factor is 0.001: give its arithmetic"),
    ("links.csv", 3, "source_flow", "alumina", "'ALU alumina' is already at"),
]

# Where the message stands when that is another place than the cell that was broken.
ELSEWHERE = {
    ("datasets/metals.csv", 2, "id", "aluminium-ingot-primary-cn"): "exchanges/metals.csv:2: dataset",
    ("datasets/metals.csv", 2, "unit", "MJ"): "exchanges/metals.csv:4: unit",
    ("datasets/metals.csv", 5, "kind", "released"): "datasets/metals.csv:5: year",
    ("datasets/metals.csv", 4, "kind", "released"): "exchanges/metals.csv:10: target",
    ("datasets/energy.csv", 4, "kind", "estimated"): "datasets/energy.csv:4: method",
    ("exchanges/metals.csv", 4, "kind", "slot"): "exchanges/metals.csv:4: target",
    ("exchanges/metals.csv", 4, "source_amount", "1.92"): "exchanges/metals.csv:4: amount",
    ("exchanges/metals.csv", 4, "factor", "0.01"): "exchanges/metals.csv:4: amount",
    ("exchanges/energy.csv", 2, "kind", "gap"): "exchanges/energy.csv:2: target",
    ("slots.csv", 3, "unit", "kWh"): "slots.csv:3: default_dataset",
    ("supply.csv", 2, "family", "modelled-zone"): "supply.csv:3: slot",
    ("characterization.csv", 3, "flow", "co2-fossil"): "characterization.csv:3: flow",
    ("flows.csv", 2, "id", "co2"): "flows.csv:2: id",
}


def break_cell(path: Path, line: int, column: str, content: str) -> None:
    rows = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8"))))
    rows[line - 1][rows[0].index(column)] = content
    written = io.StringIO()
    csv.writer(written, lineterminator="\n").writerows(rows)
    path.write_text(written.getvalue(), encoding="utf-8")


@pytest.mark.parametrize(("file", "line", "column", "content", "words"), CELLS)
def test_one_broken_cell_is_named(
    tables: Path, file: str, line: int, column: str, content: str, words: str
) -> None:
    break_cell(tables / file, line, column, content)
    expected = ELSEWHERE.get((file, line, column, content), f"{file}:{line}: {column}")
    with pytest.raises(BackgroundError) as caught:
        read_package(tables)
    matching = [p for p in caught.value.problems if p.where.endswith(f"/{expected}") and words in p.what]
    assert matching, str(caught.value)


def test_every_table_and_most_columns_are_tried() -> None:
    assert {file.split("/")[0].removesuffix(".csv") for file, *_ in CELLS} == {
        "datasets", "exchanges", "flows", "characterization", "sources", "licences", "slots", "supply", "links",
    }  # fmt: skip


# file, old text, new text, where, words
TEXTS = [
    ("flows.csv", "name_en", "name", "flows.csv:1: name_en", "column is missing"),
    ("flows.csv", "name_en", "name", "flows.csv:1: name", "unknown column 'name'"),
    ("flows.csv", "gas,category", "category,gas", "flows.csv:1", "columns must be, in this order: id"),
    ("flows.csv", "id,name", "\ufeffid,name", "flows.csv:1: id", "unknown column '\\ufeffid'"),
    ("flows.csv", "kg,cf4,fossil", "kg,cf4", "flows.csv:3", "has 6 cells, but the table has 7 columns"),
    ("flows.csv", "kg,cf4,fossil", "kg,cf4,fossil,", "flows.csv:3", "has 8 cells"),
    ("flows.csv", "cf4,Tetra", "\ncf4,Tetra", "flows.csv:3", "empty line"),
    ("flows.csv", "Tetrafluoro", "Tetra\0fluoro", "flows.csv:3", "NUL"),
    ("flows.csv", '"Carbon dioxide, fossil"', '"Carbon dioxide, fossil', "flows.csv:2", "quotes do not match"),
    ("flows.csv", '"Greenhouse gases, as published"', '"Greenhouse gases" x', "flows.csv:4", "quotes do not match"),
]


@pytest.mark.parametrize(("file", "old", "new", "where", "words"), TEXTS)
def test_one_broken_line_is_named(tables: Path, file: str, old: str, new: str, where: str, words: str) -> None:
    path = tables / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BackgroundError) as caught:
        read_package(tables)
    matching = [p for p in caught.value.problems if p.where.endswith(f"/{where}") and words in p.what]
    assert matching, str(caught.value)


def test_other_encodings_are_refused_with_the_line(tables: Path) -> None:
    path = tables / "flows.csv"
    path.write_bytes(path.read_text(encoding="utf-8").encode("gb18030"))
    with pytest.raises(BackgroundError, match=r"flows\.csv:2: is not UTF-8"):
        read_package(tables)
