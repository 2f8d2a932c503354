"""Checks against the background: use of electricity, and figures per unit, far outside what its datasets show.

Thresholds are conventions of this project (docs/algorithms/plausibility.md).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint import units
from footprint.checks_plausible import mass, mass_taken
from footprint.errors import UnitError
from footprint.findings import Finding
from footprint.inventory import find_slot

if TYPE_CHECKING:
    from footprint.background import Background, Dataset
    from footprint.product import Product
    from footprint.product_process import Process
    from footprint.rule import Rule

SERVICE = "electricity"
# So few datasets are no field to compare with.
FEWEST = 20


def check_electricity_intensity(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """No process takes more electricity per kilogram it handles than any process of the background per kilogram."""
    for process in product.processes:
        found = electricity_per_mass(process, product, rule, background)
        # Mostly one of the first datasets takes more, and the rest need not be looked at.
        if found is None or any(value >= found for value, _ in electricity_of_peers(background)):
            continue
        peers = list(electricity_of_peers(background))
        if len(peers) >= FEWEST:
            highest, dataset = max(peers)
            params = {"process": process.id, "value": found, "highest": highest, "dataset": dataset}
            yield Finding("outlier.electricity", "warning", f"processes[{process.id}]", params)


def electricity_per_mass(process: Process, product: Product, rule: Rule, background: Background) -> float | None:
    """Return the electricity of a process per mass it makes or takes in, whichever is more [kWh/kg]; else None."""
    used = 0.0
    for line in process.lines:
        slot = find_slot(line.slot, process, background) if line.slot else None
        if slot is not None and background.slots[slot].service == SERVICE:
            try:
                used += line.amount * units.factor(line.unit, "kWh")
            except UnitError:
                return None  # check_lines names the unit
    if not used:
        return None
    handled = max(
        mass(process.output.amount, process.output.unit) or 0.0, mass_taken(process, product, rule) or 0.0
    )
    return used / handled if handled else None


def electricity_of_peers(background: Background) -> Iterator[tuple[float, str]]:
    """Go through the unit processes that make a mass and take electricity: how much [kWh/kg], and which."""
    for dataset in background.datasets.values():
        if dataset.basis == "unit_process" and units.quantity(dataset.unit) == "mass":
            used = _electricity(dataset, background)
            if used:
                yield used / units.factor(dataset.unit, "kg"), dataset.id


def _electricity(dataset: Dataset, background: Background) -> float:
    """Return the electricity of a dataset [kWh per unit of it]."""
    return sum(
        exchange.amount * units.factor(exchange.unit, "kWh")
        for exchange in dataset.exchanges
        if exchange.kind == "slot" and background.slots[exchange.target].service == SERVICE
    )


BACKGROUND_CHECKS = (check_electricity_intensity,)
