"""Two backgrounds side by side: the score of every process both have, and why it differs where it does.

Meant for one database published in two formats. Processes are matched by name and unit, then by region, and what
is left by content: most of their amounts are the same. What differs is traced to the exchange that carries most
of the difference.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from background_db.build import LoadedBackground
from background_db.importers.elementary import plain
from footprint.background import Dataset
from footprint.engine.scores import ClosedScores, close
from footprint.result import TOTAL
from footprint.trace import expand

SAME = 0.01
# Amounts that differ by less than this come from rounding in one of the files.
_EQUAL = 1e-3
# Pairs by content: so many amounts in common, and so large a part of all amounts of both.
_ENOUGH, _ALIKE = 3, 0.5
_DEEPEST = 12
_FURTHER = "further up: "


@dataclass(frozen=True)
class Pair:
    """A process of both backgrounds.

    Attributes
    ----------
    one, other : float or None
        Score of one unit [kg CO2e / unit]; None where it is a gap.
    difference : float
        Relative to the larger absolute score [1].
    cause : str
        Word the summary groups by: ``same``, or what differs.
    why : str
        One sentence on the exchange that carries most of the difference.
    """

    name: str
    unit: str
    one_id: str
    other_id: str
    one: float | None
    other: float | None
    difference: float
    cause: str
    why: str


@dataclass(frozen=True)
class Comparison:
    """All pairs, and what stands in one background only."""

    set_id: str
    pairs: tuple[Pair, ...]
    only_one: tuple[str, ...]
    only_other: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "set": self.set_id,
            "causes": self.causes(),
            "processes": [asdict(pair) for pair in self.pairs],
            "only_in_first": list(self.only_one),
            "only_in_second": list(self.only_other),
        }

    def causes(self) -> dict[str, int]:
        """Count pairs by cause."""
        return dict(Counter(pair.cause for pair in self.pairs).most_common())


def compare(one: LoadedBackground, other: LoadedBackground, set_id: str) -> Comparison:
    """Compare two backgrounds under a characterization set.

    Raises
    ------
    BackgroundError
        One of them lacks the set.
    """
    left, right = _Side(one, set_id), _Side(other, set_id)
    pairs: list[Pair] = []
    matched: set[str] = set()
    only_one: list[str] = []
    for key, datasets in sorted(left.by_key.items()):
        candidates = right.by_key.get(key, [])
        for dataset in datasets:
            found = _match(dataset, [c for c in candidates if c.id not in matched], alone=len(datasets) == 1)
            if found is None:
                only_one.append(dataset.id)
                continue
            matched.add(found.id)
            pairs.append(_pair(dataset, found, left, right))
    for one_id, other_id in _alike(left, right, only_one, matched):
        only_one.remove(one_id)
        matched.add(other_id)
        pairs.append(_pair(left.background.dataset(one_id), right.background.dataset(other_id), left, right))
    everything = (d.id for group in right.by_key.values() for d in group)
    return Comparison(
        set_id, tuple(pairs), tuple(only_one), tuple(sorted(i for i in everything if i not in matched))
    )


class _Side:
    """One of the two, closed and indexed by name and unit."""

    def __init__(self, loaded: LoadedBackground, set_id: str) -> None:
        self.background = loaded.background
        defaults = {slot.id: slot.default for slot in self.background.slots.values()}
        self.closed: ClosedScores = close(loaded.scores(set_id), defaults)
        self.by_key: dict[tuple[str, str], list[Dataset]] = defaultdict(list)
        for dataset in self.background.datasets.values():
            # A gap that nobody makes is no process; one that was refused is.
            if dataset.kind != "gap" or not dataset.id.startswith("gap-"):
                self.by_key[_key(dataset.name.en), dataset.unit].append(dataset)

    def score(self, dataset: Dataset) -> float | None:
        return None if dataset.kind == "gap" else float(self.closed.of(dataset.id)[TOTAL])

    def parts(self, dataset: Dataset) -> Mapping[tuple[str, str], tuple[float, float, str]]:
        """Return amount, value and sort of supply of what a dataset takes, by name and unit."""
        parts: dict[tuple[str, str], tuple[float, float, str]] = {}
        if dataset.kind == "gap":
            return parts
        for node in expand(self.background, self.closed, dataset.id, 1.0):
            exchange = node.exchange
            emission = exchange.kind == "emission"
            key = (exchange.target if emission else _key(exchange.source_flow), "" if emission else exchange.unit)
            amount, value, kind = parts.get(key, (0.0, 0.0, exchange.kind))
            parts[key] = (amount + node.amount, value + node.value, "provider" if kind != exchange.kind else kind)
        return parts

    def supplier(self, dataset: Dataset, key: tuple[str, str]) -> Dataset | None:
        """Return the one dataset behind an input; None when there are several."""
        targets = {
            e.target for e in dataset.exchanges if e.kind == "provider" and (_key(e.source_flow), e.unit) == key
        }
        return self.background.dataset(targets.pop()) if len(targets) == 1 else None


def _key(name: str) -> str:
    return plain(name.replace(";", ",")).removeprefix("cutoff ")


def _match(dataset: Dataset, candidates: list[Dataset], *, alone: bool) -> Dataset | None:
    here = [c for c in candidates if c.region == dataset.region]
    if len(here) == 1:
        return here[0]
    return candidates[0] if alone and len(candidates) == 1 else None


def _alike(left: _Side, right: _Side, only_one: list[str], matched: set[str]) -> list[tuple[str, str]]:
    """Pair what is left by content: the best match of each other, with most amounts in common."""
    ours = {i: _amounts(left.background.dataset(i)) for i in only_one}
    theirs = {d.id: _amounts(d) for group in right.by_key.values() for d in group if d.id not in matched}
    holders: dict[str, list[str]] = defaultdict(list)
    for identity, amounts in theirs.items():
        for amount in amounts:
            holders[amount].append(identity)
    best: dict[str, tuple[float, str]] = {}
    for identity, amounts in ours.items():
        shared = Counter(h for amount in amounts for h in holders.get(amount, ()))
        for other, count in shared.items():
            likeness = count / len(amounts | theirs[other])
            if count >= _ENOUGH and likeness >= _ALIKE and likeness > best.get(other, (0.0, ""))[0]:
                best[other] = (likeness, identity)
    # One of ours may be the best of several of theirs: the likeliest takes it.
    taken: dict[str, tuple[float, str]] = {}
    for other, (likeness, identity) in sorted(best.items()):
        if likeness > taken.get(identity, (0.0, ""))[0]:
            taken[identity] = (likeness, other)
    return sorted((identity, other) for identity, (_, other) in taken.items())


def _amounts(dataset: Dataset) -> set[str]:
    """Return the published amounts of a dataset with their units, to four digits; zero and one say nothing."""
    return {
        f"{exchange.amount:.3e} {exchange.unit}"
        for exchange in dataset.exchanges
        if exchange.amount not in {0.0, 1.0}
    }


def _pair(dataset: Dataset, found: Dataset, left: _Side, right: _Side) -> Pair:
    one, other = left.score(dataset), right.score(found)
    if one is None or other is None:
        difference = 0.0 if one is other else 1.0
        cause = "refused in both" if one is other else "allocation refused in one"
        why = (dataset if one is None else found).method
    else:
        size = max(abs(one), abs(other))
        difference = abs(one - other) / size if size > 0 else 0.0
        cause, why = ("same", "") if difference <= SAME else _cause(dataset, found, left, right)
    name = (
        dataset.name.en if _key(dataset.name.en) == _key(found.name.en) else f"{dataset.name.en} = {found.name.en}"
    )
    return Pair(name, dataset.unit, dataset.id, found.id, one, other, difference, cause, why)


def _cause(dataset: Dataset, found: Dataset, left: _Side, right: _Side, depth: int = 0) -> tuple[str, str]:
    """Name what differs most; a supplier that differs is followed to where the difference begins."""
    ours, theirs = left.parts(dataset), right.parts(found)
    nothing = (0.0, 0.0, "")
    changes = {
        key: abs(ours.get(key, nothing)[1] - theirs.get(key, nothing)[1]) for key in ours.keys() | theirs.keys()
    }
    key = max(sorted(changes), key=lambda k: changes[k])
    name, unit = key
    (amount, value, kind), (other_amount, other_value, other_kind) = (
        ours.get(key, nothing),
        theirs.get(key, nothing),
    )
    unit = unit or "kg"
    figures = f"{value:.4g} against {other_value:.4g} kg CO2e"
    if not kind or not other_kind:
        side, rest = ("first", theirs) if kind else ("second", ours)
        twin = next(
            (
                k for k, (a, v, _) in sorted(rest.items())
                if k not in (ours if kind else theirs) and k[1] == key[1] and key[1] != ""
                and abs(a - (amount or other_amount)) <= _EQUAL * abs(a) and v != (value or other_value)
            ),
            None,
        )  # fmt: skip
        if twin:
            other_value, value = (rest[twin][1], value) if kind else (other_value, rest[twin][1])
            return (
                "input named otherwise",
                f"{name} in the {side} file is {twin[0]} in the other: {value:.4g} against {other_value:.4g}",
            )
        return "input or emission in one file only", f"{name} stands only in the {side} file: {figures}"
    if kind != other_kind:
        side = "first" if kind == "gap" else "second"
        reason = (left if kind == "gap" else right, dataset if kind == "gap" else found)
        return (
            "supplier found in one file only",
            f"{name} has no supplier in the {side} ({_why(*reason, name)}): {figures}",
        )
    if abs(amount - other_amount) > _EQUAL * max(abs(amount), abs(other_amount)):
        what = "emission of another amount" if key[1] == "" else "input of another amount"
        if dataset.allocation != found.allocation:
            what = "divided otherwise"
        return what, f"{name}: {amount:.4g} against {other_amount:.4g} {unit}, {figures}"
    words = f"{name}: {figures} for the same {amount:.4g} {unit}"
    one, other = left.supplier(dataset, key), right.supplier(found, key)
    if depth < _DEEPEST and one is not None and other is not None:
        cause, why = _cause(one, other, left, right, depth + 1)
        start = why if cause.startswith(_FURTHER) else f"{cause}: {why}"
        return cause if cause.startswith(_FURTHER) else f"{_FURTHER}{cause}", f"{name} ← {start}"
    return f"{_FURTHER}something small", words


def _why(side: _Side, dataset: Dataset, name: str) -> str:
    for exchange in dataset.exchanges:
        if exchange.kind == "gap" and _key(exchange.source_flow) == name:
            return side.background.dataset(exchange.target).method.partition(" (")[0].partition(": ")[0]
    return "a gap"
