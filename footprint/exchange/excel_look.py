"""How the cells of a template look, and how values get into them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from footprint.errors import ProductError

LONGEST_CELL = 32_767
INK, FAINT, HAIR = "#1d2327", "#6b7280", "#c9ced6"
FILLS = {"open": "#fdf1d3", "required": "#e8f1fb", "default": "#eaf6ec", "fixed": "#eceef1", "": "#ffffff"}
NUMBERS: Mapping[str, str] = {"date": "yyyy-mm-dd", "number": "General", "share": "0.0###%", "whole": "0"}


class Exact(float):
    """A float that XlsxWriter writes with every digit it has; it would keep sixteen, and some have seventeen."""

    def __format__(self, spec: str) -> str:
        return repr(float(self))


class Look:
    """Formats of one workbook, made once each, and the writing of cells."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.formats: dict[tuple[str, str], Format] = {}

    def form(self, kind: str, fill: str = "") -> Format:
        """Return the format of a kind of cell, with the colour of its state."""
        if (kind, fill) not in self.formats:
            look: dict[str, Any] = {"font_color": INK, "valign": "top", "font_name": "Arial", "font_size": 10}
            if kind == "heading":
                look |= {"bold": True, "bottom": 1, "text_wrap": True, "bg_color": "#f3f4f6", "valign": "vcenter"}
            elif kind == "title":
                look |= {"bold": True, "font_size": 16}
            elif kind == "shown":
                look |= {"text_wrap": True, "font_color": FAINT, "border": 1, "border_color": HAIR}
            elif kind == "label":
                look |= {"text_wrap": True, "border": 1, "border_color": HAIR}
            else:
                look["num_format"] = NUMBERS.get(kind, "@")
                look |= {"text_wrap": kind == "text"}
                if fill:
                    look |= {"bg_color": FILLS[fill], "border": 1, "border_color": HAIR}
            self.formats[kind, fill] = self.book.add_format(look)
        return self.formats[kind, fill]

    def put(self, sheet: Worksheet, row: int, column: int, value: Any, form: Format | None = None) -> None:
        """Write a value as what it is: a text never becomes a formula, a number keeps all its digits."""
        if value is None or value == "":
            if form is not None:
                sheet.write_blank(row, column, None, form)
        elif isinstance(value, str):
            if len(value) > LONGEST_CELL:
                what = f"a text of {len(value):,} characters is longer than a cell holds ({LONGEST_CELL:,})"
                raise ProductError(what)
            sheet.write_string(row, column, value, form)
        elif isinstance(value, date):
            sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), form)  # noqa: DTZ001
        else:
            sheet.write_number(row, column, Exact(value), form)

    def comment(self, sheet: Worksheet, row: int, column: int, text: str) -> None:
        """Write a comment large enough to be read."""
        if text:
            lines = len(text) // 38 + text.count("\n") + 2
            size = {"width": 300, "height": min(max(17 * lines, 60), 420), "font_size": 9}
            sheet.write_comment(row, column, text, {"author": "Bay Footprint", **size})
