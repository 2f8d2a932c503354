"""Round 2 of the validation: everything a rule names exists and fits together.

A row of ``check_*`` functions; each yields the path and one clause per problem. All of them always run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from footprint import units
from footprint.errors import Problem
from footprint.product import path as dotted
from footprint.rule import Rule
from rules.fitting import Found, Path, derive_problems, fits, measures, no_such, suggestion_unit
from rules.references_values import (
    check_choices,
    check_end_of_life,
    check_limits,
    check_lines_of_the_rule,
    check_parameters,
    check_scenarios,
)
from rules.yaml_lines import Lines

GWP_SETS = ("ipcc-ar6-gwp100", "ipcc-ar6-gwp100-biogenic-zero", "ipcc-ar5-gwp100")


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
            yield path, no_such("source", source, known)


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


def check_stages(rule: Rule) -> Found:
    """An excluded stage has a reason and no data; an included one has data."""
    filled = {a.stage for a in rule.activity_data}
    filled |= {stage for m in rule.end_of_life.materials for stage in (m.stage_in, m.stage_out)}
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
        yield path, no_such("stage", name, rule.stages)
    elif rule.stages[name].boundary == "excluded":
        yield path, f"the stage {name} is excluded from the boundary, so {consequence}"


def check_units(rule: Rule) -> Found:
    """Units are in the table and measure what the entry says."""
    for name, parameter in rule.parameters.items():
        path: Path = ("parameters", name)
        yield from _unit(parameter.unit, parameter.quantity, path)
        yield from suggestion_unit(parameter.suggestion, parameter.quantity, path)
    for i, activity in enumerate(rule.activity_data):
        path = ("activity_data", i)
        yield from _unit(activity.unit, activity.quantity, path)
        yield from suggestion_unit(activity.suggestion, activity.quantity, path)
    for i, process in enumerate(rule.processes):
        yield from measures(process.unit, None, ("processes", i, "unit"))
    yield from measures(rule.functional_unit.unit, None, ("functional_unit", "unit"))
    yield from measures(rule.declared_unit.unit, None, ("declared_unit", "unit"))


def _unit(unit: str, quantity: str, path: Path) -> Found:
    if quantity not in units.QUANTITIES:
        yield (*path, "quantity"), no_such("quantity", quantity, units.QUANTITIES)
    else:
        yield from measures(unit, quantity, (*path, "unit"))


def check_units_of_result(rule: Rule) -> Found:
    """Derived units use a known formula with all its inputs; views divide by a parameter of their unit."""
    whole = rule.functional_unit
    yield from derive_problems(rule, whole.derive, whole.unit, ("functional_unit", "derive"))
    if rule.declared_unit.derive is not None:
        yield ("declared_unit", "derive"), "is never computed: the declared unit is an amount of product"
    for i, view in enumerate(rule.views):
        path: Path = ("views", i)
        if view.per is None:
            yield from fits(view.unit, rule.declared_unit.unit, (*path, "unit"))
        elif view.per not in rule.parameters:
            yield (*path, "per"), no_such("parameter", view.per, rule.parameters)
        else:
            yield from fits(view.unit, rule.parameters[view.per].unit, (*path, "unit"))


def check_names(rule: Rule) -> Found:
    """Processes, evidence kinds, activities and characterization sets that are named exist."""
    processes = [p.id for p in rule.processes]
    for i, activity in enumerate(rule.activity_data):
        if activity.process is not None and activity.process not in processes:
            yield ("activity_data", i, "process"), no_such("process", activity.process, processes)
        if activity.link is not None and activity.link not in processes:
            yield ("activity_data", i, "link"), no_such("process", activity.link, processes)
        for key in ("evidence", "evidence_all"):
            yield from _kinds(rule, getattr(activity, key), ("activity_data", i, key))
    for name, parameter in rule.parameters.items():
        for key in ("evidence", "claim"):
            yield from _kinds(rule, getattr(parameter, key), ("parameters", name, key))
    activities = [a.id for a in rule.activity_data]
    for j, name in enumerate(rule.cut_off.forbidden_for):
        if name not in activities:
            yield ("cut_off", "forbidden_for", j), no_such("activity", name, activities)
    for j, name in enumerate(rule.suppliers.activities if rule.suppliers else ()):
        if name not in activities:
            yield ("suppliers", "activities", j), no_such("activity", name, activities)
    if rule.characterization.set not in GWP_SETS:
        yield ("characterization", "set"), no_such("set", rule.characterization.set, GWP_SETS)


def _kinds(rule: Rule, kinds: tuple[str, ...], path: Path) -> Found:
    for j, kind in enumerate(kinds):
        if kind not in rule.traceability.kinds:
            yield (*path, j), no_such("kind of evidence in traceability.kinds", kind, rule.traceability.kinds)


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
    check_choices,
    check_parameters,
    check_lines_of_the_rule,
    check_limits,
    check_end_of_life,
    check_scenarios,
    check_validity,
)
