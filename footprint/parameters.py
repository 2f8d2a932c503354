"""Parameters: every number a rule works with, and where it came from.

Fixed by the rule, fixed by the option chosen, derived by a formula, given by the preparer, or the rule's default:
one place resolves them, so that the inventory, the checks, the views and the record all show the same value.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from footprint import units
from footprint.errors import ProductError
from footprint.formulas import ANY, FORMULAS
from footprint.product import Product
from footprint.rule import Parameter, Rule
from footprint.rule_base import Derive

ValueOrigin = Literal["rule", "choice", "derived", "preparer", "default"]


@dataclass(frozen=True)
class Value:
    """A resolved parameter.

    Attributes
    ----------
    value : float
        In ``unit``, the unit of the rule.
    origin : str
        ``rule``, ``choice``, ``derived``, ``preparer`` or ``default``.
    reason : str
        What the preparer gave as reason; empty for the rule's own values.
    """

    name: str
    value: float
    unit: str
    origin: ValueOrigin
    reason: str = ""


def option(product: Product, rule: Rule, choice: str) -> str | None:
    """Return the option taken of a choice: the preparer's, else the rule's default, else None."""
    given = product.choices.get(choice)
    if given is not None:
        return given.option if given.option in rule.choices[choice].options else None
    return rule.choices[choice].default


def is_open(product: Product, rule: Rule, name: str) -> bool:
    """Tell whether the preparer has to give a parameter with a reason: no text fixes it."""
    entry = rule.parameters[name]
    if entry.by is None:
        return entry.open
    chosen = option(product, rule, entry.by)
    return entry.open or (chosen in entry.values and entry.values[str(chosen)] is None)


def fixed(product: Product, rule: Rule, name: str) -> float | None:
    """Return the value the rule itself gives, by option where it depends on one; None where it gives none."""
    entry = rule.parameters[name]
    if entry.by is not None and entry.values:
        return entry.values.get(option(product, rule, entry.by) or "")
    return entry.value


def resolve_parameters(product: Product, rule: Rule) -> dict[str, Value]:
    """Resolve every parameter that has a value.

    Returns
    -------
    dict of str to Value
        In the order of the rule; a parameter without value is absent, never 0.

    Raises
    ------
    UnitError
        A parameter was given in a unit that does not fit.
    ProductError
        A formula has no result for the values given.
    """
    found: dict[str, Value] = {}
    for name in order(rule):
        value = _resolve(product, rule, name, found)
        if value is not None:
            found[name] = value
    return {name: found[name] for name in rule.parameters if name in found}


def _resolve(product: Product, rule: Rule, name: str, found: Mapping[str, Value]) -> Value | None:
    entry = rule.parameters[name]
    own = fixed(product, rule, name)
    if own is not None:
        return Value(name, own, entry.unit, "choice" if entry.by else "rule")
    if entry.derive is not None:
        derived = evaluate(entry.derive, rule, found, entry.unit)
        return None if derived is None else Value(name, derived, entry.unit, "derived")
    given = product.parameters.get(name)
    if given is not None:
        amount = given.amount * units.factor(given.unit, entry.unit)
        return Value(name, amount, entry.unit, "preparer", given.reason)
    if entry.default is not None:
        return Value(name, entry.default, entry.unit, "default")
    return None


def evaluate(derive: Derive, rule: Rule, values: Mapping[str, Value], unit: str) -> float | None:
    """Compute a formula from resolved parameters.

    Returns
    -------
    float or None
        In ``unit``; None when one of the parameters has no value.

    Raises
    ------
    ProductError
        The values given have no result, for instance a division by zero.
    """
    if any(name not in values for name in derive.inputs.values()):
        return None
    formula = FORMULAS[derive.formula]
    arguments = {}
    generic = ""
    for argument, expected in formula.inputs.items():
        value = values[derive.inputs[argument]]
        if expected == ANY:
            generic = generic or value.unit
        wanted = generic if expected == ANY else expected
        arguments[argument] = value.value * units.factor(value.unit, wanted)
    try:
        result = formula.function(**arguments)
    except ZeroDivisionError as error:
        names = ", ".join(f"{derive.inputs[a]} = {v:g}" for a, v in arguments.items())
        what = f"the formula {formula.name} has no result for {names}"
        raise ProductError(what) from error
    return float(result) * units.factor(generic if formula.unit == ANY else formula.unit, unit)


def order(rule: Rule) -> tuple[str, ...]:
    """Order parameters so that each stands after those it is derived from.

    Raises
    ------
    ProductError
        Parameters derive from one another in a circle; ``rules check`` finds that first.
    """
    done: dict[str, None] = {}

    def visit(name: str, above: tuple[str, ...]) -> None:
        if name in done or name not in rule.parameters:
            return
        if name in above:
            what = f"the parameters {' → '.join((*above, name))} derive from one another in a circle"
            raise ProductError(what)
        derive = rule.parameters[name].derive
        for needed in derive.inputs.values() if derive else ():
            visit(needed, (*above, name))
        done[name] = None

    for name in rule.parameters:
        visit(name, ())
    return tuple(done)


def within(entry: Parameter, value: float) -> bool:
    """Tell whether a value lies in the range of a parameter."""
    low, high = entry.minimum, entry.maximum
    if low is not None and (value <= low if entry.exclusive_minimum else value < low):
        return False
    return high is None or value <= high


def limits(rule: Rule) -> frozenset[str]:
    """Name the parameters that are limits of the method, not properties of the product."""
    named = (
        rule.cut_off.per_item,
        rule.cut_off.cumulative,
        rule.data_quality.limit,
        rule.data_quality.max_age,
        rule.suppliers.max_age if rule.suppliers else None,
        rule.electricity.generated_before,
    )
    return frozenset(name for name in named if name)
