"""Data quality of a result: ratings and shares, weighted by what each line carries."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.background import Background
from footprint.engine.scores import ClosedScores
from footprint.findings import Finding
from footprint.result import COLUMNS, TOTAL, GapUse, LineResult, Quality
from footprint.rule import Rule
from footprint.trace import resting_on_estimated

# Supply-chain paths below this share of the total are not searched for estimates.
ESTIMATE_CUTOFF = 1e-3
# An aggregated share above this is worth telling: it cannot be recomputed with another GWP set.
UNDIVIDED_NOTICE = 0.05


def rate(rule: Rule, background: Background, closed: ClosedScores, lines: tuple[LineResult, ...]) -> Quality:
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
    return Quality(
        rating=sum(line.rating * w for line, w in zip(bought, weights, strict=True)) / whole,
        scheme=rule.data_quality.scheme,
        limit=rule.data_quality.limit,
        by_dataset_kind={"released": 1.0 - estimated, "estimated": estimated},
        by_confidence=shares("confidence"),
        company_specific=sum(
            w for line, w in zip(bought, weights, strict=True) if line.origin == "company_specific"
        ) / whole,
        undivided=sum(abs(line.values[undivided]) for line in bought) / whole,
        estimated_upstream=tuple((d, v / whole) for d, v in upstream.items()),
    )  # fmt: skip


def check_result(
    rule: Rule,
    background: Background,
    lines: tuple[LineResult, ...],
    gaps: tuple[GapUse, ...],
    quality: Quality,
) -> Iterator[Finding]:
    """Yield what only the figures show: estimates, gaps, aggregated gases, the quality limit.

    One finding each, naming all it concerns: the details stand in the result.
    """
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
        cite = f"{rule.data_quality.cite.source}: {rule.data_quality.cite.clause}"
        yield Finding(
            "quality.above_limit", "warning", "", {"rating": quality.rating, "limit": quality.limit}, cite
        )
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
