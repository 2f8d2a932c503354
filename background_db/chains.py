"""Third round of checks: what a dataset reaches through its providers, and loops among them."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from background_db.tables import Problems, Row
from footprint.background import Background

Places = Mapping[tuple[str, int], Row]

# Activity for one unit of output [units]: beyond this only rounding keeps the loop from being endless.
_ENDLESS = 1e12


@dataclass(frozen=True)
class Edge:
    """A dataset takes ``amount`` of a provider [unit of the provider / unit of the dataset]."""

    taker: str
    provider: str
    amount: float
    row: int
    note: str


def check(background: Background, places: Places, problems: Problems) -> None:
    """Note doubtful chains and loops.

    Parameters
    ----------
    background : Background
        Free of dangling references.
    places : mapping of (dataset, row) to Row
        Where each exchange stands.
    problems : Problems
        Receives what is wrong.
    """
    _check_released(background, places, problems)
    edges = list(provider_edges(background))
    for loop in loops(edges):
        for edge in loop:
            if edge.taker != edge.provider and not edge.note:
                what = f"is empty, but the row closes the loop {_shown(loop, edge)}: say why it is meant"
                problems.add(places[edge.taker, edge.row], "note", what)
    _check_solvable(background, edges, places, problems)


def provider_edges(background: Background) -> Iterator[Edge]:
    """Yield every provider exchange."""
    for dataset in background.datasets.values():
        for exchange in dataset.exchanges:
            if exchange.kind == "provider":
                yield Edge(dataset.id, exchange.target, exchange.amount, exchange.row, exchange.note)


def loops(edges: Iterable[Edge]) -> list[list[Edge]]:
    """Group the edges of datasets that feed each other (or themselves); edges outside any loop are left out."""
    edges = list(edges)
    names = sorted({edge.taker for edge in edges} | {edge.provider for edge in edges})
    if not names:
        return []
    index = {name: i for i, name in enumerate(names)}
    pairs = ([index[e.provider] for e in edges], [index[e.taker] for e in edges])
    graph = sparse.coo_array((np.ones(len(edges)), pairs), shape=(len(names), len(names)))
    _, labels = connected_components(graph.tocsr(), directed=True, connection="strong")
    groups: dict[int, list[Edge]] = defaultdict(list)
    for edge in edges:
        if (group := labels[index[edge.taker]]) == labels[index[edge.provider]]:
            groups[int(group)].append(edge)
    return [groups[group] for group in sorted(groups)]


def _check_released(background: Background, places: Places, problems: Problems) -> None:
    """A released dataset must not rest on an estimate or a gap; slots are the user's choice and do not count."""
    takers: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for dataset in background.datasets.values():
        for exchange in dataset.exchanges:
            if exchange.kind in {"provider", "gap"}:
                takers[exchange.target].append((dataset.id, exchange.row))
    # Backwards from the doubtful datasets, so that every taker learns the shortest way to a doubt.
    onward: dict[str, tuple[str, int]] = {}
    queue = deque(sorted(d.id for d in background.datasets.values() if d.kind != "released"))
    seen = set(queue)
    while queue:
        provider = queue.popleft()
        for taker, row in takers[provider]:
            if taker not in seen:
                seen.add(taker)
                onward[taker] = (provider, row)
                queue.append(taker)
    for taker, (provider, row) in onward.items():
        way = [taker, provider]
        while way[-1] in onward:
            way.append(onward[way[-1]][0])
        doubt = background.datasets[way[-1]].kind
        what = f"{taker!r} is released but reaches the {doubt} {way[-1]!r}: {' → '.join(way)}"
        problems.add(places[taker, row], "target", what)


def _check_solvable(background: Background, fixed: list[Edge], places: Places, problems: Problems) -> None:
    """Every choice of slots the tables offer must have a finite, positive solution."""
    slotted = [
        (d.id, e.target, e.amount, e.row, e.note)
        for d in background.datasets.values()
        for e in d.exchanges
        if e.kind == "slot"
    ]
    defaults = {slot.id: slot.default for slot in background.slots.values()}
    choices = [defaults, *({**defaults, **filled} for _, filled in sorted(background.supply.items()))]
    for providers in choices:
        edges = fixed + [Edge(t, providers[slot], a, row, n) for t, slot, a, row, n in slotted]
        endless = [loop for loop in loops(edges) if not _is_productive(loop)]
        for loop in endless:
            worst = max(loop, key=lambda edge: edge.amount)
            what = f"the loop {_shown(loop, worst)} uses up all it yields, so the matrix has no solution"
            problems.add(places[worst.taker, worst.row], "amount", what)
        if endless:
            return


def _is_productive(loop: list[Edge]) -> bool:
    """Tell whether a loop delivers one unit of each of its members with finite activity.

    With ``P`` the inputs (all positive), ``(I - P) x = 1`` has a positive solution exactly when no loop consumes
    its whole output (M-matrix property); one small solve instead of eigenvalues.
    """
    names = sorted({edge.taker for edge in loop})
    index = {name: i for i, name in enumerate(names)}
    balance = np.eye(len(names))
    for edge in loop:
        balance[index[edge.provider], index[edge.taker]] -= edge.amount
    try:
        activity = np.linalg.solve(balance, np.ones(len(names)))
    except np.linalg.LinAlgError:
        return False
    return bool(np.all(np.isfinite(activity)) and np.min(activity) > 0 and np.max(activity) < _ENDLESS)


def _shown(loop: list[Edge], edge: Edge) -> str:
    """Write the shortest loop through an edge as ``taker → provider → … → taker``."""
    providers: dict[str, list[str]] = defaultdict(list)
    for other in loop:
        providers[other.taker].append(other.provider)
    came_from: dict[str, str] = {}
    queue = deque([edge.provider])
    while edge.taker not in came_from and edge.taker != edge.provider:
        here = queue.popleft()
        for there in sorted(providers[here]):
            if there not in came_from:
                came_from[there] = here
                queue.append(there)
    way = [edge.taker]
    while way[-1] != edge.provider or len(way) == 1:
        way.append(came_from.get(way[-1], edge.provider))
    return " → ".join([edge.taker, *reversed(way)] if len(set(way)) > 1 else way)
