"""One value per hour of a year, and its gaps: listed always, filled only when the caller says so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta, tzinfo
from typing import Literal

import numpy as np

from background_db.electricity import clock as calendar
from background_db.electricity.clock import Array
from background_db.electricity.hourly import HourlyFactors, Scope
from background_db.electricity.model import ElectricityError
from footprint.errors import Problem

Policy = Literal["refuse", "leave", "interpolate"]
Quantity = Literal["factor", "load"]

# Hours in a row that may be interpolated.
LONGEST_FILL = 3


@dataclass(frozen=True)
class Gap:
    """Hours without a value, by the clock of the place; ``last`` is the beginning of the last one."""

    first: str
    last: str
    hours: int


@dataclass(frozen=True, eq=False)
class HourSeries:
    """One value per hour of a year.

    Attributes
    ----------
    values : ndarray
        In kg per kWh or in kWh, NaN where there is none; from the first hour of the year by ``clock``.
    gaps, filled : tuple of Gap
        Hours without value, and hours that were interpolated because the caller asked for it.
    duplicates : tuple of str
        Times that were there twice with the same value, counted once.
    """

    name: str
    quantity: Quantity
    year: int
    clock: tzinfo
    column: str
    values: Array
    gaps: tuple[Gap, ...] = ()
    filled: tuple[Gap, ...] = ()
    duplicates: tuple[str, ...] = ()

    @property
    def scope(self) -> Scope:
        """What factors count; the name of the column says it."""
        return "life_cycle" if "co2e" in self.column else "co2_only"

    def factors(self, zone: str) -> HourlyFactors:
        """Return the series as factors of a zone.

        Raises
        ------
        ElectricityError
            The series is a load.
        """
        if self.quantity != "factor":
            what = f"{self.name}: is a load, not a series of factors"
            raise ElectricityError(what)
        return HourlyFactors(zone, self.year, self.values, self.clock, "series", self.scope)


def treat_gaps(series: HourSeries, policy: Policy) -> HourSeries:
    """Refuse, leave or interpolate the hours without value.

    Raises
    ------
    ElectricityError
        There are gaps and the policy is to refuse them, or there is no value at all.
    """
    gaps = list_gaps(series)
    if not gaps:
        return series
    if len(gaps) == 1 and gaps[0].hours == len(series.values):
        raise ElectricityError(Problem(f"{series.name}:1", "has no values"))
    if policy == "refuse":
        first = gaps[0]
        what = (
            f"{sum(g.hours for g in gaps)} of {len(series.values)} hours have no value in {len(gaps)} gap(s), the "
            f"first from {first.first} to {first.last}: leave them out or interpolate, but say so"
        )
        raise ElectricityError(Problem(series.name, what))
    if policy == "leave":
        return replace(series, gaps=gaps)
    values = series.values.copy()
    filled = []
    for begin, end in _runs(values):
        if end - begin <= LONGEST_FILL and begin > 0 and end < len(values):
            values[begin:end] = np.linspace(values[begin - 1], values[end], end - begin + 2)[1:-1]
            filled.append(_gap(series, begin, end))
    done = replace(series, values=values, filled=tuple(filled))
    return replace(done, gaps=list_gaps(done))


def list_gaps(series: HourSeries) -> tuple[Gap, ...]:
    """List the hours without value."""
    return tuple(_gap(series, begin, end) for begin, end in _runs(series.values))


def _runs(values: Array) -> list[tuple[int, int]]:
    missing = np.concatenate([[False], np.isnan(values), [False]]).astype(np.int8)
    edges = np.flatnonzero(np.diff(missing))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _gap(series: HourSeries, begin: int, end: int) -> Gap:
    first = calendar.start(series.year, series.clock)
    ends = [(first + timedelta(hours=i)).astimezone(series.clock) for i in (begin, end - 1)]
    shown = [moment.isoformat(timespec="minutes") for moment in ends]
    return Gap(shown[0], shown[1], end - begin)
