"""Unit scores: what one unit of every dataset amounts to, solved once per background version.

The production path. With ``A`` the technosphere, ``E`` the characterized direct emissions and ``S`` the market
slots each dataset buys from, one adjoint solve gives both

    A' direct = E'      the score of one unit with every slot left open
    A' needs  = S'      how much of every slot one unit takes, all the way up

so that an electricity choice costs a small dense solve instead of a new factorisation, and a product a dot
product. Gaps ride along as extra columns: how much of a named gap stands behind one unit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
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
    flows : tuple of str
        Order of the columns of ``emitted``: the elementary flows that any dataset has.
    emitted : ndarray, shape (n_datasets, n_flows)
        Elementary flows behind one unit, whatever the characterization set [unit of the flow / unit].
    """

    set_id: str
    datasets: tuple[str, ...]
    slots: tuple[str, ...]
    gaps: tuple[str, ...]
    direct: Array
    needs: Array
    flows: tuple[str, ...]
    emitted: Array

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
        taken_by_providers = self.scores.needs[self._provider_rows]
        identity = np.eye(len(self.scores.slots))
        use = np.linalg.solve(identity - taken_by_providers.T, self.scores.needs.T @ demand)
        return np.asarray(use, dtype=np.float64)

    def inventory(self, demand: Array) -> Array:
        """Return the elementary flows of a demand of datasets, slots included.

        Parameters
        ----------
        demand : ndarray, shape (n_datasets,)

        Returns
        -------
        ndarray, shape (n_flows,)
            [unit of the flow].
        """
        emitted = self.scores.emitted
        return np.asarray(demand @ emitted + self.slot_use(demand) @ emitted[self._provider_rows], dtype=np.float64)

    @property
    def _provider_rows(self) -> list[int]:
        return [self.scores.row[self.providers[s]] for s in self.scores.slots]


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


def characterization(background: Background, set_id: str, flows: Sequence[str]) -> Array:
    """Return what one unit of each flow counts in each column, shape (n_flows, n_columns) [kg CO2e / unit].

    Raises
    ------
    BackgroundError
        The characterization set is not there or lacks a flow.
    """
    gwp = factors(background, set_id)
    counted = np.zeros((len(flows), len(COLUMNS)))
    for row, flow in enumerate(flows):
        for column in columns_of_flow(background, flow):
            counted[row, column] += gwp[flow]
    return counted


def supply(background: Background) -> sparse.csc_matrix:
    """Return what each dataset (column) takes of each other (row) by name, shape (n_datasets, n_datasets)."""
    datasets = calculated(background)
    row = {d.id: i for i, d in enumerate(datasets)}
    taken = [
        (row[exchange.target], j, exchange.amount)
        for j, dataset in enumerate(datasets)
        for exchange in dataset.exchanges
        if exchange.kind == "provider"
    ]
    i, j, v = zip(*taken, strict=True) if taken else ((), (), ())
    n = len(datasets)
    return sparse.csc_matrix((np.array(v, dtype=np.float64), (i, j)), shape=(n, n))


def prepare(background: Background, set_id: str) -> UnitScores:
    """Solve the unit scores of every dataset of a background.

    What is solved are elementary flows; a characterization set only weighs them.

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
    slots = tuple(sorted(background.slots))
    slot_column = {s: i for i, s in enumerate(slots)}
    gaps = tuple(sorted(d.id for d in background.datasets.values() if d.kind == "gap"))
    gap_column = {g: i for i, g in enumerate(gaps)}
    flows = _flows_of(datasets)
    flow_column = {f: i for i, f in enumerate(flows)}
    counted = characterization(background, set_id, flows)

    own = np.zeros((len(datasets), len(flows)))
    behind = np.zeros((len(datasets), len(gaps)))
    bought = np.zeros((len(datasets), len(slots)))
    for j, dataset in enumerate(datasets):
        for exchange in dataset.exchanges:
            match exchange.kind:
                case "emission":
                    own[j, flow_column[exchange.target]] += exchange.amount
                case "slot":
                    bought[j, slot_column[exchange.target]] += exchange.amount
                case "gap":
                    behind[j, gap_column[exchange.target]] += exchange.amount

    solved = adjoint.solve(supply(background), np.hstack([own, behind, bought]))
    emitted, gapped, needed = np.split(solved, np.cumsum([len(flows), len(gaps)]), axis=1)
    return UnitScores(
        set_id=set_id,
        datasets=tuple(d.id for d in datasets),
        slots=slots,
        gaps=gaps,
        direct=np.hstack([emitted @ counted, gapped]),
        needs=np.ascontiguousarray(needed),
        flows=flows,
        emitted=np.ascontiguousarray(emitted),
    )


def _flows_of(datasets: Iterable[Dataset]) -> tuple[str, ...]:
    return tuple(sorted({e.target for d in datasets for e in d.exchanges if e.kind == "emission"}))


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
    flows = (*scores.flows, *(f for f in _flows_of(new) if f not in scores.flows))
    emitted = np.zeros((len(new), len(flows)))
    for i, dataset in enumerate(new):
        for exchange in dataset.exchanges:
            emitted[i, flows.index(exchange.target)] += exchange.amount
    rows = np.zeros((len(new), scores.direct.shape[1]))
    rows[:, : len(COLUMNS)] = emitted @ characterization(background, scores.set_id, flows)
    known = np.hstack([scores.emitted, np.zeros((len(scores.datasets), len(flows) - len(scores.flows)))])
    return replace(
        scores,
        datasets=(*scores.datasets, *(d.id for d in new)),
        direct=np.vstack([scores.direct, rows]),
        needs=np.vstack([scores.needs, np.zeros((len(new), scores.needs.shape[1]))]),
        flows=flows,
        emitted=np.vstack([known, emitted]),
    )


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
