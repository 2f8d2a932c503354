"""The checks: a row of ``check_*`` functions, each yielding findings about one thing.

``check`` runs them all. Errors block the calculation, warnings must be answered, infos are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from footprint import units
from footprint.checks_electricity import check_electricity, check_zones
from footprint.errors import DimensionError, ProductError, UnitError
from footprint.findings import Finding, sort_findings
from footprint.inventory import foreground_matrix, parameter, providers, reference_flow, resolve, slot_of

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Line, Process, Product
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
                {"activity": activity.id, "origin": line.origin or ""}, _cite(activity),
            )  # fmt: skip


def _cite(activity: Activity) -> str:
    return f"{activity.cite.source}: {activity.cite.clause}"


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
        slot = slot_of(line, process, background)
        if slot is None:
            params = {"slot": line.slot, "region": process.region, "known": sorted(background.slots)}
            return Finding("slot.unknown", "error", f"{where}.slot", params)
        return background.slots[slot].unit
    dataset = background.datasets.get(line.dataset or "")
    if dataset is None:
        params = {"dataset": line.dataset or "", "background": f"{background.id} {background.version}"}
        return Finding("dataset.unknown", "error", f"{where}.dataset", params)
    return dataset.unit


def _check_unit(where: str, line: Line, target: str, activity: Activity | None) -> Iterator[Finding]:
    params: dict[str, Any]
    try:
        expected = units.quantity(target)
        given = units.quantity(line.unit)
        units.factor(line.unit, target)
    except DimensionError:
        params = {"unit": line.unit, "quantity": given, "expected": expected, "example": target}
        yield Finding("unit.dimension", "error", f"{where}.unit", params)
        return
    except UnitError:
        params = {"unit": line.unit, "example": target, "known": list(units.known())}
        yield Finding("unit.unknown", "error", f"{where}.unit", params)
        return
    if activity and given != activity.quantity:
        params = {
            "unit": line.unit,
            "quantity": given,
            "expected": activity.quantity,
            "example": activity.unit,
        }
        yield Finding("unit.dimension", "error", f"{where}.unit", params, _cite(activity))


def check_required(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """Every required activity is answered; a default that stands in is named."""
    params: dict[str, Any]
    answered = {line.activity for _, _, line in product.lines()}
    for activity in rule.activity_data:
        if activity.id in answered:
            continue
        if activity.required == "always":
            params = {"activity": activity.id, "process": activity.process or product.final_process}
            yield Finding("activity.missing", "error", "processes", params, _cite(activity))
        elif activity.required == "or_default" and activity.default is not None:
            if not _there(activity.default.dataset, activity.default.slot, background):
                params = {"activity": activity.id, "process": activity.process or product.final_process}
                yield Finding("activity.missing", "error", "processes", params, _cite(activity))
                continue
            params = {
                "activity": activity.id, "amount": activity.default.amount, "unit": activity.default.unit,
                "target": activity.default.dataset or activity.default.slot or "",
            }  # fmt: skip
            cite = f"{activity.default.cite.source}: {activity.default.cite.clause}"
            yield Finding("default.used", "warning", "processes", params, cite)


def _there(dataset: str | None, slot: str | None, background: Background) -> bool:
    """Tell whether the background has what a default of a rule names; an imported one may lack it."""
    if dataset is not None:
        return dataset in background.datasets
    return slot is None or any(s == slot or s.startswith(f"{slot}/") for s in background.slots)


def check_parameters(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Parameters are known, complete, in a fitting unit and range; open choices carry a reason."""
    params: dict[str, Any]
    for name in product.parameters:
        if name not in rule.parameters:
            params = {"parameter": name, "known": list(rule.parameters)}
            yield Finding("parameter.unknown", "error", f"parameters.{name}", params)
    for name, entry in rule.parameters.items():
        where, cite = f"parameters.{name}", f"{entry.cite.source}: {entry.cite.clause}"
        given = product.parameters.get(name)
        if given is None:
            if entry.required and entry.value is None:
                params = {"parameter": name, "unit": entry.unit}
                yield Finding("parameter.missing", "error", where, params, cite)
            continue
        try:
            value = parameter(product, rule, name)
        except UnitError:
            try:
                params = {
                    "unit": given.unit,
                    "quantity": units.quantity(given.unit),
                    "expected": entry.quantity,
                }
                yield Finding("unit.dimension", "error", where, {**params, "example": entry.unit}, cite)
            except UnitError:
                params = {"unit": given.unit, "example": entry.unit, "known": list(units.known())}
                yield Finding("unit.unknown", "error", where, params)
            continue
        low, high = entry.minimum, entry.maximum
        if value is not None and ((low is not None and value < low) or (high is not None and value > high)):
            params = {"parameter": name, "value": value, "minimum": low, "maximum": high, "unit": entry.unit}
            yield Finding("parameter.range", "error", where, params, cite)
        if entry.open:
            code = "parameter.open" if given.reason else "parameter.reason_missing"
            params = {"parameter": name, "value": value, "unit": entry.unit, "reason": given.reason}
            yield Finding(code, "info" if given.reason else "warning", where, params, cite)


def check_foreground(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """The foreground has a solution, makes the declared unit, and leaves no process unused."""
    params: dict[str, Any]
    final = next(p for p in product.processes if p.id == product.final_process)
    for process in product.processes:
        try:
            units.quantity(process.output.unit)
        except UnitError:
            params = {"unit": process.output.unit, "example": "kg", "known": list(units.known())}
            yield Finding("unit.unknown", "error", f"processes[{process.id}].output.unit", params)
            return
    try:
        units.factor(rule.declared_unit.unit, final.output.unit)
    except UnitError:
        params = {
            "unit": final.output.unit, "quantity": units.quantity(final.output.unit),
            "expected": units.quantity(rule.declared_unit.unit), "example": rule.declared_unit.unit,
        }  # fmt: skip
        yield Finding("unit.dimension", "error", f"processes[{final.id}].output.unit", params)
    chosen = providers(product, background)
    try:
        links = [
            resolve(process, line, rule, product, background, chosen)
            for _, process, line in product.lines()
            if line.process is not None and line.process in {p.id for p in product.processes}
        ]
    except UnitError:
        return  # check_lines names the line
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


def check_functional_unit(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """The parameters give a functional unit above zero."""
    try:
        reference_flow(product, rule)
    except UnitError:
        return  # check_parameters names the unit
    except ProductError as error:
        if "is missing" not in str(error):  # check_parameters names a missing one
            yield Finding("functional_unit.zero", "error", "parameters", {"unit": rule.functional_unit.unit})


def check_evidence(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Lines whose activity names evidence kinds should name a document."""
    bare = [
        f"{process.id}/{line.id}"
        for _, process, line in product.lines()
        if (activity := rule.activity(line.activity)) and activity.evidence and not line.evidence
    ]
    if bare:
        cite = f"{rule.traceability.cite.source}: {rule.traceability.cite.clause}"
        yield Finding("evidence.missing", "info", "processes", {"lines": bare, "count": len(bare)}, cite)


def check_answers(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Clauses the rule could not encode are questions; the required ones want an answer."""
    for clause in rule.not_encoded:
        if clause.asks and clause.answer == "required" and not product.answers.get(clause.id):
            yield Finding(
                "answer.missing",
                "warning",
                f"answers.{clause.id}",
                {"clause": clause.clause, "id": clause.id, "asks": clause.asks.to_dict()},
            )
    for answer in product.answers:
        if answer not in {clause.id for clause in rule.not_encoded}:
            known = [clause.id for clause in rule.not_encoded]
            yield Finding("answer.unknown", "warning", f"answers.{answer}", {"id": answer, "known": known})


CHECKS: tuple[Check, ...] = (
    check_rule_status,
    check_lines,
    check_required,
    check_parameters,
    check_electricity,
    check_zones,
    check_foreground,
    check_functional_unit,
    check_evidence,
    check_answers,
)


def check(product: Product, rule: Rule, background: Background) -> tuple[Finding, ...]:
    """Run every check and return the findings, gravest first."""
    return sort_findings([finding for one in CHECKS for finding in one(product, rule, background)])
