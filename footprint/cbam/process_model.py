"""Production processes, their goods, and precursors that are bought."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.cbam import units
from footprint.cbam.energy_model import HeatFlow, PowerMade, WasteGas
from footprint.cbam.goods_model import Good
from footprint.cbam.inputs_model import CoProduct
from footprint.cbam.parts import (
    MOST,
    Batches,
    Cn,
    Country,
    Emissions,
    Long,
    Mass,
    Model,
    PowerFactor,
    PowerPerMass,
    Refs,
    Share,
    Short,
    Slug,
    Specific,
)

# How far molar shares may be from 1 together: four digits of an analysis.
MOLAR = 5e-4


class Bubbled(Model):
    """A precursor made in the same process and used up in it (Art 4(9)); by its category without a code."""

    cn: Cn | None = None
    category: Slug | None = None
    name: Short = ""

    @model_validator(mode="after")
    def _one_of_two(self) -> Bubbled:
        if (self.cn is None) == (self.category is None):
            message = "names not one precursor: give its cn, or the category of goods where the code is not known"
            raise ValueError(message)
        return self


class ScrapIn(Model):
    """Scrap a process melts or works up; its embedded emissions are zero."""

    kind: Literal["pre_consumer", "post_consumer", "unknown"]
    amount: Mass
    cn: Cn | None = None


class Process(Model):
    """One production process: goods of one functional unit, or of several that are made together (Annex II A.4).

    Attributes
    ----------
    direct : Value
        DirEm* as determined elsewhere, where the document does not hold its streams [t CO2e].
    production : Value
        Whole output by the production record, to compare with the goods.
    production_batches : Batches
        The same from dispatches and stocks.
    coproducts : list of CoProduct
        Chemicals beside the goods that stand outside Annex I: chlorine, lye, carbon monoxide (Eq 43).
    scrap_out : Value
        Scrap, waste and unsaleable output; it bears nothing.
    assembled : Value
        Material of other kinds mounted on the goods; it bears nothing, and counts in the net mass at the border.
    outside : list of str
        Steps done here that lie outside the boundary: cutting, welding, finishing, plating.
    """

    id: Slug
    name: Short = ""
    goods: Annotated[tuple[Good, ...], Field(min_length=1, max_length=MOST)]
    routes: Annotated[tuple[Short, ...], Field(max_length=20)] = ()
    bubble: Annotated[tuple[Bubbled, ...], Field(max_length=MOST)] = ()
    coproducts: Annotated[tuple[CoProduct, ...], Field(max_length=50)] = ()
    direct: Emissions | None = None
    heat_in: Annotated[tuple[HeatFlow, ...], Field(max_length=MOST)] = ()
    heat_out: Annotated[tuple[HeatFlow, ...], Field(max_length=MOST)] = ()
    waste_gas_in: Annotated[tuple[WasteGas, ...], Field(max_length=MOST)] = ()
    waste_gas_out: Annotated[tuple[WasteGas, ...], Field(max_length=MOST)] = ()
    electricity_made: Annotated[tuple[PowerMade, ...], Field(max_length=MOST)] = ()
    scrap_in: Annotated[tuple[ScrapIn, ...], Field(max_length=MOST)] = ()
    scrap_out: Mass | None = None
    assembled: Mass | None = None
    production: Mass | None = None
    outside: Annotated[tuple[Short, ...], Field(max_length=50)] = ()
    evidence: Refs = ()
    note: Long = ""

    @property
    def level(self) -> float:
        """Activity level of all goods together [t]."""
        return sum(good.level for good in self.goods)

    @model_validator(mode="after")
    def _goods_are_made(self) -> Process:
        codes = [good.cn for good in self.goods]
        if len(set(codes)) < len(codes):
            message = "names one CN code twice: goods of one code are one (Art 4(2))"
            raise ValueError(message)
        if self.level <= 0:
            message = "has an activity level of zero: nothing leaves it, so its emissions cannot be put on goods"
            raise ValueError(message)
        for good in self.goods:
            if any(flow.process == self.id for flow in good.in_house):
                message = "feeds itself: take what returns into the process off its output (Annex II B.4.1)"
                raise ValueError(message)
        return self

    @model_validator(mode="after")
    def _products_are_weighed_alike(self) -> Process:
        parts: tuple[Good | CoProduct, ...] = (*self.goods, *self.coproducts)
        given = [part.molar_share for part in parts if part.molar_share is not None]
        if given and len(given) < len(parts):
            message = "has products with and without molar_share: give that of each, or none"
        elif given and abs(sum(given) - 1) > MOLAR:
            message = f"has molar shares that add up to {sum(given):g}: they are shares of the whole, 1 together"
        elif not given and any(part.amount is None for part in self.coproducts):
            message = (
                "has a co-product without amount: give amount and molar_mass, or the molar_share of each product"
            )
        else:
            return self
        raise ValueError(message)


class Verification(Model):
    """The report of an accredited verifier that a supplier's figures are taken from (Annex II A.1(4))."""

    verifier: Short
    reference: Short
    issued: date | None = None
    period_start: date
    period_end: date

    @model_validator(mode="after")
    def _period_is_in_order(self) -> Verification:
        if self.period_end < self.period_start:
            message = f"ends on {self.period_end}, before it starts"
            raise ValueError(message)
        if self.period_start.year < 2026:
            message = f"starts on {self.period_start}: nothing before 2026 counts (Art 13)"
            raise ValueError(message)
        return self


class Use(Model):
    """What a process took of a precursor: the mass that entered, before cutting, with what became scrap."""

    process: Slug
    amount: Mass


class Precursor(Model):
    """A precursor bought from one installation: the figures of its report, or the default values of the law.

    Precursors of one CN code are averaged by mass over all installations, unless ``assigned`` with evidence
    (Art 14). ``country`` is the customs origin; absent where it is unknown.

    Attributes
    ----------
    category : str
        Aggregated goods category of the method, where nobody knows the CN code of a precursor by actual values.
    amount : Value
        Mass received in the period; what the processes took when absent.
    direct, indirect : Value
        Specific embedded emissions of the report [t CO2e/t].
    power, power_factor : Value
        Instead of ``indirect``: electricity per tonne [MWh/t] and its factor [t CO2e/MWh].
    indirect_counted : Value
        Of an Annex II precursor: the part of ``indirect`` that counts, from its own precursors outside Annex II.
    default_share : float
        Share of ``direct`` that the supplier took from default values.
    allocation : Value
        Specific embedded free allocation of the verified report [t CO2e/t].
    """

    id: Slug
    name: Short = ""
    cn: Cn | None = None
    category: Slug | None = None
    country: Country | None = None
    supplier: Short = ""
    installation: Short = ""
    installation_id: Short = ""
    unlocode: Annotated[str, Field(pattern=r"^([A-Z]{2}[A-Z2-9]{3})?$")] = ""
    routes: tuple[Short, ...] = ()
    basis: Literal["actual", "default"]
    amount: Mass | None = None
    stock: Batches | None = None
    uses: Annotated[tuple[Use, ...], Field(min_length=1, max_length=MOST)]
    direct: Specific | None = None
    indirect: Specific | None = None
    indirect_counted: Specific | None = None
    power: PowerPerMass | None = None
    power_factor: PowerFactor | None = None
    default_share: Share = 0.0
    allocation: Specific | None = None
    verification: Verification | None = None
    assigned: bool = False
    reason: Long = ""
    evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _basis_has_its_values(self) -> Precursor:
        message = self._code_problem()
        if message:
            raise ValueError(message)
        if self.basis == "actual" and self.direct is None:
            message = "counts by actual values and has none: give direct, or the basis default"
        elif self.basis == "default" and (self.direct is not None or self.indirect is not None):
            message = "counts by default values, which the law sets: leave direct and indirect out"
        elif (self.power is None) != (self.power_factor is None):
            message = "needs power and power_factor together"
        elif self.power is not None and self.indirect is not None:
            message = "has indirect twice: give indirect, or power and power_factor"
        elif self.assigned and not self.evidence:
            message = "is assigned to its process alone: name the evidence (Art 14(3)), or leave it in the average"
        elif self.allocation is not None and (self.basis != "actual" or self.verification is None):
            message = "has a free allocation without a verified report: give basis actual and verification with it"
        elif self.stock is not None and units.factor_or_none(self.stock.received.unit, "t") is None:
            message = f"counts its stock in {self.stock.received.unit!r}: tonnes are due"
        if message:
            raise ValueError(message)
        names = [use.process for use in self.uses]
        if len(set(names)) < len(names):
            message = "names one process twice: add the amounts up"
            raise ValueError(message)
        return self

    def _code_problem(self) -> str:
        """Say what is wrong with code and category."""
        if self.cn is None and self.category is None:
            return "names no cn: give the CN code, or the category of goods where the code is not known"
        if self.cn is not None and self.category is not None:
            return "names cn and category: the code is enough"
        if self.cn is None and self.basis != "actual":
            return "counts by default values, which go by the CN code: give cn, or actual values"
        if self.cn is None and self.assigned:
            return "is assigned without a CN code: what has none is in no average, leave assigned out"
        return ""

    @property
    def used(self) -> float:
        """Mass that entered processes [t]."""
        return float(sum(use.amount.to("t") for use in self.uses))

    @property
    def received(self) -> float:
        """Mass received [t]: its weight in the average of its CN code."""
        return float(self.amount.to("t")) if self.amount is not None else self.used

    @property
    def indirect_stated(self) -> float | None:
        """Specific embedded indirect emissions of the report [t CO2e/t]; None where it says nothing."""
        if self.indirect is not None:
            return float(self.indirect.to("t/t"))
        if self.power is not None and self.power_factor is not None:
            return float(self.power.to("MWh/t") * self.power_factor.to("t/MWh"))
        return None
