"""Where an installation emits: source streams, measured sources, cells of aluminium smelters."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from footprint.cbam import units
from footprint.cbam.inputs_model import HOURS, ClinkerBalance, KilnDust, Reading
from footprint.cbam.parts import (
    MOST,
    Activity,
    Batches,
    CalorificValue,
    Content,
    EmissionFactor,
    Emissions,
    Long,
    Mass,
    Model,
    Number,
    Positive,
    PositiveShare,
    Refs,
    Share,
    Short,
    Slug,
    User,
)

Users = Annotated[tuple[User, ...], Field(min_length=1, max_length=MOST)]


class Emitter(Model):
    """What all sources of emissions have: who uses them. Several users have each an amount, or none has one."""

    id: Slug
    name: Short = ""
    users: Users
    evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _users_are_all_metered_or_none(self) -> Emitter:
        metered = sum(u.amount is not None for u in self.users)
        if 0 < metered < len(self.users):
            message = "has users with and without amount: give each its own, or none"
            raise ValueError(message)
        if metered == 0 and len(self.users) > 1 and any(u.process is None for u in self.users):
            message = "is shared with a heat source or somebody outside: give each user its amount"
            raise ValueError(message)
        names = [u.name for u in self.users]
        if len(set(names)) < len(names):
            message = "names one user twice: add the amounts up"
            raise ValueError(message)
        return self


class Stream(Emitter):
    """A fuel or material whose carbon is emitted (IR (EU) 2025/2547 Annex II B.3).

    ``standard`` names a row of the law's standard factors; what the stream itself gives stands before it.

    Attributes
    ----------
    clinker : ClinkerBalance
        Instead of ``amount``: clinker produced, from cement deliveries.
    made_by : str
        Of a waste gas that heat sources burn: the process of the installation that gives it off. Its carbon counts
        there (Annex III A.3, DirEm*), so the stream gives heat sources their fuel and adds no emissions.
    dust : KilnDust
        Instead of ``emission_factor``: that of kiln dust, from the factor of clinker.
    """

    method: Literal["combustion", "process", "mass_balance"]
    amount: Activity | None = None
    batches: Batches | None = None
    clinker: ClinkerBalance | None = None
    standard: Slug | None = None
    dust: KilnDust | None = None
    ncv: CalorificValue | None = None
    emission_factor: EmissionFactor | None = None
    carbon_content: Content | None = None
    oxidation_factor: Share | None = None
    conversion_factor: Share | None = None
    biomass_fraction: Share | None = None
    biomass_evidence: Refs = ()
    direction: Literal["in", "out"] = "in"
    waste_gas: bool = False
    made_by: Slug | None = None

    @model_validator(mode="after")
    def _fields_fit_the_method(self) -> Stream:
        if sum(x is not None for x in (self.amount, self.batches, self.clinker)) != 1:
            message = "needs an amount or batches (deliveries and stocks), one of them"
            raise ValueError(message)
        if self.method != "process" and (self.clinker is not None or self.dust is not None):
            message = "counts clinker or kiln dust: those are process emissions (Annex II B.9.2)"
            raise ValueError(message)
        if self.dust is not None and (self.emission_factor is not None or self.standard is not None):
            message = "has two emission factors: leave out dust, or the other one"
            raise ValueError(message)
        if self.direction == "out" and self.method != "mass_balance":
            message = "leaves the installation: only a mass balance counts carbon that leaves"
            raise ValueError(message)
        if self.oxidation_factor is not None and self.method != "combustion":
            message = "has an oxidation factor: that belongs to combustion"
            raise ValueError(message)
        if self.conversion_factor is not None and self.method != "process":
            message = "has a conversion factor: that belongs to process emissions"
            raise ValueError(message)
        if self.carbon_content is not None and self.carbon_content.to("t/t") > 1:
            message = "holds more carbon than it weighs: a carbon content is at most 1 t/t"
            raise ValueError(message)
        if self.made_by is not None and (not self.waste_gas or any(u.unit is None for u in self.users)):
            message = (
                "is a gas made by a process here: mark it waste_gas and let heat sources use it; a process that "
                "burns it has waste_gas_in"
            )
            raise ValueError(message)
        self._values_are_there()
        for user in self.users:
            if user.amount is not None and units.factor_or_none(user.amount.unit, self.unit) is None:
                message = f"counts in {self.unit}, and its user {user.name} in {user.amount.unit!r}"
                raise ValueError(message)
        return self

    def _values_are_there(self) -> None:
        if self.standard is not None or self.dust is not None:
            return
        if self.emission_factor is None and self.carbon_content is None:
            message = (
                "has nothing to calculate with: give emission_factor or carbon_content, or name a standard factor"
            )
            raise ValueError(message)
        per_energy = (
            self.emission_factor is not None
            and "TJ" in self.emission_factor.into("t/TJ", "t/t", "t/Nm3", "t/m3")[1]
        )
        if per_energy and self.ncv is None and self.unit != "TJ" and self.carbon_content is None:
            message = "has an emission factor per energy and no net calorific value: give ncv"
            raise ValueError(message)

    @property
    def unit(self) -> str:
        """Unit of the activity data: t, Nm3, m3 or TJ."""
        if self.clinker is not None:
            return "t"
        value = self.amount or (self.batches.received if self.batches else None)
        assert value is not None  # noqa: S101  the validator saw to it
        return str(value.into("t", "Nm3", "m3", "TJ")[1])

    @property
    def quantity(self) -> float:
        """Activity data in :attr:`unit`, not negative."""
        if self.amount is not None:
            return float(self.amount.to(self.unit))
        if self.clinker is not None:
            return self.clinker.produced
        assert self.batches is not None  # noqa: S101
        return self.batches.used(self.unit)


class Measured(Emitter):
    """A source measured continuously (Annex II B.6): tonnes of the gas; N2O has to be measured.

    ``readings`` of concentration and flow can stand instead of ``amount``.
    """

    gas: Literal["co2", "n2o"]
    amount: Emissions | None = None
    readings: Annotated[tuple[Reading, ...], Field(max_length=HOURS)] = ()
    biomass: Emissions | None = None
    corroborated: Emissions | None = None

    @model_validator(mode="after")
    def _biomass_is_part_of_it(self) -> Measured:
        for user in self.users:
            if user.amount is not None and units.factor_or_none(user.amount.unit, "t") is None:
                message = f"counts in t, and its user {user.name} in {user.amount.unit!r}"
                raise ValueError(message)
        if (self.amount is None) == (not self.readings):
            message = "needs an amount or readings of concentration and flow, one of them"
            raise ValueError(message)
        more = self.biomass is not None and self.amount is not None and self.biomass.to("t") > self.amount.to("t")
        if self.biomass is not None and (self.gas != "co2" or more):
            message = "takes off more biomass than it measures, or from a gas other than CO2"
            raise ValueError(message)
        return self

    def given_off(self, oxygen_in_air: float) -> float:
        """Return what was given off [t] (Eq 16, 29)."""
        if self.amount is not None:
            return float(self.amount.to("t"))
        return sum(reading.emitted(oxygen_in_air) for reading in self.readings)


class Cells(Model):
    """Cells of an aluminium smelter with anode effects (Annex II B.7).

    Attributes
    ----------
    technology : str
        ``other`` has no factors in the act: it needs its own.
    anode_effect_minutes : float
        Minutes per cell and day; or ``frequency`` (effects per cell and day) and ``duration`` (minutes per effect).
    slope_factor : float
        (kg CF4 / t Al) / (minutes per cell and day); the law's for the technology when absent.
    overvoltage : float
        Anode effect overvoltage per cell [mV].
    overvoltage_coefficient : float
        kg CF4 per t Al and mV; the law's for the technology when absent.
    current_efficiency : float
        As a share: 0.95 for 95 %.
    c2f6_fraction : float
        t C2F6 per t CF4.
    collection_efficiency : float
        Share of the emissions that reaches the duct; divides.
    """

    id: Slug
    name: Short = ""
    process: Slug
    method: Literal["slope", "overvoltage"]
    technology: Literal["pfpb_l", "pfpb_m", "pfpb_mw", "cwpb", "swpb", "vss", "hss", "other"]
    aluminium: Mass
    anode_effect_minutes: Number | None = None
    frequency: Number | None = None
    duration: Number | None = None
    slope_factor: Positive | None = None
    overvoltage: Number | None = None
    overvoltage_coefficient: Positive | None = None
    current_efficiency: PositiveShare | None = None
    c2f6_fraction: Number | None = None
    collection_efficiency: PositiveShare = 1.0
    evidence: Refs = ()
    note: Long = ""

    @model_validator(mode="after")
    def _method_has_its_values(self) -> Cells:
        both = self.frequency is not None and self.duration is not None
        if self.method == "slope" and (self.anode_effect_minutes is not None) == both:
            message = "needs anode_effect_minutes, or frequency and duration, for the slope method"
            raise ValueError(message)
        if self.method == "overvoltage" and (self.overvoltage is None or self.current_efficiency is None):
            message = "needs overvoltage and current_efficiency for the overvoltage method"
            raise ValueError(message)
        return self
