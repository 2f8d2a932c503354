"""Monte Carlo: how sure a result is, what makes it unsure, and how sure a comparison is.

Draws of the background are those of :mod:`footprint.engine.draws`, draws of amounts, yields and parameters those of
:mod:`footprint.foreground`. What does not vary, and is said so, is :data:`FIXED`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from footprint.engine.draws import Grounds
from footprint.foreground import Foreground, Varied
from footprint.result import LineResult, Result

Array = NDArray[np.float64]
PERCENTILES = (2.5, 5.0, 25.0, 50.0, 75.0, 95.0, 97.5)
CHECKPOINTS = 10
BINS = 30
# What does not vary.
FIXED = ("characterization", "rule", "choices", "markets", "links", "outputs")


@dataclass(frozen=True)
class Draws:
    """Draws of one result.

    Attributes
    ----------
    totals : ndarray, shape (n_draws,)
        [kg CO2e per functional unit].
    terms : ndarray, shape (n_draws, n_lines)
        What each line carries in each draw.
    foreground : Foreground
        What varied of the product.
    """

    lines: tuple[LineResult, ...]
    totals: Array
    terms: Array
    foreground: Foreground

    @property
    def seed(self) -> int:
        """Seed of the draws."""
        return self.foreground.seed


@dataclass(frozen=True)
class Uncertainty:
    """What the draws say.

    Attributes
    ----------
    percentiles : mapping of percent to float
        [kg CO2e per functional unit].
    variance : tuple of (line, share)
        Covariance of each line with the total over the variance of the total, largest first [1]; they sum to 1.
    inputs : tuple of (Varied, share)
        Of each number of the product that varies: squared correlation with the total, largest first [1].
    background : Grounds or None
        What the spread of the background rests on, where that was asked for.
    background_alone : float or None
        Variance with the background varying alone, over the variance of the total [1].
    histogram : (edges, counts)
        The draws in bins of equal width [kg CO2e per functional unit].
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
    inputs: tuple[tuple[Varied, float], ...]
    background_alone: float | None
    histogram: tuple[tuple[float, ...], tuple[int, ...]]
    background: Grounds | None = None

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
            "histogram": {"edges": list(self.histogram[0]), "counts": list(self.histogram[1])},
            "varies": {
                "product": [
                    {
                        "path": one.path, "kind": one.kind, "ground": one.ground, "gsd": one.gsd,
                        "minimum": one.minimum, "maximum": one.maximum, "source": one.source,
                        "share_of_variance": share,
                    }
                    for one, share in self.inputs
                ],
                "background": None
                if self.background is None
                else {"stated": self.background.stated, "convention": self.background.convention},
                "background_alone": self.background_alone,
            },
            "fixed": list(FIXED),
        }  # fmt: skip


def draw(result: Result, scores: Array, datasets: Mapping[str, int], foreground: Foreground) -> Draws:
    """Vary a result.

    Parameters
    ----------
    result : Result
    scores : ndarray, shape (n_draws, n_datasets)
        Draws of the background, of the datasets the result buys [kg CO2e / unit].
    datasets : mapping of dataset to int
        Column of each dataset in ``scores``.
    foreground : Foreground
        Draws of the product: as many, of the same seed.

    Returns
    -------
    Draws
        Draw ``k`` uses row ``k`` of ``scores``: the same world for every result.
    """
    terms = foreground.amounts * scores[:, [datasets[line.dataset] for line in result.lines]]
    return Draws(result.lines, terms.sum(axis=1), terms, foreground)


def summarise(result: Result, draws: Draws, background: Grounds | None = None) -> Uncertainty:
    """Say what the draws of a result show; ``background`` is passed on."""
    totals = draws.totals
    count = totals.size
    variance = float(np.var(totals))
    shares = variance_shares(draws.terms) if variance else ()
    named = [(f"{line.process}/{line.id}", float(share)) for line, share in zip(draws.lines, shares, strict=False)]
    counts, edges = np.histogram(totals, bins=BINS)
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
        inputs=_of_inputs(draws),
        background_alone=_background_alone(result, draws, variance),
        histogram=(tuple(map(float, edges)), tuple(map(int, counts))),
        background=background,
    )


def variance_shares(terms: Array) -> Array:
    """Return the covariance of each term with the total over the variance of the total; they sum to 1.

    Of independent terms these are the first-order indices of Sobol.

    Parameters
    ----------
    terms : ndarray, shape (n_draws, n_terms)
        What varies together in each draw; the total, their sum, must vary.

    Returns
    -------
    ndarray, shape (n_terms,)
    """
    totals = terms.sum(axis=1)
    centred = totals - totals.mean()
    return np.asarray((terms - terms.mean(axis=0)).T @ centred / totals.size / np.var(totals), dtype=np.float64)


def _of_inputs(draws: Draws) -> tuple[tuple[Varied, float], ...]:
    """Square the correlation of each number of the product with the total; of one that did not vary it is 0."""
    factors = draws.foreground.factors - draws.foreground.factors.mean(axis=0)
    centred = draws.totals - draws.totals.mean()
    spreads = (factors**2).sum(axis=0) * (centred**2).sum()
    with np.errstate(divide="ignore", invalid="ignore"):
        shares = np.where(spreads > 0, (factors.T @ centred) ** 2 / spreads, 0.0)
    named = zip(draws.foreground.varied, map(float, shares), strict=True)
    return tuple(sorted(named, key=lambda item: (-item[1], item[0].path)))


def _background_alone(result: Result, draws: Draws, variance: float) -> float | None:
    """Compare the variance that the scores alone would make with the whole."""
    if not variance:
        return None
    amounts = draws.foreground.amounts
    scores = np.divide(draws.terms, amounts, out=np.zeros_like(amounts), where=amounts != 0)
    alone = scores @ np.array([line.amount for line in result.lines])
    return float(np.var(alone)) / variance


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
