"""Draws of the background: the score of one unit of a dataset in many possible worlds.

Every exchange of every dataset is multiplied by a lognormal number whose mean is 1 and whose geometric standard
deviation is the dataset's. Draw ``k`` is the same world for every product and every variant, so that comparisons
are paired: what two designs share cancels out.

The random numbers of a draw come from a counter-based generator keyed by the seed and the number of the draw, in
the fixed order of datasets and exchanges: a draw does not depend on how many draws are asked for, or in what order.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import LinearOperator, bicgstab, splu

from footprint.background import Background
from footprint.engine.scores import calculated, factors
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
        deviation.
    emitters, emitted, emitted_spread : ndarray, shape (n_emissions,)
        [kg CO2e / unit].
    """

    names: tuple[str, ...]
    givers: Integers
    takers: Integers
    taken: Array
    taken_spread: Array
    emitters: Integers
    emitted: Array
    emitted_spread: Array

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
        Geometric standard deviation [1]; a dataset that is not named does not vary.
    """
    gwp = factors(background, set_id)
    datasets = calculated(background)
    names = (*(d.id for d in datasets), *sorted(background.slots))
    position = {name: i for i, name in enumerate(names)}
    inputs: list[tuple[int, int, float, float]] = []
    emissions: list[tuple[int, float, float]] = []
    for dataset in datasets:
        j = position[dataset.id]
        spread = float(np.log(spreads.get(dataset.id, 1.0)))
        for exchange in dataset.exchanges:
            if exchange.kind == "emission":
                emissions.append((j, exchange.amount * gwp[exchange.target], spread))
            elif exchange.kind != "gap":
                inputs.append((position[exchange.target], j, exchange.amount, spread))
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
    )


def sample(
    found: World,
    wanted: Sequence[str],
    draws: int,
    seed: int,
    progress: Callable[[int, int], None] | None = None,
) -> Array:
    """Draw the scores of some datasets.

    Parameters
    ----------
    found : World
    wanted : sequence of str
        Datasets.
    draws : int
    seed : int
    progress : callable, optional
        Told how many draws are done, and of how many.

    Returns
    -------
    ndarray, shape (draws, n_wanted)
        Total score of one unit [kg CO2e / unit].

    Raises
    ------
    BackgroundError
        A draw has no solution: some loop of datasets feeds itself completely.
    """
    rows = [found.names.index(name) for name in wanted]
    start = _solve(found.matrix(np.ones(found.taken.size)), found.direct(np.ones(found.emitted.size)), None)
    scores = np.empty((draws, len(rows)))
    for k in range(draws):
        random = np.random.Generator(np.random.Philox(key=seed, counter=[0, 0, 0, k]))
        taken = multipliers(found.taken_spread, random)
        emitted = multipliers(found.emitted_spread, random)
        scores[k] = _solve(found.matrix(taken), found.direct(emitted), start)[rows]
        if progress is not None:
            progress(k + 1, draws)
    return scores


def multipliers(spread: Array, random: np.random.Generator) -> Array:
    """Draw lognormal numbers of mean 1, so that uncertainty alone does not move the expected figure.

    Parameters
    ----------
    spread : ndarray, shape (n,)
        Logarithms of geometric standard deviations.
    """
    return np.asarray(np.exp(spread * random.standard_normal(spread.size) - spread**2 / 2.0), dtype=np.float64)


def _solve(matrix: sparse.csr_matrix, right: Array, start: Array | None) -> Array:
    """Solve one draw; iteratively from ``start`` where the matrix is large, with a residual check."""
    if start is not None and matrix.shape[0] > DIRECT:
        diagonal = matrix.diagonal()
        jacobi = LinearOperator(matrix.shape, matvec=lambda x: x / diagonal, dtype=np.float64)
        solved, failed = bicgstab(matrix, right, x0=start, rtol=TOLERANCE, M=jacobi, maxiter=200)
        residual = np.linalg.norm(matrix @ solved - right)
        if not failed and residual <= 10 * TOLERANCE * np.linalg.norm(right):
            return np.asarray(solved, dtype=np.float64)
    try:
        return np.asarray(splu(matrix.tocsc()).solve(right), dtype=np.float64)
    except RuntimeError as error:
        what = "a draw of the background is singular: some loop of datasets feeds itself completely"
        raise BackgroundError(what) from error
