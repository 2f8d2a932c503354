"""Data quality of a result: ratings and shares, weighted by what each line carries."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from footprint.background import Background
from footprint.checks_cut_off import check_shares
from footprint.engine.scores import ClosedScores
from footprint.findings import Finding
from footprint.inventory import Inventory
from footprint.result import COLUMNS, TOTAL, GapUse, LineResult, Quality
from footprint.suppliers import primary_share
from footprint.trace import resting_on_estimated

# Supply-chain paths below this share of the total are not searched for estimates.
ESTIMATE_CUTOFF = 1e-3
# An aggregated share above this is worth telling: it cannot be recomputed with another GWP set.
UNDIVIDED_NOTICE = 0.05


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
    )  # fmt: skip


def _kinds(estimated: float, supplied: float) -> dict[str, float]:
    """Share out by kind of dataset; suppliers are named only where there are any."""
    if not supplied:
        return {"released": 1.0 - estimated, "estimated": estimated}
    return {"released": 1.0 - estimated - supplied, "estimated": estimated, "supplier": supplied}


def check_result(
    inventory: Inventory,
    background: Background,
    lines: tuple[LineResult, ...],
    gaps: tuple[GapUse, ...],
    quality: Quality,
) -> Iterator[Finding]:
    """Yield what only the figures show: estimates, gaps, aggregated gases, the quality limit.

    One finding each, naming all it concerns: the details stand in the result.
    """
    rule = inventory.rule
    params: dict[str, Any]
    if quality.by_dataset_kind["estimated"] > 0:
        params = {
            "share": quality.by_dataset_kind["estimated"],
            "datasets": [d for d, _ in quality.estimated_upstream],
            "lines": [f"{line.process}/{line.id}" for line in lines if line.dataset_kind == "estimated"],
        }
        yield Finding("estimated.upstream", "warning", "", params)
    if gaps:
        yield Finding("gap.reached", "warning", "", {"gaps": [gap.gap for gap in gaps], "count": len(gaps)})
    if quality.undivided > UNDIVIDED_NOTICE:
        yield Finding("undivided.share", "info", "", {"share": quality.undivided})
    if quality.limit is not None and quality.rating > quality.limit:
        cite = str(rule.data_quality.cite)
        yield Finding(
            "quality.above_limit", "warning", "", {"rating": quality.rating, "limit": quality.limit}, cite
        )
    yield from check_shares(inventory)
    yield from _too_old(inventory, background, lines)
    if sum(line.values[TOTAL] for line in lines) == 0:
        yield Finding("total.zero", "warning", "", {})
    unclear = sorted(
        {
            background.dataset(line.dataset).licence
            for line in lines
            if line.dataset
            and (licence := background.licences.get(background.dataset(line.dataset).licence))
            and licence.commercial_use != "yes"
        }
    )
    if unclear:
        yield Finding("background.licence_ask", "info", "", {"licences": unclear})


def _too_old(inventory: Inventory, background: Background, lines: tuple[LineResult, ...]) -> Iterator[Finding]:
    """Name datasets that are older than the rule admits at the end of the data period."""
    rule = inventory.rule
    age = inventory.values.get(rule.data_quality.max_age or "")
    if age is None:
        return
    last = inventory.product.period.end.year
    bought = {line.dataset for line in lines if line.dataset_kind != "supplier"}  # their own check knows the day
    old = sorted(d for d in bought if last - background.dataset(d).year > age.value)
    if old:
        cite = str(rule.data_quality.cite)
        yield Finding("dataset.too_old", "warning", "", {"datasets": old, "age": age.value}, cite)
