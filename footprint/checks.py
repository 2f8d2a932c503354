"""The checks: a row of ``check_*`` functions, each yielding findings about one thing.

``check`` runs them all. Errors block the calculation, warnings must be answered, infos are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from footprint import plants, suppliers
from footprint.checks_accounts import ACCOUNT_CHECKS
from footprint.checks_allocation import check_allocation
from footprint.checks_background import BACKGROUND_CHECKS
from footprint.checks_carbon import CARBON_CHECKS
from footprint.checks_certificates import CERTIFICATE_CHECKS
from footprint.checks_complete import (
    check_answers,
    check_choices,
    check_required,
)
from footprint.checks_copies import COPY_CHECKS
from footprint.checks_cut_off import check_cut_off
from footprint.checks_digits import DIGIT_CHECKS
from footprint.checks_electricity import check_electricity, check_zones
from footprint.checks_evidence import check_evidence
from footprint.checks_hours import HOUR_CHECKS
from footprint.checks_instruments import INSTRUMENT_CHECKS
from footprint.checks_parameters import check_functional_unit, check_parameters
from footprint.checks_plants import PLANT_CHECKS
from footprint.checks_plausible import PLAUSIBILITY_CHECKS
from footprint.checks_previous import PREVIOUS_CHECKS
from footprint.checks_recycling import RECYCLING_CHECKS
from footprint.checks_scrap import SCRAP_CHECKS
from footprint.checks_suppliers import SUPPLIER_CHECKS
from footprint.checks_supply import SUPPLY_CHECKS
from footprint.checks_transport import check_legs
from footprint.checks_units import unfit_unit, unknown_unit
from footprint.errors import UnitError
from footprint.findings import Finding, by_name, sort_findings
from footprint.inventory import find_slot, foreground_matrix, providers, resolve
from footprint.transport import place_of, with_legs

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Line
    from footprint.product_process import Process
    from footprint.rule import Activity, Rule

Check = Callable[["Product", "Rule", "Background"], Iterator[Finding]]


def check_rule_status(_product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A draft is shown as such; a withdrawn or superseded rule is a warning."""
    if rule.status == "draft":
        yield Finding("rule.draft", "info", "rule", {"rule": f"{rule.pcr}@{rule.version}"})
    elif rule.status != "in_force":
        yield Finding(
            "rule.expired", "warning", "rule", {"rule": f"{rule.pcr}@{rule.version}", "status": rule.status}
        )


def check_lines(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """Every line answers an activity of the rule, from something that exists, in a unit that fits."""
    for where, process, line in product.lines():
        activity = rule.activity(line.activity)
        if activity is None:
            known = [a.id for a in rule.activity_data]
            yield Finding(
                "activity.unknown", "error", f"{where}.activity", {"activity": line.activity, "known": known}
            )
        yield from _check_stage(where, line, activity, rule)
        target = _target_unit(where, process, line, product, background)
        if isinstance(target, Finding):
            yield target
            continue
        if line.dataset and background.datasets[line.dataset].kind == "gap":
            gap = {"dataset": line.dataset, "amount": line.amount, "unit": line.unit}
            yield Finding("dataset.gap", "warning", f"{where}.dataset", gap)
        yield from _check_unit(where, line, target, activity)
        if activity and activity.origin == "company_specific" and line.origin != "company_specific":
            yield Finding(
                "origin.company_specific_required", "warning", f"{where}.origin",
                {"activity": activity.id, "origin": line.origin or ""}, str(activity.cite),
            )  # fmt: skip


def _check_stage(where: str, line: Line, activity: Activity | None, rule: Rule) -> Iterator[Finding]:
    stage = line.stage or (activity.stage if activity else None)
    if stage is None:
        return
    if stage not in rule.stages:
        yield Finding("stage.unknown", "error", f"{where}.stage", {"stage": stage, "known": list(rule.stages)})
    elif rule.stages[stage].boundary == "excluded":
        yield Finding("stage.excluded", "error", f"{where}.stage", {"stage": stage})


def _target_unit(
    where: str, process: Process, line: Line, product: Product, background: Background
) -> str | Finding:
    if line.process is not None:
        target = next((p for p in product.processes if p.id == line.process), None)
        if target is None:
            known = [p.id for p in product.processes]
            return Finding(
                "process.unknown", "error", f"{where}.process", {"process": line.process, "known": known}
            )
        return target.output.unit
    if line.slot is not None:
        slot = find_slot(line.slot, process, background)
        if slot is None:
            params = {"slot": line.slot, "region": process.region, "known": sorted(background.slots)}
            return Finding("slot.unknown", "error", f"{where}.slot", params)
        return background.slots[slot].unit
    if line.supplier is not None:
        one = suppliers.find(product, line.supplier)
        if one is None:
            params = {"supplier": line.supplier, "known": [s.id for s in product.suppliers]}
            return Finding("supplier.unknown", "error", f"{where}.supplier", params)
        return one.declared_unit
    dataset = background.datasets.get(line.dataset or "")
    if dataset is None:
        params = {"dataset": line.dataset or "", "background": f"{background.id} {background.version}"}
        return Finding("dataset.unknown", "error", f"{where}.dataset", params)
    return dataset.unit


def _check_unit(where: str, line: Line, target: str, activity: Activity | None) -> Iterator[Finding]:
    found = tuple(unfit_unit(f"{where}.unit", line.unit, target))
    yield from found
    if activity and not found:
        yield from unfit_unit(f"{where}.unit", line.unit, activity.unit, str(activity.cite))


def check_foreground(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """The foreground has a solution, makes the declared unit, and leaves no process unused."""
    final = next(p for p in product.processes if p.id == product.final_process)
    for process in product.processes:
        unknown = tuple(unknown_unit(f"processes[{process.id}].output.unit", process.output.unit, "kg"))
        if unknown:
            yield from unknown
            return
    yield from unfit_unit(f"processes[{final.id}].output.unit", final.output.unit, rule.declared_unit.unit)
    chosen = providers(product, background)
    try:
        links = [
            resolve(process, line, rule, product, background, chosen)
            for _, process, line in product.lines()
            if line.process is not None and line.process in {p.id for p in product.processes}
        ]
        links += plants.links(product)
    except (UnitError, KeyError, ZeroDivisionError):
        return  # check_lines or check_plants names the place
    matrix = foreground_matrix(product, links)
    demand = np.array([float(p.id == final.id) for p in product.processes])
    try:
        levels = np.linalg.solve(matrix, demand)
    except np.linalg.LinAlgError:
        levels = np.full(len(demand), -1.0)
    for process, level in zip(product.processes, levels, strict=True):
        if level < 0:
            yield Finding(
                "process.cycle_without_output", "error", f"processes[{process.id}]", {"process": process.id}
            )
        elif level == 0:
            yield Finding("process.unused", "warning", f"processes[{process.id}]", {"process": process.id})


CHECKS: tuple[Check, ...] = (
    check_rule_status,
    check_lines,
    check_required,
    check_choices,
    check_parameters,
    check_electricity,
    check_zones,
    check_foreground,
    check_functional_unit,
    check_allocation,
    *RECYCLING_CHECKS,
    check_cut_off,
    check_evidence,
    check_answers,
    *PLAUSIBILITY_CHECKS,
    *BACKGROUND_CHECKS,
    *DIGIT_CHECKS,
    *SCRAP_CHECKS,
    *PLANT_CHECKS,
    *ACCOUNT_CHECKS,
    *SUPPLY_CHECKS,
    *COPY_CHECKS,
    *INSTRUMENT_CHECKS,
    *CERTIFICATE_CHECKS,
    *HOUR_CHECKS,
    *SUPPLIER_CHECKS,
    *CARBON_CHECKS,
)


def check(product: Product, rule: Rule, background: Background) -> tuple[Finding, ...]:
    """Run every check and return the findings, gravest first."""
    background = suppliers.with_suppliers(background, product)
    legs = list(by_name(check_legs, product, rule, background))
    lines = with_legs(product, rule, background)
    found = [finding for one in CHECKS for finding in by_name(one, lines, rule, background)]
    return sort_findings([*legs, *(replace(f, where=place_of(f.where, product.legs)) for f in found)])


def check_against(product: Product, previous: Product) -> tuple[Finding, ...]:
    """Run every check against the document of an earlier period and return the findings, gravest first."""
    return sort_findings([finding for one in PREVIOUS_CHECKS for finding in by_name(one, product, previous)])
