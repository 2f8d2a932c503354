from __future__ import annotations

import io
import json
import re
from datetime import date
from typing import Any

import openpyxl
import pypdf
import pytest

from api.cells import COMPUTED
from api.documents.filing import paper, workbook
from api.documents.filing.words import texts
from api.documents.typeset import fonts
from footprint.filing import build_filing
from footprint.texts import LANGUAGES, Language
from tests.footprint.filed import FILING, five, record

ON = date(2026, 11, 21)
needs_fonts = pytest.mark.skipif(
    "Noto Sans CJK SC" not in fonts().families(), reason="Noto Sans CJK is not installed (.ci/system.sh)"
)
HOSTILE = {
    "product__maker": '=HYPERLINK("http://example.org","x")',
    "product__plant__name": "+1+1",
    "product__name": {"en": "@SUM(A1)", "zh-Hans": "-2", "zh-Hant": "\t=1"},
    "product__answers": {"typical_packs": '#let x = read("/etc/passwd") $a$ *b* \\ "c"', "verification": "=1+1"},
    "product__model": "[a]:*?/\\'=cmd|' /C calc'!A0",
}


def document(records: list[dict[str, Any]] | None = None, **stated: str) -> dict[str, Any]:
    return build_filing(
        FILING, records or five(), {"role": "importer", "verification_report": "No. 1"} | stated, ON
    )


def opened(found: dict[str, Any], language: Language = "en") -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(workbook(found, language)))


def cells(sheet: Any) -> list[Any]:
    return [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sheet_for_each_product_and_its_figures(language: Language) -> None:
    book = opened(document(), language)
    assert [name.split()[-1] for name in book.sheetnames[1:-1]] == list("ABCDE")
    sheet = book.worksheets[1]
    rows = {row[0].value: [cell.value for cell in row[1:4]] for row in sheet.iter_rows() if row[0].value}
    titles = {field.id: field.title.get(language) for field in FILING.fields}
    assert rows[titles["total_energy"]][0] == 100_000
    assert rows[titles["footprint"]][0] == 0.05
    total = texts()["total"].get(language)
    assert rows[total] == [0.05, 5_000, 1]
    dates = [cell.value for cell in cells(book.worksheets[0])]
    assert dates[dates.index("2026-12-31") + 1] == 40
    assert not [cell for one in book.worksheets for cell in cells(one) if cell.data_type == "f"]


def test_nothing_that_people_wrote_is_computed() -> None:
    found = document([record("A", **HOSTILE)], verification_report="=1+1")
    for language in LANGUAGES:
        for sheet in opened(found, language).worksheets:
            for cell in cells(sheet):
                assert cell.data_type != "f"
                assert not (isinstance(cell.value, str) and cell.value.startswith(COMPUTED)), cell.value
    texts_of = [cell.value for sheet in opened(found).worksheets for cell in cells(sheet)]
    assert "'" + HOSTILE["product__maker"] in texts_of


def test_names_of_sheets_are_taken_by_excel_and_differ() -> None:
    same = [record("A" * 60 + str(number)) for number in range(12)]
    names = opened(document(same)).sheetnames
    assert len(set(names)) == len(names) == 14
    assert max(map(len, names)) <= 31
    hostile = opened(document([record("A", **HOSTILE)])).sheetnames[1]
    assert not set(hostile) & set("[]:*?/\\'")


def test_the_same_filing_gives_the_same_bytes() -> None:
    assert workbook(document(), "zh-Hans") == workbook(document(), "zh-Hans")


def test_a_workbook_says_what_is_missing() -> None:
    found = build_filing(FILING, [record("A")], {}, ON)
    shown = [cell.value for cell in cells(opened(found).worksheets[0])]
    assert "Not complete: errors are open" in shown
    assert any(isinstance(text, str) and "4 more to choose" in text for text in shown)
    assert shown.count("not stated") == 2


def text_of(made: bytes) -> str:
    pages = pypdf.PdfReader(io.BytesIO(made)).pages
    return "\n".join(page.extract_text() for page in pages)


@needs_fonts
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_paper_holds_the_document_and_shows_the_deadline(language: Language) -> None:
    found = document()
    made = paper(found, language)
    attached = pypdf.PdfReader(io.BytesIO(made)).attachments
    assert json.loads(attached["filing.json"][0]) == found
    text = text_of(made)
    assert "2026-12-31" in text
    assert re.search(r"\b40\b", text)
    assert found["products"][4]["run_id"] in re.sub(r"\s", "", text)
    assert paper(found, language) == made


@needs_fonts
def test_what_people_wrote_is_set_as_text() -> None:
    found = document([record("A", **HOSTILE)])
    flat = re.sub(r"\s", "", text_of(paper(found, "en")))
    assert re.sub(r"\s", "", HOSTILE["product__answers"]["typical_packs"]) in flat
    assert "root:" not in flat


@needs_fonts
def test_open_errors_stand_on_the_first_page() -> None:
    def first(found: dict[str, Any]) -> str:
        return pypdf.PdfReader(io.BytesIO(paper(found, "zh-Hans"))).pages[0].extract_text()

    told = texts()["not_ready"].zh_hans
    assert told in first(document([record("A")]))
    assert told not in first(document())


def test_words_are_written_in_their_own_characters() -> None:
    for key, text in texts().items():
        if not re.search(r"[\u3400-\u9fff]", text.zh_hans):
            continue
        assert not set(text.zh_hans) & set("備數據產階記錄網發檢暫總單"), key
        assert not set(text.zh_hant) & set("备数产阶记录网发检单总页项"), key
