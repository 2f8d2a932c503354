"""Writing an Excel template from a rule, filled with a product when one is given.

Everything in it comes from the rule: what is asked, in which units, which datasets are suggested, what the rule
fixes, derives or leaves open. Reading it back with :mod:`footprint.exchange.excel_read` gives the same product.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from footprint.background import Background
from footprint.errors import ProductError
from footprint.exchange.excel_cells import reference
from footprint.exchange.excel_layout import (
    FIRST_ROW,
    HEADINGS_ROW,
    KEYS_ROW,
    MAX_ROWS,
    SHEETS,
    Kind,
    Sheet,
    marker,
)
from footprint.exchange.excel_line_rows import computed_rows
from footprint.exchange.excel_lists import COUNT, FIRST, HEADER, MOST_DATASETS, Entries, Lists, Words
from footprint.exchange.excel_look import FILLS, Look
from footprint.exchange.excel_row import Row
from footprint.exchange.excel_rows import rows_of
from footprint.rule import Rule
from footprint.texts import Language

SPARE_ROWS = 400
WIDTHS = {".label": 44, ".help": 60, ".state": 34, ".cite": 44}


def write_workbook(
    rule: Rule, background: Background, language: Language, words: Words, document: Mapping[str, Any] | None = None
) -> bytes:
    """Write the template of a rule.

    Parameters
    ----------
    rule : Rule
    background : Background
        Names datasets and markets for the drop-down lists.
    language : Language
        Of the texts taken from rule and background.
    words : mapping of str to str
        The template's own words in that language: ``sheet.lines``, ``column.amount``, ``row.model`` …
    document : dict, optional
        A product as :meth:`footprint.product.Product.to_document` gives it, to start from.

    Returns
    -------
    bytes
        An .xlsx file; the same for the same input.
    """
    entries = Entries(rule, background, language, words)
    return _Writer(entries, dict(document) if document else None).write()


class _Writer:
    def __init__(self, entries: Entries, document: dict[str, Any] | None) -> None:
        self.entries, self.document = entries, document
        self.rule, self.words, self.language = entries.rule, entries.words, entries.language
        self.lists = Lists("lists")

    def write(self) -> bytes:
        buffer = io.BytesIO()
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(buffer, options)
        self.look = Look(self.book)
        start = self.rule.valid.start
        title = f"{self.rule.pcr}@{self.rule.version}"
        self.book.set_properties({"title": title, "created": datetime(start.year, start.month, start.day)})  # noqa: DTZ001 - a file property without zone
        self._readme()
        for sheet in SHEETS.values():
            self._sheet(sheet)
        self._table("computed", ("label", "process", "target", "state", "cite"), computed_rows(self.entries))
        self._datasets()
        self._lists()
        self.book.close()
        return buffer.getvalue()

    # what a sheet looks like

    def _new(self, key: str) -> Worksheet:
        sheet: Worksheet = self.book.add_worksheet(self.words[f"sheet.{key}"] if key != "lists" else "lists")
        self.look.put(sheet, KEYS_ROW, 0, marker(key))
        sheet.set_row(KEYS_ROW, None, None, {"hidden": True})
        if key not in {"lists", "readme"}:
            sheet.set_column(0, 0, 2, None, {"hidden": True})
        return sheet

    # the sheets that are read

    def _sheet(self, layout: Sheet) -> None:
        sheet = self._new(layout.key)
        order = layout.order()
        sheet.freeze_panes(FIRST_ROW, {"lines": 4, "parameters": 2}.get(layout.key, 2))
        for column, key in enumerate(order, start=1):
            found = layout.column(key)
            width = found.width if found else WIDTHS[key]
            self.look.put(sheet, KEYS_ROW, column, key)
            self.look.put(sheet, HEADINGS_ROW, column, self._heading(layout.key, key), self.look.form("heading"))
            sheet.set_column(column, column, width, self.look.form(found.kind if found else "shown"))
            self.look.comment(
                sheet, HEADINGS_ROW, column, self.words.get(f"help.{layout.key}.{key.lstrip('.')}", "")
            )
        sheet.set_row(HEADINGS_ROW, 32)
        rows = rows_of(layout.key, self.entries, self.document)
        if len(rows) + FIRST_ROW > MAX_ROWS:
            what = f"{len(rows):,} rows are more than a template holds ({MAX_ROWS - FIRST_ROW:,})"
            raise ProductError(what)
        for number, row in enumerate(rows, start=FIRST_ROW):
            self._row(sheet, layout, order, number, row)
        if not layout.keyed:
            self._validate_rows(sheet, layout, order, len(rows))

    def _heading(self, sheet: str, key: str) -> str:
        plain = key.lstrip(".").removeprefix("evidence.").removeprefix("output.")
        for name in (f"column.{sheet}.{key.lstrip('.')}", f"column.{plain}"):
            if name in self.words:
                return self.words[name]
        return key

    def _row(self, sheet: Worksheet, layout: Sheet, order: tuple[str, ...], number: int, row: Row) -> None:
        self.look.put(sheet, number, 0, row.key)
        for column, key in enumerate(order, start=1):
            found = layout.column(key)
            if found is None:
                form = self.look.form("label" if key == ".label" else "shown")
                self.look.put(sheet, number, column, row.shown.get(key.lstrip("."), ""), form)
                continue
            kind = row.kinds.get(key, found.kind)
            value = row.values.get(key)
            if kind == "date" and isinstance(value, str):
                value = date.fromisoformat(value)
            self.look.put(sheet, number, column, value, self.look.form(kind, row.fills.get(key, "")))
            if layout.keyed:
                source = self.lists.add(*row.lists[key]) if key in row.lists else ""
                self._validate(sheet, (number, column, number), kind, source, closed=key in row.closed)
        for key, text in row.comments.items():
            self.look.comment(sheet, number, order.index(key) + 1, text)

    def _validate_rows(self, sheet: Worksheet, layout: Sheet, order: tuple[str, ...], rows: int) -> None:
        last = min(FIRST_ROW + rows + SPARE_ROWS, MAX_ROWS) - 1
        for column, key in enumerate(order, start=1):
            found = layout.column(key)
            if found is not None:
                source, closed = self._source(layout.key, key, order)
                self._validate(sheet, (FIRST_ROW, column, last), found.kind, source, closed=closed)

    def _source(self, sheet: str, key: str, order: tuple[str, ...]) -> tuple[str, bool]:
        """Return the list of a column, and whether nothing else may be entered."""
        entries, rule = self.entries, self.rule
        match key.removeprefix("evidence.").removeprefix("output."):
            case "activity":
                given = [a.id for a in rule.activity_data if a.required != "derived"]
                return self.lists.add("activities", map(entries.activity, given)), True
            case "target" | "unit" if sheet == "lines":
                first = reference(FIRST_ROW, order.index("activity") + 1)
                return self.lists.by(self._by_activity(key), f"${first}"), False
            case "unit":
                return self.lists.add(
                    "units", [u for a in rule.activity_data for u in entries.units(a.quantity)]
                ), False
            case "process" | "id" if sheet != "lines" or key == "process":
                if sheet == "processes":
                    return self.lists.add("process_templates", [p.id for p in rule.processes]), False
                name = self.words["sheet.processes"].replace("'", "''")
                top, bottom = FIRST_ROW + 1, FIRST_ROW + 200
                return f"='{name}'!$B${top}:$B${bottom}", False
            case "parameter":
                return self.lists.add("parameters", map(entries.parameter, rule.parameters)), True
            case "kind":
                return self.lists.add("kinds", map(entries.kind, rule.traceability.kinds)), False
            case "origin":
                return self._origins(), True
            case "stage":
                inside = [k for k, s in rule.stages.items() if s.boundary == "included"]
                return self.lists.add("stages", map(entries.stage, inside)), True
            case "region":
                return self.lists.add("regions", entries.regions()), False
            case "slot":
                return self.lists.add("slots", sorted(entries.background.slots)), False
            case "dataset":
                names = {d for chosen in entries.background.supply.values() for d in chosen.values()}
                return self.lists.add("supplies", map(entries.dataset, sorted(names))), False
        return "", False

    def _origins(self) -> str:
        return self.lists.add(
            "origins", [self.entries.word("origin", o) for o in ("company_specific", "secondary")]
        )

    def _by_activity(self, key: str) -> tuple[int, int]:
        if not hasattr(self, f"_columns_{key}"):
            given = [a for a in self.rule.activity_data if a.required != "derived"]
            lists = {
                self.entries.activity(a.id): self.entries.fitting(a)
                if key == "target"
                else self.entries.units(a.quantity, a.unit)
                for a in given
            }
            setattr(self, f"_columns_{key}", self.lists.add_by(lists))
        found: tuple[int, int] = getattr(self, f"_columns_{key}")
        return found

    def _validate(
        self, sheet: Worksheet, where: tuple[int, int, int], kind: Kind, source: str, *, closed: bool
    ) -> None:
        top, column, bottom = where
        rule: dict[str, Any]
        if source:
            rule = {"validate": "list", "source": source, "error_type": "stop" if closed else "warning"}
            rule["error_message"] = self.words["error.closed" if closed else "error.list"]
        elif kind == "number":
            rule = {
                "validate": "decimal",
                "criteria": ">=",
                "value": 0,
                "error_message": self.words["error.number"],
            }
        elif kind == "share":
            rule = {"validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1}
            rule["error_message"] = self.words["error.share"]
        elif kind == "date":
            span = {"minimum": date(1990, 1, 1), "maximum": date(2100, 12, 31)}
            rule = {"validate": "date", "criteria": "between", **span, "error_message": self.words["error.date"]}
        else:
            return
        sheet.data_validation(top, column, bottom, column, {"error_title": self.words["error.title"], **rule})

    # the sheets for people

    def _readme(self) -> None:
        sheet = self._new("readme")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, 110, self.look.form("plain"))
        rule, tongue = self.rule, self.language
        lines: list[tuple[str, Format]] = [
            (rule.title.get(tongue), self.look.form("title")),
            (f"{rule.pcr}@{rule.version}", self.look.form("plain")),
            (rule.summary.get(tongue), self.look.form("text")),
            (f"{self.words['functional_unit']}: {rule.functional_unit.text.get(tongue)}", self.look.form("text")),
            (f"{self.words['declared_unit']}: {rule.declared_unit.text.get(tongue)}", self.look.form("text")),
            ("", self.look.form("plain")),
        ]
        lines += [(self.words[k], self.look.form("text")) for k in sorted(self.words) if k.startswith("readme.")]
        lines += [(self.words[f"legend.{fill}"], self.look.form("text", fill)) for fill in FILLS if fill]
        for number, (text, form) in enumerate(lines, start=1):
            self.look.put(sheet, number, 0, text, form)
        sheet.activate()

    def _table(self, key: str, columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
        sheet = self._new(key)
        sheet.freeze_panes(FIRST_ROW, 0)
        for column, name in enumerate(columns, start=1):
            sheet.set_column(column, column, WIDTHS.get(f".{name}", 30))
            self.look.put(sheet, KEYS_ROW, column, f".{name}")
            self.look.put(sheet, HEADINGS_ROW, column, self._heading(key, name), self.look.form("heading"))
        for number, row in enumerate(rows, start=FIRST_ROW):
            for column, text in enumerate(row, start=1):
                self.look.put(sheet, number, column, text, self.look.form("shown"))

    def _datasets(self) -> None:
        background, tongue = self.entries.background, self.language
        named = {name for a in self.rule.activity_data for name in a.datasets}
        small = len(background.datasets) <= MOST_DATASETS
        rows: list[tuple[str, ...]] = [
            (
                self.entries.target("dataset", d.id),
                d.unit,
                d.region,
                str(d.year),
                self.words.get(f"kind.{d.kind}", d.kind),
            )
            for _, d in sorted(background.datasets.items(), key=lambda item: item[1].name.get(tongue))
            if small or d.id in named
        ]
        rows += [
            (self.entries.target("slot", s.id), s.unit, s.region, "", self.words["kind.slot"])
            for _, s in sorted(background.slots.items())
        ]
        self._table("datasets", ("target", "unit", "region", "year", "kind"), rows)

    def _lists(self) -> None:
        sheet = self._new("lists")
        for column, (name, found) in enumerate(self.lists.columns, start=1):
            self.look.put(sheet, HEADER, column, name)
            self.look.put(sheet, COUNT, column, float(len(found)))
            for number, text in enumerate(found, start=FIRST):
                self.look.put(sheet, number, column, text)
        sheet.hide()
