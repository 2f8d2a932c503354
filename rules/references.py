"""Round 2 of the validation: everything a rule names exists and fits together.

A row of ``check_*`` functions; each yields the path and one clause per problem. All of them always run.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from footprint import units
from footprint.errors import Problem, UnitError
from footprint.formulas import FORMULAS
from footprint.product import path as dotted
from footprint.rule import Rule, Suggestion, Unit
from rules.yaml_lines import Lines, Step

GWP_SETS = ("ipcc-ar6-gwp100", "ipcc-ar5-gwp100")

Path = tuple[Step, ...]
Found = Iterator[tuple[Path, str]]


def reference_problems(rule: Rule, lines: Lines) -> tuple[Problem, ...]:
    """Run every check on a rule of sound shape.

    Parameters
    ----------
    rule : Rule
    lines : Lines
        The merged document the rule was read from.
    """
    found = [problem for check in CHECKS for problem in check(rule)]
    return _sorted([*found, *_citations(lines.document)], lines)


def citation_problems(lines: Lines) -> tuple[Problem, ...]:
    """Check that every citation of a document names one of its sources."""
    return _sorted(list(_citations(lines.document)), lines)


def _sorted(found: list[tuple[Path, str]], lines: Lines) -> tuple[Problem, ...]:
    found.sort(key=lambda one: lines.place(one[0]))
    return tuple(Problem(lines.where(p, dotted(p, lines.document)), what) for p, what in found)


def _citations(document: Any) -> Found:
    known = list(document.get("sources") or {})
    for path, source in _cited(document, ()):
        if source not in known:
            yield path, _no_such("source", source, known)


def _cited(node: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(node, dict):
        cite = node.get("cite")
        if isinstance(cite, dict) and isinstance(cite.get("source"), str):
            yield (*path, "cite", "source"), cite["source"]
        for key, value in node.items():
            yield from _cited(value, (*path, key))
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from _cited(value, (*path, position))


def _no_such(what: str, name: str, known: Iterable[str]) -> str:
    known = list(known)
    near = difflib.get_close_matches(name, known, 1)
    hint = f"is {near[0]} meant?" if near else f"known are {', '.join(known) or 'none'}"
    return f"there is no {what} {name!r}: {hint}"


def check_stages(rule: Rule) -> Found:
    """An excluded stage has a reason and no data; an included one has data."""
    filled = {a.stage for a in rule.activity_data}
    for name, stage in rule.stages.items():
        if stage.boundary == "excluded" and stage.reason is None:
            yield ("stages", name), "is excluded without a reason: add reason in three languages"
        if stage.boundary == "included" and name not in filled:
            yield ("stages", name), "is included, but no entry of activity_data belongs to it"
    for i, activity in enumerate(rule.activity_data):
        yield from _stage(rule, activity.stage, ("activity_data", i, "stage"), "no activity data belongs there")
    for i, view in enumerate(rule.views):
        for j, stage_id in enumerate(view.stages):
            yield from _stage(rule, stage_id, ("views", i, "stages", j), "a view cannot sum it")


def _stage(rule: Rule, name: str, path: Path, consequence: str) -> Found:
    if name not in rule.stages:
        yield path, _no_such("stage", name, rule.stages)
    elif rule.stages[name].boundary == "excluded":
        yield path, f"the stage {name} is excluded from the boundary, so {consequence}"


def check_units(rule: Rule) -> Found:
    """Units are in the table and measure what the entry says."""
    for name, parameter in rule.parameters.items():
        path: Path = ("parameters", name)
        yield from _unit(parameter.unit, parameter.quantity, path)
        yield from _suggestion_unit(parameter.suggestion, parameter.quantity, path)
    for i, activity in enumerate(rule.activity_data):
        path = ("activity_data", i)
        yield from _unit(activity.unit, activity.quantity, path)
        yield from _suggestion_unit(activity.suggestion, activity.quantity, path)
        if activity.default is not None:
            yield from _measures(activity.default.unit, activity.quantity, (*path, "default", "unit"))
    for i, process in enumerate(rule.processes):
        yield from _measures(process.unit, None, ("processes", i, "unit"))
    yield from _measures(rule.functional_unit.unit, None, ("functional_unit", "unit"))
    yield from _measures(rule.declared_unit.unit, None, ("declared_unit", "unit"))


def _unit(unit: str, quantity: str, path: Path) -> Found:
    if quantity not in units.QUANTITIES:
        yield (*path, "quantity"), _no_such("quantity", quantity, units.QUANTITIES)
    else:
        yield from _measures(unit, quantity, (*path, "unit"))


def _measures(unit: str, quantity: str | None, path: Path) -> Found:
    try:
        measured = units.quantity(unit)
    except UnitError as error:
        yield path, str(error)
        return
    if quantity in units.QUANTITIES and measured != quantity:
        example = units.QUANTITIES[str(quantity)]
        yield path, f"{unit!r} measures {measured}, but {quantity} is stated (e.g. {example})"


def _suggestion_unit(suggestion: Suggestion | None, quantity: str, path: Path) -> Found:
    if suggestion is None:
        return
    if suggestion.unit is not None:
        yield from _measures(suggestion.unit, quantity, (*path, "suggestion", "unit"))
    elif suggestion.amount is not None:
        yield (*path, "suggestion", "amount"), "has no unit: add suggestion.unit"


def check_units_of_result(rule: Rule) -> Found:
    """Derived units use a known formula with all its inputs; views divide by a parameter of their unit."""
    yield from _derive(rule, rule.functional_unit, "functional_unit")
    yield from _derive(rule, rule.declared_unit, "declared_unit")
    for i, view in enumerate(rule.views):
        path: Path = ("views", i)
        if view.per is None:
            yield from _fits(view.unit, rule.declared_unit.unit, (*path, "unit"))
        elif view.per not in rule.parameters:
            yield (*path, "per"), _no_such("parameter", view.per, rule.parameters)
        else:
            yield from _fits(view.unit, rule.parameters[view.per].unit, (*path, "unit"))


def _derive(rule: Rule, unit: Unit, name: str) -> Found:
    if unit.derive is None:
        return
    path: Path = (name, "derive")
    formula = FORMULAS.get(unit.derive.formula)
    if formula is None:
        yield (*path, "formula"), _no_such("formula", unit.derive.formula, FORMULAS)
        return
    given = unit.derive.inputs
    for missing in (i for i in formula.inputs if i not in given):
        yield (*path, "inputs"), f"{formula.name} takes {missing!r} as well: name the parameter that gives it"
    for argument, parameter in given.items():
        here = (*path, "inputs", argument)
        if argument not in formula.inputs:
            yield here, _no_such(f"input of {formula.name}", argument, formula.inputs)
        elif parameter not in rule.parameters:
            yield here, _no_such("parameter", parameter, rule.parameters)
        else:
            entry = rule.parameters[parameter]
            if formula.inputs[argument]:
                yield from _fits(entry.unit, formula.inputs[argument], here)
            if not entry.required and entry.value is None:
                yield here, f"the {name} needs {parameter}, so the parameter must be required"
    if formula.unit:
        yield from _fits(unit.unit, formula.unit, (name, "unit"))


def _fits(unit: str, other: str, path: Path) -> Found:
    try:
        units.factor(unit, other)
    except UnitError as error:
        yield path, str(error)


def check_names(rule: Rule) -> Found:
    """Processes, evidence kinds, activities and characterization sets that are named exist."""
    processes = [p.id for p in rule.processes]
    for i, activity in enumerate(rule.activity_data):
        if activity.process is not None and activity.process not in processes:
            yield ("activity_data", i, "process"), _no_such("process", activity.process, processes)
        for j, kind in enumerate(activity.evidence):
            if kind not in rule.traceability.kinds:
                what = _no_such("kind of evidence in traceability.kinds", kind, rule.traceability.kinds)
                yield ("activity_data", i, "evidence", j), what
    activities = [a.id for a in rule.activity_data]
    for j, name in enumerate(rule.cut_off.forbidden_for):
        if name not in activities:
            yield ("cut_off", "forbidden_for", j), _no_such("activity", name, activities)
    if rule.characterization.set not in GWP_SETS:
        yield ("characterization", "set"), _no_such("set", rule.characterization.set, GWP_SETS)


def check_unique(rule: Rule) -> Found:
    """Ids are given once."""
    lists: dict[str, list[str]] = {
        "activity_data": [a.id for a in rule.activity_data],
        "processes": [p.id for p in rule.processes],
        "views": [v.id for v in rule.views],
        "not_encoded": [n.id for n in rule.not_encoded],
    }
    for name, ids in lists.items():
        for i, one in enumerate(ids):
            if one in ids[:i]:
                yield (name, i, "id"), f"the id {one!r} is given twice in {name}: give each its own"
    for i, field in enumerate(rule.report):
        if field in rule.report[:i]:
            yield ("report", i), f"{field!r} is listed twice"


def check_values(rule: Rule) -> Found:
    """Open means null; limits are in order; a default stands where one is used, and only there."""
    for name, entry in rule.parameters.items():
        low, high = entry.minimum, entry.maximum
        if entry.open and entry.value is not None:
            what = f"is {entry.value:g}, but the parameter is open: open is null, usual practice is a suggestion"
            yield ("parameters", name, "value"), what
        if low is not None and high is not None and low > high:
            yield ("parameters", name, "maximum"), f"is {high:g}, below the minimum {low:g}"
        elif entry.value is not None and (
            (low is not None and entry.value < low) or (high is not None and entry.value > high)
        ):
            yield ("parameters", name, "value"), f"is {entry.value:g}, outside minimum and maximum"
    for i, activity in enumerate(rule.activity_data):
        path: Path = ("activity_data", i)
        if activity.required == "or_default" and activity.default is None:
            yield path, "is required: or_default, but has no default: add one with amount, unit and cite"
        if activity.default is not None:
            if activity.required != "or_default":
                what = f"is never used, because the entry is required: {activity.required}"
                yield (*path, "default"), what
            if (activity.default.dataset is None) == (activity.default.slot is None):
                yield (*path, "default"), "names exactly one of dataset and slot"
    cut = rule.cut_off
    if cut.per_item is not None and cut.cumulative is not None and cut.per_item > cut.cumulative:
        yield ("cut_off", "per_item"), f"is {cut.per_item:g}, above cumulative {cut.cumulative:g}"


def check_validity(rule: Rule) -> Found:
    """A version ends after it starts; one that was superseded has an end."""
    if rule.valid.until is not None and rule.valid.until < rule.valid.start:
        yield ("valid", "until"), f"{rule.valid.until} lies before from {rule.valid.start}"
    if rule.status == "superseded" and rule.valid.until is None:
        yield ("valid", "until"), "is open, but the version is superseded: give its last day"


CHECKS: tuple[Callable[[Rule], Found], ...] = (
    check_stages,
    check_units,
    check_units_of_result,
    check_names,
    check_unique,
    check_values,
    check_validity,
)
