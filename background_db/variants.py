"""Other datasets of the same product: another region, year or route."""

from __future__ import annotations

import re
from dataclasses import dataclass

from footprint.background import Background, Dataset
from footprint.engine.scores import ClosedScores
from footprint.result import TOTAL

# In these the first words of a name say only what kind of thing it is ("Freight, …"), so two parts are read.
_GENERAL = frozenset({"electricity", "fuels", "heat", "transport"})


@dataclass(frozen=True)
class Variant:
    """Another dataset of the same product; ``change`` is its score against this one's [fraction]."""

    dataset: Dataset
    score: float
    share: float
    change: float | None


def stem(dataset: Dataset) -> str:
    """Return the first words of the English name, which say what the product is.

    Up to the first comma (the second where the first words name a whole family), without what follows "from".
    """
    parts = [part.strip() for part in dataset.name.en.split(",")]
    head = ", ".join(parts[: 2 if dataset.category in _GENERAL else 1])
    return re.split(r" from | \(", head, maxsplit=1)[0].casefold()


def family(dataset: Dataset) -> str:
    """Return the id without its region and year."""
    bare = re.sub(r"-\d{4}$", "", dataset.id)
    return bare.removesuffix(f"-{dataset.region.lower()}")


def variants_of(package: Background, closed: ClosedScores, dataset: Dataset) -> tuple[Variant, ...]:
    """List datasets of the same product: same category and unit, and the same first words or the same id.

    For a mix of electricity also the other mixes and averages of its region. Those of the same region come
    first, then those of the same country; the same year before others, each by its figure.
    """

    def same(other: Dataset) -> bool:
        if (other.category, other.unit) != (dataset.category, dataset.unit) or other.kind == "gap":
            return False
        if stem(other) == stem(dataset) or family(other) == family(dataset):
            return True
        return other.region == dataset.region and _is_supply(other) and _is_supply(dataset)

    found = [d for d in package.datasets.values() if d.id != dataset.id and same(d)]
    scores = {d.id: float(closed.of(d.id)[TOTAL]) for d in (*found, dataset)}
    own, most = scores[dataset.id], max(abs(score) for score in scores.values())
    country = dataset.region.partition("-")[0]

    def place(other: Dataset) -> tuple[int, bool, float, str]:
        far = 0 if other.region == dataset.region else 1 if other.region.partition("-")[0] == country else 2
        return far, other.year != dataset.year, scores[other.id], other.id

    return tuple(
        Variant(d, scores[d.id], scores[d.id] / most if most else 0.0, scores[d.id] / own - 1 if own > 0 else None)
        for d in sorted(found, key=place)
    )


def _is_supply(dataset: Dataset) -> bool:
    return dataset.id.startswith(("electricity-mix-", "electricity-average-"))
