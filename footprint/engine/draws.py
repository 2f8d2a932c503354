"""Draws of the background: the score of one unit of a dataset in many possible worlds.

Every exchange of every dataset is multiplied by a random number: from the distribution its source states, else a
lognormal number whose mean is 1 and whose geometric standard deviation is the dataset's. Draw ``k`` is the same
world for every product and every variant, so that comparisons are paired: what two designs share cancels out.

The random numbers of a draw come from a counter-based generator keyed by the seed and the number of the draw, in
the fixed order of datasets and exchanges: a draw does not depend on how many draws are asked for, or in what order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, bicgstab, splu

from footprint.background import Background
from footprint.engine.scores import calculated, factors
from footprint.engine.spreads import NOWHERE, Ratio, Stated, ratio, stated
from footprint.errors import BackgroundError

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

# Above this many datasets a draw is solved iteratively from the deterministic scores, below it directly.
DIRECT = 4_000
TOLERANCE = 1e-10


@dataclass(frozen=True)
class World:
    """The background as triplets with its slots closed: what every draw perturbs.

    Attributes
    ----------
    names : tuple of str
        Datasets, then slots, in the order of the matrix.
    givers, takers, taken, taken_spread : ndarray, shape (n_inputs,)
        ``takers`` take ``taken`` of ``givers`` per unit; a spread is the logarithm of the geometric standard
        deviation, 0 where the exchange states a spread of its own.
    emitters, emitted, emitted_spread : ndarray, shape (n_emissions,)
        [kg CO2e / unit].
    taken_stated, emitted_stated : Stated
        Inputs and emissions with a spread of their own.
    """

    names: tuple[str, ...]
    givers: Integers
    takers: Integers
    taken: Array
    taken_spread: Array
    emitters: Integers
    emitted: Array
    emitted_spread: Array
    taken_stated: Stated = NOWHERE
    emitted_stated: Stated = NOWHERE

    @cached_property
    def position(self) -> dict[str, int]:
        """Row of each dataset and slot."""
        return {name: i for i, name in enumerate(self.names)}

    @cached_property
    def scores(self) -> Array:
        """Scores when nothing varies, shape (n,) [kg CO2e / unit]: where iterations start from."""
        return _direct(self.matrix(np.ones(self.taken.size)), self.direct(np.ones(self.emitted.size)))

    def matrix(self, multiplier: Array) -> sparse.csr_matrix:
        """Return ``(I - M)'`` with the inputs multiplied, shape (n, n)."""
        n = len(self.names)
        taken = sparse.csr_matrix((self.taken * multiplier, (self.takers, self.givers)), shape=(n, n))
        return sparse.identity(n, format="csr") - taken

    def direct(self, multiplier: Array) -> Array:
        """Return direct emissions, shape (n,) [kg CO2e / unit]."""
        weights = self.emitted * multiplier
        return np.bincount(self.emitters, weights=weights, minlength=len(self.names)).astype(np.float64)


def world(background: Background, set_id: str, providers: Mapping[str, str], spreads: Mapping[str, float]) -> World:
    """Write a background with closed slots as triplets.

    Parameters
    ----------
    providers : mapping of slot to dataset
    spreads : mapping of dataset to float
        Geometric standard deviation [1] of exchanges that state none of their own; those of a dataset that is not
        named do not vary.
    """
    gwp = factors(background, set_id)
    datasets = calculated(background)
    names = (*(d.id for d in datasets), *sorted(background.slots))
    position = {name: i for i, name in enumerate(names)}
    inputs: list[tuple[int, int, float, float]] = []
    emissions: list[tuple[int, float, float]] = []
    own_inputs: list[tuple[int, Ratio]] = []
    own_emissions: list[tuple[int, Ratio]] = []
    for dataset in datasets:
        j = position[dataset.id]
        spread = float(np.log(spreads.get(dataset.id, 1.0)))
        for exchange in dataset.exchanges:
            own = ratio(exchange.spread, exchange.source_amount) if exchange.spread else None
            width = spread if own is None else 0.0
            if exchange.kind == "emission":
                if own is not None:
                    own_emissions.append((len(emissions), own))
                emissions.append((j, exchange.amount * gwp[exchange.target], width))
            elif exchange.kind != "gap":
                if own is not None:
                    own_inputs.append((len(inputs), own))
                inputs.append((position[exchange.target], j, exchange.amount, width))
    inputs += [(position[providers[slot]], position[slot], 1.0, 0.0) for slot in background.slots]
    links = np.array(inputs, dtype=np.float64).reshape(-1, 4)
    sources = np.array(emissions, dtype=np.float64).reshape(-1, 3)
    return World(
        names=names,
        givers=links[:, 0].astype(np.int64),
        takers=links[:, 1].astype(np.int64),
        taken=links[:, 2],
        taken_spread=links[:, 3],
        emitters=sources[:, 0].astype(np.int64),
        emitted=sources[:, 1],
        emitted_spread=sources[:, 2],
        taken_stated=stated(own_inputs),
        emitted_stated=stated(own_emissions),
    )


def sample(found: World, wanted: Sequence[str], numbers: Sequence[int], seed: int) -> Array:
    """Draw the scores of some datasets.

    Parameters
    ----------
    found : World
    wanted : sequence of str
        Datasets.
    numbers : sequence of int
        Which draws; those from 0 on are the usual ones. Each is the same whichever are drawn with it.
    seed : int

    Returns
    -------
    ndarray, shape (n_numbers, n_wanted)
        Total score of one unit [kg CO2e / unit].

    Raises
    ------
    BackgroundError
        A draw has no solution: some loop of datasets feeds itself completely.
    """
    rows = [found.position[name] for name in wanted]
    scores = np.empty((len(numbers), len(rows)))
    for row, number in enumerate(numbers):
        random = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, number]))
        taken = multipliers(found.taken_spread, random, found.taken_stated)
        emitted = multipliers(found.emitted_spread, random, found.emitted_stated)
        scores[row] = _solve(found, found.matrix(taken), found.direct(emitted))[rows]
    return scores


def multipliers(spread: Array, random: np.random.Generator, own: Stated = NOWHERE) -> Array:
    """Draw lognormal numbers of mean 1, so that uncertainty alone does not move the expected figure.

    Parameters
    ----------
    spread : ndarray, shape (n,)
        Logarithms of geometric standard deviations.
    own : Stated
        Places whose distribution is stated; it is drawn as stated, whatever its mean.
    """
    normal = random.standard_normal(spread.size)
    drawn = np.asarray(np.exp(spread * normal - spread**2 / 2.0), dtype=np.float64)
    if own.at.size:
        drawn[own.at] = own.of(normal[own.at])
    return drawn


@dataclass(frozen=True)
class Grounds:
    """What the spread of the background rests on.

    Shares of what passes through the varying exchanges behind a demand: each input and each emission counts with
    the kg CO2e it carries, at every stage of the chain. They sum to 1.
    """

    stated: float
    convention: float


def grounds(found: World, demand: Mapping[str, float]) -> Grounds | None:
    """Say what share of the exchanges behind a demand states a spread of its own; None where nothing varies.

    Parameters
    ----------
    demand : mapping of dataset to float
        [unit of the dataset]
    """
    wanted = np.zeros(len(found.names))
    for name, amount in demand.items():
        wanted[found.position[name]] += amount
    runs = _direct(found.matrix(np.ones(found.taken.size)).T.tocsr(), wanted)
    carried = np.concatenate(
        [
            np.abs(found.taken * runs[found.takers] * found.scores[found.givers]),
            np.abs(found.emitted * runs[found.emitters]),
        ]
    )
    own = np.zeros(carried.size, dtype=bool)
    own[found.taken_stated.at] = True
    own[found.taken.size + found.emitted_stated.at] = True
    usual = np.concatenate([found.taken_spread, found.emitted_spread]) > 0
    by_source, by_convention = float(carried[own].sum()), float(carried[usual].sum())
    whole = by_source + by_convention
    return Grounds(by_source / whole, by_convention / whole) if whole else None


def _solve(found: World, matrix: sparse.csr_matrix, right: Array) -> Array:
    """Solve one draw; iteratively where the matrix is large, with a residual check."""
    if matrix.shape[0] > DIRECT:
        diagonal = matrix.diagonal()
        jacobi = LinearOperator(matrix.shape, matvec=lambda x: x / diagonal, dtype=np.float64)
        solved, failed = bicgstab(matrix, right, x0=found.scores, rtol=TOLERANCE, M=jacobi, maxiter=200)
        residual = np.linalg.norm(matrix @ solved - right)
        if not failed and residual <= 10 * TOLERANCE * np.linalg.norm(right):
            return np.asarray(solved, dtype=np.float64)
    return _direct(matrix, right)


def _direct(matrix: sparse.csr_matrix, right: Array) -> Array:
    try:
        return np.asarray(splu(matrix.tocsc()).solve(right), dtype=np.float64)
    except RuntimeError as error:
        what = "a draw of the background is singular: some loop of datasets feeds itself completely"
        raise BackgroundError(what) from error
