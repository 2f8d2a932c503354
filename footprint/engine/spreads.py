"""Stated distributions as multipliers: drawn from the same normal numbers as everything else.

Every place takes one standard normal number per draw, whatever its distribution, so that stating a spread somewhere
does not shift the random numbers of another place.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

from footprint.background import Spread

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

# An amount may lie this share of itself outside the range that is stated for it (rounding of the source) [1].
ROUNDING = 1e-6


class Ratio(NamedTuple):
    """A distribution of a multiplier: ``low`` is the width of a lognormal (as a logarithm) or normal one."""

    kind: str
    low: float
    mode: float = 1.0
    high: float = 1.0


def ratio(spread: Spread, amount: float) -> Ratio | None:
    """Write a stated spread as a distribution around 1, in multiples of the amount it belongs to.

    Parameters
    ----------
    spread : Spread
        In the unit of ``amount``.
    amount : float
        The figure that is calculated with. A lognormal and a normal distribution are centred on it (median and
        mean); a triangular and a uniform one are taken as they are and must hold it.

    Returns
    -------
    Ratio or None
        None where the statement does not fit the amount, or is no spread: it is then as if nothing were stated.
    """
    if not amount or not all(map(math.isfinite, spread[1:])):
        return None
    if spread.kind == "lognormal":
        width = abs(math.log(spread.b)) if spread.b > 0 else 0.0
        return Ratio(spread.kind, width) if width else None
    if spread.kind == "normal":
        return Ratio(spread.kind, spread.b / abs(amount)) if spread.b > 0 else None
    low, high = (spread.a, spread.c) if spread.kind == "triangular" else (spread.a, spread.b)
    mode = spread.b if spread.kind == "triangular" else amount
    margin = ROUNDING * abs(amount)
    if not (low < high and low - margin <= amount <= high + margin and low <= mode <= high):
        return None
    ends = sorted((low / amount, high / amount))
    return Ratio(spread.kind, ends[0], mode / amount, ends[1])


def multiply(one: Ratio, normal: Array) -> Array:
    """Turn standard normal numbers into multipliers of one distribution."""
    if one.kind == "lognormal":
        return np.asarray(np.exp(one.low * normal), dtype=np.float64)
    if one.kind == "normal":
        return np.asarray(1.0 + one.low * normal, dtype=np.float64)
    share = ndtr(normal)
    if one.kind == "uniform":
        return np.asarray(one.low + share * (one.high - one.low), dtype=np.float64)
    return _triangular(share, np.float64(one.low), np.float64(one.mode), np.float64(one.high))


def _triangular(share: Array, low: Array | np.float64, mode: Array | np.float64, high: Array | np.float64) -> Array:
    """Invert the distribution function of a triangle."""
    whole, left, right = high - low, mode - low, high - mode
    rising = low + np.sqrt(share * whole * left)
    falling = high - np.sqrt((1.0 - share) * whole * right)
    return np.asarray(np.where(share * whole < left, rising, falling), dtype=np.float64)


@dataclass(frozen=True)
class Stated:
    """The places of a list of amounts that state a spread of their own.

    Attributes
    ----------
    at : ndarray, shape (n_stated,)
        Where they stand in the list.
    lognormal, normal, uniform, triangular : ndarray
        Which of them have that distribution.
    low, mode, high : ndarray, shape (n_stated,)
        As in :class:`Ratio`.
    """

    at: Integers
    lognormal: Integers
    normal: Integers
    uniform: Integers
    triangular: Integers
    low: Array
    mode: Array
    high: Array

    def of(self, normal: Array) -> Array:
        """Turn the standard normal numbers of these places into multipliers, shape (n_stated,)."""
        found = np.ones(self.at.size)
        share = ndtr(normal)
        i = self.lognormal
        found[i] = np.exp(self.low[i] * normal[i])
        i = self.normal
        found[i] = 1.0 + self.low[i] * normal[i]
        i = self.uniform
        found[i] = self.low[i] + share[i] * (self.high[i] - self.low[i])
        i = self.triangular
        found[i] = _triangular(share[i], self.low[i], self.mode[i], self.high[i])
        return found


def stated(ratios: Sequence[tuple[int, Ratio]]) -> Stated:
    """Collect the places that state a spread: position in the list, and distribution."""
    kinds = np.array([r.kind for _, r in ratios], dtype="<U10")

    def of(kind: str) -> Integers:
        return np.flatnonzero(kinds == kind).astype(np.int64)

    return Stated(
        at=np.array([i for i, _ in ratios], dtype=np.int64),
        lognormal=of("lognormal"),
        normal=of("normal"),
        uniform=of("uniform"),
        triangular=of("triangular"),
        low=np.array([r.low for _, r in ratios], dtype=np.float64),
        mode=np.array([r.mode for _, r in ratios], dtype=np.float64),
        high=np.array([r.high for _, r in ratios], dtype=np.float64),
    )


NOWHERE = stated(())
