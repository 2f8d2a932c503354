"""Workbooks as the Commission's template is made, without its file: labels are formulas, lists and results too.

The examples beside this file hold cells of the Commission's filled examples (v2.1, June 2024, CC BY 4.0) as public
repositories repeat them, each with its source; values stand at their published addresses.
"""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from footprint.exchange.cbam.blank import blank
from footprint.exchange.excel_cells import read_grids
from rules.yaml_lines import read_yaml_file

EXAMPLES = Path(__file__).parent / "examples"
COUNTRIES = (("AQ", "Aruban Florin"), ("CN", "China"), ("HK", "Hong Kong"), ("US", "United States"))
CODES_ROW = 10


def example(name: str) -> dict[str, Any]:
    """Read an example: ``cells``, ``expected``, ``source``."""
    document = read_yaml_file(EXAMPLES / f"{name}.yaml").document
    assert isinstance(document, dict)
    return document


def workbook(
    cells: dict[str, dict[str, Any]],
    version: str = "2.1",
    *,
    language: str = "",
    moved: int = 0,
    uncached: bool = False,
) -> bytes:
    """Return a workbook in the template's layout with values at their published addresses.

    Parameters
    ----------
    language : str
        Put before every label, as another language would change it; ``Translations`` has the English.
    moved : int
        Rows put above everything on the sheets A to E, as somebody does who adds a logo.
    uncached : bool
        Whether the formulas of the labels have no value, as a program without a calculator leaves them.
    """
    packed = io.BytesIO()
    book = xlsxwriter.Workbook(packed, {"in_memory": True})
    percent, day = book.add_format({"num_format": "0.0%"}), book.add_format({"num_format": "dd.mm.yyyy"})
    words: dict[str, int] = {}
    for grid in read_grids(blank(version)):
        sheet = book.add_worksheet(grid.name)
        down = moved if grid.name[0] in "ABCDE" else 0
        own = dict(cells.get(grid.name, {}))
        for row, columns in grid.rows.items():
            for column, cell in columns.items():
                if grid.name == "0_Versions":
                    sheet.write(row, column, cell.value)
                    continue
                line = words.setdefault(str(cell.value), len(words) + 5)
                shown = "" if uncached else f"{language}{cell.value}"
                sheet.write_formula(row + down, column, f"=Translations!$B${line}", None, shown)
        for ref, value in own.items():
            at = xlsxwriter.utility.xl_cell_to_rowcol(ref)
            _write(sheet, (at[0] + down, at[1]), value, percent, day)
    _words(book.add_worksheet("Translations"), words, language)
    codes = book.add_worksheet("c_CodeLists")
    for number, (code, name) in enumerate((("Code", "Country Name"), *COUNTRIES), CODES_ROW):
        codes.write(f"F{number}", code)
        codes.write(f"G{number}", name)
    book.close()
    return packed.getvalue()


def _write(sheet: Any, at: tuple[int, int], value: Any, percent: Any, day: Any) -> None:
    """Write a value; ``{formula: …, value: …}`` is a formula that has been computed."""
    if isinstance(value, dict):
        sheet.write_formula(*at, value["formula"], percent if value.get("percent") else None, value["value"])
    elif isinstance(value, date):
        sheet.write_datetime(*at, value, day)
    elif isinstance(value, bool):
        sheet.write_boolean(*at, value)
    else:
        sheet.write(*at, value)


def _words(sheet: Any, words: dict[str, int], language: str) -> None:
    for column, text in enumerate(("Reference", "Used language version", "English Version (Original)")):
        sheet.write(3, column, text)
    for text, line in words.items():
        sheet.write(f"A{line}", line - 4)
        sheet.write(f"B{line}", f"{language}{text}")
        sheet.write(f"C{line}", text)
