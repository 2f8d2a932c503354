"""Writing into a workbook: inputs go in, formulas stay and show our figures, everything else stays as it was."""

from __future__ import annotations

import io
import zipfile
from datetime import date

from openpyxl import load_workbook

from footprint.exchange.cbam.blank import blank
from footprint.exchange.cbam.entry import Entry
from footprint.exchange.cbam.fill import fill
from tests.footprint.communication.template import example, workbook


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def value(data: bytes, sheet: str, cell: str, *, formula: bool = False) -> object:
    return load_workbook(io.BytesIO(data), data_only=not formula)[sheet][cell].value


SOURCE = workbook(example("screws")["cells"])


def test_a_formula_stays_and_shows_our_figure() -> None:
    found = fill(SOURCE, [Entry("products", 1, "direct", 2.5, figure=True)])
    assert value(found.data, "Summary_Products", "I10") == 2.5
    assert str(value(found.data, "Summary_Products", "I10", formula=True)).startswith("=INDEX(")
    assert not found.left


def test_a_formula_where_an_input_was_due_is_left_alone_and_told() -> None:
    cells = example("screws")["cells"]
    cells["D_Processes"]["L54"] = {"formula": "=3000+337.95", "value": 3337.95}
    found = fill(workbook(cells), [Entry("process_blocks", 1, "direct", 1.0)])
    assert found.left == ("D_Processes!L54",)
    assert value(found.data, "D_Processes", "L54") == 3337.95


def test_parts_that_nothing_is_written_into_stay_byte_for_byte() -> None:
    before, after = parts(SOURCE), parts(fill(SOURCE, [Entry("process_blocks", 1, "direct", 1.0)]).data)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/workbook.xml", "xl/worksheets/sheet5.xml"}
    assert b'fullCalcOnLoad="1"' in after["xl/workbook.xml"]


def test_every_kind_of_value_comes_out_as_itself() -> None:
    found = fill(
        blank("2.1.1"),
        [
            Entry("site", 0, "start", date(2026, 1, 1)),
            Entry("site", 0, "name", "Works <No. 1> & sons "),
            Entry("process_blocks", 10, "heat", True),
            Entry("process_blocks", 10, "market", 0.1 + 0.2),
            Entry("precursor_blocks", 20, "use_10", 7.0),
        ],
    ).data
    day = value(found, "A_InstData", "I9")
    assert getattr(day, "date", lambda: day)() == date(2026, 1, 1)
    assert value(found, "A_InstData", "I20") == "Works <No. 1> & sons "
    assert value(found, "D_Processes", f"K{50 + 9 * 65}") is True
    assert value(found, "D_Processes", f"L{27 + 9 * 65}") == 0.1 + 0.2
    assert value(found, "E_PurchPrec", f"L{37 + 19 * 44}") == 7.0


def test_the_country_takes_the_name_of_the_workbooks_own_list() -> None:
    found = fill(SOURCE, [Entry("site", 0, "country", "Hong Kong SAR China")], country="HK").data
    assert value(found, "A_InstData", "I26") == "Hong Kong"
    found = fill(blank("2.1"), [Entry("site", 0, "country", "Hong Kong SAR China")], country="HK").data
    assert value(found, "A_InstData", "I26") == "Hong Kong SAR China"


def test_what_stands_there_of_another_installation_is_emptied() -> None:
    """One process where there were two: the second is gone with its block, the first keeps what was not written."""
    entries = [
        Entry("processes", 1, "name", "Carbon steel screws and nuts"),
        Entry("processes", 1, "category", "Iron or steel products"),
        Entry("process_blocks", 1, "direct", 5.0),
        Entry("precursors", 1, "name", "Other steel"),
        Entry("precursor_blocks", 1, "direct", 2.0),
    ]
    found = fill(SOURCE, entries).data
    assert value(found, "A_InstData", "L83") == "Carbon steel screws and nuts"
    assert value(found, "D_Processes", "L54") == 5.0
    assert value(found, "D_Processes", "L65") == 3400
    for cell in ("L84",):
        assert value(found, "A_InstData", cell) is None
    for cell in ("L92", "L119", "L130"):
        assert value(found, "D_Processes", cell) is None
    assert value(found, "E_PurchPrec", "L49") == 2.0
    assert value(found, "E_PurchPrec", "L28") is None
    assert value(found, "E_PurchPrec", "L93") is None
