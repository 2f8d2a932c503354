"""Workbooks as people leave them: rows put in, another language, labels nobody computed, anything in a cell."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest

from footprint.errors import InputError
from footprint.exchange.cbam.read import read_communication
from footprint.exchange.cbam.to_document import to_document
from footprint.exchange.excel_errors import WorkbookError
from tests.footprint.communication.template import example, workbook


def cells_of(name: str = "screws") -> dict[str, dict[str, Any]]:
    cells: dict[str, dict[str, Any]] = example(name)["cells"]
    return cells


def values(data: bytes) -> list[Any]:
    facts = read_communication(data)
    parts = (facts.streams, facts.processes, facts.precursors, facts.products)
    return [dict(facts.site.values), *(dict(row.values) for rows in parts for row in rows)]


PLAIN = values(workbook(cells_of()))


@pytest.mark.parametrize("moved", [1, 7])
def test_rows_that_somebody_put_in_do_not_matter(moved: int) -> None:
    data = workbook(cells_of(), moved=moved)
    assert values(data) == PLAIN
    assert read_communication(data).processes[0].cells["direct"] == f"D_Processes!L{54 + moved}"


def test_the_language_of_the_labels_does_not_matter() -> None:
    data = workbook(cells_of(), language="übersetzt: ")
    assert values(data) == PLAIN
    assert not read_communication(data).by_address


def test_labels_nobody_computed_are_told_and_the_published_addresses_hold() -> None:
    data = workbook(cells_of(), uncached=True)
    facts = read_communication(data)
    assert [row.values["direct"] for row in facts.processes] == [3337.95, 1610.07]
    assert "D_Processes: Directly attributable emissions (DirEm*)" in facts.by_address
    told = to_document(facts, {}).told
    assert {t.code for t in told} == {"cbam.workbook_by_address"}
    assert len(told) == len(facts.by_address)


def test_the_version_is_what_the_workbook_says_else_what_its_last_sheet_has() -> None:
    assert read_communication(workbook(cells_of(), "2.1")).version == "2.1"
    assert read_communication(workbook(cells_of(), "2.1.1")).version == "2.1.1"
    for version in ("2.1", "2.1.1"):
        mute = workbook(cells_of() | {"0_Versions": {"E9": "draft"}}, version)
        assert read_communication(mute).version == version


@pytest.mark.parametrize(
    ("sheet", "cell", "value", "said"),
    [
        ("D_Processes", "L54", "about 3000", "D_Processes!L54: is 'about 3000': a number is due"),
        ("A_InstData", "I9", "last year", "A_InstData!I9: is 'last year': a day is due"),
        ("D_Processes", "K50", "perhaps", "D_Processes!K50: is 'perhaps': TRUE or FALSE is due"),
        ("E_PurchPrec", "L49", {"formula": "=1/0", "value": "#DIV/0!"}, "E_PurchPrec!L49: shows an error"),
    ],
)
def test_a_cell_of_another_kind_is_named(sheet: str, cell: str, value: Any, said: str) -> None:
    cells = cells_of()
    cells[sheet][cell] = value
    with pytest.raises(InputError) as error:
        read_communication(workbook(cells))
    assert said in str(error.value)
    assert len(error.value.problems) == 1


def test_what_the_template_computes_and_rows_nobody_uses_need_not_be_right() -> None:
    cells = cells_of()
    cells["Summary_Products"]["K10"] = {"formula": "=NA()", "value": "#N/A"}
    cells["Summary_Products"]["AZ60"] = {"formula": "=NA()", "value": "#N/A"}
    cells["B_EmInst"]["J50"] = {"formula": "=1/0", "value": "#DIV/0!"}
    cells["D_Processes"]["L24"] = {"formula": "=1/0", "value": "#DIV/0!"}
    found = read_communication(workbook(cells))
    assert "total" not in found.products[0].values
    assert len(found.products) == 2


def test_titles_in_a_list_at_the_top_are_no_blocks() -> None:
    """Navigation: the titles of all blocks beside each other in a row above them."""
    cells = cells_of()
    for sheet, title in (("D_Processes", "Production process"), ("E_PurchPrec", "Purchased precursor")):
        for number, column in enumerate("DEFGHIJ", 1):
            cells[sheet][f"{column}4"] = f"{title} {number}"
    assert values(workbook(cells)) == PLAIN


def test_numbers_typed_as_text_and_days_typed_as_numbers_are_read() -> None:
    cells = cells_of()
    cells["D_Processes"]["L54"] = "3 337.95"
    cells["A_InstData"]["I9"] = 44927.0
    assert values(workbook(cells)) == PLAIN


def test_another_workbook_is_refused_by_name() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook(cells_of()))) as old, zipfile.ZipFile(packed, "w") as new:
        for name in old.namelist():
            new.writestr(name, old.read(name).replace(b"D_Processes", b"My_Sheet"))
    with pytest.raises(InputError, match="sheet D_Processes is missing"):
        read_communication(packed.getvalue())
    with pytest.raises(WorkbookError):
        read_communication(b"no workbook")


def test_links_to_other_files_are_dropped_unread_and_macros_refused() -> None:
    def with_part(name: str) -> bytes:
        packed = io.BytesIO(workbook(cells_of()))
        with zipfile.ZipFile(packed, "a") as archive:
            archive.writestr(name, b"<x/>")
        return packed.getvalue()

    assert values(with_part("xl/externalLinks/externalLink1.xml")) == PLAIN
    with pytest.raises(WorkbookError):
        read_communication(with_part("xl/vbaProject.bin"))


def test_what_the_template_leaves_open_is_told_with_its_cell() -> None:
    cells = cells_of()
    cells["A_InstData"]["I28"] = "16° N"
    cells["A_InstData"]["I26"] = "Atlantis"
    cells["Summary_Products"]["F12"] = "73181590"
    cells["Summary_Products"]["D12"] = "Carbon steel screws and nuts"
    cells["E_PurchPrec"]["L28"] = 0
    told = {t.code: t.where for t in to_document(read_communication(workbook(cells)), {}).told}
    assert told == {
        "cbam.workbook_coordinate": "A_InstData!I28",
        "cbam.workbook_country": "A_InstData!I26",
        "cbam.workbook_not_divided": "D_Processes!L27",
        "cbam.workbook_not_used": "A_InstData!L102",
    }


def test_the_document_knows_the_cell_of_what_it_says() -> None:
    made = to_document(read_communication(workbook(cells_of())), {})
    place = made.workbook.place
    assert place("processes[p2].direct") == "D_Processes!L119"
    assert place("precursors[pp1].direct.amount") == "E_PurchPrec!L49"
    assert place("site.country") == "A_InstData!I26"
    assert place("balance.streams[b1].emission_factor") == "B_EmInst!D17"
    assert place("electricity.users[1].amount") == "D_Processes!L130"


def test_cells_of_an_unknown_technology_need_their_own_factors() -> None:
    """The row of the blank template: 500,000 t, 2.17 effects of 1.23 min, slope 0.146, F 0.122, collected 98 %."""
    cells = cells_of()
    cells["B_EmInst"] |= {
        "D98": "Slope method", "E98": "Some new cells", "F98": 500000, "AG98": 2.17, "AH98": 1.23, "AI98": 0.146,
        "AM98": 0.122, "AT98": 0.98,
    }  # fmt: skip
    document = to_document(read_communication(workbook(cells)), {}).document
    assert document["balance"]["cells"] == [
        {"id": "c1", "name": "Some new cells", "method": "slope", "technology": "other",
         "aluminium": {"amount": 500000.0, "unit": "t"}, "frequency": 2.17, "duration": 1.23, "slope_factor": 0.146,
         "c2f6_fraction": 0.122, "collection_efficiency": 0.98}
    ]  # fmt: skip
