"""A change deep in the background, without factorising again: Sherman–Morrison–Woodbury on the stored solution.

With ``A = I - M`` and a change of the inputs ``M + U V'`` of low rank, the scores ``Y`` of ``A' Y = R`` become

    Y + Z (I - U' Z)^-1 U' Y,        A' Z = V

so that a change costs as many solves with the stored factors as its rank: one, when a dataset takes the place of
another in everything.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from footprint.engine.adjoint import SINGULAR, Factorised
from footprint.errors import BackgroundError

Array = NDArray[np.float64]

# A reciprocal condition number below this means that the changed technosphere has no solution.
CONDITION = 1e-13


@dataclass(frozen=True)
class Change:
    """A change of rank r of the inputs, ``givers @ takers.T`` added to them.

    Attributes
    ----------
    givers, takers : ndarray, shape (n, r)
        How much more is taken of each dataset, and by whom [unit of the giver / unit of the taker, as a product].
    """

    givers: Array
    takers: Array


def swap(inputs: sparse.csc_matrix, old: int, new: int, factor: float = 1.0) -> Change:
    """Let every taker of a dataset take another one instead.

    Parameters
    ----------
    inputs : sparse matrix, shape (n, n)
    old, new : int
        Datasets.
    factor : float
        Units of ``new`` for one unit of ``old``.

    Notes
    -----
    ``new`` itself keeps what it takes of ``old``: remelted metal may still need some of the primary.
    """
    givers = np.zeros((inputs.shape[0], 1))
    givers[old], givers[new] = -1.0, factor
    takers = np.asarray(inputs[[old], :].todense(), dtype=np.float64).T.copy()
    takers[new] = 0.0
    return Change(givers, takers)


def changed(inputs: sparse.csc_matrix, change: Change) -> sparse.csc_matrix:
    """Return the inputs after a change, for a full solve."""
    more = sparse.csc_matrix(change.givers) @ sparse.csr_matrix(change.takers.T)
    return (inputs + more).tocsc()


def update(factorised: Factorised, scores: Array, change: Change) -> Array:
    """Return the scores after a change.

    Parameters
    ----------
    factorised : Factorised
        The technosphere before the change.
    scores : ndarray, shape (n, k)
        Its scores [kg CO2e / unit].
    change : Change

    Returns
    -------
    ndarray, shape (n, k)

    Raises
    ------
    BackgroundError
        After the change some loop of datasets feeds itself completely.
    """
    reached = factorised.solve(change.takers)
    small = np.eye(change.givers.shape[1]) - change.givers.T @ reached
    scale = 1.0 + np.abs(change.givers).T @ np.abs(reached)
    if np.linalg.svd(small, compute_uv=False)[-1] <= CONDITION * scale.max():
        raise BackgroundError(SINGULAR)
    return np.asarray(scores + reached @ np.linalg.solve(small, change.givers.T @ scores), dtype=np.float64)
