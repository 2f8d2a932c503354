"""Typical days: twelve months by 24 clock hours of load, of own generation and of grid factors.

A typical day holds the mean of its month. Weighting it with factors that are constant within a month and hour is
exact; taking the smaller of two typical days overstates what coincides, because days differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from footprint.background import Hours
    from footprint.product_parts import Period

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Ratio:
    """A load against hourly factors: its factor per annual factor [1], and the range the model leaves."""

    value: float
    low: float
    high: float


def energy(days: tuple[tuple[float, ...], ...], period: Period) -> Array:
    """Return the energy of typical days over a period, by month and clock hour.

    Parameters
    ----------
    days : tuple of 12 tuples of 24 float
        Energy within the hour [any unit].

    Returns
    -------
    ndarray, shape (12, 24)
        Times the days that the period has of each month [same unit].
    """
    return np.asarray(days, dtype=np.float64) * np.asarray(period.days(), dtype=np.float64)[:, None]


def ratio(load: Array, hours: Hours) -> Ratio | None:
    """Weight hourly ratios with a load; None where the load is nothing at all."""
    whole = float(load.sum())
    if not whole > 0:
        return None
    value, low, high = (
        float((load * np.asarray(cells)).sum()) / whole for cells in (hours.ratios, hours.low, hours.high)
    )
    return Ratio(value, low, high)
