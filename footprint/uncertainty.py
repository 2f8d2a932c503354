"""Monte Carlo: how sure a result is, what makes it unsure, and how sure a comparison is.

Amounts of the foreground and scores of the background vary as lognormal numbers whose mean is the given value.
Draws of the background are those of :mod:`footprint.engine.draws`; an amount is drawn by a stream of its own, keyed
by seed, process and line, so that the same line of two variants varies together.

What does not vary, and is said so: yields, links between processes, parameters, characterization factors.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footprint.engine.draws import multipliers
from footprint.result import LineResult, Result

Array = NDArray[np.float64]
# Geometric standard deviation of an amount for which none is stated: a convention (docs/algorithms/uncertainty.md).
MEASURED, OTHER = 1.05, 1.2
PERCENTILES = (2.5, 5.0, 25.0, 50.0, 75.0, 95.0, 97.5)
CHECKPOINTS = 10


def by_convention(line: LineResult) -> float:
    """Return the geometric standard deviation of an amount by the convention: by origin only."""
    return MEASURED if line.origin == "company_specific" else OTHER


@dataclass(frozen=True)
class Draws:
    """Draws of one result.

    Attributes
    ----------
    totals : ndarray, shape (n_draws,)
        [kg CO2e per functional unit].
    terms : ndarray, shape (n_draws, n_lines)
        What each line carries in each draw.
    """

    lines: tuple[LineResult, ...]
    totals: Array
    terms: Array
    seed: int


@dataclass(frozen=True)
class Uncertainty:
    """What the draws say.

    Attributes
    ----------
    percentiles : mapping of percent to float
        [kg CO2e per functional unit].
    variance : tuple of (line, share)
        Covariance of each line with the total over the variance of the total, largest first [1]; they sum to 1.
    convergence : tuple of (draws, mean, low, high)
        Mean and 95 % interval after so many draws.
    mean_error : float
        Standard error of the mean [kg CO2e per functional unit].
    """

    draws: int
    seed: int
    value: float
    mean: float
    deviation: float
    percentiles: Mapping[float, float]
    variance: tuple[tuple[str, float], ...]
    convergence: tuple[tuple[int, float, float, float], ...]
    mean_error: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "value": self.value,
            "mean": self.mean,
            "standard_deviation": self.deviation,
            "percentiles": {f"{p:g}": v for p, v in self.percentiles.items()},
            "contribution_to_variance": [{"line": name, "share": share} for name, share in self.variance],
            "convergence": [
                {"draws": n, "mean": mean, "low": low, "high": high} for n, mean, low, high in self.convergence
            ],
            "standard_error_of_mean": self.mean_error,
        }


def draw(
    result: Result,
    scores: Array,
    datasets: Mapping[str, int],
    spread: Callable[[LineResult], float],
    seed: int,
) -> Draws:
    """Vary a result.

    Parameters
    ----------
    result : Result
    scores : ndarray, shape (n_draws, n_datasets)
        Draws of the background, of the datasets the result buys [kg CO2e / unit].
    datasets : mapping of dataset to int
        Column of each dataset in ``scores``.
    spread : callable
        Geometric standard deviation of the amount of a line [1]; 1 for an amount that does not vary.
    seed : int

    Returns
    -------
    Draws
        Draw ``k`` uses row ``k`` of ``scores``: the same world for every result.
    """
    count = scores.shape[0]
    terms = np.empty((count, len(result.lines)))
    for i, line in enumerate(result.lines):
        width = np.log(spread(line))
        random = _stream(seed, line)
        factor = multipliers(np.full(count, width), random) if width else 1.0
        terms[:, i] = line.amount * factor * scores[:, datasets[line.dataset]]
    return Draws(result.lines, terms.sum(axis=1), terms, seed)


def _stream(seed: int, line: LineResult) -> np.random.Generator:
    digest = hashlib.sha256(f"{seed}|{line.process}|{line.id}".encode()).digest()
    return np.random.Generator(np.random.Philox(key=int.from_bytes(digest[:16], "big")))


def summarise(result: Result, draws: Draws) -> Uncertainty:
    """Say what the draws of a result show."""
    totals = draws.totals
    count = totals.size
    variance = float(np.var(totals))
    centred = totals - totals.mean()
    shares = (draws.terms - draws.terms.mean(axis=0)).T @ centred / count / variance if variance else None
    named = [
        (f"{line.process}/{line.id}", float(share))
        for line, share in zip(draws.lines, shares if shares is not None else [], strict=False)
    ]
    steps = sorted({max(2, count * i // CHECKPOINTS) for i in range(1, CHECKPOINTS + 1)})
    return Uncertainty(
        draws=count,
        seed=draws.seed,
        value=result.total,
        mean=float(totals.mean()),
        deviation=float(np.sqrt(variance)),
        percentiles={p: float(np.percentile(totals, p)) for p in PERCENTILES},
        variance=tuple(sorted(named, key=lambda item: (-abs(item[1]), item[0]))),
        convergence=tuple(_after(totals[:n]) for n in steps),
        mean_error=float(np.sqrt(variance / count)),
    )


def _after(totals: Array) -> tuple[int, float, float, float]:
    low, high = np.percentile(totals, (2.5, 97.5))
    return totals.size, float(totals.mean()), float(low), float(high)


@dataclass(frozen=True)
class Odds:
    """How sure it is that the second variant is lower.

    Attributes
    ----------
    lower : float
        Share of draws in which the second total lies below the first [1].
    percentiles : mapping of percent to float
        Of the difference, second less first [kg CO2e per functional unit].
    unpaired_deviation : float
        Standard deviation the difference would have if the variants were drawn independently: what pairing saves.
    """

    draws: int
    seed: int
    lower: float
    mean: float
    deviation: float
    percentiles: Mapping[float, float]
    unpaired_deviation: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "draws": self.draws,
            "seed": self.seed,
            "probability_second_lower": self.lower,
            "mean": self.mean,
            "standard_deviation": self.deviation,
            "standard_deviation_unpaired": self.unpaired_deviation,
            "percentiles": {f"{p:g}": v for p, v in self.percentiles.items()},
        }


def odds(first: Draws, second: Draws) -> Odds:
    """Compare two results draw by draw; both must rest on the same draws of the background."""
    if first.totals.size != second.totals.size or first.seed != second.seed:
        what = "two results are compared over the same draws: same number, same seed"
        raise ValueError(what)
    difference = second.totals - first.totals
    return Odds(
        draws=difference.size,
        seed=first.seed,
        lower=float(np.mean(difference < 0)),
        mean=float(difference.mean()),
        deviation=float(difference.std()),
        percentiles={p: float(np.percentile(difference, p)) for p in PERCENTILES},
        unpaired_deviation=float(np.sqrt(first.totals.var() + second.totals.var())),
    )
