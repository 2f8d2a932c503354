"""Plausibility checks of a product by itself: balances of mass and energy, yields, the age of the rule.

Thresholds are conventions of this project (docs/algorithms/plausibility.md): they point a reviewer at a figure and
decide nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint import units
from footprint.cut_off import leaves
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_process import Process
    from footprint.rule import Rule

# Inputs by mass may fall short of the output by this share (weighing, water from the air).
SHORT = 0.02
# A yield below this is rare enough to be asked about.
LOW_YIELD = 0.5


def check_mass_balance(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """All products together are no more mass than was taken in, and nothing vanishes unsaid."""
    for process in product.processes:
        made, taken = mass(process.output.amount, process.output.unit), mass_taken(process, product, rule)
        if made is None or not taken or made > taken * (1.0 + SHORT):
            continue  # no mass to balance, or check_yields names it
        products = process.split.co_products if process.split else ()
        out = made + sum(mass(one.amount, one.unit) or 0.0 for one in products)
        if taken < out * (1.0 - SHORT):
            params = {"process": process.id, "taken": taken, "made": out, "share": 1.0 - taken / out}
            yield Finding("balance.mass_created", "warning", f"processes[{process.id}]", params)
        elif not process.scrap and process.yield_ == 1.0 and taken > out * (1.0 + SHORT):
            params = {"process": process.id, "taken": taken, "made": out, "share": taken / out - 1.0}
            yield Finding("balance.mass_lost", "info", f"processes[{process.id}]", params)


def mass_taken(process: Process, product: Product, rule: Rule) -> float | None:
    """Return the mass a run takes in; None where an input of another process has no mass."""
    if process.plants:
        return None  # the plants are balanced, not their mean
    outputs = {p.id: p.output.unit for p in product.processes}
    sums = 0.0
    for line in process.lines:
        if line.process is not None and mass(1.0, outputs.get(line.process, "")) is None:
            return None
        if not leaves(rule, line.activity):
            sums += mass(line.amount, line.unit) or 0.0
    left_out = (o for o in product.omitted if o.process == process.id)
    return sums + sum(mass(o.amount, o.unit) or 0.0 for o in left_out)


def mass(amount: float, unit: str) -> float | None:
    """Return an amount in kg; None where the unit counts no mass."""
    per_unit = units.factor_or_none(unit, "kg")
    return None if per_unit is None else amount * per_unit


def check_energy_balance(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """A process that makes energy takes in at least as much energy as it makes."""
    for process in product.processes:
        made, taken = energy_made(process), energy_taken(process, rule, background)
        if made and taken is not None and taken < made * (1.0 - SHORT):
            params = {"process": process.id, "taken": taken, "made": made, "share": 1.0 - taken / made}
            yield Finding("balance.energy_created", "warning", f"processes[{process.id}]", params)


def energy_made(process: Process) -> float:
    """Return the energy a run makes: its output and its other products [MJ]; 0 where it makes none."""
    products = process.split.co_products if process.split else ()
    made = [_energy(process.output.amount, process.output.unit), *(_energy(p.amount, p.unit) for p in products)]
    return sum(amount or 0.0 for amount in made)


def energy_taken(process: Process, rule: Rule, background: Background) -> float | None:
    """Return the energy a run takes in [MJ]; None where a fuel comes by mass or volume, without heating value."""
    taken = 0.0
    for line in process.lines:
        energy = _energy(line.amount, line.unit)
        dataset = background.datasets.get(line.dataset or "")
        if energy is None and (line.process or (dataset and dataset.category == "fuels")):
            return None
        if not leaves(rule, line.activity):
            taken += energy or 0.0
    return taken


def _energy(amount: float, unit: str) -> float | None:
    per_unit = units.factor_or_none(unit, "MJ")
    return None if per_unit is None else amount * per_unit


def check_yields(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """A yield above 100 % by mass is impossible, one below one half is asked about."""
    for process in product.processes:
        made, taken = mass(process.output.amount, process.output.unit), mass_taken(process, product, rule)
        if made is not None and taken and made > taken * (1.0 + SHORT):
            params = {"process": process.id, "share": made / taken, "taken": taken, "made": made}
            yield Finding("yield.impossible", "warning", f"processes[{process.id}].output", params)
        if process.yield_ < LOW_YIELD:
            params = {"process": process.id, "share": process.yield_}
            yield Finding("yield.low", "warning", f"processes[{process.id}].yield", params)


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
    check_energy_balance,
)
