"""Checks of biogenic carbon and of what is stated beside the footprint: balance, content, factors, offsets."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint.checks_units import unfit_unit
from footprint.findings import Finding, Severity

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Rule

# What biogenic CO2 counts, taken up and given off.
FACTORS = {"minus_one_plus_one": {"biogenic_uptake": -1.0, "biogenic_emissions": 1.0},
           "zero_zero": {"biogenic_uptake": 0.0, "biogenic_emissions": 0.0}}  # fmt: skip


def check_carbon_content(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Carbon contents are masses and say where they come from; a rule that asks for them gets them."""
    if rule.carbon is not None and rule.carbon.content == "required" and not product.carbon_content:
        yield Finding("carbon.content_missing", "warning", "carbon_content", {}, str(rule.carbon.cite))
    for one in product.carbon_content:
        where = f"carbon_content[{one.id}]"
        yield from unfit_unit(f"{where}.unit", one.unit, "kg")
        if not one.source and not one.evidence:
            yield Finding("carbon.source_missing", "warning", f"{where}.source", {"id": one.id})


def check_apart(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """What is stated beside the footprint is admitted there by the rule, and can be looked up."""
    for one in product.apart:
        where = f"apart[{one.id}]"
        yield from unfit_unit(f"{where}.unit", one.unit, "kg")
        said = rule.carbon.apart.get(one.kind, "open") if rule.carbon else "open"
        cite = str(rule.carbon.cite) if rule.carbon else ""
        if said == "refused":
            yield Finding("apart.refused", "error", f"{where}.kind", {"id": one.id, "apart": one.kind}, cite)
        else:
            code = "apart.accepted" if said == "accepted" else "apart.open"
            severity: Severity = "info" if said == "accepted" else "warning"
            params = {"id": one.id, "apart": one.kind, "amount": one.amount, "unit": one.unit}
            yield Finding(code, severity, where, params, cite)
        if not one.reference and not one.evidence:
            yield Finding("apart.evidence_missing", "warning", where, {"id": one.id, "apart": one.kind})
        if not one.method:
            yield Finding("apart.method_missing", "warning", f"{where}.method", {"id": one.id, "apart": one.kind})


def check_biogenic_factors(_product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """The characterization set weighs biogenic CO2 as the rule says: −1 and +1, or 0 and 0."""
    known = background.characterization.get(rule.characterization.set)
    due = FACTORS.get(rule.carbon.biogenic_co2) if rule.carbon else None
    if due is None or known is None:
        return
    wrong = sorted(
        flow.id
        for flow in background.flows.values()
        if flow.gas == "co2" and flow.category in due and known[flow.id].value != due[flow.category]
    )
    if wrong and rule.carbon:
        params = {"set": rule.characterization.set, "flows": wrong, "treatment": rule.carbon.biogenic_co2}
        yield Finding("carbon.factors", "error", "rule", params, str(rule.carbon.cite))


CARBON_CHECKS = (check_carbon_content, check_apart, check_biogenic_factors)
