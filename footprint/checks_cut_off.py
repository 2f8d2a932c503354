"""Checks of the cut-off: what was left out is named, measured, within the limit, and may be left out at all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.checks_units import unfit_unit
from footprint.cut_off import mass_shares
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.inventory import Inventory
    from footprint.product import Product
    from footprint.rule import Rule


def check_cut_off(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Omissions belong to a process, carry mass and reason, and stay within the limits of the rule."""
    params: dict[str, Any]
    cite = str(rule.cut_off.cite)
    known = [p.id for p in product.processes]
    for i, omission in enumerate(product.omitted):
        where = f"omitted[{i}]"
        if omission.process not in known:
            params = {"process": omission.process, "known": known}
            yield Finding("process.unknown", "error", f"{where}.process", params)
        yield from unfit_unit(f"{where}.unit", omission.unit, "kg", cite)
        if omission.activity in rule.cut_off.forbidden_for:
            params = {"name": omission.name, "activity": omission.activity}
            yield Finding("cut_off.forbidden", "error", where, params, cite)
        if not omission.reason:
            yield Finding("cut_off.reason_missing", "warning", where, {"name": omission.name}, cite)


def check_shares(inventory: Inventory) -> Iterator[Finding]:
    """The omissions together, and each, stay within the limits; needs the levels of the inventory."""
    params: dict[str, Any]
    product, rule = inventory.product, inventory.rule
    cite = str(rule.cut_off.cite)
    for share in mass_shares(product, rule, inventory.levels):
        for name, found in ((rule.cut_off.per_item, share.per_item), (rule.cut_off.cumulative, share.cumulative)):
            limit = inventory.values.get(name or "")
            allowed = limit.value * units.factor(limit.unit, "1") if limit else float("inf")
            if found > allowed:
                params = {"process": share.where or product.model, "share": found, "allowed": allowed}
                yield Finding("cut_off.above_limit", "warning", "omitted", params, cite)
        params = {"process": share.where or product.model, "share": share.cumulative}
        yield Finding("cut_off.share", "info", "omitted", params, cite)
