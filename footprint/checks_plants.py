"""Checks of several plants behind one process: they exist, their output compares, their shares are whole."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.checks_units import unfit_unit, unknown_unit
from footprint.errors import UnitError
from footprint.findings import Finding, Severity
from footprint.plants import by_share, made

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.product import Product
    from footprint.product_process import PlantShare, Process
    from footprint.rule import Rule

# What a plant made and what its accounts say it produced agree within this share.
TOLERANCE = 0.02
# Shares add up to 1 within the rounding of what was typed.
ROUNDING = 1e-6


def check_plants(product: Product, rule: Rule, _background: Background) -> Iterator[Finding]:
    """Plants are processes of the product, in units that fit; their shares are 100 % of something."""
    params: dict[str, Any]
    known = {p.id: p for p in product.processes}
    for process in product.processes:
        if not process.plants:
            continue
        where = f"processes[{process.id}].plants"
        found = [
            f for p in process.plants for f in unknown_unit(f"{where}[{p.process}].made.unit", p.made.unit, "%")
        ]
        found = found or [f for p in process.plants for f in _plant(f"{where}[{p.process}]", p, process, known)]
        yield from found
        if found:
            continue
        whole = sum(made(process).values())
        if not whole:
            yield Finding("plants.nothing_made", "error", where, {"process": process.id})
        elif by_share(process) and not math.isclose(whole, 1.0, rel_tol=ROUNDING):
            yield Finding("plants.shares", "error", where, {"process": process.id, "share": whole})
        params = {"process": process.id, "count": len(process.plants)}
        if rule.plants is None:
            yield Finding("plants.open", "info", where, params)
        elif rule.plants.several == "apart":
            severity: Severity = "error" if process.id == product.final_process else "warning"
            yield Finding("plants.apart", severity, where, params, str(rule.plants.cite))


def _plant(where: str, plant: PlantShare, process: Process, known: dict[str, Process]) -> Iterator[Finding]:
    if plant.process not in known:
        params = {"process": plant.process, "known": list(known)}
        yield Finding("process.unknown", "error", f"{where}.process", params)
        return
    yield from unfit_unit(f"{where}.process", known[plant.process].output.unit, process.output.unit)
    if not by_share(process):
        yield from unfit_unit(f"{where}.made.unit", plant.made.unit, process.output.unit)


def check_plant_output(product: Product, _rule: Rule, _background: Background) -> Iterator[Finding]:
    """What a plant made is what its accounts say it produced, less rejects."""
    ids = {p.id: p for p in product.processes}
    for process in product.processes:
        for plant in process.plants:
            for account in product.accounts:
                whole = account.production
                if account.process != plant.process or whole is None or plant.process not in ids:
                    continue
                of = ids[plant.process]
                try:
                    stated = plant.made.amount * units.factor(plant.made.unit, of.output.unit)
                except UnitError:
                    continue  # a share, or check_plants names the unit
                if not math.isclose(whole * of.yield_, stated, rel_tol=TOLERANCE):
                    params = {
                        "plant": plant.process, "made": stated, "account": account.id,
                        "produced": whole * of.yield_, "unit": of.output.unit,
                    }  # fmt: skip
                    where = f"processes[{process.id}].plants[{plant.process}].made"
                    yield Finding("plants.made_differs", "warning", where, params)


PLANT_CHECKS = (check_plants, check_plant_output)
