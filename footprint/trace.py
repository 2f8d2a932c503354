"""How a figure arose: from a dataset down to exchange, published number and source.

Needs no solve: with unit scores known, what an exchange carries is amount times score of its target.
"""

from __future__ import annotations

import heapq
from dataclasses import dataclass

from footprint.background import Background, Exchange
from footprint.engine.scores import ClosedScores, factors
from footprint.result import TOTAL


@dataclass(frozen=True)
class TraceNode:
    """One exchange of a dataset at a given amount of that dataset.

    Attributes
    ----------
    dataset : str
        What is bought (the provider of a slot resolved); empty for an emission.
    amount : float
        Taken in all [unit].
    unit_value : float
        Score or characterization factor of one unit [kg CO2e / unit].
    value : float
        What the exchange carries [kg CO2e]; 0 and meaningless for a gap.
    """

    exchange: Exchange
    dataset: str
    amount: float
    unit: str
    unit_value: float
    value: float


def expand(background: Background, closed: ClosedScores, dataset_id: str, amount: float) -> tuple[TraceNode, ...]:
    """List what an amount of a dataset is made of, largest first.

    The values of the nodes add up to ``amount`` times the dataset's score.
    """
    gwp = factors(background, closed.scores.set_id)
    nodes = []
    for exchange in background.dataset(dataset_id).exchanges:
        taken = amount * exchange.amount
        dataset, unit_value = "", 0.0
        match exchange.kind:
            case "emission":
                unit_value = gwp[exchange.target]
            case "slot":
                dataset = closed.providers[exchange.target]
            case "provider" | "gap":
                dataset = exchange.target
        if dataset and exchange.kind != "gap":
            unit_value = float(closed.of(dataset)[TOTAL])
        nodes.append(TraceNode(exchange, dataset, taken, exchange.unit, unit_value, taken * unit_value))
    return tuple(sorted(nodes, key=lambda n: (-abs(n.value), n.exchange.row)))


def resting_on_estimated(
    background: Background,
    closed: ClosedScores,
    demands: list[tuple[str, float]],
    cutoff: float,
) -> dict[str, float]:
    """Attribute a demand to the first estimated dataset on each path of the supply chain.

    Parameters
    ----------
    demands : list of (dataset, amount)
    cutoff : float
        Paths that carry less than this are not followed [kg CO2e].

    Returns
    -------
    dict
        Estimated dataset to what flows through it [kg CO2e], credits counted like burdens; paths do not
        overlap, so the sum is the part of the result that rests on our own estimates (paths below the cut-off
        left out).
    """
    found: dict[str, float] = {}
    heap = []
    for n, (d, a) in enumerate(demands):
        value = a * float(closed.of(d)[TOTAL])
        # A credit rests on estimates as much as a burden does: it must not hide them.
        heap.append((-abs(value), n, d, a, 1.0 if value >= 0 else -1.0))
    heapq.heapify(heap)
    counter = len(heap)
    while heap:
        weight, _, dataset_id, amount, sign = heapq.heappop(heap)
        if -weight < cutoff:
            break
        if background.dataset(dataset_id).kind == "estimated":
            carried = sign * amount * float(closed.of(dataset_id)[TOTAL])
            found[dataset_id] = found.get(dataset_id, 0.0) + carried
            continue
        for node in expand(background, closed, dataset_id, amount):
            if node.dataset and node.exchange.kind != "gap" and abs(node.value) >= cutoff:
                counter += 1
                heapq.heappush(heap, (-abs(node.value), counter, node.dataset, node.amount, sign))
    return dict(sorted(found.items(), key=lambda item: -abs(item[1])))
