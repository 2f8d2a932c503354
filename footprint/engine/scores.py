"""Unit scores: what one unit of every dataset amounts to, solved once per background version.

The production path. With ``A`` the technosphere, ``E`` the characterized direct emissions and ``S`` the market
slots each dataset buys from, one adjoint solve gives both

    A' direct = E'      the score of one unit with every slot left open
    A' needs  = S'      how much of every slot one unit takes, all the way up

so that an electricity choice costs a small dense solve instead of a new factorisation, and a product a dot
product. Gaps ride along as extra columns: how much of a named gap stands behind one unit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from footprint.background import CATEGORIES, GASES, Background, Dataset
from footprint.engine import adjoint
from footprint.errors import BackgroundError
from footprint.result import COLUMNS

Array = NDArray[np.float64]


@dataclass(frozen=True)
class UnitScores:
    """Scores of one unit of every calculated dataset, slots left open.

    Attributes
    ----------
    datasets, slots, gaps : tuple of str
        Order of rows, of slot columns, of gap columns.
    direct : ndarray, shape (n_datasets, n_columns + n_gaps)
        Columns of :data:`footprint.result.COLUMNS` [kg CO2e / unit], then gaps [unit of the gap / unit].
    needs : ndarray, shape (n_datasets, n_slots)
        Slot services taken per unit [unit of the slot / unit].
    """

    set_id: str
    datasets: tuple[str, ...]
    slots: tuple[str, ...]
    gaps: tuple[str, ...]
    direct: Array
    needs: Array

    @cached_property
    def row(self) -> dict[str, int]:
        """Row of each dataset."""
        return {name: i for i, name in enumerate(self.datasets)}

    @cached_property
    def slot_column(self) -> dict[str, int]:
        """Column of each slot in ``needs``."""
        return {name: i for i, name in enumerate(self.slots)}


@dataclass(frozen=True)
class ClosedScores:
    """Unit scores after every slot was given a provider.

    Attributes
    ----------
    values : ndarray, shape (n_datasets, n_columns + n_gaps)
        Score of one unit of each dataset [kg CO2e / unit].
    providers : mapping of slot to dataset
    """

    scores: UnitScores
    providers: Mapping[str, str]
    values: Array

    def of(self, dataset: str) -> Array:
        """Return the columns of one dataset, shape (n_columns,)."""
        return np.asarray(self.values[self.scores.row[dataset], : len(COLUMNS)], dtype=np.float64)

    def gaps_of(self, dataset: str) -> Array:
        """Return the gap amounts behind one unit of a dataset, shape (n_gaps,)."""
        return np.asarray(self.values[self.scores.row[dataset], len(COLUMNS) :], dtype=np.float64)

    def slot_use(self, demand: Array) -> Array:
        """Return how much of each slot a demand of datasets takes, its providers' own needs included.

        Parameters
        ----------
        demand : ndarray, shape (n_datasets,)

        Returns
        -------
        ndarray, shape (n_slots,)
        """
        rows = [self.scores.row[self.providers[s]] for s in self.scores.slots]
        taken_by_providers = self.scores.needs[rows]
        identity = np.eye(len(rows))
        use = np.linalg.solve(identity - taken_by_providers.T, self.scores.needs.T @ demand)
        return np.asarray(use, dtype=np.float64)


def calculated(background: Background) -> tuple[Dataset, ...]:
    """List the datasets that enter the matrices (all but gaps), in a fixed order.

    Supplier footprints stand last: the draws of the package are the same with and without them.
    """
    ordered = sorted(background.datasets.values(), key=lambda d: (d.kind == "supplier", d.id))
    return tuple(d for d in ordered if d.kind != "gap")


def factors(background: Background, set_id: str) -> Mapping[str, float]:
    """Return the characterization factor of every flow in a set [kg CO2e / unit].

    Raises
    ------
    BackgroundError
        The set is not there, or lacks a flow of the background.
    """
    if set_id not in background.characterization:
        what = f"no characterization set {set_id!r}: known are {', '.join(sorted(background.characterization))}"
        raise BackgroundError(what)
    found = background.characterization[set_id]
    missing = sorted(set(background.flows) - set(found))
    if missing:
        what = f"characterization set {set_id} has no factor for {', '.join(missing)}"
        raise BackgroundError(what)
    return {flow: factor.value for flow, factor in found.items()}


def columns_of_flow(background: Background, flow_id: str) -> tuple[int, int, int]:
    """Return the columns a flow counts in: total, its category, its gas."""
    flow = background.flows[flow_id]
    category = 1 + CATEGORIES.index(flow.category)
    gas = 1 + len(CATEGORIES) + GASES.index(flow.gas)
    return 0, category, gas


def prepare(background: Background, set_id: str) -> UnitScores:
    """Solve the unit scores of every dataset of a background.

    Parameters
    ----------
    background : Background
    set_id : str
        Characterization set.

    Returns
    -------
    UnitScores

    Raises
    ------
    BackgroundError
        The technosphere is singular, or a factor is missing.
    """
    datasets = calculated(background)
    row = {d.id: i for i, d in enumerate(datasets)}
    slots = tuple(sorted(background.slots))
    slot_column = {s: i for i, s in enumerate(slots)}
    gaps = tuple(sorted(d.id for d in background.datasets.values() if d.kind == "gap"))
    gap_column = {g: len(COLUMNS) + i for i, g in enumerate(gaps)}
    gwp = factors(background, set_id)

    own = np.zeros((len(datasets), len(COLUMNS) + len(gaps)))
    bought = np.zeros((len(datasets), len(slots)))
    inputs: list[tuple[int, int, float]] = []
    for j, dataset in enumerate(datasets):
        for exchange in dataset.exchanges:
            match exchange.kind:
                case "emission":
                    for column in columns_of_flow(background, exchange.target):
                        own[j, column] += exchange.amount * gwp[exchange.target]
                case "slot":
                    bought[j, slot_column[exchange.target]] += exchange.amount
                case "gap":
                    own[j, gap_column[exchange.target]] += exchange.amount
                case "provider":
                    inputs.append((row[exchange.target], j, exchange.amount))

    solved = _solve_adjoint(len(datasets), inputs, np.hstack([own, bought]))
    split = len(COLUMNS) + len(gaps)
    return UnitScores(
        set_id=set_id,
        datasets=tuple(d.id for d in datasets),
        slots=slots,
        gaps=gaps,
        direct=np.ascontiguousarray(solved[:, :split]),
        needs=np.ascontiguousarray(solved[:, split:]),
    )


def with_rows(scores: UnitScores, background: Background) -> UnitScores:
    """Append the supplier footprints of a study: direct emissions only, so nothing is solved.

    Parameters
    ----------
    scores : UnitScores
        Of the package alone, or already with these rows.
    background : Background
        Of the study (:func:`footprint.suppliers.with_suppliers`).
    """
    new = [d for _, d in sorted(background.datasets.items()) if d.kind == "supplier" and d.id not in scores.row]
    if not new:
        return scores
    gwp = factors(background, scores.set_id)
    rows = np.zeros((len(new), scores.direct.shape[1]))
    for i, dataset in enumerate(new):
        for exchange in dataset.exchanges:
            for column in columns_of_flow(background, exchange.target):
                rows[i, column] += exchange.amount * gwp[exchange.target]
    return replace(
        scores,
        datasets=(*scores.datasets, *(d.id for d in new)),
        direct=np.vstack([scores.direct, rows]),
        needs=np.vstack([scores.needs, np.zeros((len(new), scores.needs.shape[1]))]),
    )


def _solve_adjoint(n: int, inputs: list[tuple[int, int, float]], right: Array) -> Array:
    i, j, v = zip(*inputs, strict=True) if inputs else ((), (), ())
    return adjoint.solve(sparse.csc_matrix((np.array(v, dtype=np.float64), (i, j)), shape=(n, n)), right)


def close(scores: UnitScores, providers: Mapping[str, str]) -> ClosedScores:
    """Fill every slot and return the scores of all datasets.

    Parameters
    ----------
    scores : UnitScores
    providers : mapping of slot to dataset
        Must name a calculated dataset for every slot.

    Notes
    -----
    With ``N`` the needs and ``p`` the providers' rows, the price of the slots solves
    ``price = direct[p] + N[p] price``; then ``values = direct + N price``.

    Raises
    ------
    BackgroundError
        A slot has no provider, or its provider is a gap or unknown.
    """
    for slot in scores.slots:
        if providers.get(slot) not in scores.row:
            what = f"slot {slot}: {providers.get(slot)!r} is no dataset that can be calculated"
            raise BackgroundError(what)
    rows = [scores.row[providers[s]] for s in scores.slots]
    if not rows:
        return ClosedScores(scores, dict(providers), scores.direct)
    price = np.linalg.solve(np.eye(len(rows)) - scores.needs[rows], scores.direct[rows])
    return ClosedScores(scores, dict(providers), scores.direct + scores.needs @ price)
