"""Checks of recycling: factors that are there, recycled content by kind, claims that carry their evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.end_of_life import Recycled, materials
from footprint.errors import InputError
from footprint.findings import Finding
from footprint.parameters import resolve_parameters

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.rule import Parameter, Rule

# Sums of shares may pass 1 by so much: rounding of what was typed.
ROUNDING = 1e-9


def check_end_of_life(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """What the end-of-life method takes is in the background, and its materials have mass and rate."""
    block = rule.end_of_life
    if block.method == "cut_off":
        return
    params: dict[str, Any]
    try:
        values = resolve_parameters(product, rule)
    except InputError:
        return  # check_parameters names the value
    for material in block.materials:
        cite = str(material.cite)
        absent = [name for name in (material.mass, material.r2) if name not in values]
        if absent:
            params = {"material": material.id, "parameters": absent}
            yield Finding("end_of_life.incomplete", "warning", "parameters", params, cite)
            continue
        named = (material.virgin, material.recycled, material.recycling, material.recovery, material.disposal)
        for dataset in named:
            if dataset is not None and dataset not in background.datasets:
                params = {"dataset": dataset, "background": f"{background.id} {background.version}"}
                yield Finding("dataset.unknown", "error", "", params, cite)


def check_recycled_content(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Shares of a material add up to at most all of it; recycled content says what of it is pre-consumer."""
    try:
        values = resolve_parameters(product, rule)
    except InputError:
        return  # check_parameters names the value
    named = {material.id: material for material in rule.end_of_life.materials}
    for found in materials(rule, values):
        material = named[found.material]
        cite = str(material.cite)
        yield from _shares(found, cite)
        if material.r1_pre is None or not found.of("r1"):
            continue
        params: dict[str, Any] = {"material": found.material, "share": found.of("r1"), "parameter": material.r1_pre}
        where = f"parameters.{material.r1_pre}"
        if not found.divided:
            yield Finding("recycled.undivided", "warning", where, params, cite)
        elif found.of("r1_pre") and found.pre_consumer == "open":
            params = {"material": found.material, "share": found.of("r1_pre")}
            yield Finding("recycled.pre_consumer_open", "info", where, params, str(rule.end_of_life.cite))
        elif found.of("r1_pre") and found.pre_consumer == "not_counted":
            params = {"material": found.material, "share": found.of("r1_pre")}
            yield Finding("recycled.pre_consumer_out", "info", where, params, str(rule.end_of_life.cite))


def _shares(found: Recycled, cite: str) -> Iterator[Finding]:
    """Name shares that are more than there is."""
    params: dict[str, Any]
    if found.of("r1_pre") > found.of("r1") + ROUNDING:
        params = {"material": found.material, "share": found.of("r1_pre"), "allowed": found.of("r1")}
        where = f"parameters.{found.factors['r1_pre'].parameter}"
        yield Finding("recycled.pre_consumer_above", "error", where, params, cite)
    leaves = found.of("r2") + found.of("r3")
    if leaves > 1.0 + ROUNDING:
        params = {"material": found.material, "share": leaves}
        yield Finding("recycled.more_than_all", "error", "parameters", params, cite)


def check_claims(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A value better than the rule's own holds only with evidence of a kind the rule names."""
    for name, entry in rule.parameters.items():
        given = product.parameters.get(name)
        if not entry.claim or given is None:
            continue
        try:
            value = given.amount * units.factor(given.unit, entry.unit)
        except InputError:
            continue  # check_parameters names the unit
        above = usual(entry)
        if value > above + ROUNDING and not {e.kind for e in given.evidence} & set(entry.claim):
            params = {
                "parameter": name,
                "value": value,
                "above": above,
                "unit": entry.unit,
                "kinds": list(entry.claim),
            }
            yield Finding("claim.unproven", "error", f"parameters.{name}.evidence", params, str(entry.cite))


def usual(entry: Parameter) -> float:
    """Return what a claim is measured against [unit of the parameter]: the default, else the suggestion, else 0."""
    if entry.default is not None:
        return entry.default
    hint = entry.suggestion
    if hint is None or hint.amount is None:
        return 0.0
    return hint.amount * units.factor(hint.unit or entry.unit, entry.unit)


RECYCLING_CHECKS = (check_end_of_life, check_recycled_content, check_claims)
