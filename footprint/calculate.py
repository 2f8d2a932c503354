"""The one public function: from a product, a rule and a background to a result."""

from __future__ import annotations

import numpy as np

from footprint import alternatives, end_of_life, units
from footprint.background import Background
from footprint.carbon import carbon_of
from footprint.checks import check
from footprint.checks_result import RESULT_CHECKS, Figures
from footprint.electricity import ViewName, covers, declared_by_hour, declared_view
from footprint.electricity_views import ByHour, ElectricityViews, hour_factors
from footprint.elementary import FlowAmount, unit_of
from footprint.engine.scores import Array, ClosedScores, UnitScores, close, prepare, with_rows
from footprint.errors import BlockedError
from footprint.findings import blocks, by_name, sort_findings
from footprint.inventory import Inventory, build_inventory, with_cut_off
from footprint.line_figures import DUST, line_results
from footprint.parameters import option
from footprint.product import Product
from footprint.quality import rate
from footprint.result import (
    COLUMNS,
    TOTAL,
    ChoiceMade,
    GapUse,
    LineResult,
    Reference,
    Result,
    SlotUse,
    ViewResult,
)
from footprint.rule import LoadedRule, Rule
from footprint.suppliers import with_suppliers
from footprint.transport import uses, with_legs
from footprint.written import InventoryLine

__all__ = ["calculate", "check"]


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
    legs = uses(product, rule.rule, background)
    product = with_legs(product, rule.rule, background)
    if scores is None or scores.set_id != rule.rule.characterization.set:
        scores = prepare(background, rule.rule.characterization.set)
    if product.suppliers:
        scores = with_rows(scores, background)
    inventory = build_inventory(product, rule.rule, background)
    closed = close(scores, inventory.providers)
    inventory = with_cut_off(inventory, background, alternatives.intensity(inventory, background, closed))
    bought: list[InventoryLine] = []
    named: list[InventoryLine] = []
    for line in alternatives.ordered(inventory.lines):
        if line.dataset:
            (named if background.dataset(line.dataset).kind == "gap" else bought).append(line)
    lines = line_results(bought, inventory, background, closed, product)
    gaps = _gaps(background, lines, inventory, named)
    quality = rate(inventory, background, closed, lines)
    demand = _demand(closed, lines)
    flows = _flows(background, closed, demand)
    carbon = carbon_of(product, inventory.reference_flow, flows)
    figures = Figures(inventory, background, closed, lines, gaps, quality, carbon)
    found = (finding for one in RESULT_CHECKS for finding in by_name(one, figures))
    shared = tuple(inventory.allocations.values())
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
        supply=_slot_use(background, closed, lines, demand),
        flows=flows,
        carbon=carbon,
        values=tuple(inventory.values.values()),
        choices=_choices(product, rule.rule),
        allocations=shared,
        alternatives=alternatives.sensitivity(shared, product, rule.rule, background, closed),
        recycled=end_of_life.materials(rule.rule, inventory.values),
        plants=alternatives.plant_figures(product, rule.rule, background, closed),
        electricity=_electricity(product, rule.rule, background, closed, lines),
        views=_views(rule.rule, inventory, lines),
        gaps=gaps,
        legs=legs,
        quality=quality,
        findings=sort_findings([*findings, *found]),
    )


def _demand(closed: ClosedScores, lines: tuple[LineResult, ...]) -> Array:
    """Return what the lines buy of every dataset, shape (n_datasets,)."""
    demand = np.zeros(len(closed.scores.datasets))
    for line in lines:
        if line.basis == "hours":  # the difference of two factors: no electricity was taken
            continue
        demand[closed.scores.row[line.dataset]] += line.amount
    return demand


def _flows(background: Background, closed: ClosedScores, demand: Array) -> tuple[FlowAmount, ...]:
    """All elementary flows of the life cycle, in the order of their ids."""
    factors = background.characterization[closed.scores.set_id]
    amounts = zip(closed.scores.flows, map(float, closed.inventory(demand)), strict=True)
    return tuple(
        FlowAmount(
            flow=flow,
            gas=background.flows[flow].gas,
            category=background.flows[flow].category,
            amount=amount,
            unit=unit_of(background, flow),
            factor=factors[flow].value,
        )
        for flow, amount in sorted(amounts)
        if abs(amount) > DUST
    )


def _slot_use(
    background: Background, closed: ClosedScores, lines: tuple[LineResult, ...], demand: Array
) -> tuple[SlotUse, ...]:
    """All electricity, heat and freight the life cycle takes, the foreground's own included."""
    bought = np.zeros(len(closed.scores.slots))
    for line in lines:
        if line.target_kind == "slot" and line.basis != "hours":  # as in _demand
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
    """Give the total in both views, and with hours; what is not declared is a sum over its own inventory."""
    declared = declared_view(rule)
    total = sum(line.total for line in lines)
    found = covers(product, rule, "market")

    def other(view: ViewName, by_hour: bool) -> float:
        return alternatives.total_of(product, rule, background, closed, view, by_hour)

    hourly = declared_by_hour(product, rule)
    opposite: ViewName = "location" if declared == "market" else "market"
    against = other(opposite, hourly) if found else total
    location, market = (against, total) if declared == "market" else (total, against)
    factors = hour_factors(product, rule, background, declared, lambda d: float(closed.of(d)[TOTAL]))
    by_hour = None
    if factors:
        annual, weighted = (other(declared, False), total) if hourly else (total, other(declared, True))
        by_hour = ByHour(rule.electricity.hours, hourly, annual, weighted, factors)
    return ElectricityViews(declared, location, market, found, by_hour)


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
