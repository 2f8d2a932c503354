"""What the database cannot say, or says only as an estimate."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from footprint.background import Background
from footprint.texts import Text


@dataclass(frozen=True)
class Asker:
    """An exchange that asks for a gap: ``amount`` in the unit of the gap per unit of the dataset."""

    dataset_id: str
    row: int
    amount: float
    unit: str


@dataclass(frozen=True)
class GapReport:
    """A named gap: what was looked at, and who would need it."""

    dataset_id: str
    name: Text
    category: str
    unit: str
    looked_at: str
    asked_by: tuple[Asker, ...]


@dataclass(frozen=True)
class EstimateReport:
    """An estimated dataset: how it was built, how it is rated [1 best … 5 worst], and who takes it."""

    dataset_id: str
    name: Text
    category: str
    method: str
    rating: float
    taken_by: tuple[str, ...]


def gaps(background: Background) -> list[GapReport]:
    """List the gaps of a background, those most asked for first."""
    askers: dict[str, list[Asker]] = defaultdict(list)
    for dataset in background.datasets.values():
        for exchange in dataset.exchanges:
            if exchange.kind == "gap":
                asker = Asker(dataset.id, exchange.row, exchange.amount, exchange.unit)
                askers[exchange.target].append(asker)
    reports = [
        GapReport(
            dataset_id=gap.id,
            name=gap.name,
            category=gap.category,
            unit=gap.unit,
            looked_at=gap.method,
            asked_by=tuple(sorted(askers[gap.id], key=lambda asker: (asker.dataset_id, asker.row))),
        )
        for gap in background.datasets.values()
        if gap.kind == "gap"
    ]
    return sorted(reports, key=lambda report: (-len(report.asked_by), report.dataset_id))


def estimates(background: Background) -> list[EstimateReport]:
    """List the estimated datasets of a background, the worst rated first."""
    takers: dict[str, set[str]] = defaultdict(set)
    for dataset in background.datasets.values():
        for exchange in dataset.exchanges:
            if exchange.kind == "provider":
                takers[exchange.target].add(dataset.id)
    reports = [
        EstimateReport(
            dataset_id=dataset.id,
            name=dataset.name,
            category=dataset.category,
            method=dataset.method,
            rating=dataset.rating,
            taken_by=tuple(sorted(takers[dataset.id])),
        )
        for dataset in background.datasets.values()
        if dataset.kind == "estimated"
    ]
    return sorted(reports, key=lambda report: (-report.rating, report.dataset_id))
