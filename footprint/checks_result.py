"""Checks of what only the figures show: estimates, gaps, limits of quality and cut-off, age, outlying intensities.

A row of ``check_*`` functions over :class:`Figures`. One finding each, naming all it concerns: the details stand in
the result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from footprint import units
from footprint.background import Background
from footprint.carbon import Carbon
from footprint.checks_cut_off import check_shares
from footprint.engine.scores import ClosedScores
from footprint.errors import UnitError
from footprint.findings import Finding
from footprint.inventory import Inventory
from footprint.ratings import Quality
from footprint.result import TOTAL, GapUse, LineResult

# An aggregated share above this is worth telling: it cannot be recomputed with another GWP set.
UNDIVIDED_NOTICE = 0.05
# A figure per unit so many times above the highest, or below the lowest, dataset that a rule offers is asked about.
FAR = 3.0
# How far biogenic uptake and release may part before it is told: of the larger one, and of the total.
BALANCED, OF_TOTAL = 0.05, 0.01


@dataclass(frozen=True)
class Figures:
    """What was calculated."""

    inventory: Inventory
    background: Background
    closed: ClosedScores
    lines: tuple[LineResult, ...]
    gaps: tuple[GapUse, ...]
    quality: Quality
    carbon: Carbon


def check_estimates(figures: Figures) -> Iterator[Finding]:
    """What rests on estimates of our own is told, with the datasets."""
    quality = figures.quality
    if quality.by_dataset_kind["estimated"] > 0:
        params = {
            "share": quality.by_dataset_kind["estimated"],
            "datasets": [d for d, _ in quality.estimated_upstream],
            "lines": [f"{line.process}/{line.id}" for line in figures.lines if line.dataset_kind == "estimated"],
        }
        yield Finding("estimated.upstream", "warning", "", params)


def check_gaps(figures: Figures) -> Iterator[Finding]:
    """What is left out for lack of a public figure is told."""
    if figures.gaps:
        params = {"gaps": [gap.gap for gap in figures.gaps], "count": len(figures.gaps)}
        yield Finding("gap.reached", "warning", "", params)


def check_undivided(figures: Figures) -> Iterator[Finding]:
    """A large share that is not divided by gas is told."""
    if figures.quality.undivided > UNDIVIDED_NOTICE:
        yield Finding("undivided.share", "info", "", {"share": figures.quality.undivided})


def check_quality_limit(figures: Figures) -> Iterator[Finding]:
    """Neither the rating of the datasets nor that of the assessed lines is worse than the rule admits."""
    quality = figures.quality
    rating = max(quality.rating, quality.line_rating or 0.0)
    if quality.limit is not None and rating > quality.limit:
        cite = str(figures.inventory.rule.data_quality.cite)
        params = {"rating": rating, "limit": quality.limit}
        yield Finding("quality.above_limit", "warning", "", params, cite)


def check_omitted_shares(figures: Figures) -> Iterator[Finding]:
    """What was left out stays within the limits, each and together."""
    yield from check_shares(figures.inventory)


def check_age(figures: Figures) -> Iterator[Finding]:
    """Datasets are no older than the rule admits at the end of the data period."""
    inventory = figures.inventory
    rule = inventory.rule
    age = inventory.values.get(rule.data_quality.max_age or "")
    if age is None:
        return
    last = inventory.product.period.end.year
    # Footprints of suppliers have a check of their own, which knows the day.
    bought = {line.dataset for line in figures.lines if line.dataset_kind != "supplier"}
    old = sorted(d for d in bought if last - figures.background.dataset(d).year > age.value)
    if old:
        cite = str(rule.data_quality.cite)
        yield Finding("dataset.too_old", "warning", "", {"datasets": old, "age": age.value}, cite)


def check_total(figures: Figures) -> Iterator[Finding]:
    """The total is not zero."""
    if sum(line.values[TOTAL] for line in figures.lines) == 0:
        yield Finding("total.zero", "warning", "", {})


def check_licences(figures: Figures) -> Iterator[Finding]:
    """Data whose holder is to be asked before commercial use are told."""
    background = figures.background
    unclear = sorted(
        {
            background.dataset(line.dataset).licence
            for line in figures.lines
            if line.dataset
            and (licence := background.licences.get(background.dataset(line.dataset).licence))
            and licence.commercial_use != "yes"
        }
    )
    if unclear:
        yield Finding("background.licence_ask", "info", "", {"licences": unclear})


def check_provenance(figures: Figures) -> Iterator[Finding]:
    """Every dataset that a line buys names its source and the place in it, its licence, region and year."""
    background = figures.background
    bare = sorted(
        name
        for name in {line.dataset for line in figures.lines}
        for dataset in [background.dataset(name)]
        if dataset.source not in background.sources
        or not (dataset.locator and dataset.licence and dataset.region and dataset.year)
    )
    if bare:
        yield Finding("dataset.provenance", "warning", "", {"datasets": bare, "count": len(bare)})


def check_intensities(figures: Figures) -> Iterator[Finding]:
    """What a supplier states per unit is near the figures of the datasets the rule offers for the activity."""
    params: dict[str, Any]
    for line in figures.lines:
        others = offered(line, figures) if line.dataset_kind == "supplier" else {}
        if not others:
            continue
        per_unit, low, high = line.unit_values[TOTAL], min(others.values()), max(others.values())
        if low > 0 and not low / FAR <= per_unit <= high * FAR:
            params = {
                "line": f"{line.process}/{line.id}", "value": per_unit, "low": low, "high": high, "unit": line.unit,
                "datasets": sorted(others),
            }  # fmt: skip
            where = f"processes[{line.process}].lines[{line.id.partition('~')[0]}]"
            yield Finding("outlier.intensity", "warning", where, params)


def offered(line: LineResult, figures: Figures) -> dict[str, float]:
    """Return the datasets the rule offers for the activity of a line [kg CO2e per unit of what the line buys]."""
    activity = figures.inventory.rule.activity(line.activity)
    found = {}
    for name in activity.datasets if activity else ():
        dataset = figures.background.datasets.get(name)
        if dataset is None or dataset.kind == "gap":
            continue
        try:
            found[name] = float(figures.closed.of(name)[TOTAL]) * units.factor(line.unit, dataset.unit)
        except UnitError:
            continue  # counted in another quantity
    return found


def check_carbon_balance(figures: Figures) -> Iterator[Finding]:
    """Biogenic carbon taken up is given off within the life cycle, or stands in product and packaging."""
    carbon, rule = figures.carbon, figures.inventory.rule
    total = sum(line.total for line in figures.lines)
    left = carbon.taken_up - carbon.released
    scale = max(carbon.taken_up, carbon.released, carbon.held)
    open_by = min((left, left - carbon.held), key=abs)
    if not scale or abs(open_by) <= max(BALANCED * scale, OF_TOTAL * abs(total)):
        return
    params: dict[str, Any] = {
        "taken_up": carbon.taken_up, "released": carbon.released, "held": carbon.held, "difference": open_by,
        "unit": "kg CO2",
    }  # fmt: skip
    yield Finding("carbon.balance", "warning", "", params, str(rule.carbon.cite) if rule.carbon else "")


RESULT_CHECKS: tuple[Callable[[Figures], Iterator[Finding]], ...] = (
    check_estimates,
    check_gaps,
    check_undivided,
    check_quality_limit,
    check_omitted_shares,
    check_age,
    check_total,
    check_licences,
    check_provenance,
    check_intensities,
    check_carbon_balance,
)
