"""Checks of parameters: known, complete, in a fitting unit and range; open ones with a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint.checks_units import unfit_unit
from footprint.errors import InputError
from footprint.findings import Finding
from footprint.inventory import reference_flow
from footprint.parameters import fixed, is_open, limits, resolve_parameters, within

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.parameters import Value
    from footprint.product import Product
    from footprint.rule import Parameter, Rule


def check_parameters(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Every parameter the rule needs has one value, from one place, in its range."""
    params: dict[str, Any]
    for name in product.parameters:
        if name not in rule.parameters:
            params = {"parameter": name, "known": list(rule.parameters)}
            yield Finding("parameter.unknown", "error", f"parameters.{name}", params)
    units_fit = True
    for name, entry in rule.parameters.items():
        given = product.parameters.get(name)
        if given is not None:
            found = list(unfit_unit(f"parameters.{name}", given.unit, entry.unit, str(entry.cite)))
            units_fit = units_fit and not found
            yield from found
    if not units_fit:
        return
    try:
        values = resolve_parameters(product, rule)
    except InputError as error:
        yield Finding("parameter.no_result", "error", "parameters", {"problem": str(error)})
        return
    for name, entry in rule.parameters.items():
        yield from _check_value(name, entry, product, rule, values)


def _check_value(
    name: str, entry: Parameter, product: Product, rule: Rule, values: dict[str, Value]
) -> Iterator[Finding]:
    where, cite = f"parameters.{name}", str(entry.cite)
    params: dict[str, Any]
    given = product.parameters.get(name)
    open_here = is_open(product, rule, name)
    own = fixed(product, rule, name)
    if given is not None and (own is not None or entry.derive is not None):
        held = values.get(name)
        params = {"parameter": name, "value": held.value if held else None, "unit": entry.unit}
        yield Finding("parameter.fixed", "error", where, params, cite)
        return
    value = values.get(name)
    if value is None:
        params = {"parameter": name, "unit": entry.unit}
        if name in limits(rule):
            if open_here:
                yield Finding("limit.open", "info", where, params, cite)
        elif entry.required and entry.derive is None:
            yield Finding("parameter.missing", "error", where, params, cite)
        return
    if not within(entry, value.value):
        params = {
            "parameter": name, "value": value.value, "minimum": entry.minimum, "maximum": entry.maximum,
            "unit": entry.unit,
        }  # fmt: skip
        too_low = entry.exclusive_minimum and entry.minimum == 0 and value.value <= 0
        code = "parameter.above_zero" if too_low else "parameter.range"
        yield Finding(code, "error", where, params, cite)
    if value.origin == "default":
        params = {"parameter": name, "value": value.value, "unit": entry.unit}
        yield Finding("parameter.default", "info", where, params, cite)
    if given is not None and open_here:
        code = "parameter.open" if given.reason else "parameter.reason_missing"
        params = {"parameter": name, "value": value.value, "unit": entry.unit, "reason": given.reason}
        yield Finding(code, "info" if given.reason else "warning", where, params, cite)


def check_functional_unit(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """The parameters give a functional unit above zero."""
    try:
        values = resolve_parameters(product, rule)
    except InputError:
        return  # check_parameters names the value
    derive = rule.functional_unit.derive
    if derive is not None and any(name not in values for name in derive.inputs.values()):
        return  # check_parameters names the missing one
    try:
        reference_flow(rule, values)
    except InputError:
        yield Finding("functional_unit.zero", "error", "parameters", {"unit": rule.functional_unit.unit})
