"""Checks of scrap: what is lost is accounted for, what comes back was lost, and nothing is made of nothing.

Thresholds are conventions of this project (docs/algorithms/foreground.md): they point a reviewer at a figure and
decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.checks_plausible import SHORT, mass, mass_taken
from footprint.checks_units import unfit_unit, unknown_unit
from footprint.errors import UnitError
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Line
    from footprint.product_process import Process, Scrap
    from footprint.rule import Rule


def check_scrap(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Scrap goes to a line that is there, as much as the line takes; what is sold is told."""
    params: dict[str, Any]
    for process in product.processes:
        by_line: dict[str, list[Scrap]] = {}
        lines = {line.id: line for line in process.lines}
        for scrap in process.scrap:
            where = f"processes[{process.id}].scrap[{scrap.id}]"
            unknown = tuple(unknown_unit(f"{where}.unit", scrap.unit, "kg"))
            yield from unknown
            if scrap.line is None:
                params = {"process": process.id, "scrap": scrap.id, "amount": scrap.amount, "unit": scrap.unit}
                yield Finding("scrap.sold", "info", where, params)
            elif scrap.line not in lines:
                params = {"process": process.id, "line": scrap.line, "known": list(lines)}
                yield Finding("scrap.line_unknown", "error", f"{where}.line", params)
            elif not unknown:
                by_line.setdefault(scrap.line, []).append(scrap)
        for name, scraps in by_line.items():
            yield from _compared(product, process, lines[name], scraps)


def _compared(product: Product, process: Process, line: Line, scraps: list[Scrap]) -> Iterator[Finding]:
    """Compare what a line takes with the scrap that goes to it; remelting may lose some on the way."""
    where = f"processes[{process.id}]"
    wrong = [f for s in scraps for f in unfit_unit(f"{where}.scrap[{s.id}].unit", s.unit, line.unit)]
    if wrong:
        yield from wrong
        return
    arises = sum(s.amount * units.factor(s.unit, line.unit) for s in scraps)
    inside = next((p for p in product.processes if p.id == line.process), None)
    taken = line.amount / (inside.yield_ if inside else 1.0)
    treated = any(s.to == "treated" for s in scraps)
    if taken > arises * (1.0 + SHORT) or (treated and taken < arises * (1.0 - SHORT)):
        params = {
            "process": process.id, "line": line.id, "scrap": [s.id for s in scraps], "amount": arises,
            "taken": taken, "unit": line.unit,
        }  # fmt: skip
        yield Finding("scrap.differs", "warning", f"{where}.lines[{line.id}].amount", params)


def check_possible_yield(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Good output and scrap come out of what goes in; rejects are accounted for where scrap is stated."""
    params: dict[str, Any]
    for process in product.processes:
        lost = scrapped(process)
        if lost is None:
            continue
        where = f"processes[{process.id}].yield"
        made = mass(process.output.amount, process.output.unit) or 0.0
        good = made * process.yield_
        taken = mass_taken(process, product, rule)
        if taken and good + lost > taken * (1.0 + SHORT):
            params = {"process": process.id, "taken": taken, "made": good, "lost": lost}
            yield Finding("scrap.impossible", "warning", where, params)
        if lost < (made - good) * (1.0 - SHORT):
            params = {"process": process.id, "rejects": made - good, "lost": lost}
            yield Finding("scrap.rejects_unsaid", "warning", where, params)


def scrapped(process: Process) -> float | None:
    """Return the mass of scrap per run [kg]; None where none is stated, or some of it has no mass."""
    try:
        return sum(s.amount * units.factor(s.unit, "kg") for s in process.scrap) if process.scrap else None
    except UnitError:
        return None


SCRAP_CHECKS = (check_scrap, check_possible_yield)
