"""Reading a filled template: values by their labels, nothing guessed, nothing converted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from footprint.errors import InputError, Problem
from footprint.exchange.cbam.facts import Communication, Given, Row
from footprint.exchange.cbam.layout import (
    BALANCE,
    GOODS_TABLE,
    INSTALLATION,
    NEEDED,
    PERIOD,
    PFC_TABLE,
    PRECURSOR_BLOCKS,
    PRECURSOR_TABLE,
    PROCESS_BLOCKS,
    PROCESS_TABLE,
    QUALITY,
    RESULTS,
    SITE,
    SOURCE_TABLE,
    STREAM_TABLE,
    Blocks,
    Kind,
    Table,
)
from footprint.exchange.cbam.layout_goods import NOTHING, PRODUCT_TABLE
from footprint.exchange.cbam.places import Places, place
from footprint.exchange.excel_cells import Grid, read_grids

TOLERATED = frozenset({"external_links", "foreign_parts"})  # never followed or opened: dropped before reading
TOTALS = {"direct": 4, "indirect": 5}  # columns H to N: CO2, biomass, N2O, PFC, direct, indirect, all
EPOCH = date(1899, 12, 30).toordinal()
LAST_SERIAL = 73_050  # the year 2100


def is_communication(grids: Mapping[str, Grid]) -> bool:
    """Tell whether a workbook has the sheets of the communication template."""
    return all(name in grids for name in NEEDED)


def read_communication(data: bytes) -> Communication:
    """Read a filled communication template.

    Raises
    ------
    WorkbookError
        No workbook, too large once unpacked, or with macros.
    InputError
        Another workbook; or cells that hold no value of their kind, each with its address.
    """
    grids = {grid.name: grid for grid in read_grids(data, TOLERATED)}
    missing = [name for name in NEEDED if name not in grids]
    if missing:
        what = f"is no communication template for installations: sheet {', '.join(missing)} is missing"
        raise InputError(Problem("workbook", what))
    return _Reader(Places(grids)).read()


class _Reader:
    """Reads one workbook; collects problems on the way."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.problems: list[Problem] = []

    def read(self) -> Communication:
        totals, cells = self._totals()
        found = Communication(
            version=self.places.version(),
            site=self._single(),
            streams=self._rows(STREAM_TABLE, ("amount", "name")),
            cells=self._rows(PFC_TABLE, ("aluminium",)),
            sources=self._rows(SOURCE_TABLE, ("concentration", "name")),
            goods=self._rows(GOODS_TABLE, ("category",)),
            processes=self._joined(PROCESS_TABLE, PROCESS_BLOCKS),
            precursors=self._joined(PRECURSOR_TABLE, PRECURSOR_BLOCKS),
            products=self._rows(PRODUCT_TABLE, ("process",)),
            totals=totals,
            total_cells=cells,
            countries=self.places.countries(),
            by_address=tuple(self.places.by_address),
        )
        if self.problems:
            raise InputError(*self.problems)
        return found

    def _single(self) -> Row:
        values, cells = dict[str, Given](), dict[str, str]()
        for sheet, items in ((INSTALLATION, (*PERIOD, *SITE)), (BALANCE, QUALITY)):
            for item in items:
                at = self.places.labelled(sheet, item)
                self.problems += self._take(sheet, item.key, at, item.kind, values, cells)
        return Row(0, values, cells)

    def _rows(self, table: Table, needed: tuple[str, ...]) -> tuple[Row, ...]:
        return tuple(self._used_rows(table, needed))

    def _used_rows(self, table: Table, needed: tuple[str, ...]) -> Iterator[Row]:
        """Go through the rows that hold one of the needed values; only their cells have to be right."""
        at = self.places.table(table)
        for number in range(1, table.count + 1):
            values, cells, wrong = dict[str, Given](), dict[str, str](), list[Problem]()
            for key, (first, column) in at.items():
                where = (first + number - 1, column)
                kind = table.columns[key].kind if key in table.columns else "text"
                told = self._take(table.sheet, key, where, kind, values, cells)
                wrong += told if key not in table.computed else []
            if any(key in values for key in needed):
                self.problems += wrong
                yield Row(number, values, cells)

    def _joined(self, table: Table, blocks: Blocks) -> tuple[Row, ...]:
        """Join what sheet A names with the block of its number; entries without a name are not used."""
        found = []
        for row in self._used_rows(table, ("name",)):
            values, cells = dict(row.values), dict(row.cells)
            for key, where in self.places.block(blocks, row.number).items():
                named = key if key not in row.cells else f"block_{key}"
                told = self._take(blocks.sheet, named, where, blocks.lines[key].kind, values, cells)
                self.problems += told if key not in blocks.computed else []
            found.append(Row(row.number, values, cells))
        return tuple(found)

    def _totals(self) -> tuple[dict[str, float], dict[str, str]]:
        row, column = self.places.labelled(BALANCE, RESULTS)
        found, cells = dict[str, float](), dict[str, str]()
        for key, beside in TOTALS.items():
            cell = self.places.cell(BALANCE, row, column + beside)
            cells[key] = place(BALANCE, (row, column + beside))
            if cell is not None and isinstance(cell.value, float):
                found[key] = cell.value
        return found, cells

    def _take(
        self, sheet: str, key: str, at: tuple[int, int], kind: Kind, values: dict[str, Given], cells: dict[str, str]
    ) -> list[Problem]:
        """Take the value of a cell, and return what is wrong with it."""
        cells[key] = place(sheet, at)
        cell = self.places.cell(sheet, *at)
        if cell is not None and cell.marked == "error":
            return [Problem(cells[key], "shows an error of its formula: repair it, or write the value")]
        if cell is None or (isinstance(cell.value, str) and _is_nothing(cell.value)):
            return []
        value = _of_kind(cell.value, kind)
        if value is None:
            due = {"number": "a number", "date": "a day", "flag": "TRUE or FALSE", "text": "a text"}[kind]
            return [Problem(cells[key], f"is {cell.value!r}: {due} is due")]
        values[key] = value
        return []


def _is_nothing(text: str) -> bool:
    """Tell whether a text of the template means that nothing was filled in."""
    return text.strip().casefold() in NOTHING


def _of_kind(value: Any, kind: Kind) -> Given | None:
    """Return a value as its kind, None where it is none."""
    if kind == "text":
        return value if isinstance(value, str | float | bool) else str(value)
    if kind == "flag":
        written = {"true": True, "false": False}.get(value.strip().casefold()) if isinstance(value, str) else None
        return value if isinstance(value, bool) else written
    if kind == "date":
        return _day(value)
    if isinstance(value, bool | date):
        return None
    if isinstance(value, str):
        try:
            return float(value.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
        except ValueError:
            return None
    return float(value)


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, float) and value.is_integer() and 0 < value < LAST_SERIAL:
        return date.fromordinal(EPOCH + int(value))
    for form in ("%Y-%m-%d", "%d.%m.%Y", "%d/%m/%Y"):
        try:
            return datetime.strptime(str(value).strip(), form).date()  # noqa: DTZ007 - a day has no time zone
        except ValueError:
            continue
    return None
