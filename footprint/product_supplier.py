"""A footprint that a supplier stated, as it stands in a product document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from footprint.product_parts import Amount, Long, Model, Period, Positive, Short, Slug, UnitText
from footprint.rule_method import Boundary

Finite = Annotated[float, Field(allow_inf_nan=False)]
NotAbove = Annotated[float, Field(le=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Score = Annotated[float, Field(ge=1, le=5, allow_inf_nan=False)]


class Verified(Model):
    """Who verified a footprint, against which standard, with which assurance, and when."""

    level: Literal["limited", "reasonable"] | None = None
    provider: Short = ""
    standard: Short = ""
    completed: date | None = None
    coverage: Short = ""
    note: Long = ""


class Ratings(Model):
    """Data quality as the supplier rates it, 1 (best) to 5 (worst); what is not stated is absent."""

    reliability: Score | None = None
    completeness: Score | None = None
    time: Score | None = None
    geography: Score | None = None
    technology: Score | None = None


class SupplierFootprint(Model):
    """The carbon footprint a supplier states for one of its products, in place of a dataset.

    Figures are kg CO2e per ``declared_amount`` of ``declared_unit``. ``total`` includes ``biogenic_uptake`` where
    that is stated; ``total_without_uptake`` is the figure before uptake. ``fossil`` does not hold ``aircraft``. A
    part that is absent was not stated. ``signature`` is ``none`` or ``not_checked``: no signature is checked here.
    ``file`` is the SHA-256 of what the entry was read from, ``replaces`` the references it supersedes.
    """

    id: Slug
    supplier: Short
    product: Short
    reference: Short = ""
    declared_unit: UnitText
    declared_amount: Positive = 1.0
    total: Finite
    total_without_uptake: Finite | None = None
    fossil: Finite | None = None
    biogenic_emissions: Finite | None = None
    biogenic_uptake: NotAbove | None = None
    land_use_change: Finite | None = None
    aircraft: Amount | None = None
    removals: NotAbove | None = None
    gwp: Short = ""
    period: Period
    valid_until: date | None = None
    region: Annotated[str, Field(pattern=r"^[A-Z]{2,3}(-[A-Z0-9]{1,3})?$")] | None = None
    boundary: Boundary
    packaging: bool | None = None
    standards: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    rules: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    primary_data_share: Share | None = None
    ratings: Ratings | None = None
    verification: Verified | None = None
    status: Literal["active", "deprecated"] = "active"
    replaces: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    file: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    signature: Literal["none", "not_checked"] = "none"
    note: Long = ""
