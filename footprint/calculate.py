"""The one public function: from a product, a rule and a background to a result."""

from __future__ import annotations

import numpy as np

from footprint import units
from footprint.background import Background
from footprint.checks import check
from footprint.electricity import ViewName, covers, declared_view
from footprint.engine.scores import ClosedScores, UnitScores, close, prepare, with_rows
from footprint.errors import BlockedError
from footprint.findings import Finding, blocks, sort_findings
from footprint.inventory import Inventory, build_inventory, with_cut_off
from footprint.parameters import option
from footprint.product import Product
from footprint.quality import check_result, rate
from footprint.result import (
    COLUMNS,
    TOTAL,
    ChoiceMade,
    ElectricityViews,
    GapUse,
    LineResult,
    Reference,
    Result,
    SlotUse,
    ViewResult,
)
from footprint.rule import LoadedRule, Rule
from footprint.suppliers import with_suppliers
from footprint.written import InventoryLine

__all__ = ["calculate", "check"]

# A gap amount below this, per functional unit, is numerical dust of the solve.
DUST = 1e-15


def calculate(
    product: Product, rule: LoadedRule, background: Background, scores: UnitScores | None = None
) -> Result:
    """Calculate the carbon footprint of a product under a rule on a background.

    Parameters
    ----------
    product : Product
    rule : LoadedRule
        A rule with the hash of its document.
    background : Background
    scores : UnitScores, optional
        Prepared unit scores of this background for the rule's characterization set; solved here when absent.

    Returns
    -------
    Result
        Figures in kg CO2e per functional unit; independent of the order of processes and lines.

    Raises
    ------
    BlockedError
        The checks found errors; nothing was calculated.
    """
    background = with_suppliers(background, product)
    findings = check(product, rule.rule, background)
    if blocks(findings):
        raise BlockedError(findings)
    if scores is None or scores.set_id != rule.rule.characterization.set:
        scores = prepare(background, rule.rule.characterization.set)
    if product.suppliers:
        scores = with_rows(scores, background)
    inventory = build_inventory(product, rule.rule, background)
    closed = close(scores, inventory.providers)
    inventory = with_cut_off(inventory, background, _intensity(inventory, background, closed))
    bought = [line for line in _ordered(inventory.lines) if line.dataset]
    named = [line for line in bought if background.dataset(line.dataset).kind == "gap"]
    with np.errstate(over="ignore", invalid="ignore"):  # told as a finding, not as a warning of numpy
        lines = tuple(_line_result(line, inventory, background, closed) for line in bought if line not in named)
        _refuse_what_cannot_be_counted(lines, inventory.reference_flow)
    gaps = _gaps(background, lines, inventory, named)
    quality = rate(inventory, background, closed, lines)
    return Result(
        rule=Reference(rule.rule.pcr, rule.rule.version, rule.sha256, rule.rule.status),
        background=Reference(background.id, background.version, background.sha256),
        characterization=scores.set_id,
        amount=rule.rule.functional_unit.amount,
        unit=rule.rule.functional_unit.unit,
        reference_flow=inventory.reference_flow,
        declared_unit=rule.rule.declared_unit.unit,
        stages=tuple(s for s, stage in rule.rule.stages.items() if stage.boundary == "included"),
        lines=lines,
        supply=_slot_use(background, closed, lines),
        values=tuple(inventory.values.values()),
        choices=_choices(product, rule.rule),
        allocations=tuple(inventory.allocations.values()),
        electricity=_electricity(product, rule.rule, background, closed, lines),
        views=_views(rule.rule, inventory, lines),
        gaps=gaps,
        quality=quality,
        findings=sort_findings(
            [*findings, *check_result(inventory, background, lines, gaps, quality)]
        ),
    )  # fmt: skip


def _refuse_what_cannot_be_counted(lines: tuple[LineResult, ...], reference_flow: float) -> None:
    """Refuse figures that leave the range of floats, per functional unit or per declared unit."""
    endless = [line for line in lines if not np.all(np.isfinite(np.array(line.values) / reference_flow))]
    if endless:
        # One line points at its amount; many at a yield or parameter they share.
        only = endless[0] if len(endless) == 1 else None
        where = f"processes[{only.process}].lines[{only.id}].amount" if only else ""
        raise BlockedError((Finding("figures.not_finite", "error", where, {"count": len(endless)}),))


def _ordered(lines: tuple[InventoryLine, ...]) -> list[InventoryLine]:
    """Sums of floats depend on their order, so lines are summed in one order whatever the document's."""
    return sorted(lines, key=lambda line: (line.process, line.id))


def _intensity(inventory: Inventory, background: Background, closed: ClosedScores) -> dict[str, float]:
    """Return kg CO2e per unit of every dataset the lines buy; a gap has none."""
    bought = {line.dataset for line in inventory.lines if line.dataset}
    return {d: float(closed.of(d)[TOTAL]) for d in bought if background.dataset(d).kind != "gap"}


def _line_result(
    line: InventoryLine, inventory: Inventory, background: Background, closed: ClosedScores
) -> LineResult:
    level = inventory.levels[line.process]
    amount = line.amount * level
    per_unit = closed.of(line.dataset)
    dataset = background.dataset(line.dataset)
    gaps = tuple(
        (gap, float(behind) * amount, background.dataset(gap).unit)
        for gap, behind in zip(closed.scores.gaps, closed.gaps_of(line.dataset), strict=True)
        if abs(behind * amount) > DUST
    )
    return LineResult(
        process=line.process,
        id=line.id,
        activity=line.activity,
        stage=line.stage,
        origin=line.origin,
        basis=line.basis,
        target_kind=line.target_kind,
        target=line.target,
        dataset=line.dataset,
        dataset_kind=dataset.kind,
        declared_amount=line.declared_amount,
        declared_unit=line.declared_unit,
        conversion=line.conversion,
        allocated=line.allocated,
        level=level,
        amount=amount,
        unit=line.unit,
        unit_values=tuple(map(float, per_unit)),
        values=tuple(map(float, per_unit * amount)),
        rating=dataset.rating,
        gaps=gaps,
    )


def _slot_use(background: Background, closed: ClosedScores, lines: tuple[LineResult, ...]) -> tuple[SlotUse, ...]:
    """All electricity, heat and freight the life cycle takes, the foreground's own included."""
    demand = np.zeros(len(closed.scores.datasets))
    bought = np.zeros(len(closed.scores.slots))
    for line in lines:
        demand[closed.scores.row[line.dataset]] += line.amount
        if line.target_kind == "slot":
            bought[closed.scores.slot_column[line.target]] += line.amount
    use = closed.slot_use(demand) + bought
    return tuple(
        SlotUse(
            slot=slot,
            dataset=closed.providers[slot],
            amount=float(amount),
            unit=background.slots[slot].unit,
            unit_value=float(closed.of(closed.providers[slot])[TOTAL]),
            value=float(amount * closed.of(closed.providers[slot])[TOTAL]),
        )
        for slot, amount in zip(closed.scores.slots, use, strict=True)
        if abs(amount) > DUST
    )


def _electricity(
    product: Product, rule: Rule, background: Background, closed: ClosedScores, lines: tuple[LineResult, ...]
) -> ElectricityViews:
    """Give the total in both views; the other one is a sum over its own inventory."""
    declared = declared_view(rule)
    total = sum(line.total for line in lines)
    found = covers(product, rule, "market")
    other = total
    if found:
        view: ViewName = "location" if declared == "market" else "market"
        inventory = build_inventory(product, rule, background, view)
        inventory = with_cut_off(inventory, background, _intensity(inventory, background, closed))
        other = sum(
            line.amount * inventory.levels[line.process] * float(closed.of(line.dataset)[TOTAL])
            for line in _ordered(inventory.lines)
            if line.dataset and background.dataset(line.dataset).kind != "gap"
        )
    location, market = (other, total) if declared == "market" else (total, other)
    return ElectricityViews(declared, location, market, found)


def _choices(product: Product, rule: Rule) -> tuple[ChoiceMade, ...]:
    made = []
    for name in rule.choices:
        taken = option(product, rule, name)
        if taken is not None:
            given = product.choices.get(name)
            made.append(ChoiceMade(name, taken, "preparer" if given else "default", given.reason if given else ""))
    return tuple(made)


def _views(rule: Rule, inventory: Inventory, lines: tuple[LineResult, ...]) -> tuple[ViewResult, ...]:
    views = []
    for view in rule.views:
        per_functional_unit = sum(line.total for line in lines if line.stage in view.stages)
        per_declared_unit = per_functional_unit / inventory.reference_flow * rule.declared_unit.amount
        value = per_declared_unit
        if view.per is not None:
            given = inventory.values.get(view.per)
            if given is None or not given.value:
                continue
            value = per_declared_unit / (given.value * units.factor(given.unit, view.unit))
        views.append(ViewResult(view.id, value, view.unit, view.stages))
    return tuple(views)


def _gaps(
    background: Background, lines: tuple[LineResult, ...], inventory: Inventory, named: list[InventoryLine]
) -> tuple[GapUse, ...]:
    """Add up what nobody could source: behind the datasets of the lines, and named by lines themselves."""
    amounts: dict[str, float] = {}
    reached: dict[str, list[str]] = {}
    found = [(line.process, line.id, gap, amount) for line in lines for gap, amount, _ in line.gaps]
    found += [(line.process, line.id, line.dataset, line.amount * inventory.levels[line.process]) for line in named]
    for process, line_id, gap, amount in found:
        amounts[gap] = amounts.get(gap, 0.0) + amount
        reached.setdefault(gap, []).append(f"{process}/{line_id}")
    return tuple(
        GapUse(gap, amounts[gap], background.dataset(gap).unit, tuple(reached[gap])) for gap in sorted(amounts)
    )


assert COLUMNS[TOTAL] == "total"  # noqa: S101 - the index and the name must not drift apart
