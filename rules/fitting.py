"""What the checks of a rule share: names that exist, units that fit, formulas with all their inputs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator

from footprint import units
from footprint.errors import UnitError
from footprint.formulas import ANY, FORMULAS
from footprint.rule import Rule
from footprint.rule_base import Derive, Suggestion
from rules.yaml_lines import Step

Path = tuple[Step, ...]
Found = Iterator[tuple[Path, str]]


def no_such(what: str, name: str, known: Iterable[str]) -> str:
    """Say that a name does not exist, and which one may be meant."""
    known = list(known)
    near = difflib.get_close_matches(name, known, 1)
    hint = f"is {near[0]} meant?" if near else f"known are {', '.join(known) or 'none'}"
    return f"there is no {what} {name!r}: {hint}"


def measures(unit: str, quantity: str | None, path: Path) -> Found:
    """Check that a unit is known and measures the quantity stated."""
    try:
        measured = units.quantity(unit)
    except UnitError as error:
        yield path, str(error)
        return
    if quantity in units.QUANTITIES and measured != quantity:
        example = units.QUANTITIES[str(quantity)]
        yield path, f"{unit!r} measures {measured}, but {quantity} is stated (e.g. {example})"


def suggestion_unit(suggestion: Suggestion | None, quantity: str, path: Path) -> Found:
    """Check that a suggested amount has a unit, and one that fits."""
    if suggestion is None:
        return
    if suggestion.unit is not None:
        yield from measures(suggestion.unit, quantity, (*path, "suggestion", "unit"))
    elif suggestion.amount is not None:
        yield (*path, "suggestion", "amount"), "has no unit: add suggestion.unit"


def derive_problems(rule: Rule, derive: Derive | None, unit: str, path: Path, *, needed: bool = True) -> Found:
    """Check that a formula exists, has all its inputs in fitting units, and gives the unit stated."""
    if derive is None:
        return
    formula = FORMULAS.get(derive.formula)
    if formula is None:
        yield (*path, "formula"), no_such("formula", derive.formula, FORMULAS)
        return
    given = derive.inputs
    for missing in (i for i in formula.inputs if i not in given):
        yield (*path, "inputs"), f"{formula.name} takes {missing!r} as well: name the parameter that gives it"
    generic = ""
    for argument, parameter in given.items():
        here = (*path, "inputs", argument)
        if argument not in formula.inputs:
            yield here, no_such(f"input of {formula.name}", argument, formula.inputs)
        elif parameter not in rule.parameters:
            yield here, no_such("parameter", parameter, rule.parameters)
        else:
            entry = rule.parameters[parameter]
            expected = formula.inputs[argument]
            if expected == ANY:
                generic = generic or entry.unit
                expected = generic
            yield from fits(entry.unit, expected, here)
            known = entry.value is not None or entry.default is not None or entry.derive is not None
            if needed and not entry.required and not known:
                yield here, f"{path[0]} needs {parameter}, so the parameter must be required"
    made = generic if formula.unit == ANY else formula.unit
    if made:
        yield from fits(unit, made, (*path[:-1], "unit"))


def fits(unit: str, other: str, path: Path) -> Found:
    """Check that one unit converts into another."""
    try:
        units.factor(unit, other)
    except UnitError as error:
        yield path, str(error)
