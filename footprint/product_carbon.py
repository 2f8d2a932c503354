"""Biogenic carbon that stands in a product, and what a maker states beside its footprint."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.product_parts import Amount, Evidence, Long, Model, Short, Slug, UnitText

ApartKind = Literal[
    "offset", "stored_carbon", "delayed_emissions", "indirect_land_use_change", "aircraft_other_effects"
]


class CarbonContent(Model):
    """Biogenic carbon in the product or its packaging, per declared unit.

    ``amount`` counts what ``counted_as`` says: carbon, the CO2 that this carbon was or becomes, or a material of
    which ``share`` is biogenic carbon [kg C / kg].
    """

    id: Slug
    part: Literal["product", "packaging"]
    name: Short = ""
    amount: Amount
    unit: UnitText
    counted_as: Literal["carbon", "co2", "material"] = "carbon"
    share: Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)] | None = None
    source: Long = ""
    evidence: tuple[Evidence, ...] = ()

    @model_validator(mode="after")
    def _share_of_a_material(self) -> CarbonContent:
        if (self.share is None) == (self.counted_as == "material"):
            what = "share belongs to counted_as material: give both, or neither"
            raise ValueError(what)
        return self


class Apart(Model):
    """Something stated beside the footprint and never part of it [mass of CO2e per declared unit].

    ``method`` names standard, programme or model; ``reference`` the register and number where it can be looked up.
    """

    id: Slug
    kind: ApartKind
    amount: Amount
    unit: UnitText
    method: Short = ""
    reference: Short = ""
    evidence: tuple[Evidence, ...] = ()
    note: Long = ""
