"""The whole system as one set of matrices: foreground, background and markets together.

The reference path. Nothing is precomputed and nothing is eliminated, so any solver can be handed the same
numbers: :mod:`footprint.engine.brightway` and :mod:`footprint.engine.plain` do, and must agree with the unit
scores to 1e-9.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from footprint.background import Background
from footprint.engine.scores import Array, calculated, characterization
from footprint.inventory import Inventory
from footprint.written import InventoryLine


@dataclass(frozen=True)
class Triplets:
    """Entries of a sparse matrix: row, column, value."""

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    values: tuple[float, ...]


@dataclass(frozen=True)
class System:
    """Matrices of one study.

    Attributes
    ----------
    nodes : tuple of str
        ``process:<id>``, ``dataset:<id>``, ``slot:<id>``: each makes one product, numbered alike.
    output : ndarray, shape (n_nodes,)
        Good output of one run of each node: the diagonal of the technosphere.
    inputs : Triplets
        Product (row) taken by one run of a node (column).
    emissions : Triplets
        Flow (row) emitted by one run of a node (column).
    characterization : ndarray, shape (n_flows, n_columns)
    demand : dict of int to float
        Products asked for, per functional unit.
    """

    nodes: tuple[str, ...]
    flows: tuple[str, ...]
    output: Array
    inputs: Triplets
    emissions: Triplets
    characterization: Array
    demand: dict[int, float]


def assemble(inventory: Inventory, background: Background, set_id: str) -> System:
    """Write a study as matrices.

    Raises
    ------
    BackgroundError
        The characterization set is not there or lacks a flow.
    """
    processes = inventory.product.processes
    names = [
        *(f"process:{p.id}" for p in processes),
        *(f"dataset:{d.id}" for d in calculated(background)),
        *(f"slot:{s}" for s in sorted(background.slots)),
    ]
    node = {name: i for i, name in enumerate(names)}
    flows = tuple(sorted(background.flows))
    flow_row = {flow: i for i, flow in enumerate(flows)}
    output = np.ones(len(names))
    for process in processes:
        output[node[f"process:{process.id}"]] = process.output.amount * process.yield_
    inputs, emissions = _entries(background, inventory.providers, node, flow_row)
    inputs += [
        (node[bought], node[f"process:{line.process}"], line.amount)
        for line in inventory.lines
        if (bought := _bought(line)) in node  # a gap is named, not calculated
    ]
    return System(
        nodes=tuple(names),
        flows=flows,
        output=output,
        inputs=_triplets(inputs),
        emissions=_triplets(emissions),
        characterization=characterization(background, set_id, flows),
        demand=_demand(inventory, node),
    )


def background_alone(background: Background, set_id: str) -> System:
    """Write a background as matrices, its slots filled with their defaults; nothing is demanded.

    Raises
    ------
    BackgroundError
        The characterization set is not there or lacks a flow.
    """
    names = [*(f"dataset:{d.id}" for d in calculated(background)), *(f"slot:{s}" for s in sorted(background.slots))]
    node = {name: i for i, name in enumerate(names)}
    flows = tuple(sorted(background.flows))
    flow_row = {flow: i for i, flow in enumerate(flows)}
    defaults = {slot.id: slot.default for slot in background.slots.values()}
    inputs, emissions = _entries(background, defaults, node, flow_row)
    return System(
        nodes=tuple(names),
        flows=flows,
        output=np.ones(len(names)),
        inputs=_triplets(inputs),
        emissions=_triplets(emissions),
        characterization=characterization(background, set_id, flows),
        demand={},
    )


def _bought(line: InventoryLine) -> str:
    """Name the node that a line takes from; a supplier footprint is a dataset of the study."""
    return f"dataset:{line.dataset}" if line.target_kind == "supplier" else f"{line.target_kind}:{line.target}"


Entries = list[tuple[int, int, float]]


def _entries(
    background: Background, providers: Mapping[str, str], node: dict[str, int], flow_row: dict[str, int]
) -> tuple[Entries, Entries]:
    """List inputs and emissions of all datasets, and what fills each slot."""
    inputs: Entries = [(node[f"dataset:{providers[slot]}"], node[f"slot:{slot}"], 1.0) for slot in background.slots]
    emissions: Entries = []
    for dataset in calculated(background):
        column = node[f"dataset:{dataset.id}"]
        for exchange in dataset.exchanges:
            if exchange.kind == "emission":
                emissions.append((flow_row[exchange.target], column, exchange.amount))
            elif exchange.kind != "gap":
                kind = "slot" if exchange.kind == "slot" else "dataset"
                inputs.append((node[f"{kind}:{exchange.target}"], column, exchange.amount))
    return inputs, emissions


def _demand(inventory: Inventory, node: dict[str, int]) -> dict[int, float]:
    """What is asked of the final process: its net good output per functional unit."""
    net: dict[str, float] = {}
    for process in inventory.product.processes:
        made = inventory.levels[process.id] * process.output.amount * process.yield_
        net[process.id] = made
    for line in inventory.lines:
        if line.target_kind == "process":
            net[line.target] -= line.amount * inventory.levels[line.process]
    final = inventory.product.final_process
    return {node[f"process:{final}"]: net[final]}


def _triplets(entries: list[tuple[int, int, float]]) -> Triplets:
    if not entries:
        return Triplets((), (), ())
    rows, columns, values = zip(*entries, strict=True)
    return Triplets(rows, columns, values)
