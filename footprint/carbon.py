"""Carbon beside the total: what stands in the product, what living things took up and what was given off again.

Nothing here enters the footprint. The flows of biogenic carbon themselves do, as the characterization set weighs
them (−1 and +1, or 0 and 0).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from footprint import units
from footprint.elementary import UNDIVIDED, FlowAmount

if TYPE_CHECKING:
    from footprint.product import Product
    from footprint.product_carbon import Apart, CarbonContent

# Rounded molar masses (C 12, CO2 44, CH4 16), as standards of carbon accounting convert carbon.
CO2_PER_C = 44.0 / 12.0
CO2_PER_CH4 = 44.0 / 16.0


@dataclass(frozen=True)
class PartContent:
    """Biogenic carbon in the product or its packaging [kg C per functional unit]."""

    part: str
    carbon: float

    @property
    def co2(self) -> float:
        """The CO2 that this carbon was, or becomes [kg CO2 per functional unit]."""
        return self.carbon * CO2_PER_C


@dataclass(frozen=True)
class StatedApart:
    """A figure stated beside the footprint [kg CO2e per functional unit]."""

    id: str
    kind: str
    amount: float
    method: str
    reference: str


@dataclass(frozen=True)
class Carbon:
    """Biogenic carbon of a product over its life cycle, and what is stated apart.

    Attributes
    ----------
    taken_up, released : float
        As CO2, methane counted by the carbon in it [kg CO2 per functional unit]. Parts that a supplier states in
        CO2e count as CO2.
    content : tuple of PartContent
        Only parts that were stated: what is not known is absent, not zero.
    """

    taken_up: float
    released: float
    content: tuple[PartContent, ...]
    apart: tuple[StatedApart, ...]

    @property
    def held(self) -> float:
        """What product and packaging hold [kg CO2 per functional unit]."""
        return math.fsum(one.co2 for one in self.content)

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values; nothing for a product without biogenic carbon that states nothing."""
        document: dict[str, Any] = {}
        if self.content or self.taken_up or self.released:
            document["biogenic_carbon"] = {
                "content": [
                    {"part": one.part, "carbon": one.carbon, "unit": "kg C", "as_co2": one.co2}
                    for one in self.content
                ],
                "taken_up": self.taken_up,
                "released": self.released,
                "unit": "kg CO2",
            }
        if self.apart:
            document["not_part_of_the_footprint"] = [
                {
                    "id": one.id, "kind": one.kind, "amount": one.amount, "unit": "kg CO2e",
                    "method": one.method, "reference": one.reference,
                }
                for one in self.apart
            ]  # fmt: skip
        return document


def carbon_of(product: Product, reference_flow: float, flows: Iterable[FlowAmount]) -> Carbon:
    """Return what a product holds, and what its life cycle takes up and releases.

    Parameters
    ----------
    reference_flow : float
        Declared units per functional unit.
    """
    parts = list(dict.fromkeys(one.part for one in product.carbon_content))
    content = tuple(
        PartContent(part, reference_flow * math.fsum(carbon(x) for x in product.carbon_content if x.part == part))
        for part in sorted(parts, reverse=True)
    )
    flows = tuple(flows)
    return Carbon(
        taken_up=math.fsum(_as_co2(one) for one in flows if one.category == "biogenic_uptake"),
        released=math.fsum(_as_co2(one) for one in flows if one.category == "biogenic_emissions"),
        content=content,
        apart=tuple(_stated(one, reference_flow) for one in product.apart),
    )


def _stated(one: Apart, reference_flow: float) -> StatedApart:
    amount = reference_flow * one.amount * units.factor(one.unit, "kg")
    return StatedApart(one.id, one.kind, amount, one.method, one.reference)


def carbon(one: CarbonContent) -> float:
    """Return the biogenic carbon of one entry [kg C per declared unit]."""
    mass = one.amount * units.factor(one.unit, "kg")
    if one.share is not None:
        return mass * one.share
    return mass / CO2_PER_C if one.counted_as == "co2" else mass


def _as_co2(one: FlowAmount) -> float:
    """Return the CO2 that the carbon of a flow was or becomes; an uptake stated in CO2e is negative there."""
    if one.gas == UNDIVIDED:
        return abs(one.amount)
    return one.amount * {"co2": 1.0, "ch4": CO2_PER_CH4}.get(one.gas, 0.0)
