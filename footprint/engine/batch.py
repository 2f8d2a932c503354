"""Products on stored unit scores: one by one in microseconds, or a hundred thousand at once.

A product is a small dense system of own processes and a list of links to the background. Its own processes solve
``own @ runs = demand``; a link carries ``runs of its process × amount × score of its dataset``. A batch stacks
products of the same shape; shorter ones are padded (:func:`stack`), which changes no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg.lapack import dgesv

Array = NDArray[np.float64]
Integers = NDArray[np.int64]

SINGULAR = "the own processes take all they make"


@dataclass(frozen=True)
class Products:
    """Products of one shape: P products, F own processes each, L links each.

    Attributes
    ----------
    own : ndarray, shape (P, F, F)
        Good output (diagonal) less internal use: what one run of a process (column) gives of each own product
        (row) [unit of the product / run].
    demand : ndarray, shape (P, F)
        Own products asked for, per functional unit [unit of the product].
    takers : ndarray of int, shape (P, L)
        Own process of each link.
    datasets : ndarray of int, shape (P, L)
        Row of the scores each link buys.
    amounts : ndarray, shape (P, L)
        Taken per run of the taker [unit of the dataset / run].
    """

    own: Array
    demand: Array
    takers: Integers
    datasets: Integers
    amounts: Array

    def __len__(self) -> int:
        return int(self.own.shape[0])

    def __getitem__(self, chosen: slice) -> Products:
        return Products(
            self.own[chosen], self.demand[chosen], self.takers[chosen], self.datasets[chosen], self.amounts[chosen]
        )


def one(own: Array, demand: Array, takers: Integers, datasets: Integers, amounts: Array, scores: Array) -> Array:
    """Calculate one product.

    Parameters
    ----------
    own, demand, takers, datasets, amounts : ndarray
        As in :class:`Products`, without the first axis.
    scores : ndarray, shape (N, K)
        Score of one unit of every dataset [kg CO2e / unit].

    Returns
    -------
    ndarray, shape (K,)
        [kg CO2e per functional unit].

    Raises
    ------
    numpy.linalg.LinAlgError
        The own processes take all they make; :func:`calculate` raises the same.
    """
    _, _, runs, failed = dgesv(own, demand)  # LAPACK itself: half the time of a small solve is in its wrappers
    if failed:
        raise np.linalg.LinAlgError(SINGULAR)
    weights = runs.take(takers)
    weights *= amounts
    values: Array = weights.dot(scores.take(datasets, axis=0))
    return values


def calculate(products: Products, scores: Array) -> Array:
    """Calculate a batch.

    Parameters
    ----------
    products : Products
    scores : ndarray, shape (N, K)
        Score of one unit of every dataset [kg CO2e / unit].

    Returns
    -------
    ndarray, shape (P, K)
        [kg CO2e per functional unit].

    Notes
    -----
    All own processes go through one stacked solve; the links form one sparse matrix of products by datasets, so
    that the scores are read in place instead of being copied for every link.
    """
    count, links = products.amounts.shape
    runs = np.linalg.solve(products.own, products.demand[:, :, None])[:, :, 0]
    weights = np.take_along_axis(runs, products.takers, axis=1) * products.amounts
    starts = np.arange(0, count * links + 1, links) if links else np.zeros(count + 1, dtype=np.int64)
    bought = sparse.csr_matrix((weights.ravel(), products.datasets.ravel(), starts), shape=(count, scores.shape[0]))
    return np.asarray(bought @ scores, dtype=np.float64)


def stack(products: Sequence[tuple[Array, Array, Integers, Integers, Array]]) -> Products:
    """Stack products of different shapes: idle processes of output 1, links of amount 0.

    Parameters
    ----------
    products : sequence of (own, demand, takers, datasets, amounts)
        As for :func:`one`.
    """
    count = len(products)
    width = max((p[0].shape[0] for p in products), default=0)
    links = max((p[2].size for p in products), default=0)
    own = np.tile(np.eye(width), (count, 1, 1))
    demand, amounts = np.zeros((count, width)), np.zeros((count, links))
    takers, datasets = np.zeros((count, links), dtype=np.int64), np.zeros((count, links), dtype=np.int64)
    for i, (matrix, asked, taker, dataset, amount) in enumerate(products):
        size, length = matrix.shape[0], taker.size
        own[i, :size, :size] = matrix
        demand[i, :size] = asked
        takers[i, :length], datasets[i, :length], amounts[i, :length] = taker, dataset, amount
    return Products(own, demand, takers, datasets, amounts)
