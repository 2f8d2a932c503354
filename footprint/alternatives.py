"""Totals of the same product under another choice: view of electricity, plant, way of sharing a process.

Each is a full calculation of its own inventory on the same unit scores, so what is shown is what would be declared.
"""

from __future__ import annotations

from collections.abc import Iterable

from footprint import allocation, plants
from footprint.allocation import Allocated, Alternative
from footprint.background import Background
from footprint.electricity import ViewName
from footprint.engine.scores import ClosedScores
from footprint.inventory import Inventory, build_inventory, with_cut_off
from footprint.plants import PlantFigure
from footprint.product import Product
from footprint.result import TOTAL
from footprint.rule import Rule
from footprint.written import InventoryLine


def ordered(lines: Iterable[InventoryLine]) -> list[InventoryLine]:
    """Sums of floats depend on their order, so lines are summed in one order whatever the document's."""
    return sorted(lines, key=lambda line: (line.process, line.id))


def intensity(inventory: Inventory, background: Background, closed: ClosedScores) -> dict[str, float]:
    """Return kg CO2e per unit of every dataset the lines buy; a gap has none."""
    bought = {line.dataset for line in inventory.lines if line.dataset}
    return {d: float(closed.of(d)[TOTAL]) for d in bought if background.dataset(d).kind != "gap"}


def total_of(
    product: Product,
    rule: Rule,
    background: Background,
    closed: ClosedScores,
    view: ViewName | None = None,
    by_hour: bool | None = None,
) -> float:
    """Return the total of a product that passed the checks [kg CO2e per functional unit]."""
    inventory = build_inventory(product, rule, background, view, by_hour)
    inventory = with_cut_off(inventory, background, intensity(inventory, background, closed))
    return sum(
        line.amount * inventory.levels[line.process] * float(closed.of(line.dataset)[TOTAL])
        for line in ordered(inventory.lines)
        if line.dataset and background.dataset(line.dataset).kind != "gap"
    )


def plant_figures(
    product: Product, rule: Rule, background: Background, closed: ClosedScores
) -> tuple[PlantFigure, ...]:
    """State every plant with its share and the product as if it alone made what its process stands for."""
    regions = {p.id: p.region for p in product.processes}
    return tuple(
        PlantFigure(
            process.id, plant, regions[plant], share,
            total_of(plants.alone(product, process, plant), rule, background, closed),
        )
        for process in sorted(product.processes, key=lambda p: p.id)
        if process.plants
        for plant, share in sorted(plants.shares(process).items())
    )  # fmt: skip


def sensitivity(
    made: Iterable[Allocated], product: Product, rule: Rule, background: Background, closed: ClosedScores
) -> tuple[Alternative, ...]:
    """State the product under every other way of sharing its processes, one process at a time."""
    return tuple(
        Alternative(one.process, method, divided, one.others[method], total_of(other, rule, background, closed))
        for one in made
        for method, divided, other in allocation.other_ways(product, one)
    )
