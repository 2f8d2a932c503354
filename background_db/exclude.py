"""Leave out what a user may not use: datasets under licences with certain terms of commercial use become gaps."""

from __future__ import annotations

import hashlib
from collections import defaultdict, deque
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

from footprint.background import Background, Dataset, Exchange, Grid, Slot
from footprint.errors import BackgroundError

USES = ("ask", "no")


@dataclass(frozen=True)
class Missing:
    """What a background lacks after licences were excluded.

    Attributes
    ----------
    datasets : mapping of dataset to reason
        Became gaps.
    estimated : tuple of str
        Were released and now reach a gap.
    refilled : mapping of slot to dataset
        Slots whose default provider went missing, and what fills them instead.
    slots : tuple of str
        Slots nothing fills any more; they are gone, and what took them asks for a gap.
    supply : tuple of str
        Choices of an electricity family that went missing, as ``family year slot``.
    sets : tuple of str
        Characterization sets that quote an excluded source; they are gone.
    """

    datasets: Mapping[str, str] = field(default_factory=dict)
    estimated: tuple[str, ...] = ()
    refilled: Mapping[str, str] = field(default_factory=dict)
    slots: tuple[str, ...] = ()
    supply: tuple[str, ...] = ()
    sets: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.datasets or self.sets)


def exclude(background: Background, uses: Collection[str]) -> tuple[Background, Missing]:
    """Turn every dataset that quotes a source, or carries a licence, with one of these terms into a gap.

    Parameters
    ----------
    background : Background
    uses : collection of {"ask", "no"}
        Terms of commercial use to leave out; empty changes nothing.

    Returns
    -------
    Background
        With a content hash of its own.
    Missing

    Raises
    ------
    BackgroundError
        ``uses`` holds another word.
    """
    if unknown := sorted(set(uses) - set(USES)):
        what = f"cannot exclude commercial use {', '.join(unknown)}: known are {', '.join(USES)}"
        raise BackgroundError(what)
    if not uses:
        return background, Missing()
    barred = {licence.id for licence in background.licences.values() if licence.commercial_use in uses}
    reasons = {
        dataset.id: reason
        for dataset in background.datasets.values()
        if dataset.kind != "gap" and (reason := _reason(dataset, background, barred))
    }
    supply, lost_supply = _supply(background, reasons)
    slots = {slot.id: slot for slot in background.slots.values() if slot.default not in reasons}
    refilled: dict[str, str] = {}
    for slot in background.slots.values():
        if slot.default in reasons and (provider := _fallback(slot, background, supply, reasons)):
            refilled[slot.id] = provider
    slots |= {slot_id: replace(background.slots[slot_id], default=new) for slot_id, new in refilled.items()}
    # In the order of the tables, so that what is computed from it does not move.
    slots = {slot_id: slots[slot_id] for slot_id in background.slots if slot_id in slots}
    gone = {slot.id: slot.default for slot in background.slots.values() if slot.id not in slots}
    datasets = {
        dataset.id: _as_gap(dataset, reasons[dataset.id])
        if dataset.id in reasons
        else replace(dataset, exchanges=tuple(_asking(e, reasons, gone) for e in dataset.exchanges))
        for dataset in background.datasets.values()
    }
    estimated = _reaching(datasets, reasons)
    datasets |= {dataset_id: _as_estimate(datasets[dataset_id]) for dataset_id in estimated}
    sets = {
        set_id: factors
        for set_id, factors in background.characterization.items()
        if not any(_licence_of(factor.source, background) in barred for factor in factors.values())
    }
    kept = replace(
        background,
        sha256=_hash(background, uses),
        datasets=datasets,
        slots=slots,
        supply={
            key: left
            for key, filled in supply.items()
            if (left := {slot: dataset for slot, dataset in filled.items() if slot in slots})
        },
        characterization=sets,
        grids=_grids(background, reasons, barred),
    )
    missing = Missing(
        datasets=dict(sorted(reasons.items())),
        estimated=tuple(estimated),
        refilled=dict(sorted(refilled.items())),
        slots=tuple(sorted(gone)),
        supply=tuple(lost_supply),
        sets=tuple(sorted(set(background.characterization) - set(sets))),
    )
    return kept, missing


def _grids(background: Background, reasons: Collection[str], barred: Collection[str]) -> dict[str, Grid]:
    """Keep the losses and hours of grids whose sources, and whose own dataset, stay."""
    kept = {}
    for dataset, grid in background.grids.items():
        if grid.add_on in reasons or _licence_of(grid.source, background) in barred:
            continue
        timed = grid.hours is not None and not any(_licence_of(s, background) in barred for s in grid.hours.sources)
        kept[dataset] = grid if timed else replace(grid, hours=None)
    return kept


def _licence_of(source: str, background: Background) -> str:
    return background.sources[source].licence if source in background.sources else ""


def _reason(dataset: Dataset, background: Background, barred: Collection[str]) -> str:
    """Say under which licences a dataset is left out; empty when it stays."""
    sources = sorted({dataset.source, *(exchange.source for exchange in dataset.exchanges)})
    found = {source: licence for source in sources if (licence := _licence_of(source, background)) in barred}
    licences = sorted({*found.values(), *({dataset.licence} & set(barred))})
    if not licences:
        return ""
    terms = ", ".join(f"{name} (commercial use: {background.licences[name].commercial_use})" for name in licences)
    quoted = f", source {', '.join(found)}" if found else ""
    return f"left out by setting: licence {terms}{quoted}"


def _supply(
    background: Background, reasons: Collection[str]
) -> tuple[dict[tuple[str, int], dict[str, str]], list[str]]:
    """Refill the choices of each family from the same slot in its nearest year; families never mix."""
    supply: dict[tuple[str, int], dict[str, str]] = {key: {} for key in background.supply}
    lost: list[str] = []
    for (family, year), filled in background.supply.items():
        for slot, dataset in filled.items():
            others = [
                (abs(year - other), -other, choice[slot])
                for (name, other), choice in background.supply.items()
                if name == family and slot in choice and choice[slot] not in reasons
            ]
            if dataset not in reasons:
                supply[family, year][slot] = dataset
            elif others:
                supply[family, year][slot] = min(others)[2]
            else:
                lost.append(f"{family} {year} {slot}")
    return supply, sorted(lost)


def _fallback(
    slot: Slot,
    background: Background,
    supply: Mapping[tuple[str, int], Mapping[str, str]],
    reasons: Collection[str],
) -> str:
    """Find another provider: the newest of the slot itself, then the market of its country, then of the world."""
    own = [(year, family, filled[slot.id]) for (family, year), filled in supply.items() if slot.id in filled]
    if own:
        return max(own)[2]
    for region in (slot.region.split("-", maxsplit=1)[0], "GLO"):
        wider = background.slots.get(f"{slot.service}/{region}")
        if wider and wider.unit == slot.unit and wider.default not in reasons:
            return wider.default
    return ""


def _as_gap(dataset: Dataset, reason: str) -> Dataset:
    return replace(
        dataset,
        kind="gap",
        basis="",
        year=0,
        confidence="low",
        pedigree=(5, 5, 5, 5, 5),
        licence="",
        source="",
        locator="",
        technology=dataset.name,
        exchanges=(),
        valid_until="",
        combustion="none",
        allocation="none",
        method=reason,
    )


def _asking(exchange: Exchange, reasons: Collection[str], gone: Mapping[str, str]) -> Exchange:
    if exchange.kind == "provider" and exchange.target in reasons:
        return replace(exchange, kind="gap")
    if exchange.kind == "slot" and exchange.target in gone:
        return replace(exchange, kind="gap", target=gone[exchange.target])
    return exchange


def _reaching(datasets: Mapping[str, Dataset], reasons: Collection[str]) -> list[str]:
    """List the released datasets that now reach what was left out."""
    takers: dict[str, list[str]] = defaultdict(list)
    for dataset in datasets.values():
        for exchange in dataset.exchanges:
            if exchange.kind in {"provider", "gap"}:
                takers[exchange.target].append(dataset.id)
    seen = set(reasons)
    queue = deque(seen)
    while queue:
        for taker in takers[queue.popleft()]:
            if taker not in seen:
                seen.add(taker)
                queue.append(taker)
    return sorted(name for name in seen if datasets[name].kind == "released")


def _as_estimate(dataset: Dataset) -> Dataset:
    note = "estimated by setting: what it takes was left out for its licence"
    return replace(dataset, kind="estimated", method=f"{dataset.method} {note}".strip())


def _hash(background: Background, uses: Collection[str]) -> str:
    setting = ",".join(sorted(set(uses)))
    return hashlib.sha256(f"{background.sha256}\0exclude commercial use {setting}".encode()).hexdigest()
