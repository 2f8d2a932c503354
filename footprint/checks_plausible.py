"""Plausibility checks of a product by itself: mass balance, yields, digit patterns, the age of the rule.

Thresholds are conventions of this project (docs/algorithms/plausibility.md): they point a reviewer at a figure and
decide nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint import units
from footprint.cut_off import leaves
from footprint.errors import UnitError
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_parts import Process
    from footprint.rule import Rule

# Inputs by mass may fall short of the output by this share (weighing, water from the air).
SHORT = 0.02
# A yield below this is rare enough to be asked about.
LOW_YIELD = 0.5
# So many lines with the same figure of three digits or more look copied; so large a share of round ones, estimated.
COPIES, ROUND_SHARE, ENOUGH_LINES = 3, 0.6, 8


def check_mass_balance(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A process that makes a mass takes in at least as much mass as it makes."""
    for process in product.processes:
        made, taken = _mass(process.output.amount, process.output.unit), _taken(process, product, rule)
        if made is None or taken is None or not taken:
            continue
        if taken < made * (1.0 - SHORT):
            params = {"process": process.id, "taken": taken, "made": made, "share": 1.0 - taken / made}
            yield Finding("balance.mass_created", "warning", f"processes[{process.id}]", params)
        elif process.yield_ == 1.0 and taken > made * (1.0 + SHORT):
            params = {"process": process.id, "taken": taken, "made": made, "share": taken / made - 1.0}
            yield Finding("balance.mass_lost", "info", f"processes[{process.id}]", params)


def _taken(process: Process, product: Product, rule: Rule) -> float | None:
    """Return the mass a run takes in; None where an input of another process has no mass."""
    outputs = {p.id: p.output.unit for p in product.processes}
    sums = 0.0
    for line in process.lines:
        if line.process is not None and _mass(1.0, outputs.get(line.process, "")) is None:
            return None
        if not leaves(rule, line.activity):
            sums += _mass(line.amount, line.unit) or 0.0
    left_out = (o for o in product.omitted if o.process == process.id)
    return sums + sum(_mass(o.amount, o.unit) or 0.0 for o in left_out)


def _mass(amount: float, unit: str) -> float | None:
    try:
        return amount * units.factor(unit, "kg")
    except UnitError:
        return None


def check_yields(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """A yield below one half is asked about."""
    for process in product.processes:
        if process.yield_ < LOW_YIELD:
            params = {"process": process.id, "share": process.yield_}
            yield Finding("yield.low", "warning", f"processes[{process.id}].yield", params)


def check_repeated_figures(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """The same figure of three digits or more in several lines looks copied."""
    figures: dict[tuple[float, str], list[str]] = {}
    for _, process, line in product.lines():
        if line.process is None and _significant(line.amount) >= 3:
            figures.setdefault((line.amount, line.unit), []).append(f"{process.id}/{line.id}")
    for (amount, unit), lines in figures.items():
        if len(lines) >= COPIES:
            params = {"amount": amount, "unit": unit, "lines": lines, "count": len(lines)}
            yield Finding("pattern.repeated", "info", "processes", params)


def check_round_figures(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """Mostly round figures look estimated rather than measured."""
    amounts = [line.amount for _, _, line in product.lines() if line.process is None and line.amount]
    kinds = Counter(_significant(amount) <= 1 for amount in amounts)
    if len(amounts) >= ENOUGH_LINES and kinds[True] > ROUND_SHARE * len(amounts):
        params = {"share": kinds[True] / len(amounts), "count": len(amounts)}
        yield Finding("pattern.round", "info", "processes", params)


def _significant(amount: float) -> int:
    return len(f"{amount:.12g}".split("e")[0].replace(".", "").strip("0"))


def check_rule_on_date(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """The rule holds on the last day of the data period."""
    last = product.period.end
    until = rule.valid.until
    if rule.status == "in_force" and (last < rule.valid.start or (until is not None and last > until)):
        params = {
            "rule": f"{rule.pcr}@{rule.version}", "end": str(last), "start": str(rule.valid.start),
            "until": str(until) if until else None,
        }  # fmt: skip
        yield Finding("rule.not_on_date", "warning", "rule", params)


PLAUSIBILITY_CHECKS = (
    check_rule_on_date,
    check_mass_balance,
    check_yields,
    check_repeated_figures,
    check_round_figures,
)
