"""The tables of a workbook: which sheet is which, what a row answers, what a cell says.

:class:`Tables` collects places and problems on the way; :mod:`footprint.exchange.excel_read` makes the product of
them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from footprint.exchange.excel_cells import Cell, Grid, reference
from footprint.exchange.excel_errors import CellProblem, Code, WorkbookError
from footprint.exchange.excel_layout import FORMAT, HEADINGS_ROW, KEYS_ROW, OWN, SHEETS, UNREAD, Kind, Sheet

BRACKETS = re.compile(r"\[([^\[\]]*)\]\s*$")
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# Days since 1899-12-30 as Excel counts them, for a date that lost its format: 1990 to 2100.
EPOCH, FIRST_DAY, LAST_DAY = date(1899, 12, 30), 32_874, 73_415
FIRST_YEAR, LAST_YEAR = 1990, 2100
MOST_DIGITS = 10**15
UNITLESS = frozenset({"1", "", "-", "dimensionless"})


@dataclass
class Row:
    """One row of a sheet: its key and its cells by column key."""

    number: int
    key: str
    cells: dict[str, Cell]


@dataclass
class Table:
    """A sheet of the template as it was found."""

    sheet: Sheet
    grid: Grid
    columns: dict[str, int]
    rows: list[Row]

    def at(self, row: int, column: str) -> str:
        """Write the cell of a column in a row, whether it is empty or not."""
        position = self.columns.get(column)
        return f"{self.grid.name}!{reference(row, 1 if position is None else position)}"


class Tables:
    """Reads cells of one workbook; notes the place of each field and what cannot be read."""

    def __init__(self, grids: tuple[Grid, ...]) -> None:
        self.grids = grids
        self.places: dict[str, str] = {}
        self.problems: list[CellProblem] = []

    # sheets, columns and rows

    def tables(self) -> dict[str, Table]:
        """Find the sheets of the template by their marker; name what is none of it."""
        found: dict[str, Table] = {}
        unknown = []
        for grid in self.grids:
            if grid.name.startswith(OWN) or not grid.rows:
                continue
            form, _, key = grid.text(KEYS_ROW, 0).strip().partition(" ")
            if not form.startswith(FORMAT.partition("/")[0]):
                unknown.append(grid.name)
            elif form != FORMAT:
                raise WorkbookError(code="other_version", cell=grid.name, version=form, known=FORMAT)
            elif key in found:
                self.tell("sheet_twice", grid.name, first=found[key].grid.name)
            elif key in SHEETS:
                found[key] = self._table(SHEETS[key], grid)
            elif key not in UNREAD:
                unknown.append(grid.name)
        if not found:
            raise WorkbookError(code="not_a_template")
        for name in unknown:
            self.tell("sheet_unknown", name)
        return found

    def _table(self, sheet: Sheet, grid: Grid) -> Table:
        columns: dict[str, int] = {}
        width = max((max(row) for row in grid.rows.values() if row), default=0)
        for position in range(1, width + 1):
            key, heading = grid.text(KEYS_ROW, position).strip(), grid.text(HEADINGS_ROW, position).strip()
            if key.startswith(".") or heading.startswith(OWN):
                continue
            here = f"{grid.name}!{reference(HEADINGS_ROW, position)}"
            if key in columns:
                self.tell("column_twice", here, heading=heading or key)
            elif sheet.column(key):
                columns[key] = position
            elif key or any(position in row for row in grid.rows.values()):
                first = min(n for n, row in grid.rows.items() if position in row)
                place = here if first <= HEADINGS_ROW else f"{grid.name}!{reference(first, position)}"
                self.tell("column_unknown", place, heading=heading or key or reference(0, position)[:-1])
        table = Table(sheet, grid, columns, [])
        for number in sorted(n for n in grid.rows if n > HEADINGS_ROW):
            cells = {key: cell for key, column in columns.items() if (cell := grid.cell(number, column))}
            table.rows.append(Row(number, grid.text(number, 0).strip(), cells))
        return table

    def keyed(self, table: Table) -> Iterator[Row]:
        """Go through the rows of a sheet whose rows have keys."""
        seen: dict[str, int] = {}
        for row in table.rows:
            if not row.key and row.cells:
                first = next(iter(row.cells.values()))
                self.tell("row_without_key", f"{table.grid.name}!{first.ref}")
            elif row.key in seen:
                self.tell("row_twice", table.at(row.number, ""), key=row.key)
            elif row.key:
                seen[row.key] = row.number
                yield row

    # cells

    def tell(self, code: Code, cell: str, path: str = "", **params: str | int) -> None:
        """Note what cannot be read."""
        self.problems.append(CellProblem(code, cell, path, params))

    def take(self, table: Table, row: Row, path: str, column: str, kind: Kind | None = None) -> Any:
        """Return the value of a cell and note its place; None when it is empty or cannot be read."""
        place = table.at(row.number, column)
        if path:
            self.places.setdefault(path, place)
        cell = row.cells.get(column)
        if cell is None:
            return None
        layout = table.sheet.column(column)
        return self._value(cell, kind or (layout.kind if layout else "text"), place, path)

    def _value(self, cell: Cell, kind: Kind, place: str, path: str) -> Any:
        value = cell.value
        if cell.marked == "formula":
            self.tell("formula_without_value", place, path)
            return None
        if cell.marked == "error":
            self.tell("error_value", place, path)
            return None
        if isinstance(value, bool):
            self.tell("truth_value", place, path)
            return None
        if kind == "date":
            return self._date(value, place, path)
        if isinstance(value, date):
            if kind in {"number", "share", "whole"}:
                self.tell("date_as_number", place, path, value=value.isoformat()[:10])
                return None
            return value.isoformat()
        if kind in {"number", "share", "whole"}:
            return self._number(value, kind, place, path)
        text = self._text(value, kind, place, path)
        if text is None or kind not in {"pick", "target"}:
            return text
        found = BRACKETS.search(text)
        return (found[1] if found else text).strip()

    def _number(self, value: str | float, kind: Kind, place: str, path: str) -> Any:
        if isinstance(value, str):
            return value.strip()  # for the product's own reader to accept or refuse
        if kind == "whole":
            if not value.is_integer() or abs(value) >= MOST_DIGITS:
                self.tell("not_whole", place, path, value=f"{value:g}")
                return None
            return int(value)
        return value

    def _text(self, value: str | float, kind: Kind, place: str, path: str) -> str | None:
        if isinstance(value, str):
            return value
        if abs(value) >= MOST_DIGITS:
            self.tell("long_number", place, path, value=f"{value:.15g}")
            return None
        if kind == "code" or not value.is_integer():
            self.tell("number_as_text", place, path, value=f"{value:.15g}")
            return None
        return str(int(value))

    def _date(self, value: Any, place: str, path: str) -> str | None:
        if isinstance(value, date) and FIRST_YEAR <= value.year <= LAST_YEAR:
            return value.isoformat()[:10]
        if isinstance(value, float) and value.is_integer() and FIRST_DAY <= value <= LAST_DAY:
            return (EPOCH + timedelta(days=int(value))).isoformat()
        text = f"{value:.15g}" if isinstance(value, float) else str(value).strip()
        if isinstance(value, str) and ISO_DATE.fullmatch(text):
            return text  # whether the day exists, the product's own reader says
        self.tell("not_a_date", place, path, value=text[:40])
        return None

    def amount(self, table: Table, row: Row, path: str, prefix: str = "") -> dict[str, Any]:
        """Read amount and unit; a percent format beside a unit would be counted twice or not at all."""
        amount = self.take(table, row, f"{path}.{prefix}amount", f"{prefix}amount")
        unit = self.take(table, row, f"{path}.{prefix}unit", f"{prefix}unit")
        cell = row.cells.get(f"{prefix}amount")
        value = cell.value if cell is not None and cell.marked == "percent" else None
        if isinstance(value, float) and str(unit or "").strip() not in UNITLESS:
            self.tell(
                "percent", table.at(row.number, f"{prefix}amount"), f"{path}.{prefix}amount",
                shown=f"{value * 100:.12g} %", unit=str(unit),
            )  # fmt: skip
            amount = None
        return without_none(amount=amount, unit=unit)


def without_none(**values: Any) -> dict[str, Any]:
    """Return what is given: an absent field has no key."""
    return {key: value for key, value in values.items() if value is not None}
