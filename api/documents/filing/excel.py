"""A filing as a workbook: a summary, one sheet a product, and what the filing rests on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from api.cells import plain
from api.documents.filing.words import basis, origin, say, shown, totals
from api.i18n import unit_label
from api.messages import describe, finding_from
from footprint.rule import Rule
from footprint.texts import Language

LONGEST_NAME = 31  # characters Excel takes for the name of a sheet
REFUSED = re.compile(r"[\[\]:*?/\\'\x00-\x1f]")
LOOKS: Mapping[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16},
    "part": {"bold": True, "font_size": 12},
    "head": {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#eceef1"},
    "text": {"text_wrap": True},
    "soft": {"text_wrap": True, "italic": True, "font_color": "#5b6470"},
    "figure": {"num_format": "0.000000"},
    "number": {"num_format": "#,##0.######"},
    "year": {"num_format": "0"},
    "share": {"num_format": "0.0%"},
    "error": {"text_wrap": True, "bold": True, "font_color": "#9b1c1c"},
    "warning": {"text_wrap": True, "font_color": "#7a4b00"},
    "info": {"text_wrap": True},
}
Cell = tuple[Any, str]


def workbook(document: Mapping[str, Any], language: Language, rule: Rule | None = None) -> bytes:
    """Write a filing as an Excel workbook; the same document gives the same bytes.

    Parameters
    ----------
    document : mapping
        A filing document.
    language : Language
    rule : Rule, optional
        Its titles stand in findings in place of codes.
    """
    stream = BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties(
        {
            "title": document["filing"]["title"][language],
            "created": datetime.fromisoformat(document["on"]).replace(tzinfo=UTC),
        }
    )
    formats = {
        name: book.add_format({"font_name": "Arial", "font_size": 10, "valign": "top", **look})
        for name, look in LOOKS.items()
    }
    _summary(_Sheet(book.add_worksheet(say("summary", language)), formats), document, language, rule)
    for number, product in enumerate(document["products"], 1):
        _product(_Sheet(book.add_worksheet(_name(number, product)), formats), product, language)
    _grounds(_Sheet(book.add_worksheet(say("grounds", language)[:LONGEST_NAME]), formats), document, language)
    book.close()
    return stream.getvalue()


class _Sheet:
    """A sheet written from the top, row by row. A text never becomes a formula, whoever wrote it."""

    def __init__(self, sheet: Worksheet, formats: Mapping[str, Format]) -> None:
        self.sheet, self.formats, self.row = sheet, formats, 0
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)

    def widths(self, *widths: float) -> None:
        for column, width in enumerate(widths):
            self.sheet.set_column(column, column, width)

    def put(self, *cells: Cell) -> None:
        for column, (value, look) in enumerate(cells):
            form = self.formats[look]
            if value is None or value == "":
                self.sheet.write_blank(self.row, column, None, form)
            elif isinstance(value, int | float):
                self.sheet.write_number(self.row, column, value, form)
            else:
                self.sheet.write_string(self.row, column, plain(str(value)), form)
        self.row += 1

    def part(self, title: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
        self.row += 1
        self.put((title, "part"))
        self.put(*((head, "head") for head in heads))
        for row in rows:
            self.put(*row)


def _summary(sheet: _Sheet, document: Mapping[str, Any], language: Language, rule: Rule | None) -> None:
    sheet.widths(46, 30, 22, 20, 20, 62, 66)
    sheet.put((document["filing"]["title"][language], "title"))
    sheet.put((say("made", language, day=document["on"]), "text"))
    sheet.put(
        (say("ready" if document["ready"] else "not_ready", language), "info" if document["ready"] else "error")
    )
    sheet.put((say("notice", language), "soft"))
    sheet.sheet.merge_range(sheet.row - 1, 0, sheet.row - 1, 5, say("notice", language), sheet.formats["soft"])
    sheet.sheet.set_row(sheet.row - 1, 30)
    sheet.part(
        say("deadlines", language),
        [say(key, language) for key in ("what", "day", "left", "basis")],
        (
            [(one["title"][language], "text"), (one["day"], "text"), (one["days_left"], "number"),
             (basis(one, language), "soft")]
            for one in document["deadlines"]
        ),
    )  # fmt: skip
    sheet.part(say("filing", language), _heads(language), (_field(one, language) for one in document["fields"]))
    first = document["products"][0]["fields"]
    wanted = [one for one in first if one["id"] in {"model", "name", "total_energy", "footprint", "footprint_item"}]
    sheet.part(
        say("products", language),
        [f"{one['title'][language]}{_of(one['unit'], language)}" for one in wanted] + [say("run", language)],
        (
            [_value(field, language) for want in wanted for field in product["fields"] if field["id"] == want["id"]]
            + [(product["run_id"], "text")]
            for product in document["products"]
        ),
    )
    sheet.part(
        say("checks", language),
        [say(key, language) for key in ("what", "outcome", "basis")],
        (
            [(one["title"][language], "text"),
             (say(f"outcome_{one['outcome']}", language), one["outcome"] if one["outcome"] != "passed" else "info"),
             (basis(one, language), "soft")]
            for one in document["checks"]
        ),
    )  # fmt: skip
    found = [
        [
            (describe(finding_from(one), language, rule), one["severity"]),
            (say(f"outcome_{one['severity']}", language), one["severity"]),
            (one["cite"], "soft"),
        ]
        for one in document["findings"]
    ]
    sheet.part(
        say("findings", language),
        [say(key, language) for key in ("what", "outcome", "basis")],
        found or [[(say("no_findings", language), "text")]],
    )


def _product(sheet: _Sheet, product: Mapping[str, Any], language: Language) -> None:
    sheet.widths(46, 42, 20, 44, 66)
    model = next(one for one in product["fields"] if one["id"] == "model")
    sheet.put((shown(model, language) or product["run_id"][:12], "title"))
    sheet.part(say("product", language), _heads(language), (_field(one, language) for one in product["fields"]))
    per = [say(key, language) for key in ("stage", "per_unit", "per_item", "share")]
    rows: list[list[Cell]] = [
        [(one["title"][language], "text"), (one["value"], "figure"), (one["per_item"], "number"),
         (one["share"], "share")]
        for one in product["stages"]
    ]  # fmt: skip
    total = totals(product)
    rows.append(
        [(say("total", language), "part"), (total["value"], "figure"), (total["per_item"], "number"),
         (total["share"], "share")]
    )  # fmt: skip
    sheet.part(say("stages", language), per, rows)
    named = [
        [(say(key, language), "text"), (f"{product[key]['id']} {product[key]['version']}", "text"), ("", "text"),
         (product[key]["sha256"], "soft")]
        for key in ("rule", "background")
    ]  # fmt: skip
    named.append([(say("gwp", language), "text"), (product["characterization"], "text")])
    named.append([(say("run", language), "text"), (product["run_id"], "text")])
    sheet.part(say("basis", language), [say(k, language) for k in ("what", "value", "unit", "sha256")], named)


def _grounds(sheet: _Sheet, document: Mapping[str, Any], language: Language) -> None:
    sheet.widths(80, 70)
    for title, published in (("grounds", True), ("unpublished", False)):
        sheet.part(
            say(title, language),
            [say("statement", language), say("basis", language)],
            (
                [(one["text"][language], "text"), (basis(one, language), "soft")]
                for one in document["statements"]
                if one["published"] == published
            ),
        )
    sheet.part(
        say("sources", language),
        [say("sources", language), say("publisher", language), say("address", language)],
        (
            [(f"{name}: {one['title']}, {one['date']}. {one['note']}", "text"), (one["publisher"], "text"),
             (one["url"], "text")]
            for name, one in document["sources"].items()
        ),
    )  # fmt: skip
    sheet.widths(80, 70, 60)


def _heads(language: Language) -> list[str]:
    return [say(key, language) for key in ("what", "value", "unit", "origin", "basis")]


def _field(field: Mapping[str, Any], language: Language) -> list[Cell]:
    return [
        (field["title"][language], "text"),
        _value(field, language),
        (unit_label(field["unit"], language), "text"),
        ((field["reason"] or {}).get(language) or origin(field, language), "soft"),
        (basis(field, language), "soft"),
    ]


def _value(field: Mapping[str, Any], language: Language) -> Cell:
    value = field["value"]
    if value is None:
        return (say("not_stated", language), "soft")
    if isinstance(value, int | float):
        if field["id"].endswith("year"):
            return (value, "year")
        return (value, "figure" if "/" in field["unit"] else "number")
    return (shown(field, language), "text")


def _of(unit: str, language: Language) -> str:
    return f" [{unit_label(unit, language)}]" if unit else ""


def _name(number: int, product: Mapping[str, Any]) -> str:
    model = next((str(one["value"]) for one in product["fields"] if one["id"] == "model"), "")
    return f"{number} {REFUSED.sub('_', model)}"[:LONGEST_NAME].rstrip()
