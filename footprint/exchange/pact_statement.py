"""What a maker states beside the record when a footprint is handed to others (PACT)."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from footprint.product_parts import Amount, Long, Model, Short

Urn = Annotated[str, Field(pattern=r"^[uU][rR][nN]:[^\s]+$", max_length=300, examples=["urn:gtin:06912345678901"])]
Urns = Annotated[tuple[Urn, ...], Field(max_length=50)]
Percent = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]


class PactVerification(Model):
    """Who verified the footprint, in the words of PACT 3."""

    coverage: Literal["PCF calculation model", "PCF program", "product level"] | None = None
    provider: Short = ""
    standard: Short = ""
    completed: date | None = None
    comments: Long = ""


class PactStatement(Model):
    """Statements of the maker that no record holds; what PACT asks for and stands nowhere is told as missing.

    ``mass`` [kg] and ``fossil_carbon`` [kg C] count per declared unit of the record. ``stages`` names the stages up
    to the gate where the rule calls them otherwise than :data:`footprint.exchange.pact_write.BEFORE_THE_GATE`.
    Validity begins with the end of the reference period and ends three years later, the longest that PACT allows,
    unless ``valid_from`` and ``valid_until`` say less.
    """

    company_ids: Urns = ()
    company_name: Short = ""
    product_ids: Urns = ()
    classifications: Urns = ()
    description: Long = ""
    mass: Amount | None = None
    fossil_carbon: Amount | None = None
    exempted_percent: Percent | None = None
    exempted_description: Long = ""
    packaging_included: bool | None = None
    standards: Annotated[tuple[Short, ...], Field(min_length=1, max_length=20)] = ("ISO14067",)
    stages: Annotated[tuple[Short, ...], Field(max_length=30)] = ()
    valid_from: date | None = None
    valid_until: date | None = None
    verification: PactVerification | None = None
    uncertainty: Long = ""
    comment: Long = ""
