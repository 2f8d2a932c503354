"""Electricity of a zone: factors, hours, and what a load of a plant makes of them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import PurePath
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import numpy as np

from api.cases.workbench import Workbench
from api.i18n import N_
from background_db.electricity.clock import Array
from background_db.electricity.derive import YEARS
from background_db.electricity.hourly import HourlyFactors, hourly, zones_with_hours
from background_db.electricity.hours import HourSeries, Policy
from background_db.electricity.integrate import Weighted, integrate
from background_db.electricity.model import ElectricityError
from background_db.electricity.series import read_series
from background_db.electricity.tables import Zone, read_inputs
from background_db.electricity.zones import ZoneFactors, clock_of, find_zone, zone_factors
from footprint.result import TOTAL

NEWEST = YEARS[-1]
CO2_ONLY_NOTE = N_("CO2 of combustion only, for organisation accounts: refused in a footprint")


@dataclass(frozen=True)
class File:
    """A file that was handed in."""

    name: str
    content: bytes


@dataclass(frozen=True, eq=False)
class Report:
    """What was asked about a zone.

    Attributes
    ----------
    hours : HourlyFactors or None
        Modelled, or those of the series that was handed in.
    series : HourSeries or None
        The series, with its gaps.
    load : Weighted or None
        The load against ``hours``.
    """

    factors: ZoneFactors
    characterization: str
    hours: HourlyFactors | None = None
    series: HourSeries | None = None
    load: Weighted | None = None


def zones() -> tuple[Zone, ...]:
    """List the zones: China, its provinces and grids, Hong Kong and Macao, then countries."""
    return tuple(read_inputs().zones.values())


def with_hours() -> tuple[str, ...]:
    """List the zones that have an hourly model."""
    return zones_with_hours(read_inputs())


def report(
    bench: Workbench,
    zone: str,
    year: int = NEWEST,
    *,
    want_hours: bool = False,
    series: File | None = None,
    load: File | None = None,
    gaps: Policy = "refuse",
    time_zone: str = "",
) -> Report:
    """Collect the factors of a zone, its hours, and what a load makes of them.

    Parameters
    ----------
    year : int
        Reporting year; files hold the hours of this year.
    time_zone : str
        IANA name of the clock of times without offset; needed where the zone has several.

    Raises
    ------
    ElectricityError
        Unknown zone, no hours for it, or a file that cannot be used.
    """
    inputs = read_inputs()
    found = find_zone(inputs, zone)
    closed = bench.closed()
    factors = zone_factors(inputs, bench.background, lambda d: float(closed.of(d)[TOTAL]), found, year)
    given = _clock(time_zone) if time_zone else None
    clock = clock_of(found.code) or given
    hours, read, weighted = None, None, None
    if (series or load) and clock is None:
        what = f"{found.code} has more than one clock or none on record: name it, for example Europe/Berlin"
        raise ElectricityError(what)
    if series and clock:
        read = read_series(series.content, PurePath(series.name).name, "factor", year, clock, given, gaps)
        hours = read.factors(found.code)
    elif want_hours or load:
        hours = hourly(inputs, found.code, factors.year, year)
    if load and hours and clock:
        weighted = integrate(
            read_series(load.content, PurePath(load.name).name, "load", year, clock, given, gaps), hours
        )
    return Report(factors, closed.scores.set_id, hours, read, weighted)


def _clock(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        what = f"{name[:40]!r} is no time zone such as Asia/Shanghai"
        raise ElectricityError(what) from error


def document(found: Report) -> dict[str, Any]:
    """Return a report as JSON."""
    f = found.factors
    written: dict[str, Any] = {
        "zone": f.zone.code,
        "name": f.zone.name.to_dict(),
        "year_asked": f.asked,
        "year": f.year,
        "unit": "kg CO2e/kWh",
        "characterization": found.characterization,
        "official": asdict(f.official) if f.official else None,
        "modelled": asdict(f.modelled) if f.modelled else None,
        "difference": f.modelled.value / f.official.value - 1 if f.modelled and f.official else None,
        "technologies": [asdict(share) for share in f.shares],
        "losses": f.losses,
        "grid": asdict(f.grid) if f.grid else None,
        "method": f.method,
        "co2_only": {
            "label": "co2_only",
            "unit": "kg CO2/kWh",
            "note": CO2_ONLY_NOTE,
            "factors": [asdict(factor) for factor in f.co2_only],
        },
    }
    if found.hours:
        written["hourly"] = _hours(found.hours, found.series)
    if found.load:
        written["load"] = _load(found.load)
    return written


def _hours(hours: HourlyFactors, series: HourSeries | None) -> dict[str, Any]:
    return {
        "basis": hours.basis,
        "scope": hours.scope,
        "unit": "kg CO2e/kWh" if hours.scope == "life_cycle" else "kg CO2/kWh",
        "clock": str(hours.clock),
        "year": hours.year,
        "mean": hours.mean(),
        "normalisation": hours.normalisation,
        "values": _plain(hours.values),
        "low": _plain(hours.low),
        "high": _plain(hours.high),
        "gaps": [asdict(g) for g in series.gaps] if series else [],
        "filled": [asdict(g) for g in series.filled] if series else [],
        "duplicates": list(series.duplicates) if series else [],
    }


def _plain(values: Array | None) -> list[Any] | None:
    """Write values as JSON knows them: an hour without a value is null."""
    if values is None:
        return None
    if values.ndim > 1:
        return [_plain(row) for row in values]
    return [None if np.isnan(value) else float(value) for value in values]


def _load(load: Weighted) -> dict[str, Any]:
    return {
        "factor": load.factor,
        "scope": load.scope,
        "emissions_kg": load.emissions,
        "flat_factor": load.flat,
        "difference": load.difference,
        "typical_days": _plain(load.typical_days),
        "coverage": asdict(load.coverage) | {"share": load.coverage.share},
    }
