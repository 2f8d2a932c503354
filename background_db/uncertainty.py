"""How far a figure may be off: a geometric standard deviation by a stated rule (docs/algorithms/data-quality.md).

The rule is a convention of this project, not a measurement; it is shown with a dataset and never propagated.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from footprint.background import Dataset

# Ages are counted from the year of this version of the rule, so that a page says the same tomorrow.
AS_OF, RECENT = 2026, 5
HIGH_RECENT, HIGH_OLDER, MEDIUM, PROXY = 1.1, 1.2, 1.3, 1.5
GEOGRAPHY, TECHNOLOGY, FAR = 3, 4, 4

Ground = Literal["high_recent", "high_older", "medium", "proxy"]


@dataclass(frozen=True)
class Spread:
    """A geometric standard deviation and the line of the rule that gave it."""

    gsd: float
    ground: Ground

    def interval(self, value: float) -> tuple[float, float]:
        """Return what holds the true figure in 95 of 100 cases, if the rule is right: value ÷ and × gsd²."""
        low, high = value / self.gsd**2, value * self.gsd**2
        return min(low, high), max(low, high)


def spread(dataset: Dataset) -> Spread | None:
    """Rate a dataset as a whole; None for a gap, which has no figure."""
    if dataset.kind == "gap":
        return None
    if max(dataset.pedigree[GEOGRAPHY], dataset.pedigree[TECHNOLOGY]) >= FAR:
        return Spread(PROXY, "proxy")
    if dataset.confidence != "high":
        return Spread(MEDIUM, "medium")
    if AS_OF - dataset.year < RECENT:
        return Spread(HIGH_RECENT, "high_recent")
    return Spread(HIGH_OLDER, "high_older")
