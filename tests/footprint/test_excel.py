"""Excel templates: what is written reads back to the same product, and every error names its cell."""

from __future__ import annotations

import copy
import io
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.cases import templates
from api.cases.templates import words
from api.sheet_messages import SENTENCES
from background_db.build import load
from footprint.calculate import calculate
from footprint.errors import InputError, ProductError
from footprint.exchange.excel_cells import unpack
from footprint.exchange.excel_errors import Code, WorkbookError
from footprint.exchange.excel_layout import FORMAT, PARTICULARS, PRODUCT_ROWS, SHEETS, UNREAD
from footprint.exchange.excel_lists import Entries
from footprint.exchange.excel_read import ReadWorkbook, read_workbook
from footprint.exchange.excel_write import write_workbook
from footprint.product import parse_product
from footprint.product_parts import Chosen, Evidence, Omission, Quantity
from footprint.record import build_record, canonical
from footprint.rule import LoadedRule, Rule
from footprint.texts import LANGUAGES
from rules.registry import Registry
from rules.yaml_lines import read_yaml_file
from tests.footprint import toys
from tests.footprint.test_allocation import document as divided
from tests.footprint.test_foreground import metered, scrap_loop, two_plants
from tests.footprint.test_signed_suppliers import ENTRY as SIGNED

LOADED = load()
EXAMPLES = sorted((Path(__file__).parents[2] / "examples").glob("*.yaml"))
PCR = Path(__file__).parents[2] / "rules" / "pcr"
RULES = sorted(
    {
        f"{file.parent.relative_to(PCR).as_posix()}@{file.name.removesuffix('.yaml')}"
        for file in PCR.rglob("[0-9]*.yaml")
        if file.parent.name != "cases"
    }
)
REGISTRY = Registry()
TODAY = date(2026, 11, 21)

RULE: Rule = toys.rule(
    choices={
        "kind": {
            "title": "Kind", "options": {"big": {"title": "Big [or large]"}, "small": {"title": "Small"}},
            "open": True, "cite": toys.CITE,
        }
    },
    not_encoded=[{"id": "why", "clause": "1", "reason": "r", "asks": "Why?"}],
).rule  # fmt: skip
BACKGROUND = toys.background()


def rich() -> dict[str, Any]:
    """A product that uses every field there is."""
    proof = {
        "kind": "bill", "reference": "0012", "page": "3", "issuer": "We", "issued": "2025-03-01",
        "valid_until": "2026-03-01", "meter": "E-3", "calibrated_until": "2026-01-31", "note": "=1+1",
    }  # fmt: skip
    document = copy.deepcopy(toys.product_document())
    document |= {
        "name": {"en": "Box", "zh-Hans": "盒", "zh-Hant": "盒子"},
        "plant": {"name": "Works", "region": "CN-GD", "address": "1 Road\n2 Town"},
        "codes": {"hs": "8507.60", "cn": "0101", "cpc": "46410", "gtin": "4006381333931"},
        "rule": "toys/box@1", "background": "toy", "note": "-1 @home +2",
        "electricity": {"family": "average", "year": 2024, "override": {"power/CN": "hydro-power"}, "reason": "x"},
        "choices": {"kind": {"option": "big", "reason": "measured"}, "unheard.of": {"option": "x"}},
        "omitted": [
            {
                "process": "box", "activity": "body", "name": "Label", "amount": 0.001, "unit": "kg",
                "reason": "small",
            },
            {"process": "box", "name": "Ink", "amount": 0, "unit": "kg"},
        ],
        "answers": {"why": "Because.\n\nAnd so.", "not.asked": "42"},
    }  # fmt: skip
    document["parameters"]["capacity"] |= {"origin": "company_specific", "evidence": [proof, proof | {"page": "4"}]}
    document["parameters"]["extra.one"] = {"amount": 0.1 + 0.2, "unit": "%"}
    blank, box = document["processes"]
    blank |= {"name": {"en": "Blank", "zh-Hans": "坯", "zh-Hant": "坯"}}
    document["accounts"] = [
        {"id": "meter-1", "unit": "kWh", "process": "blank", "lines": ["blank/power"], "metered": [1.5, None, 3]}
        | {"load": [[0.25] * 23 + [1 / 3]] * 12}
    ]
    document["electricity"]["by_hour"] = True
    document["electricity"]["instruments"] = [
        {
            "id": "own", "kind": "on_site", "dataset": "hydro-power", "account": "meter-1", "amount": 1,
            "unit": "kWh", "start": "2025-01-01", "evidence": [proof],
        }
    ]  # fmt: skip
    document["legs"] = [
        {
            "id": "haul", "process": "box", "activity": "body", "mode": "sea", "mass": {"of": "steel"},
            "from": "广州", "via": ["Hong Kong"], "to": "NLRTM", "slot": "freight-sea",
            "distance": {"amount": 0.1 + 0.2, "unit": "km", "evidence": [proof]},
        }
    ]  # fmt: skip
    blank["split"] = {"co_products": [{"id": "scrap", "amount": 0.1, "unit": "kg"}], "reason": "边角料"}
    blank["output"] |= {"origin": "secondary", "reason": "said so", "evidence": [proof, proof]}
    blank["lines"][0] |= {
        "name": {"en": "Part", "zh-Hans": "件", "zh-Hant": "件"}, "stage": "making", "origin": "secondary",
        "quality": {"reliability": 2, "time": 1.5, "year": 2023, "note": "=x"},
        "note": "_x0041_ & <b>", "evidence": [proof, {"kind": "other", "reference": "@x"}],
    }  # fmt: skip
    box["lines"][0]["amount"] = 1e-300
    document["carbon_content"] = [
        {"id": "carton", "part": "packaging", "amount": 2, "unit": "kg", "counted_as": "material", "share": 0.45}
    ]
    document["apart"] = [{"id": "forest", "kind": "offset", "amount": 1.5, "unit": "t", "reference": "=4711"}]
    document["suppliers"] = [SIGNED]
    return document


def plain(document: Any) -> dict[str, Any]:
    return parse_product(document).to_document()


def workbook(document: dict[str, Any] | None = None, language: Any = "en", rule: Rule = RULE) -> bytes:
    return write_workbook(rule, BACKGROUND, language, words(language), document and plain(document))


@cache
def toy() -> bytes:
    return workbook(toys.product_document())


def edited(data: bytes, edit: Callable[[Any], Any]) -> bytes:
    """Open with another library, change, save: as a spreadsheet program would."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    edit(book)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(book: Any, key: str) -> Any:
    return next(s for s in book if s["A1"].value == f"{FORMAT} {key}")


def cell_of(book: Any, sheet: str, column: str, row: int | str = 3) -> Any:
    found = sheet_of(book, sheet)
    number = row if isinstance(row, int) else next(c.row for c in found["A"] if c.value == row)
    return found.cell(number, next(c.column for c in found[1] if c.value == column))


def put(
    sheet: str, column: str, row: int | str, value: Any, number_format: str | None = None
) -> Callable[[Any], None]:
    def edit(book: Any) -> None:
        cell = cell_of(book, sheet, column, row)
        cell.value = value
        cell.number_format = number_format or cell.number_format

    return edit


# Round trip


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "document",
    [toys.product_document(), rich(), metered(), scrap_loop(), two_plants(), divided(subdivided={"part": "strip"})],
    ids=["plain", "rich", "metered", "scrap", "plants", "divided"],
)
def test_toys_come_back(language: Any, document: dict[str, Any]) -> None:
    found = read_workbook(workbook(document, language))
    assert found.problems == ()
    assert plain(found.document) == plain(document)


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda f: f.stem)
def test_examples_come_back_in_every_language_with_the_same_record(file: Path) -> None:
    background = LOADED.background
    product = parse_product(read_yaml_file(file).document)
    assert product.rule
    rule = REGISTRY.get(product.rule, on=TODAY)
    backs = []
    for language in LANGUAGES:
        data = write_workbook(rule.rule, background, language, words(language), product.to_document())
        found = read_workbook(data)
        assert found.problems == ()
        back = parse_product(found.document)
        assert back.to_document() == product.to_document()
        backs.append(back)
    assert record(backs[0], rule) == record(product, rule)


def record(product: Any, rule: LoadedRule) -> bytes:
    background = LOADED.background
    result = calculate(product, rule, background, LOADED.scores(rule.rule.characterization.set))
    return canonical(build_record(product, result, background))


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_template_that_says_what_is_missing(name: str) -> None:
    rule, background = REGISTRY.get(name).rule, LOADED.background
    language = LANGUAGES[RULES.index(name) % len(LANGUAGES)]
    found = read_workbook(write_workbook(rule, background, language, words(language)))
    assert found.problems == ()
    with pytest.raises(ProductError) as raised:
        parse_product(found.document)
    for problem in raised.value.problems:
        assert "!" in found.place(problem.where), problem
    assert set(found.offered) == {
        a.id
        for a in rule.activity_data
        if a.required in {"or_default", "optional"}
        or (a.required == "always" and any(p.optional and p.id == a.process for p in rule.processes))
    }


FLOATS = st.floats(min_value=0, allow_nan=False, allow_infinity=False)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), min_size=1, max_size=40).filter(
    lambda t: bool(t.strip()) and "\r" not in t and not any(c in t for c in "\ufffe\uffff")
)


@settings(max_examples=30, deadline=None)
@given(amount=FLOATS, share=st.floats(min_value=1e-9, max_value=1), note=TEXTS, reference=TEXTS)
def test_any_number_and_text_come_back(amount: float, share: float, note: str, reference: str) -> None:
    document = copy.deepcopy(toys.product_document())
    process = document["processes"][0]
    process["yield"] = share
    process["lines"][0] |= {
        "amount": amount, "note": note, "evidence": [{"kind": "bill", "reference": reference}]
    }  # fmt: skip
    found = read_workbook(workbook(document))
    assert found.problems == ()
    assert plain(found.document) == plain(document)


def test_the_same_input_gives_the_same_bytes() -> None:
    assert workbook(rich()) == workbook(rich())


def test_another_program_may_save_sort_translate_and_reorder() -> None:
    def change(book: Any) -> None:
        lines = sheet_of(book, "lines")
        lines.title = "Zeilen"
        for cell in lines[2]:
            cell.value = f"übersetzt {cell.column}"
        lines.move_range("B1:AZ40", cols=3)  # columns move together with their keys and headings
        rows = [[c.value for c in row] for row in lines.iter_rows(min_row=3, max_row=6)]
        for number, values in enumerate([rows[1], rows[0], rows[3], rows[2]], start=3):
            for column, value in enumerate(values, start=1):
                lines.cell(number, column).value = value
        book.move_sheet(lines, -4)
        own = book.create_sheet("_my sums")
        own["A1"] = 5
        sheet_of(book, "omitted")["Z2"] = "_mine"
        sheet_of(book, "omitted")["Z3"] = "anything"

    found = read_workbook(edited(toy(), change))
    assert found.problems == ()
    back, wanted = plain(found.document), plain(toys.product_document())
    for document in (back, wanted):
        for process in document["processes"]:
            process["lines"].sort(key=lambda line: line["id"])
    assert back == wanted
    assert found.place("processes[blank].lines[part].amount") == "Zeilen!J4"


def test_drop_downs_comments_and_panes_are_there() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(rich())))
    lines = sheet_of(book, "lines")
    kinds = {v.type for v in lines.data_validations.dataValidation}
    assert {"list", "decimal", "date"} <= kinds
    assert lines.freeze_panes == "E3"
    assert lines.row_dimensions[1].hidden
    assert lines.column_dimensions["A"].hidden
    assert book["lists"].sheet_state == "hidden"
    assert any(v.type == "list" for v in sheet_of(book, "choices").data_validations.dataValidation)
    offered = next(row for row in lines.iter_rows(min_row=3) if row[0].value == "offered")
    assert "by hand" in offered[2].comment.text
    assert [s["A1"].value.partition(" ")[2] for s in book] == [UNREAD[0], *SHEETS, *UNREAD[1:]]


def test_a_drop_down_of_what_is_bought_follows_the_activity() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    lines, lists = sheet_of(book, "lines"), book["lists"]
    target = next(v for v in lines.data_validations.dataValidation if "F3" in v.sqref)
    assert target.formula1.startswith("OFFSET('lists'!$")
    assert "MATCH($C3," in target.formula1
    column = next(c.column for c in lists[1] if c.value == "energy")
    assert [c.value for c in lists[1]].count("energy") == 2  # what is bought, and its units
    assert lists.cell(2, column).value == 3  # power of the region, and two markets


def test_an_activity_without_suggestions_is_offered_what_its_quantity_measures() -> None:
    energy = next(a for a in RULE.activity_data if a.id == "energy")
    alone = energy.model_copy(update={"service": None, "datasets": ()})
    entries = Entries(RULE, BACKGROUND, "en", words("en"))
    found = entries.fitting(alone)
    assert "slot power]" in found[0]
    assert not any("[dataset steel" in text for text in found)


def test_an_open_value_is_never_told_to_be_left_empty() -> None:
    assert words("zh-Hans")["open"] == "待定：由编制者选定并说明理由"


def test_what_starts_like_a_formula_is_a_text() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook(rich())))
    for sheet in book:
        for row in sheet.iter_rows():
            assert all(cell.data_type != "f" for cell in row)
    with zipfile.ZipFile(io.BytesIO(workbook(rich()))) as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist() if "worksheets/" in n)


# What a person may get wrong

D = datetime(2025, 1, 2)  # noqa: DTZ001 - a cell has no zone
WRONG: dict[str, tuple[Callable[[Any], Any], str, Code]] = {
    "date in an amount": (put("lines", "amount", 3, D, "yyyy-mm-dd"), "Lines!G3", "date_as_number"),
    "truth in an amount": (put("lines", "amount", 3, True), "Lines!G3", "truth_value"),
    "error in an amount": (put("lines", "amount", 3, "#REF!"), "Lines!G3", "error_value"),
    "formula without value": (put("lines", "amount", 3, "=1+1"), "Lines!G3", "formula_without_value"),
    "percent beside a unit": (put("lines", "amount", 3, 0.5, "0%"), "Lines!G3", "percent"),
    "text for a date": (put("product", "value", "period.start", "1/2/2025"), "Product!C11", "not_a_date"),
    "year for a date": (put("product", "value", "period.start", 2025), "Product!C11", "not_a_date"),
    "half a year": (put("product", "value", "electricity.year", 2024.5), "Product!C20", "not_whole"),
    "code as a number": (put("product", "value", "codes.hs", 8507.6), "Product!C13", "number_as_text"),
    "long number": (put("lines", "evidence.reference", 3, 1e31), "Lines!L3", "long_number"),
    "what is bought": (put("lines", "target", 3, "steel"), "Lines!F3", "target_form"),
    "two lines of one id": (put("lines", "id", 4, "part"), "Lines!E4", "id_twice"),
    "two processes of one id": (put("processes", "id", 4, "blank"), "Processes!B4", "id_twice"),
    "line without process": (put("lines", "process", 3, None), "Lines!B3", "owner_missing"),
    "line of no process": (put("lines", "process", 3, "lid"), "Lines!B3", "process_unknown"),
    "final process": (put("product", "value", "final_process", "lid"), "Product!C22", "process_unknown"),
    "document of nothing": (put("evidence", "reference", 3, "X"), "Evidence!B3", "owner_missing"),
    "document of no line": (put("evidence", "process", 3, "lid"), "Evidence!B3", "owner_unknown"),
    "no JSON": (
        lambda b: [put("further", k, 3, v)(b) for k, v in (("path", "accounts"), ("json", "{"))],
        "Further entries!C3", "not_json",
    ),
    "no place": (
        lambda b: [put("further", k, 3, v)(b) for k, v in (("path", "processes[lid].split"), ("json", "1"))],
        "Further entries!B3", "path_unknown",
    ),
    "a place that is taken": (
        lambda b: [put("further", k, 3, v)(b) for k, v in (("path", "maker"), ("json", "1"))],
        "Further entries!B3", "row_twice",
    ),
    "market twice": (
        lambda b: [put("supply", k, r, v)(b) for r in (3, 4) for k, v in (("slot", "a"), ("dataset", "b"))],
        "Markets!B4", "row_twice",
    ),
    "row without key": (put("parameters", "amount", 9, 5), "Parameters!D9", "row_without_key"),
    "row of another key": (lambda b: sheet_of(b, "product").__setitem__("A3", "x"), "Product!C3", "row_unknown"),
    "row twice": (lambda b: sheet_of(b, "product").__setitem__("A4", "name.en"), "Product!B4", "row_twice"),
    "column of one's own": (lambda b: sheet_of(b, "lines").__setitem__("AZ5", 7), "Lines!AZ5", "column_unknown"),
    "column twice": (lambda b: sheet_of(b, "lines").__setitem__("AZ1", "amount"), "Lines!AZ2", "column_twice"),
    "sheet of one's own": (lambda b: b.create_sheet("Sums").__setitem__("A1", 1), "Sums", "sheet_unknown"),
    "sheet twice": (lambda b: b.copy_worksheet(sheet_of(b, "lines")), "Lines Copy", "sheet_twice"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_the_cell_is_named(name: str) -> None:
    edit, place, code = WRONG[name]
    found = read_workbook(edited(toy(), edit))
    assert (place, code) in {(p.cell, p.code) for p in found.problems}, found.problems
    with pytest.raises(InputError) as raised:
        templates.read(edited(toy(), edit), "zh-Hans")
    assert place in {p.where for p in raised.value.problems}
    assert all("{" not in p.what for p in raised.value.problems)


TOLD: dict[str, tuple[Callable[[Any], Any], str, str]] = {
    "text in an amount": (put("lines", "amount", 3, "12,5"), "Lines!G3", "is '12,5': a plain number is due"),
    "negative amount": (put("lines", "amount", 3, -1), "Lines!G3", "a negative amount is refused"),
    "no amount": (put("lines", "amount", 3, None), "Lines!G3", "is missing"),
    "nothing bought": (put("lines", "target", 3, None), "Lines!F3", "say what is used"),
    "no id": (put("lines", "id", 3, None), "Lines!E3", "is missing"),
    "id with spaces": (put("lines", "id", 3, "a b"), "Lines!E3", "right form"),
    "no unit": (put("parameters", "unit", "capacity", None), "Parameters!E3", "is missing"),
    "no maker": (put("product", "value", "maker", None), "Product!C7", "is missing"),
    "no region": (put("processes", "region", 3, None), "Processes!I3", "is missing"),
    "yield above one": (put("processes", "yield", 3, 95), "Processes!H3", "less than or equal to 1"),
    "no output": (put("processes", "output.amount", 3, 0), "Processes!F3", "above 0"),
    "period backwards": (put("product", "value", "period.end", "2024-01-01"), "Product!C11", "lies before"),
    "no such day": (put("product", "value", "period.end", "2025-02-30"), "Product!C12", "date"),
    "document without kind": (put("lines", "evidence.reference", 3, "X"), "Lines!K3", "is missing"),
}


@pytest.mark.parametrize("name", TOLD)
def test_problems_of_the_product_name_their_cell(name: str) -> None:
    edit, place, what = TOLD[name]
    with pytest.raises(InputError) as raised:
        templates.read(edited(toy(), edit), "en")
    (problem,) = raised.value.problems
    assert problem.where == place
    assert what in problem.what


def read(edit: Callable[[Any], Any]) -> ReadWorkbook:
    found = read_workbook(edited(toy(), edit))
    assert found.problems == ()
    return found


@pytest.mark.parametrize(
    ("value", "form"), [(D, "yyyy-mm-dd"), (D, "d.m.yy"), ("2025-01-02", "@"), (45659, "General")]
)
def test_dates_are_read_however_they_are_shown(value: Any, form: str) -> None:
    assert read(put("product", "value", "period.start", value, form)).document["period"]["start"] == "2025-01-02"


def test_what_excel_makes_of_entries() -> None:
    assert read(put("processes", "yield", 3, 0.95, "0%")).document["processes"][0]["yield"] == 0.95
    assert read(put("parameters", "amount", "cycles", 0.5, "0%")).document["parameters"]["cycles"]["amount"] == 0.5
    assert read(put("product", "value", "model", 622)).document["model"] == "622"
    assert read(put("lines", "unit", 3, "千克")).document["processes"][0]["lines"][0]["unit"] == "千克"
    line = read(put("lines", "target", 3, "dataset:steel")).document["processes"][0]["lines"][0]
    assert line["dataset"] == "steel"


def test_a_computed_formula_gives_its_value() -> None:
    data = toy()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {n: archive.read(n) for n in archive.namelist()}
    name = next(n for n, d in parts.items() if "worksheets/" in n and b'r="G3"' in d and b"<v>1.1</v>" in d)
    parts[name] = parts[name].replace(b"<v>1.1</v>", b"<f>11/5</f><v>2.2</v>", 1)
    found = read_workbook(packed(parts))
    assert found.problems == ()
    assert found.document["processes"][0]["lines"][0]["amount"] == 2.2


def test_an_offered_row_counts_once_something_is_entered() -> None:
    data = toy()
    assert "recycling" in read_workbook(data).offered

    def fill(book: Any) -> None:
        sheet = sheet_of(book, "lines")
        row = next(c.row for c in sheet["A"] if c.value == "offered")
        cell_of(book, "lines", "amount", row).value = 3

    found = read_workbook(edited(data, fill))
    assert found.document["processes"][1]["lines"][-1]["activity"] == "recycling"
    assert found.document["processes"][1]["lines"][-1]["amount"] == 3


def test_a_name_in_one_language_stands_for_all() -> None:
    def name(book: Any) -> None:
        put("lines", "name.zh-Hant", 3, "部件")(book)

    assert read(name).document["processes"][0]["lines"][0]["name"] == "部件"


def test_empty_is_absent() -> None:
    found = read(put("parameters", "amount", "cycles", None))
    assert found.document["parameters"]["cycles"] == {"unit": "1", "reason": "measured"}


# What a stranger may send


def packed(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def with_part(name: str, data: bytes = b"x") -> bytes:
    return packed(unpack(workbook()) | {name: data})


def replaced(part: str, old: bytes, new: bytes) -> bytes:
    parts = unpack(toy())
    assert old in parts[part]
    return packed(parts | {part: parts[part].replace(old, new, 1)})


LAUGHS = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
SHEET = "xl/worksheets/sheet2.xml"
HOSTILE: dict[str, tuple[Callable[[], bytes], Code]] = {
    "nothing": (lambda: b"", "not_a_workbook"),
    "text": (lambda: b"hello", "not_a_workbook"),
    "half": (lambda: workbook()[:5000], "not_a_workbook"),
    "another archive": (lambda: packed({"a.txt": b"a"}), "not_a_workbook"),
    "old or encrypted": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_or_encrypted"),
    "large": (lambda: b"PK" + b"\0" * 5_000_000, "too_large"),
    "zip bomb": (lambda: with_part("xl/media/a.bin", b"\0" * 55_000_000), "too_large"),
    "sum of parts": (lambda: packed({f"xl/{i}": b"\0" * 900_000 for i in range(70)}), "too_large"),
    "many parts": (lambda: packed({f"xl/{i}": b"" for i in range(400)}), "damaged"),
    "macros": (lambda: with_part("xl/vbaProject.bin"), "macros"),
    "macro type": (
        lambda: replaced("[Content_Types].xml", b"spreadsheetml.sheet.main", b"sheet.macroEnabled.main"), "macros",
    ),
    "sheet of macros": (lambda: with_part("xl/macrosheets/sheet1.xml"), "macros"),
    "links": (lambda: with_part("xl/externalLinks/externalLink1.xml"), "external_links"),
    "connections": (lambda: with_part("xl/connections.xml"), "external_links"),
    "objects": (lambda: with_part("xl/embeddings/oleObject1.bin"), "foreign_parts"),
    "controls": (lambda: with_part("xl/activeX/activeX1.bin"), "foreign_parts"),
    "entities": (lambda: replaced(SHEET, b"<worksheet", LAUGHS + b"<worksheet"), "doctype"),
    "entities in UTF-16": (
        lambda: packed(unpack(workbook()) | {"xl/workbook.xml": LAUGHS.decode().encode("utf-16")}), "doctype",
    ),
    "broken XML": (lambda: replaced(SHEET, b"<sheetData>", b"<sheetData><"), "damaged"),
    "far cell": (lambda: replaced(SHEET, b'r="C3"', b'r="XFD1048576"'), "too_many_cells"),
    "no place": (lambda: replaced(SHEET, b'r="C3"', b'r="3C"'), "damaged"),
    "shared text that is not there": (lambda: replaced(SHEET, b't="s"><v>', b't="s"><v>99999'), "damaged"),
    "sheet that is not there": (lambda: replaced("xl/workbook.xml", b'r:id="rId2"', b'r:id="rId99"'), "damaged"),
    "other version": (
        lambda: edited(workbook(), lambda b: sheet_of(b, "lines").__setitem__("A1", "footprint-template/2 lines")),
        "other_version",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_workbooks_are_refused(name: str) -> None:
    make, code = HOSTILE[name]
    data = make()
    with pytest.raises(WorkbookError) as raised:
        read_workbook(data)
    assert raised.value.problem.code == code
    for language in LANGUAGES:
        with pytest.raises(InputError) as told:
            templates.read(data, language)
        (problem,) = told.value.problems
        assert problem.what
        assert "{" not in problem.what


def test_a_workbook_that_is_no_template() -> None:
    buffer = io.BytesIO()
    openpyxl.Workbook().save(buffer)
    with pytest.raises(WorkbookError, match="not a template"):
        read_workbook(buffer.getvalue())


@settings(max_examples=40, deadline=None)
@given(position=st.integers(0, 10_000_000), byte=st.integers(0, 255), part=st.integers(0, 60))
def test_spoiled_bytes_never_do_more_than_refuse(position: int, byte: int, part: int) -> None:
    parts = dict(SPOILT)
    name = sorted(parts)[part % len(parts)]
    data = bytearray(parts[name])
    data[position % len(data)] = byte
    with suppress(InputError):
        templates.read(packed(parts | {name: bytes(data)}, zipfile.ZIP_STORED), "en")


SPOILT = unpack(toy())


# Words


def test_every_code_has_a_sentence() -> None:
    assert set(SENTENCES) == set(Code.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sheet_column_and_row_has_a_word(language: Any) -> None:
    known = words(language)
    for key in (*SHEETS, *UNREAD):
        assert key == "lists" or 0 < len(known[f"sheet.{key}"]) <= 31
    for key in PRODUCT_ROWS:
        assert known[f"row.{key}"]
    book = openpyxl.load_workbook(io.BytesIO(workbook(rich(), language)))
    for sheet in SHEETS:
        keys = {str(c.value) for c in sheet_of(book, sheet)[1]}
        assert not keys & {str(c.value) for c in sheet_of(book, sheet)[2]}, sheet


def test_every_field_of_a_product_has_a_place() -> None:
    """What a product, process or line has beyond the columns goes to ``further``; these have no such way out."""
    particulars = {c.key for c in PARTICULARS}
    assert set(Evidence.model_fields) == particulars
    assert set(Quantity.model_fields) <= {"amount", "unit", "origin", "reason", "evidence"}
    assert set(Chosen.model_fields) == {"option", "reason"}
    assert set(Omission.model_fields) == {c.key for c in SHEETS["omitted"].columns}


def test_a_text_too_long_for_a_cell_is_refused() -> None:
    document = rich()
    document["name"] = "x" * 40_000
    with pytest.raises(ProductError, match="longer than a cell"):
        workbook(document)
