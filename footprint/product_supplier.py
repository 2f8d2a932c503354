"""A footprint that a supplier stated, as it stands in a product document."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.product_parts import Amount, Long, Model, Period, Positive, Ratings, Short, Slug, UnitText
from footprint.rule_method import Boundary

Finite = Annotated[float, Field(allow_inf_nan=False)]
NotAbove = Annotated[float, Field(le=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]


class Verified(Model):
    """Who verified a footprint, against which standard, with which assurance, and when."""

    level: Literal["limited", "reasonable"] | None = None
    provider: Short = ""
    standard: Short = ""
    completed: date | None = None
    coverage: Short = ""
    note: Long = ""


class PublicJwk(Model):
    """A public key as RFC 7517 writes it, with nothing beside what makes the key."""

    kty: Literal["OKP", "EC", "RSA"]
    crv: Literal["Ed25519", "P-256", "P-384"] | None = None
    x: Short | None = None
    y: Short | None = None
    n: Annotated[str, Field(max_length=2_000)] | None = None
    e: Short | None = None


class SignedText(Model):
    """The signed text an entry was read from, and the key it was checked with on import.

    ``payload`` is the SHA-256 of what was signed, ``thumbprint`` that of the key (RFC 7638), ``position`` the place
    among several footprints under one signature.
    """

    text: Annotated[str, Field(max_length=30_000)]
    key: PublicJwk
    thumbprint: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{43}$")]
    algorithm: Literal["EdDSA", "Ed25519", "ES256", "ES384", "RS256", "PS256"]
    payload: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    issuer: Short = ""
    position: Annotated[int, Field(ge=0)] = 0


class SupplierFootprint(Model):
    """The carbon footprint a supplier states for one of its products, in place of a dataset.

    Figures are kg CO2e per ``declared_amount`` of ``declared_unit``. ``total`` includes ``biogenic_uptake`` where
    that is stated; ``total_without_uptake`` is the figure before uptake. ``fossil`` does not hold ``aircraft``. A
    part that is absent was not stated. ``signature`` is ``checked`` where ``signed`` holds the text and the key.
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
    signature: Literal["none", "not_checked", "checked"] = "none"
    signed: SignedText | None = None
    note: Long = ""

    @model_validator(mode="after")
    def _signed_is_kept(self) -> SupplierFootprint:
        if (self.signature == "checked") != (self.signed is not None):
            what = "signature checked and signed belong together: read the signed file again with its key"
            raise ValueError(what)
        return self
