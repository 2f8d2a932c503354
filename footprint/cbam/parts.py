"""Small parts of a CBAM installation document: values with unit and source, evidence, who uses what."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, GetCoreSchemaHandler, GetJsonSchemaHandler, model_validator
from pydantic_core import CoreSchema, core_schema

from footprint.cbam import units
from footprint.errors import UnitError

MOST = 500

Slug = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,79}$")]
Short = Annotated[str, Field(max_length=300)]
Long = Annotated[str, Field(max_length=4_000)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
PositiveShare = Annotated[float, Field(gt=0, le=1, allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Number = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Country = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Cn = Annotated[str, Field(pattern=r"^[0-9]{8}$")]
Refs = Annotated[tuple[Slug, ...], Field(max_length=50)]

# Where a value comes from, worst first (IR (EU) 2025/2547 Annex II B.5.5 for factors, B.4 for quantities).
Origin = Literal[
    "estimate", "standard_1", "standard_2", "correlation", "supplier", "analysis", "accredited_analysis",
    "invoice", "meter", "stock_list", "production_record", "law", "supplier_report",
]  # fmt: skip


class Model(BaseModel):
    """Frozen, and strict about keys it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Value(Model):
    """A figure with its unit and where it comes from.

    ``evidence`` names entries of the document's list of evidence.
    """

    amount: Number
    unit: Short
    source: Origin | None = None
    evidence: Refs = ()
    note: Long = ""

    def to(self, unit: str) -> float:
        """Return the amount in another unit.

        Raises
        ------
        UnitError
        """
        return self.amount * units.factor(self.unit, unit)

    def into(self, *targets: str) -> tuple[float, str]:
        """Return the amount in the first of the units that fits, and that unit."""
        for target in targets:
            if (turned := units.factor_or_none(self.unit, target)) is not None:
                return self.amount * turned, target
        what = f"{self.unit!r} fits none of {', '.join(targets)}"
        raise UnitError(what)


class Due:
    """Marks the type of a value: it has one of these units, or a unit of the same quantity."""

    def __init__(self, *targets: str) -> None:
        self.targets = targets

    def look(self, value: Value) -> Value:
        """Refuse a value of another quantity."""
        if all(units.factor_or_none(value.unit, target) is None for target in self.targets):
            what = (
                f"has the unit {value.unit!r}: {' or '.join(self.targets)} is due, or a unit of the same quantity"
            )
            raise ValueError(what)
        return value

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(self.look, handler(source))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler(core)
        return {"allOf": [schema], "x-units": list(self.targets)} if "$ref" in schema else schema


# Quantities. Emissions are tonnes of CO2 or CO2e.
Mass = Annotated[Value, Due("t")]
Heat = Annotated[Value, Due("TJ")]
Power = Annotated[Value, Due("MWh")]
Emissions = Annotated[Value, Due("t")]
Volume = Annotated[Value, Due("Nm3", "m3")]
GasAmount = Annotated[Value, Due("Nm3", "m3", "TJ")]
Activity = Annotated[Value, Due("t", "Nm3", "m3", "TJ")]
CalorificValue = Annotated[Value, Due("TJ/t", "TJ/Nm3", "TJ/m3")]
EmissionFactor = Annotated[Value, Due("t/TJ", "t/t", "t/Nm3", "t/m3")]
HeatFactor = Annotated[Value, Due("t/TJ")]
PowerFactor = Annotated[Value, Due("t/MWh")]
Content = Annotated[Value, Due("t/t")]
Specific = Annotated[Value, Due("t/t")]
PowerPerMass = Annotated[Value, Due("MWh/t")]
Enthalpy = Annotated[Value, Due("TJ/t")]
SpecificVolume = Annotated[Value, Due("m3/t")]
Concentration = Annotated[Value, Due("t/Nm3")]
GasFlow = Annotated[Value, Due("Nm3/h")]


class Evidence(Model):
    """A document, meter or file that proves figures; figures name it by ``id``."""

    id: Slug
    kind: Slug
    title: Short = ""
    reference: Short = ""
    issuer: Short = ""
    issued: date | None = None
    valid_until: date | None = None
    meter: Short = ""
    file: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    note: Long = ""


class Batches(Model):
    """A quantity from deliveries and stocks (Annex II B.4.1 (b)).

    Used up: received − dispatched + stock at the start − stock at the end.
    """

    received: Activity
    dispatched: Activity | None = None
    stock_start: Activity
    stock_end: Activity

    def used(self, unit: str) -> float:
        """Return what was used up in the period, in a unit."""
        out = self.dispatched.to(unit) if self.dispatched else 0.0
        return float(self.received.to(unit) - out + self.stock_start.to(unit) - self.stock_end.to(unit))

    @model_validator(mode="after")
    def _used_is_not_negative(self) -> Batches:
        _amount, unit = self.received.into("t", "Nm3", "m3", "TJ")
        for value in (self.dispatched, self.stock_start, self.stock_end):
            if value is not None and units.factor_or_none(value.unit, unit) is None:
                what = (
                    f"mixes {self.received.unit!r} and {value.unit!r}: give deliveries and stocks in one quantity"
                )
                raise ValueError(what)
        if (used := self.used(unit)) < 0:
            what = (
                f"comes to a use of {used:g} {unit}: more was dispatched or left in stock than there was; "
                "look at deliveries and stocks"
            )
            raise ValueError(what)
        return self


class User(Model):
    """Who uses a stream or electricity: a process, a heat source of the installation, or somebody outside.

    ``outside`` names what lies outside the system boundary: cutting, welding, finishing, offices, other products.
    """

    process: Slug | None = None
    unit: Slug | None = None
    outside: Short | None = None
    amount: Activity | None = None
    evidence: Refs = ()

    @model_validator(mode="after")
    def _one_of_three(self) -> User:
        if sum(x is not None for x in (self.process, self.unit, self.outside)) != 1:
            message = "names not one user: give process, unit (a heat source) or outside"
            raise ValueError(message)
        return self

    @property
    def name(self) -> str:
        """Key of the user: id of a process or heat source, or the text for what lies outside."""
        return self.process or self.unit or f"outside: {self.outside}"
