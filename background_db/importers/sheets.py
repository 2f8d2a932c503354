"""Rows of a table, from CSV or a workbook: text as it is written, numbers as they are stored."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import BytesIO, StringIO

from python_calamine import CalamineError, CalamineWorkbook

from background_db.importers.source import Source, check_workbook, malformed

Cell = str | float
_ENCODINGS = ("utf-8-sig", "gb18030", "cp1252")
MAX_ROWS = 300_000


def tables(source: Source, entry: str) -> Iterator[tuple[str, list[list[Cell]]]]:
    """Yield name and rows of every sheet; a CSV file is one sheet.

    Raises
    ------
    RefusedError, MalformedError
        A bomb; or no workbook, no CSV.
    """
    where = source.where(entry)
    data = source.read(entry)
    if entry.lower().endswith((".csv", ".tsv", ".txt")):
        yield "", _csv(data, where)
        return
    check_workbook(data, where)
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(data))
        for name in workbook.sheet_names:
            rows = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=MAX_ROWS)
            yield name, [[_cell(cell) for cell in row] for row in rows]
    except CalamineError as error:
        raise malformed(where, f"is no workbook that can be read ({error})") from error


def _cell(cell: object) -> Cell:
    if isinstance(cell, bool):
        return str(cell)
    return float(cell) if isinstance(cell, int | float) else str(cell).strip()


def _csv(data: bytes, where: str) -> list[list[Cell]]:
    for encoding in _ENCODINGS:
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise malformed(where, "is neither UTF-8 nor GB 18030 text")
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:20_000], delimiters=",;\t")
    except csv.Error:
        dialect = csv.excel
    try:
        rows: list[list[Cell]] = [
            [cell.strip() for cell in row] for row in csv.reader(StringIO(text, newline=None), dialect)
        ]
    except csv.Error as error:
        raise malformed(where, f"is no CSV ({error})") from error
    return rows[:MAX_ROWS]


def number(cell: Cell) -> float | None:
    """Read a number; None for blank and for what is none."""
    if isinstance(cell, float):
        return cell if cell - cell == 0 else None
    try:
        value = float(cell.replace("\u2212", "-").replace(",", "") if "," in cell and "." in cell else cell)
    except ValueError:
        return None
    return value if value - value == 0 else None
