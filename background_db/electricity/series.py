"""Hourly series from a file: measured or published factors of a zone, or the load of a plant.

A CSV file with a column ``time`` (beginning of the hour) and one value column whose name states the unit. Nothing
is repaired: what is missing is listed, what contradicts itself is refused with its line.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, tzinfo
from types import MappingProxyType
from typing import NoReturn

import numpy as np

from background_db.electricity import clock as calendar
from background_db.electricity.hours import HourSeries, Policy, Quantity, treat_gaps
from background_db.electricity.model import ElectricityError
from footprint.errors import Problem

# Value columns: what one unit of the column is in kg CO2e/kWh (or kg CO2/kWh) and in kWh.
COLUMNS: Mapping[Quantity, Mapping[str, float]] = MappingProxyType({
    "factor": {"kg_co2e_per_kwh": 1.0, "g_co2e_per_kwh": 1e-3, "kg_co2_per_kwh": 1.0, "g_co2_per_kwh": 1e-3},
    "load": {"kwh": 1.0, "mwh": 1e3},
})  # fmt: skip
# No grid on record is dirtier; more is a slip of units.
HIGHEST_FACTOR = 2.0
MOST_BYTES, MOST_PROBLEMS = 8_000_000, 20
_TIME = re.compile(r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:?\d{2})?")
_NUMBER = re.compile(r"-?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def read_series(
    content: bytes,
    name: str,
    quantity: Quantity,
    year: int,
    clock: tzinfo,
    time_zone: tzinfo | None = None,
    gaps: Policy = "refuse",
) -> HourSeries:
    """Read a series.

    Parameters
    ----------
    content : bytes
        CSV, UTF-8, comma, one header row.
    name : str
        Of the file, for messages.
    clock : tzinfo
        Of the zone: the year is cut by it.
    time_zone : tzinfo, optional
        Of times without offset; the clock of the zone when absent.
    gaps : {"refuse", "leave", "interpolate"}
        What to do about hours without value: refuse the file, leave them out of every sum and report them, or
        interpolate up to three hours in a row (reported) and leave the rest.

    Raises
    ------
    ElectricityError
        With file, line and column of what cannot be used.
    """
    column, rows = _rows(content, name, quantity)
    reader = _Reader(name, quantity, column, year, clock, time_zone or clock)
    for line, time, value in rows:
        reader.take(line, time, value)
    reader.raise_if_any()
    series = HourSeries(name, quantity, year, clock, column, reader.values, duplicates=tuple(reader.duplicates))
    return treat_gaps(series, gaps)


def _rows(content: bytes, name: str, quantity: Quantity) -> tuple[str, Iterator[tuple[int, str, str]]]:
    if len(content) > MOST_BYTES:
        _refuse(name, 1, "", f"is larger than {MOST_BYTES // 1_000_000} MB: one year has 8,760 rows")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        _refuse(name, content.count(b"\n", 0, error.start) + 1, "", "is not UTF-8")
    if "\0" in text:
        _refuse(name, text.count("\n", 0, text.index("\0")) + 1, "", "holds a NUL character")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = [cell.strip().lower() for cell in next(reader)]
    except (StopIteration, csv.Error):
        _refuse(name, 1, "", "has no header row")
    known = COLUMNS[quantity]
    values = [c for c in header if c in known]
    if header.count("time") != 1 or len(values) != 1:
        what = f"must have the columns time and one of {', '.join(known)}; found: {', '.join(header)[:80]}"
        _refuse(name, 1, "", what)
    at, of = header.index("time"), header.index(values[0])

    def walk() -> Iterator[tuple[int, str, str]]:
        line = 2
        try:
            for cells in reader:
                if cells and len(cells) != len(header):
                    _refuse(name, line, "", f"has {len(cells)} cells, but the header has {len(header)}")
                if not cells:
                    _refuse(name, line, "", "empty line")
                yield line, cells[at].strip(), cells[of].strip()
                line = reader.line_num + 1
        except csv.Error:
            _refuse(
                name, line, "", "cannot be read as CSV from here on: quotes do not match, or a cell is too long"
            )

    return values[0], walk()


def _refuse(name: str, line: int, column: str, what: str) -> NoReturn:
    raise ElectricityError(Problem(f"{name}:{line}: {column}" if column else f"{name}:{line}", what))


class _Reader:
    """Puts rows into hours and collects what is wrong with them."""

    def __init__(
        self, name: str, quantity: Quantity, column: str, year: int, clock: tzinfo, time_zone: tzinfo
    ) -> None:
        self.name, self.quantity, self.column, self.year = name, quantity, column, year
        self.clock, self.time_zone = clock, time_zone
        self.first = calendar.start(year, clock)
        self.values = np.full(calendar.hours(year), np.nan)
        self.duplicates: list[str] = []
        self._line = np.zeros(len(self.values), dtype=np.int64)
        self._seen: dict[datetime, int] = {}
        self._offsets: bool | None = None
        self._problems: list[Problem] = []

    def take(self, line: int, time: str, text: str) -> None:
        """Take one row."""
        try:
            hour = self._hour(time, line)
        except ValueError as error:
            self._note(line, "time", str(error))
            return
        try:
            value = self._value(text)
        except ValueError as error:
            self._note(line, self.column, str(error))
            return
        before = int(self._line[hour])
        if before:
            known = self.values[hour]
            if known == value or (math.isnan(known) and math.isnan(value)):
                self.duplicates.append(time)
            else:
                what = f"{time} is already on line {before} with {known:g}, here it is {value:g}"
                self._note(line, "time", what)
            return
        self._line[hour] = line
        self.values[hour] = value

    def raise_if_any(self) -> None:
        """Raise what was found."""
        if self._problems:
            raise ElectricityError(*self._problems)

    def _note(self, line: int, column: str, what: str) -> None:
        self._problems.append(Problem(f"{self.name}:{line}: {column}", what))
        if len(self._problems) >= MOST_PROBLEMS:
            self.raise_if_any()

    def _hour(self, text: str, line: int) -> int:
        shown = repr(text[:40])
        if not _TIME.fullmatch(text):
            what = f"{shown} is no time like 2024-07-01T13:00 or 2024-07-01T13:00+08:00"
            raise ValueError(what)
        try:
            moment = datetime.fromisoformat(text.replace(" ", "T").replace("Z", "+00:00"))
        except ValueError as error:
            what = f"{shown} is no time of the calendar"
            raise ValueError(what) from error
        if moment.minute or moment.second:
            what = f"{shown} is no full hour: one value per hour, named by its beginning"
            raise ValueError(what)
        has_offset = moment.tzinfo is not None
        if self._offsets is None:
            self._offsets = has_offset
        if has_offset != self._offsets:
            what = f"{shown}: give all times with an offset or none"
            raise ValueError(what)
        utc = moment.astimezone(UTC) if has_offset else self._local(moment, shown, line)
        seconds = (utc - self.first).total_seconds()
        hour = int(seconds // 3600)
        if seconds % 3600:
            what = f"{shown} is no full hour of the zone"
            raise ValueError(what)
        if not 0 <= hour < len(self.values):
            what = f"{shown} lies outside {self.year}"
            raise ValueError(what)
        return hour

    def _local(self, naive: datetime, shown: str, line: int) -> datetime:
        """Read a clock time; an hour that is there twice in autumn is first the one of summer time."""
        early = naive.replace(tzinfo=self.time_zone, fold=0).astimezone(UTC)
        late = naive.replace(tzinfo=self.time_zone, fold=1).astimezone(UTC)
        if early != late and early.astimezone(self.time_zone).replace(tzinfo=None) != naive:
            what = f"{shown} does not exist: the clock skips this hour when summer time begins"
            raise ValueError(what)
        if early < late and self._seen.setdefault(naive, line) != line:
            return late
        return early

    def _value(self, text: str) -> float:
        if not text:
            return math.nan
        if not _NUMBER.fullmatch(text):
            what = f"{text[:40]!r} is no number (digits and decimal point)"
            raise ValueError(what)
        value = float(text) * COLUMNS[self.quantity][self.column]
        if value < 0 or not math.isfinite(value):
            what = f"{text[:40]} must be a finite number, zero or more"
            raise ValueError(what)
        if self.quantity == "factor" and value > HIGHEST_FACTOR:
            what = f"{text[:40]} is {value:g} kg/kWh, more than any grid: is the column in grams?"
            raise ValueError(what)
        return value
