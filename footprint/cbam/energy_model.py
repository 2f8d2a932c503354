"""Heat sources, flows of heat and waste gas, and electricity of an installation."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.cbam.inputs_model import Medium
from footprint.cbam.parts import (
    MOST,
    CalorificValue,
    Country,
    Emissions,
    GasAmount,
    Heat,
    HeatFactor,
    Long,
    Model,
    PositiveShare,
    Power,
    PowerFactor,
    Refs,
    Short,
    Slug,
    User,
)

FuelGroup = Literal[
    "s1", "s2", "s3", "s4", "s5", "s6", "l7", "l8", "l9", "g10", "g11", "g12", "g13", "o14"
]  # fmt: skip


class HeatSource(Model):
    """Something that gives measurable heat to production processes (IR (EU) 2025/2547 Annex III A.2.2).

    A ``boiler``, a ``chp`` and a ``power`` unit burn streams that name them as ``unit``; a ``power`` unit makes
    electricity alone (Eq 38). An ``import`` is heat of another installation: its verified emission factor, or a
    ``standard`` fuel. Heat of ``exothermic`` reactions is zero.

    Attributes
    ----------
    efficiency : float
        Boiler: heat out per fuel in. Absent, it is ``heat_produced`` over the energy of the fuels.
    heat_produced : Value
        Net heat in the period.
    losses : Value
        Heat lost on the way, metered apart; borne by the users in proportion.
    power_produced : Value
        Net electricity of a chp or a power unit, with what it makes without combustion.
    without_fuel : bool
        A power unit that burns nothing: wind, sun, water, recovered heat.
    heat_efficiency, power_efficiency : float
        Of a chp, where heat and electricity were not metered.
    reference_heat, reference_power : float
        Reference efficiencies; or ``fuel_group``, ``built`` and ``medium`` to take those of the law.
    flue_gas_cleaning : Value
        Process emissions of flue gas cleaning [t CO2].
    """

    id: Slug
    kind: Literal["boiler", "chp", "power", "import", "exothermic"]
    name: Short = ""
    provider: Short = ""
    efficiency: PositiveShare | None = None
    heat_produced: Heat | None = None
    losses: Heat | None = None
    power_produced: Power | None = None
    heat_efficiency: PositiveShare | None = None
    power_efficiency: PositiveShare | None = None
    reference_heat: PositiveShare | None = None
    reference_power: PositiveShare | None = None
    fuel_group: FuelGroup | None = None
    built: Annotated[int, Field(ge=1900, le=2100)] | None = None
    medium: Literal["hot_water", "steam", "exhaust"] | None = None
    flue_gas_cleaning: Emissions | None = None
    without_fuel: bool = False
    emission_factor: HeatFactor | None = None
    standard: Slug | None = None
    evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _kind_has_its_values(self) -> HeatSource:
        table = None not in {self.fuel_group, self.built, self.medium}
        match self.kind:
            case "boiler" if (self.efficiency is None) == (self.heat_produced is None):
                message = "is a boiler: give its efficiency or heat_produced, one of them"
            case "import" if (self.emission_factor is None) == (self.standard is None):
                message = "is imported heat: give its emission_factor or a standard fuel, one of them"
            case "import" if self.emission_factor is not None and not self.evidence:
                message = "states an emission factor of imported heat: name the verified data as evidence"
            case "chp" if not table and (self.reference_heat is None or self.reference_power is None):
                message = "is a chp: give reference_heat and reference_power, or fuel_group, built and medium"
            case "chp" if self.heat_produced is None or self.power_produced is None:
                message = "is a chp: give heat_produced and power_produced"
            case "power" if self.power_produced is None or self.heat_produced is not None:
                message = "makes electricity alone: give power_produced, and no heat_produced"
            case kind if self.without_fuel and kind != "power":
                message = "burns nothing and is no power unit: leave without_fuel out"
            case _:
                return self
        raise ValueError(message)


class HeatFlow(Model):
    """Heat into a process, or out of it to others.

    What goes out has the factor of a ``source``, of its own fuels (``emission_factor``), or of a ``standard`` fuel
    at the law's boiler efficiency where the fuels are unknown. ``to`` says who takes it. ``medium`` (mass and
    enthalpies of steam or hot water) can stand instead of ``amount``.
    """

    amount: Heat | None = None
    medium: Medium | None = None
    source: Slug | None = None
    emission_factor: HeatFactor | None = None
    standard: Slug | None = None
    to: Short = ""
    evidence: Refs = ()

    @property
    def energy(self) -> float:
        """Net heat [TJ]."""
        if self.amount is not None:
            return float(self.amount.to("TJ"))
        return self.medium.heat if self.medium else 0.0

    @model_validator(mode="after")
    def _one_factor(self) -> HeatFlow:
        if (self.amount is None) == (self.medium is None):
            message = "needs an amount or its medium (mass and enthalpies), one of them"
            raise ValueError(message)
        if self.medium is not None and self.medium.injected and not self.evidence:
            message = "keeps its condensate in the product: name the evidence (Annex II C.1.2.1)"
            raise ValueError(message)
        if sum(x is not None for x in (self.source, self.emission_factor, self.standard)) != 1:
            message = "has not one emission factor: name a heat source, an emission_factor or a standard fuel"
            raise ValueError(message)
        return self


class WasteGas(Model):
    """Waste gas into or out of a process (Eq 53 and 54): a volume with its calorific value, or its energy."""

    name: Short = ""
    amount: GasAmount
    ncv: CalorificValue | None = None
    other: Short = ""
    evidence: Refs = ()

    @property
    def energy(self) -> float:
        """Energy of the gas [TJ]."""
        amount, unit = self.amount.into("Nm3", "m3", "TJ")
        return amount * self.ncv.to(f"TJ/{unit}") if self.ncv is not None else amount

    @model_validator(mode="after")
    def _ncv_is_per_volume(self) -> WasteGas:
        unit = self.amount.into("Nm3", "m3", "TJ")[1]
        if self.ncv is None:
            if unit != "TJ":
                message = f"is counted in {unit} and has no net calorific value: give ncv, or the energy in TJ"
                raise ValueError(message)
            return self
        per = self.ncv.into("TJ/t", "TJ/Nm3", "TJ/m3")[1].removeprefix("TJ/")
        if per != unit:
            message = f"has a net calorific value per {per}, and is counted in {unit}"
            raise ValueError(message)
        return self


class PowerMade(Model):
    """Electricity made within the boundary of a process (Em_el,prod of Eq 55).

    Its factor is that of a ``source`` (a chp or power unit) or its own, by Eq 38.
    """

    amount: Power
    emission_factor: PowerFactor | None = None
    source: Slug | None = None
    exported: bool = False
    evidence: Refs = ()

    @model_validator(mode="after")
    def _one_factor(self) -> PowerMade:
        if (self.emission_factor is None) == (self.source is None):
            message = "needs an emission_factor or the chp it comes from as source, one of them"
            raise ValueError(message)
        return self


class PowerSupply(Model):
    """One source of electricity (Annex II D.4).

    ``grid`` takes the default factor of the law for the country. ``direct_link`` and ``ppa`` have an actual factor
    that needs evidence (D.4.3); ``chp`` takes that of a heat source of the installation; ``own`` is made here
    otherwise, by a power unit as ``source`` or with a factor. ``stated`` repeats a factor of a transitional report;
    it never enters a priced figure unmarked.
    """

    id: Slug
    kind: Literal["grid", "direct_link", "ppa", "chp", "own", "stated"]
    name: Short = ""
    country: Country | None = None
    amount: Power | None = None
    emission_factor: PowerFactor | None = None
    source: Slug | None = None
    evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _kind_has_its_values(self) -> PowerSupply:
        match self.kind:
            case "grid" if self.country is None or self.emission_factor is not None:
                message = "is grid electricity: give the country and no factor; the law sets it"
            case "chp" if self.source is None:
                message = "comes from a chp: name it as source"
            case "own" if (self.emission_factor is None) == (self.source is None):
                message = "needs its emission_factor, or the power unit it comes from as source"
            case "direct_link" | "ppa" | "stated" if self.emission_factor is None:
                message = "needs its emission_factor"
            case "direct_link" | "ppa" if not self.evidence:
                message = (
                    "claims an actual factor: name the evidence (single-line diagram or contract, and meter data "
                    "of an hour or finer)"
                )
            case _:
                return self
        raise ValueError(message)


class PowerUser(User):
    """Who uses electricity. ``supply`` is for a process that used one source only, with evidence (Art 9(2))."""

    amount: Power
    supply: Slug | None = None

    @model_validator(mode="after")
    def _single_source_is_proven(self) -> PowerUser:
        if self.supply is not None and not self.evidence:
            message = (
                "claims a single source of electricity: name the evidence, or leave supply out for the average"
            )
            raise ValueError(message)
        return self


class Electricity(Model):
    """Sources and users of electricity.

    ``total`` is the main meter: where it differs from the sum of the users, all are corrected (Eq 41, 42).
    """

    supplies: Annotated[tuple[PowerSupply, ...], Field(min_length=1, max_length=MOST)]
    users: Annotated[tuple[PowerUser, ...], Field(max_length=MOST)] = ()
    total: Power | None = None

    @model_validator(mode="after")
    def _several_supplies_have_amounts(self) -> Electricity:
        if len(self.supplies) > 1 and any(s.amount is None for s in self.supplies):
            message = "has several sources: give the amount of each, so that they can be averaged"
            raise ValueError(message)
        names = [u.name for u in self.users]
        if len(set(names)) < len(names):
            message = "names one user twice: add the amounts up"
            raise ValueError(message)
        return self
