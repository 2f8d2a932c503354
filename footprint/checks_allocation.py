"""Checks of processes with several products: every line is carried by somebody, and the method by a reason."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint.allocation import MAIN, allocate, possible
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_process import Process, Split
    from footprint.rule import Rule


def check_allocation(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Co-products can be shared out by a method of the rule; another method carries a reason."""
    cite = str(rule.allocation.cite)
    order = rule.allocation.order
    for process in product.processes:
        if process.split is None:
            continue
        where = f"processes[{process.id}].split"
        yield from _divided(where, process, process.split)
        found = possible(process)
        params: dict[str, Any] = {"process": process.id, "known": [m for m in order if m in found]}
        one = allocate(process, rule)
        if one is None:
            yield Finding("allocation.impossible", "error", where, params, cite)
            continue
        taken = [one.method] if one.method != next((m for m in order if m in found), one.method) else []
        if one.subdivided and "subdivision" not in order:
            taken.insert(0, "subdivision")
        for method in taken if not one.reason else ():
            params = {"process": process.id, "method": method, "known": list(order)}
            yield Finding("allocation.reason_missing", "warning", where, params, cite)
        if "expansion" in order and one.method not in order[: order.index("expansion")]:
            params = {"process": process.id, "method": one.method}
            yield Finding("allocation.expansion_left_out", "warning", where, params, cite)
        params = {"process": process.id, "method": one.method, "share": one.share}
        yield Finding("allocation.made", "info", where, params, cite)


def _divided(where: str, process: Process, split: Split) -> Iterator[Finding]:
    """Name lines and products of a subdivision that are not there."""
    params: dict[str, Any]
    lines, products = [line.id for line in process.lines], [MAIN, *(c.id for c in split.co_products)]
    for line, served in split.subdivided.items():
        if line not in lines:
            params = {"process": process.id, "line": line, "known": lines}
            yield Finding("allocation.line_unknown", "error", f"{where}.subdivided", params)
        if served not in products:
            params = {"process": process.id, "product": served, "known": products}
            yield Finding("allocation.product_unknown", "error", f"{where}.subdivided.{line}", params)
