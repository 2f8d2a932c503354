"""Solving ``(I - M)' Y = R`` by the shape of a supply chain: mostly acyclic, with one strongly connected core.

Components are solved in the order of the supply chain, inputs before their takers. What stands alone is a
substitution; only loops are factorised (SciPy SuperLU). On a database of ecoinvent's shape that is ten times
faster than factorising the whole, with no further dependency.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.csgraph import connected_components
from scipy.sparse.linalg import splu

from footprint.errors import BackgroundError

Array = NDArray[np.float64]
Integers = NDArray[np.int64]


def solve(inputs: sparse.csc_matrix, right: Array) -> Array:
    """Solve ``y_j = r_j + sum_i m_ij y_i`` for all columns at once.

    Parameters
    ----------
    inputs : sparse matrix, shape (n, n)
        What each dataset (column) takes of each other (row) per unit.
    right : ndarray, shape (n, k)

    Returns
    -------
    ndarray, shape (n, k)

    Raises
    ------
    BackgroundError
        A loop of datasets feeds itself completely.
    """
    solved = np.zeros_like(right, dtype=np.float64)
    takes = inputs.T.tocsr()
    count, labels = connected_components(inputs, directed=True, connection="strong")
    component = labels.astype(np.int64)
    size = np.bincount(component, minlength=count)
    loops = size[component] > 1
    own = inputs.diagonal()
    for nodes in _levels(inputs.tocoo(), component, count):
        known = right[nodes] + takes[nodes] @ solved
        alone = ~loops[nodes]
        single = nodes[alone]
        if single.size:
            rest = 1.0 - own[single]
            if np.any(rest == 0):
                raise BackgroundError(SINGULAR)
            solved[single] = known[alone] / rest[:, None]
        tied = nodes[~alone]
        if tied.size:
            block = sparse.identity(tied.size, format="csc") - takes[tied][:, tied].tocsc()
            solved[tied] = _factorised(block, known[~alone])
    return solved


SINGULAR = "the technosphere is singular: some loop of datasets feeds itself completely"


def _factorised(block: sparse.csc_matrix, right: Array) -> Array:
    try:
        return np.asarray(splu(block.tocsc()).solve(right), dtype=np.float64)
    except RuntimeError as error:
        raise BackgroundError(SINGULAR) from error


def _levels(inputs: sparse.coo_matrix, component: Integers, count: int) -> list[Integers]:
    """Group the nodes so that everything a node takes stands in an earlier group, or in its own loop."""
    between = component[inputs.row] != component[inputs.col]
    giver, taker = component[inputs.row[between]], component[inputs.col[between]]
    edges = sparse.csr_matrix((np.ones(giver.size), (giver, taker)), shape=(count, count))
    waiting = np.asarray((edges > 0).sum(axis=0)).ravel().astype(np.int64)
    order = np.argsort(component, kind="stable")
    first = np.searchsorted(component[order], np.arange(count + 1))
    level: Integers = np.flatnonzero(waiting == 0)
    groups: list[Integers] = []
    while level.size:
        groups.append(np.concatenate([order[first[c] : first[c + 1]] for c in level]))
        reached = np.asarray((edges[level] > 0).sum(axis=0)).ravel().astype(np.int64)
        waiting -= reached
        level = np.flatnonzero((waiting == 0) & (reached > 0))
    return groups
