"""What the endpoint of CBAM figures says of money: carbon price paid, shipments. Always an estimate."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, Field

from api.routes.cbam_law_answers import StatementOut


class PaidOut(BaseModel):
    """An entry of `carbon_price`; `per_tonne` is null while something is missing."""

    id: str
    kind: str
    process: str | None
    cn: str | None
    precursor: str | None
    emissions: float = Field(description="Emissions that the covered share refers to [t CO2e/t].")
    unit: str
    per_tonne: float | None
    missing: list[str]


class GoodPriceOut(BaseModel):
    """Carbon price that a tonne of a good carries [EUR/t], with all it contains."""

    process: str
    cn: str
    own: float
    whole: float
    unit: str
    kinds: list[str]
    left_out: list[str] = Field(description="Entries that are not deducted.")
    estimate: Literal[True]


class CarbonPriceOut(BaseModel):
    """The carbon price paid, by entry and by good."""

    entries: list[PaidOut]
    goods: list[GoodPriceOut]


class ShipmentOut(BaseModel):
    """One shipment; null where something is missing for it, and why."""

    estimate: Literal[True]
    id: str
    process: str
    cn: str
    importer: str
    year: int | None
    quarter: int | None
    mass_t: float
    certificates: float | None = Field(description="[t CO2e]")
    cost: float | None = Field(description="At the certificate price of the quarter of import [EUR].")
    unit: str
    gaps: list[StatementOut]
    reasons: list[StatementOut]


class ImporterYearOut(BaseModel):
    """Mass of one importer and year against the threshold; `passed` is null where only the importer can say."""

    importer: str
    year: int
    mass_t: float
    limit_t: float | None
    passed: bool | None
    certificates: float | None
    cost: float | None
    unit: str
    statements: list[StatementOut]


class ShipmentsOut(BaseModel):
    """All shipments of the document, with their sums."""

    estimate: Literal[True]
    rows: list[ShipmentOut]
    importers: list[ImporterYearOut]
    mass_t: float
    certificates: float | None
    cost: float | None
    unit: str
