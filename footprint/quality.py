"""Data quality of a result: ratings and shares, weighted by what each line carries."""

from __future__ import annotations

from collections.abc import Mapping

from footprint.background import Background
from footprint.checks_evidence import state_of
from footprint.engine.scores import ClosedScores
from footprint.inventory import Inventory
from footprint.product_parts import Line
from footprint.quality_scheme import CRITERIA, GEOGRAPHY, SCHEMES, TIME, Scheme
from footprint.ratings import LineQuality, Quality
from footprint.result import COLUMNS, LineResult
from footprint.suppliers import primary_share
from footprint.trace import resting_on_estimated
from footprint.written import InventoryLine

# Supply-chain paths below this share of the total are not searched for estimates.
ESTIMATE_CUTOFF = 1e-3


def rate(
    inventory: Inventory, background: Background, closed: ClosedScores, lines: tuple[LineResult, ...]
) -> Quality:
    """Rate a result.

    Parameters
    ----------
    lines : tuple of LineResult
        With their values [kg CO2e per functional unit].

    Returns
    -------
    Quality
        ``rating`` is the mean pedigree of the datasets weighted by the absolute value of the lines
        [1 best … 5 worst]; shares are of the sum of absolute values [1].
    """
    rule = inventory.rule
    limit = inventory.values.get(rule.data_quality.limit or "")
    bought = [line for line in lines if line.dataset]
    weights = [abs(line.total) for line in bought]
    whole = sum(weights) or 1.0

    def shares(key: str) -> dict[str, float]:
        found: dict[str, float] = {}
        for line, weight in zip(bought, weights, strict=True):
            name = str(getattr(background.dataset(line.dataset), key))
            found[name] = found.get(name, 0.0) + weight / whole
        return dict(sorted(found.items()))

    undivided = COLUMNS.index("gas:undivided")
    upstream = resting_on_estimated(
        background, closed, [(line.dataset, line.amount) for line in bought], ESTIMATE_CUTOFF * whole
    )
    estimated = sum(abs(v) for v in upstream.values()) / whole
    by_supplier = [line for line in bought if line.dataset_kind == "supplier"]
    supplied = sum(abs(line.total) for line in by_supplier) / whole
    primary = {line.dataset: primary_share(inventory.product, line.dataset) for line in by_supplier}
    assessed = [(line, w) for line, w in zip(bought, weights, strict=True) if line.quality.rating is not None]
    carried = sum(w for _, w in assessed)
    return Quality(
        rating=sum(line.rating * w for line, w in zip(bought, weights, strict=True)) / whole,
        scheme=rule.data_quality.scheme,
        limit=limit.value if limit else None,
        by_dataset_kind=_kinds(estimated, supplied),
        by_confidence=shares("confidence"),
        company_specific=sum(
            w if line.origin == "company_specific" else w * (primary.get(line.dataset) or 0.0)
            for line, w in zip(bought, weights, strict=True)
        ) / whole,
        undivided=sum(abs(line.values[undivided]) for line in bought) / whole,
        estimated_upstream=tuple((d, v / whole) for d, v in upstream.items()),
        supplier_primary=sum(
            w * (primary.get(line.dataset) or 0.0) for line, w in zip(bought, weights, strict=True)
        ) / whole if primary else None,
        line_rating=sum((line.quality.rating or 0.0) * w for line, w in assessed) / carried if carried else None,
        assessed=carried / whole,
        dataset_age=sum(line.quality.dataset_age * w for line, w in zip(bought, weights, strict=True)) / whole,
        evidence=_evidence(bought, whole),
    )  # fmt: skip


class LineRater:
    """Rates lines one by one; what holds for a dataset is worked out once.

    Parameters
    ----------
    declared : mapping of (process, line) to Line
        The lines of the document.
    """

    def __init__(
        self, inventory: Inventory, background: Background, declared: Mapping[tuple[str, str], Line]
    ) -> None:
        self._rule = inventory.rule
        self._scheme = SCHEMES[inventory.rule.data_quality.scheme]
        self._last = inventory.product.period.end.year
        self._background = background
        self._regions = {p.id: p.region for p in inventory.product.processes}
        self._declared = declared
        self._datasets: dict[tuple[str, str], tuple[tuple[float, ...], int]] = {}

    def rate(self, line: InventoryLine) -> LineQuality:
        """Rate the amount of a line, its dataset for this study, and both together.

        A line is no better than the weaker of amount and dataset, criterion by criterion: a convention of this
        project.
        """
        # A market is used where the process is; where a good was made, no line says.
        place = self._regions.get(line.process, "") if line.target_kind == "slot" else ""
        scores, age = self._dataset(line.dataset, place)
        by_preparer = line.basis in {"declared", "instrument"}
        given = self._declared[line.process, line.id.partition("~")[0]] if by_preparer else None
        if given is None:
            return LineQuality(None, scores, None, None, age, "")
        activity = self._rule.activity(line.activity)
        stands_for = given.quality.year if given.quality and given.quality.year else self._last
        years = abs(self._last - stands_for)
        amount = _assessed(given, self._scheme, years)
        worse = [None if a is None else max(a, b) for a, b in zip(amount or (), scores, strict=False)]
        return LineQuality(
            activity_data=amount,
            dataset=scores,
            rating=self._scheme.partial(worse) if worse else None,
            activity_age=years,
            dataset_age=age,
            evidence=state_of(given, activity, self._rule) if activity else "",
        )

    def _dataset(self, name: str, place: str) -> tuple[tuple[float, ...], int]:
        """Return the scores of a dataset for this study and its age [a]."""
        found = self._datasets.get((name, place))
        if found is None:
            dataset = self._background.dataset(name)
            age = max(0, self._last - dataset.year)
            scores = list(map(float, dataset.pedigree))
            scores[TIME] = max(scores[TIME], self._scheme.time(age) or 0)
            if place:
                scores[GEOGRAPHY] = max(scores[GEOGRAPHY], self._scheme.geography(dataset.region, place) or 0)
            found = self._datasets[name, place] = (tuple(scores), age)
        return found


def _assessed(line: Line, scheme: Scheme, years: int) -> tuple[float | None, ...] | None:
    """Return the scores of an amount; time from the year it stands for where the preparer gave no score."""
    if line.quality is None:
        return None
    scores: list[float | None] = [getattr(line.quality, name) for name in CRITERIA]
    if scores[TIME] is None:
        scores[TIME] = scheme.time(years)
    return tuple(scores)


def _evidence(lines: list[LineResult], whole: float) -> dict[str, float]:
    """Share out company-specific activity data by the state of their evidence."""
    found: dict[str, float] = {}
    for line in lines:
        if line.origin == "company_specific" and line.quality.evidence:
            found[line.quality.evidence] = found.get(line.quality.evidence, 0.0) + abs(line.total) / whole
    return dict(sorted(found.items()))


def _kinds(estimated: float, supplied: float) -> dict[str, float]:
    """Share out by kind of dataset; suppliers are named only where there are any."""
    if not supplied:
        return {"released": 1.0 - estimated, "estimated": estimated}
    return {"released": 1.0 - estimated - supplied, "estimated": estimated, "supplier": supplied}
