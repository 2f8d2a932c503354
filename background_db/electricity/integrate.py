"""A load curve against hourly factors: the factor weighted with the kilowatt-hours of the plant."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from background_db.electricity import clock
from background_db.electricity.clock import Array
from background_db.electricity.hourly import HourlyFactors, Scope
from background_db.electricity.hours import Gap, HourSeries
from background_db.electricity.model import ElectricityError


@dataclass(frozen=True)
class Coverage:
    """What of a year was there.

    Attributes
    ----------
    hours : int
        Hours of the year.
    load_hours, factor_hours, both_hours : int
        Hours with a load, with a factor, with both.
    load_kwh, covered_kwh : float
        Energy of the load, and of its hours with a factor [kWh].
    """

    hours: int
    load_hours: int
    factor_hours: int
    both_hours: int
    load_kwh: float
    covered_kwh: float
    load_gaps: tuple[Gap, ...]
    filled: tuple[Gap, ...]
    duplicates: tuple[str, ...]

    @property
    def share(self) -> float:
        """Part of the energy that has a factor [-]."""
        return self.covered_kwh / self.load_kwh


@dataclass(frozen=True)
class Weighted:
    """The factor of a load.

    Attributes
    ----------
    factor : float
        Over the covered energy [kg/kWh]; for what has no factor nothing is assumed.
    emissions : float
        Of the covered energy [kg].
    flat : float
        The same energy at the zone's mean factor [kg/kWh].
    scope : {"life_cycle", "co2_only"}
        A CO2-only result is no footprint.
    typical_days : ndarray, shape (12, 24)
        Mean load by month and clock hour [kWh], as an account of a product takes it; NaN where no hour was read.
    """

    factor: float
    emissions: float
    flat: float
    scope: Scope
    coverage: Coverage
    typical_days: Array

    @property
    def difference(self) -> float:
        """What the hours change against the mean factor [-]."""
        return self.factor / self.flat - 1


def typical_days(load: HourSeries) -> Array:
    """Return the mean of a load by month and clock hour [kWh], shape (12, 24); NaN where no hour was read."""
    month, hour = clock.month_and_hour(load.year, load.clock)
    read = ~np.isnan(load.values)
    sums, counts = np.zeros((clock.MONTHS, clock.HOURS)), np.zeros((clock.MONTHS, clock.HOURS))
    np.add.at(sums, (month[read], hour[read]), load.values[read])
    np.add.at(counts, (month[read], hour[read]), 1.0)
    return np.divide(sums, counts, out=np.full_like(sums, np.nan), where=counts > 0)


def integrate(load: HourSeries, factors: HourlyFactors) -> Weighted:
    """Weight hourly factors with a load.

    Parameters
    ----------
    load : HourSeries
        [kWh] per hour.
    factors : HourlyFactors
        Of the same year and clock.

    Raises
    ------
    ElectricityError
        Another quantity, year or clock, a load of zero, or no hour in which both are there.
    """
    if load.quantity != "load":
        what = f"{load.name}: is no load"
        raise ElectricityError(what)
    if (load.year, str(load.clock)) != (factors.year, str(factors.clock)):
        what = (
            f"{load.name}: load of {load.year} ({load.clock}) and factors of {factors.year} ({factors.clock}) "
            "do not belong together"
        )
        raise ElectricityError(what)
    hourly = factors.series()
    has_load, has_factor = ~np.isnan(load.values), ~np.isnan(hourly)
    both = has_load & has_factor
    energy = float(load.values[has_load].sum())
    covered = float(load.values[both].sum())
    if covered <= 0:
        what = f"{load.name}: no kilowatt-hour falls into an hour with a factor"
        raise ElectricityError(what)
    emissions = float((load.values[both] * hourly[both]).sum())
    return Weighted(
        factor=emissions / covered,
        emissions=emissions,
        flat=factors.mean(),
        scope=factors.scope,
        coverage=Coverage(
            hours=len(hourly),
            load_hours=int(has_load.sum()),
            factor_hours=int(has_factor.sum()),
            both_hours=int(both.sum()),
            load_kwh=energy,
            covered_kwh=covered,
            load_gaps=load.gaps,
            filled=load.filled,
            duplicates=load.duplicates,
        ),
        typical_days=typical_days(load),
    )
