"""Specific embedded emissions of processes that feed each other, solved at once.

SEE_g = (AttrEm_g + Σ M_i · SEE_i) / AL_g (Eq 59, 60), with m_gh = M_gh / AL_g (Eq 61) and ae_g = AttrEm_g / AL_g
(Eq 63) the linear system (I − A) x = ae + bought, which also holds for processes that feed one another (Eq 62 is
one row of it).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from footprint.cbam.installation import Installation
from footprint.cbam.splitting import Split
from footprint.errors import InputError, Problem

Array = NDArray[np.float64]

# How far below 1 the share of a closed loop has to stay.
LEAST_LEFT = 1e-9


def masses(installation: Installation) -> dict[tuple[str, str], float]:
    """Return the mass each process takes in from each other [t], by (taker, maker)."""
    found: dict[tuple[str, str], float] = {}
    for process in installation.processes:
        for good in process.goods:
            for flow in good.in_house:
                key = (flow.process, process.id)
                found[key] = found.get(key, 0.0) + flow.amount.to("t")
    return found


def weighted(installation: Installation, splits: Mapping[str, Split]) -> dict[tuple[str, str], float]:
    """Return the same in average tonnes of the maker's goods, as far as the taker's goods bear them [t]."""
    found: dict[tuple[str, str], float] = {}
    for process in installation.processes:
        for good in process.goods:
            weight = splits[process.id].weight(good.cn)
            for flow in good.in_house:
                key, mass = (flow.process, process.id), flow.amount.to("t") * weight * splits[flow.process].share
                found[key] = found.get(key, 0.0) + mass
    return found


def coefficients(installation: Installation, splits: Mapping[str, Split] | None = None) -> Array:
    """Return A: mass of each process's goods per tonne of each process's goods (Eq 61), rows are takers.

    Parameters
    ----------
    splits : mapping, optional
        How the goods of each process share; without them every tonne is like the other.

    Raises
    ------
    InputError
        Processes feed each other and nothing ever leaves them.
    """
    order = {process.id: number for number, process in enumerate(installation.processes)}
    matrix = np.zeros((len(order), len(order)))
    flows = masses(installation) if splits is None else weighted(installation, splits)
    for (taker, maker), mass in flows.items():
        matrix[order[taker], order[maker]] = mass / installation.process(taker).level
    radius = float(np.max(np.abs(np.linalg.eigvals(matrix)))) if order else 0.0
    if radius >= 1 - LEAST_LEFT:
        names = " and ".join(_loop(installation, matrix))
        what = f"feed each other and nothing leaves them ({names}): give what is sold or used elsewhere"
        raise InputError(Problem("processes", what))
    return matrix


def solve(matrix: Array, own: Mapping[str, float], order: Sequence[str]) -> dict[str, float]:
    """Return the figure per tonne with everything taken in, from the figure per tonne without it."""
    right = np.array([own[key] for key in order])
    left = np.eye(len(order)) - matrix
    return dict(zip(order, (float(v) + 0.0 for v in np.linalg.solve(left, right)), strict=True))  # no -0.0


def feeders(matrix: Array, order: Sequence[str]) -> dict[str, set[str]]:
    """Return for each process all processes whose goods are in its own, near or far."""
    direct = {key: {order[int(j)] for j in np.flatnonzero(matrix[i])} for i, key in enumerate(order)}
    found = {}
    for key in order:
        seen: set[str] = set()
        waiting = [key]
        while waiting:
            for other in direct[waiting.pop()] - seen:
                seen.add(other)
                waiting.append(other)
        found[key] = seen
    return found


def _loop(installation: Installation, matrix: Array) -> list[str]:
    order = [process.id for process in installation.processes]
    reach = feeders(matrix, order)
    return [key for key in order if key in reach[key]]
