"""Checks of supplier footprints: valid, in the boundary, verified, consistent in themselves, admitted by the rule.

What a rule asks stands in its block ``suppliers``; under a rule without one the use of a footprint is told.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint.checks_signatures import check_supplier_signatures
from footprint.checks_units import unknown_unit
from footprint.errors import InputError
from footprint.findings import Finding, Severity
from footprint.parameters import resolve_parameters
from footprint.suppliers import TOLERANCE, stated, used

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_supplier import SupplierFootprint
    from footprint.rule import Rule

YEAR = 365.25


def check_supplier_use(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Footprints are counted in a known unit and bought by a line; what is deprecated is named."""
    taken = {one.id for one in used(product)}
    for one in product.suppliers:
        where = f"suppliers[{one.id}]"
        yield from unknown_unit(f"{where}.declared_unit", one.declared_unit, "kg")
        if one.id not in taken:
            yield Finding("supplier.unused", "info", where, {"supplier": one.id})
        elif one.status == "deprecated":
            params = {"supplier": one.id, "reference": one.reference}
            yield Finding("supplier.deprecated", "warning", f"{where}.status", params)


def check_supplier_validity(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A footprint is valid on the last day of the data period, and no older than the rule admits."""
    last = product.period.end
    age = _max_age(product, rule)
    for one in used(product):
        where = f"suppliers[{one.id}]"
        if one.valid_until is not None and one.valid_until < last:
            params: dict[str, Any] = {"supplier": one.id, "last": str(one.valid_until), "end": str(last)}
            yield Finding("supplier.expired", "warning", f"{where}.valid_until", params, _cite(rule))
        old = (last - one.period.end).days / YEAR
        if age is not None and old > age:
            params = {"supplier": one.id, "age": old, "limit": age}
            yield Finding("supplier.too_old", "warning", f"{where}.period", params, _cite(rule))


def _max_age(product: Product, rule: Rule) -> float | None:
    name = (rule.suppliers.max_age if rule.suppliers else None) or rule.data_quality.max_age
    try:
        found = resolve_parameters(product, rule).get(name or "")
    except InputError:
        return None  # check_parameters names the value
    return found.value if found else None


def check_supplier_boundary(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A footprint covers the boundary that the rule accepts, packaging included; a silent rule is told."""
    found = used(product)
    if found and rule.suppliers is None:
        yield Finding("supplier.rule_silent", "warning", "suppliers", {"suppliers": [one.id for one in found]})
    for one in found:
        if rule.suppliers is not None and one.boundary not in rule.suppliers.boundaries:
            severity: Severity = "error" if rule.suppliers.other_boundary == "refused" else "warning"
            params = {
                "supplier": one.id, "boundary": one.boundary, "boundaries": list(rule.suppliers.boundaries),
            }  # fmt: skip
            yield Finding("supplier.boundary", severity, f"suppliers[{one.id}].boundary", params, _cite(rule))
    bare = [one.id for one in found if not one.packaging]
    if bare:
        yield Finding("supplier.packaging", "info", "suppliers", {"suppliers": bare})


def check_supplier_evidence(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Where the rule wants a third party's verification there is one; what is not stated or checked is told."""
    found = used(product)
    asked = rule.suppliers.verification if rule.suppliers else "open"
    for one in found:
        if one.verification is None and asked != "not_required":
            severity: Severity = "warning" if asked == "required" else "info"
            where = f"suppliers[{one.id}].verification"
            yield Finding("supplier.not_verified", severity, where, {"supplier": one.id}, _cite(rule))
    silent = [one.id for one in found if one.primary_data_share is None]
    if silent:
        yield Finding("supplier.primary_share_missing", "info", "suppliers", {"suppliers": silent})


def check_supplier_figures(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Parts add up to the total, signs make sense, and the warming potentials are those of the study."""
    for one in used(product):
        where = f"suppliers[{one.id}]"
        yield from _check_sum(one, where)
        yield from _check_uptake(one, where)
        below = [
            name
            for name in ("total", "total_without_uptake", "fossil", "biogenic_emissions", "land_use_change")
            if (getattr(one, name) or 0.0) < 0
        ]
        if below:
            yield Finding("supplier.negative", "warning", where, {"supplier": one.id, "fields": below})
        if one.removals:
            params: dict[str, Any] = {"supplier": one.id, "value": one.removals, "unit": _unit(one)}
            yield Finding("supplier.removals", "warning", f"{where}.removals", params)
        if one.gwp and one.gwp.lower() not in rule.characterization.set.split("-"):
            params = {"supplier": one.id, "gwp": one.gwp, "set": rule.characterization.set}
            yield Finding("supplier.gwp", "warning", f"{where}.gwp", params)


def _check_sum(one: SupplierFootprint, where: str) -> Iterator[Finding]:
    parts = stated(one)
    if "fossil" not in parts:
        return  # not split, or only in part
    together = math.fsum(parts.values()) + (one.removals or 0.0)
    scale = max(abs(one.total), math.fsum(map(abs, parts.values())))
    if abs(one.total - together) > TOLERANCE * scale:
        params = {"supplier": one.id, "total": one.total, "parts": together, "unit": _unit(one)}
        yield Finding("supplier.sum", "warning", f"{where}.total", params)


def _check_uptake(one: SupplierFootprint, where: str) -> Iterator[Finding]:
    """The two totals differ by the uptake; carbon taken up has to be released somewhere in the life cycle."""
    params: dict[str, Any]
    if one.total_without_uptake is not None:
        difference = one.total - one.total_without_uptake
        scale = max(abs(one.total), abs(one.total_without_uptake))
        if abs(difference - (one.biogenic_uptake or 0.0)) > TOLERANCE * scale:
            params = {
                "supplier": one.id, "difference": difference, "uptake": one.biogenic_uptake or 0.0,
                "unit": _unit(one),
            }  # fmt: skip
            yield Finding("supplier.uptake_mismatch", "warning", f"{where}.biogenic_uptake", params)
    if one.biogenic_uptake:
        params = {"supplier": one.id, "uptake": one.biogenic_uptake, "unit": _unit(one)}
        yield Finding("supplier.uptake", "info", f"{where}.biogenic_uptake", params)


def _unit(one: SupplierFootprint) -> str:
    return f"kg CO2e / {one.declared_amount:g} {one.declared_unit}"


def check_supplier_mixing(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Footprints answer the activities the rule admits, and stand beside datasets only where it does."""
    params: dict[str, Any]
    rules = rule.suppliers
    if rules is None:
        return
    kinds: dict[str, set[bool]] = {}
    for where, _, line in product.lines():
        if line.supplier is not None and rules.activities and line.activity not in rules.activities:
            params = {"activity": line.activity, "supplier": line.supplier}
            yield Finding("supplier.activity", "error", f"{where}.supplier", params, _cite(rule))
        if line.process is None:
            kinds.setdefault(line.activity, set()).add(line.supplier is not None)
    mixed = [activity for activity, found in kinds.items() if len(found) > 1]
    if mixed and rules.mixing != "accepted":
        severity: Severity = "error" if rules.mixing == "refused" else "info"
        yield Finding("supplier.mixed", severity, "suppliers", {"activities": mixed}, _cite(rule))


def _cite(rule: Rule) -> str:
    return str(rule.suppliers.cite) if rule.suppliers else ""


SUPPLIER_CHECKS = (
    check_supplier_use,
    check_supplier_validity,
    check_supplier_boundary,
    check_supplier_evidence,
    check_supplier_figures,
    check_supplier_mixing,
    check_supplier_signatures,
)
