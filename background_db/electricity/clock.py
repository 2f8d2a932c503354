"""Hours of a year by the clock of a place, and where the sun stands."""

from __future__ import annotations

from calendar import monthrange
from datetime import UTC, datetime, timedelta, tzinfo

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MONTHS, HOURS = 12, 24
# Seasons as the load shape counts them.
SEASONS = (
    ("winter", "winter", "spring", "spring", "spring", "summer", "summer", "summer") + ("autumn",) * 3 + ("winter",)
)


def days(year: int) -> Array:
    """Return the days of each month, shape (12,)."""
    return np.array([monthrange(year, month)[1] for month in range(1, MONTHS + 1)], dtype=np.float64)


def hours(year: int) -> int:
    """Return the hours of a year: 8760, or 8784 in a leap year (summer time gives back what it takes)."""
    return int(days(year).sum()) * HOURS


def start(year: int, zone: tzinfo) -> datetime:
    """Return the first instant of a year at a place, in UTC."""
    return datetime(year, 1, 1, tzinfo=zone).astimezone(UTC)


def month_and_hour(year: int, zone: tzinfo) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return month (0 to 11) and clock hour (0 to 23) of every hour of a year, in order.

    On the day summer time begins one clock hour is missing, on the day it ends one is there twice.
    """
    first, count = start(year, zone), hours(year)
    local = [(first + timedelta(hours=i)).astimezone(zone) for i in range(count)]
    return (
        np.array([moment.month - 1 for moment in local], dtype=np.intp),
        np.array([moment.hour for moment in local], dtype=np.intp),
    )


def daylight(latitude: float, longitude: float, offset: float) -> Array:
    """Return the sine of the sun's height by month and clock hour, each month as its middle day.

    Parameters
    ----------
    latitude, longitude : float
        [degrees], north and east positive.
    offset : float
        Clock time minus UTC [h].

    Returns
    -------
    ndarray, shape (12, 24)
        Mean over the hour [-], zero at night. Clouds, temperature and the tilt of modules are not in it.

    References
    ----------
    Declination: Cooper (1969), Solar Energy 12(3). Equation of time: Spencer (1971), Search 2(5).
    """
    day = np.cumsum(days(2023)) - days(2023) / 2
    angle = 2 * np.pi * (day - 1) / 365
    declination = np.radians(23.45 * np.sin(2 * np.pi * (284 + day) / 365))
    equation = 229.18 * (
        0.000075 + 0.001868 * np.cos(angle) - 0.032077 * np.sin(angle)
        - 0.014615 * np.cos(2 * angle) - 0.040849 * np.sin(2 * angle)
    )  # fmt: skip
    clock = (np.arange(HOURS * 12) + 0.5) / 12
    solar = clock[None, :] + ((4 * (longitude - 15 * offset) + equation) / 60)[:, None]
    turn = np.radians(15 * (solar - 12))
    place = np.radians(latitude)
    height = np.sin(place) * np.sin(declination)[:, None] + np.cos(place) * np.cos(declination)[:, None] * np.cos(
        turn
    )
    return np.asarray(np.clip(height, 0, None).reshape(MONTHS, HOURS, 12).mean(axis=2), dtype=np.float64)
