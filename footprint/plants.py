"""Several plants for one product: each a process of its own, weighted by what it made in the period.

A process with ``plants`` takes its output from them, in proportion to what each made. Since the figure of the
product is then a mean, the result also states what it would be if one plant made everything.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from footprint import units
from footprint.product import Product
from footprint.product_parts import Quantity
from footprint.product_process import PlantShare, Process
from footprint.written import InventoryLine


@dataclass(frozen=True)
class PlantFigure:
    """One plant: its share, and the product as if this plant alone stood behind the process.

    Attributes
    ----------
    share : float
        Of the output of ``process`` in the period [1].
    total : float
        Of the whole product [kg CO2e per functional unit].
    """

    process: str
    plant: str
    region: str
    share: float
    total: float

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {"plant": self.plant, "region": self.region, "share": self.share, "total": self.total}


def by_share(process: Process) -> bool:
    """Tell whether the plants state shares, not amounts."""
    return all(units.quantity(plant.made.unit) == "dimensionless" for plant in process.plants)


def made(process: Process) -> dict[str, float]:
    """Return what each plant made, in the unit of the output, or its share [1].

    Raises
    ------
    UnitError
        An amount is counted in another kind of unit than the output.
    """
    unit = "1" if by_share(process) else process.output.unit
    return {plant.process: plant.made.amount * units.factor(plant.made.unit, unit) for plant in process.plants}


def shares(process: Process) -> dict[str, float]:
    """Return the share of each plant [1]; the checks have found that something was made."""
    amounts = made(process)
    whole = sum(amounts.values())
    return {plant: amount / whole for plant, amount in amounts.items()}


def links(product: Product) -> list[InventoryLine]:
    """Write the lines by which a process takes its output from its plants.

    Raises
    ------
    UnitError
        A plant counts its output in another kind of unit.
    """
    ids = {p.id: p for p in product.processes}
    return [
        _link(process, ids[plant], share)
        for process in product.processes
        if process.plants
        for plant, share in shares(process).items()
    ]


def _link(process: Process, plant: Process, share: float) -> InventoryLine:
    unit = plant.output.unit
    return InventoryLine(
        process=process.id,
        id=f"plant-{plant.id}",
        activity="",
        stage="",
        basis="declared",
        origin="",
        target_kind="process",
        target=plant.id,
        dataset="",
        declared_amount=process.output.amount * share,
        declared_unit=process.output.unit,
        unit=unit,
        conversion=units.factor(process.output.unit, unit),
    )


def alone(product: Product, process: Process, plant: str) -> Product:
    """Return the product as if one plant made everything that a process stands for."""
    only = tuple(
        PlantShare(process=p.process, made=Quantity(amount=float(p.process == plant), unit="1"))
        for p in process.plants
    )
    changed = process.model_copy(update={"plants": only})
    return product.model_copy(
        update={"processes": tuple(changed if p.id == process.id else p for p in product.processes)}
    )


def to_dict(figures: tuple[PlantFigure, ...]) -> list[dict[str, Any]]:
    """Return the figures by process: every plant, their weighted mean, lowest, highest, and the spread.

    The spread is highest less lowest over the mean [1]; None where the mean is 0.
    """
    grouped: dict[str, list[PlantFigure]] = {}
    for figure in figures:
        grouped.setdefault(figure.process, []).append(figure)
    return [{"process": process} | _spread(plants) for process, plants in grouped.items()]


def _spread(plants: list[PlantFigure]) -> dict[str, Any]:
    working = [p.total for p in plants if p.share]
    mean = sum(p.share * p.total for p in plants)
    low, high = min(working), max(working)
    return {
        "plants": [p.to_dict() for p in plants],
        "mean": mean,
        "lowest": low,
        "highest": high,
        "spread": (high - low) / abs(mean) if mean else None,
    }
