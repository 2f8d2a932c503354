"""Factors by month and hour of the day, modelled; method and limits: docs/algorithms/electricity-hourly.md.

The consumption of each hour is met by what must run (nuclear, hydro, wind: flat within the month; solar: by
daylight), by imports in proportion to the load, and by thermal power for the rest.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

import numpy as np

from background_db.electricity import clock
from background_db.electricity.clock import HOURS, MONTHS, SEASONS, Array
from background_db.electricity.derive import DATA_YEAR, derive
from background_db.electricity.mix import Mix, Share
from background_db.electricity.model import ElectricityError
from background_db.electricity.tables import Inputs

Scope = Literal["life_cycle", "co2_only"]

# Clock and place of the zones with monthly data; the place only sets the daylight.
CHINA = ZoneInfo("Asia/Shanghai")
PLACES = {"CN-GD": (23.13, 113.26, 8.0)}  # Guangzhou
THERMAL = ("coal", "gas", "bioenergy")


@dataclass(frozen=True, eq=False)
class HourlyFactors:
    """Factors of a zone and year by hour [kg CO2e/kWh delivered].

    Attributes
    ----------
    values : ndarray
        Shape (12, 24), by month and clock hour, or one per hour of the year; NaN where there is none.
    scope : {"life_cycle", "co2_only"}
        What is counted; a CO2-only series is never a footprint factor.
    basis : {"modelled", "series"}
    weights : ndarray or None
        Consumption of the zone in each cell, adding up to one.
    low, high : ndarray or None
        Least and largest value under the alternative assumptions of the model.
    normalisation : float
        What the values were multiplied by so that their weighted mean is the annual factor.
    """

    zone: str
    year: int
    values: Array
    clock: tzinfo
    basis: Literal["modelled", "series"]
    scope: Scope = "life_cycle"
    weights: Array | None = None
    low: Array | None = None
    high: Array | None = None
    normalisation: float = 1.0

    def __post_init__(self) -> None:
        if self.values.shape not in {(MONTHS, HOURS), (clock.hours(self.year),)}:
            what = f"{self.values.shape} factors: must be 12 × 24, or {clock.hours(self.year)} for {self.year}"
            raise ElectricityError(what)

    def series(self) -> Array:
        """Return one factor per hour of the year, in order from the first hour by the clock of the zone."""
        if self.values.ndim == 1:
            return self.values
        month, hour = clock.month_and_hour(self.year, self.clock)
        expanded: Array = self.values[month, hour]
        return expanded

    def mean(self) -> float:
        """Return the mean weighted with the zone's consumption; without weights the plain mean of what is there."""
        if self.weights is None:
            return float(np.nanmean(self.values))
        return float((self.values * self.weights).sum() / self.weights.sum())


def zones_with_hours(inputs: Inputs) -> tuple[str, ...]:
    """Return the zones for which monthly generation and a load shape are there."""
    return tuple(
        sorted({zone for zone, _, _ in inputs.monthly} & {zone for zone, _, _ in inputs.load} & set(PLACES))
    )


def hourly(inputs: Inputs, zone: str, year: int, calendar_year: int | None = None) -> HourlyFactors:
    """Model the factors of a zone by month and hour.

    Parameters
    ----------
    year : int
        Of the technology factors.
    calendar_year : int, optional
        The year whose hours the factors are for, when it is a later one.

    Raises
    ------
    ElectricityError
        No monthly generation is there for the zone, or the year has no annual factor.
    """
    inputs.zone(zone)
    if zone not in zones_with_hours(inputs):
        known = ", ".join(zones_with_hours(inputs))
        what = f"no monthly generation of {zone}, so no hourly model: known are {known}; a series can be handed in"
        raise ElectricityError(what)
    mix = derive(inputs, zone, year)
    annual = mix.factor(inputs)
    power = _power(inputs, mix, imports_flat=False)
    weights = power["load"] * clock.days(calendar_year or year)[:, None]
    weights = weights / weights.sum()
    variants = [
        power["factor"],
        _power(inputs, mix, imports_flat=True)["factor"],
        _power(inputs, mix, imports_flat=False, coal_flat=True)["factor"],
    ]
    scales = [annual / float((v * weights).sum()) for v in variants]
    scaled = [v * s for v, s in zip(variants, scales, strict=True)]
    return HourlyFactors(
        zone=zone,
        year=calendar_year or year,
        values=scaled[0],
        clock=CHINA,
        basis="modelled",
        weights=weights,
        low=np.minimum.reduce(scaled),
        high=np.maximum.reduce(scaled),
        normalisation=scales[0],
    )


def load_shape(inputs: Inputs, zone: str) -> Array:
    """Return the load by month and hour, relative to its annual mean, shape (12, 24)."""
    month = np.array([inputs.load[zone, "month", m].amount for m in range(1, MONTHS + 1)])
    day = np.array([[inputs.load[zone, season, h].amount for h in range(HOURS)] for season in SEASONS])
    shape = month[:, None] * day / day.mean(axis=1, keepdims=True)
    length = clock.days(DATA_YEAR)[:, None]
    return np.asarray(shape * length.sum() * HOURS / (shape * length).sum(), dtype=np.float64)


def monthly_energy(inputs: Inputs, zone: str, carrier: str) -> Array:
    """Return the generation of each month [TWh]; months without figures share what the year has left, by days."""
    length = clock.days(DATA_YEAR)
    energy = np.full(MONTHS, np.nan)
    for (place, name, (first, last)), figure in inputs.monthly.items():
        if (place, name) == (zone, carrier):
            span = slice(first - 1, last)
            energy[span] = figure.amount * length[span] / length[span].sum()
    missing = np.isnan(energy)
    left = inputs.generation[zone, carrier].year - float(np.nansum(energy))
    energy[missing] = left * length[missing] / length[missing].sum()
    return energy


def _power(inputs: Inputs, mix: Mix, *, imports_flat: bool, coal_flat: bool = False) -> dict[str, Array]:
    """Return load [TWh/h] and factor [kg CO2e/kWh] by month and hour under one set of assumptions."""
    zone = mix.zone.code
    length = clock.days(DATA_YEAR)[:, None]
    load = load_shape(inputs, zone) * inputs.generation[zone, "consumption"].amount / (length.sum() * HOURS)
    factor_of = {c: inputs.technologies[f"cn-{mix.year}", c].figure.amount for c in (*THERMAL, "nuclear", "hydro")}
    factor_of |= {c: inputs.technologies[f"cn-{mix.year}", c].figure.amount for c in ("wind", "solar")}
    bought = [s for s in mix.shares if s.origin]
    own = [s for s in mix.shares if not s.origin]
    burden, running = np.zeros_like(load), np.zeros_like(load)
    for carrier in ("nuclear", "hydro", "wind", "solar"):
        energy = monthly_energy(inputs, zone, carrier)[:, None]
        shape = clock.daylight(*PLACES[zone]) if carrier == "solar" else np.ones_like(load)
        power = energy * shape / (shape.sum(axis=1, keepdims=True) * length)
        running += power
        burden += power * factor_of[carrier]
    needed = (load - running) * length
    thermal = _share_months(inputs, zone, needed.sum(axis=1))[:, None]
    imported = needed.sum(axis=1, keepdims=True) - thermal
    weight = np.ones_like(load) if imports_flat else load
    taken = imported * weight / (weight.sum(axis=1, keepdims=True) * length)
    burned = load - running - taken
    if burned.min() < 0:
        what = f"{zone}: thermal power would be negative in some hour: load shape and generation do not fit"
        raise ElectricityError(what)
    import_factor = sum(s.value * factor_of[s.carrier] for s in bought) / sum(s.value for s in bought)
    burden += taken * import_factor + _thermal_burden(own, burned, factor_of, length, coal_flat=coal_flat)
    grid = mix.grid.figure.amount if mix.grid else 0.0
    return {"load": load, "factor": mix.gross * burden / load + grid}


def _share_months(inputs: Inputs, zone: str, needed: Array) -> Array:
    """Return thermal generation by month [TWh]; in a period of two months in proportion to what they need."""
    energy = monthly_energy(inputs, zone, "thermal")
    for place, name, (first, last) in inputs.monthly:
        if (place, name) == (zone, "thermal") and first != last:
            span = slice(first - 1, last)
            energy[span] = energy[span].sum() * needed[span] / needed[span].sum()
    return energy


def _thermal_burden(
    own: list[Share], burned: Array, factor_of: dict[str, float], length: Array, *, coal_flat: bool
) -> Array:
    """Return the burden of thermal power; ``coal_flat`` lets gas alone follow the load within the month."""
    parts = {c: sum(s.value for s in own if s.carrier == c) for c in THERMAL}
    whole = sum(parts.values())
    mean = sum(parts[c] / whole * factor_of[c] for c in THERMAL)
    if not coal_flat:
        return np.asarray(burned * mean, dtype=np.float64)
    base = (parts["coal"] + parts["bioenergy"]) / whole
    base_factor = (parts["coal"] * factor_of["coal"] + parts["bioenergy"] * factor_of["bioenergy"]) / whole / base
    level = np.array([[_level(row, base * float(row.sum()))] for row in burned])
    flat = np.minimum(burned, level)
    return np.asarray(flat * base_factor + (burned - flat) * factor_of["gas"], dtype=np.float64)


def _level(power: Array, energy: float) -> float:
    """Return the level under which ``power`` holds a given energy."""
    ranks = np.sort(power)
    for i, value in enumerate(ranks):
        level = (energy - ranks[:i].sum()) / (len(ranks) - i)
        if level <= value:
            return float(level)
    return float(ranks[-1])
