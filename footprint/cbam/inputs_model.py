"""What can be given instead of a result: cement deliveries, kiln dust, flue gas readings, heat media."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from footprint.cbam.parts import (
    MOST,
    Concentration,
    Content,
    EmissionFactor,
    Enthalpy,
    GasFlow,
    Mass,
    Model,
    Number,
    Positive,
    PositiveShare,
    Share,
    Short,
    SpecificVolume,
    Volume,
)

HOURS = 8_784


class CementDelivered(Model):
    """One cement product for the material balance of clinker (IR (EU) 2025/2547 Annex II B.9.2.2).

    Attributes
    ----------
    ratio : Value
        Tonnes of clinker per tonne of cement (CCR), by analysis.
    additives : Value
        Instead of it: everything else in the cement, bypass and kiln dust included.
    """

    name: Short = ""
    delivered: Mass
    stock_start: Mass | None = None
    stock_end: Mass | None = None
    ratio: Content | None = None
    additives: Mass | None = None

    @model_validator(mode="after")
    def _ratio_is_known(self) -> CementDelivered:
        if (self.ratio is None) == (self.additives is None):
            message = "has no clinker to cement ratio: give ratio, or the additives that are not clinker"
        elif (self.stock_start is None) != (self.stock_end is None):
            message = "needs the stock at the start and at the end, or neither"
        elif self.made < 0:
            message = (
                f"comes to {self.made:g} t of cement made: the stock fell by more than was delivered; look at "
                "deliveries and stocks"
            )
        elif self.ratio is not None and self.ratio.to("t/t") > 1:
            message = "holds more clinker than it weighs: a clinker to cement ratio is at most 1 t/t"
        elif self.additives is not None and self.additives.to("t") > self.made:
            message = "holds more additives than cement was made"
        else:
            return self
        raise ValueError(message)

    @property
    def made(self) -> float:
        """Cement made [t]: deliveries less the stock variation, stock at the start less stock at the end."""
        if self.stock_start is None or self.stock_end is None:
            return float(self.delivered.to("t"))
        return float(self.delivered.to("t") - (self.stock_start.to("t") - self.stock_end.to("t")))

    @property
    def clinker(self) -> float:
        """Clinker in the cement made [t]."""
        if self.ratio is not None:
            return float(self.made * self.ratio.to("t/t"))
        return float(self.made - (self.additives.to("t") if self.additives else 0.0))


class ClinkerBalance(Model):
    """Clinker produced, from cement deliveries (Eq 27).

    Attributes
    ----------
    supplied : Value
        Clinker bought (Cli_s).
    dispatched : Value
        Clinker sold as such (Cli_d).
    """

    cements: Annotated[tuple[CementDelivered, ...], Field(min_length=1, max_length=MOST)]
    supplied: Mass | None = None
    dispatched: Mass | None = None
    stock_start: Mass | None = None
    stock_end: Mass | None = None

    @model_validator(mode="after")
    def _clinker_was_made(self) -> ClinkerBalance:
        if (self.stock_start is None) != (self.stock_end is None):
            message = "needs the stock at the start and at the end, or neither"
            raise ValueError(message)
        if self.produced < 0:
            message = (
                f"comes to {self.produced:g} t of clinker made: more was bought or taken from stock than the "
                "cement holds; look at deliveries and stocks"
            )
            raise ValueError(message)
        return self

    @property
    def produced(self) -> float:
        """Clinker produced [t] (Eq 27)."""
        supplied = self.supplied.to("t") if self.supplied else 0.0
        dispatched = self.dispatched.to("t") if self.dispatched else 0.0
        variation = 0.0
        if self.stock_start is not None and self.stock_end is not None:
            variation = self.stock_start.to("t") - self.stock_end.to("t")
        return float(sum(c.clinker for c in self.cements) - supplied + dispatched - variation)


class KilnDust(Model):
    """Partially calcined cement kiln dust: its emission factor from that of clinker (Eq 28).

    Attributes
    ----------
    clinker_factor : Value
        EF_cli [t CO2/t clinker].
    calcination : float
        d: share of the carbonate CO2 of the raw mix that the dust has given off.
    """

    clinker_factor: EmissionFactor
    calcination: Share

    @model_validator(mode="after")
    def _factor_is_per_tonne(self) -> KilnDust:
        if self.clinker_factor.into("t/TJ", "t/t", "t/Nm3", "t/m3")[1] != "t/t":
            message = f"has a clinker factor in {self.clinker_factor.unit!r}: t CO2 per t of clinker is due"
            raise ValueError(message)
        return self

    @property
    def factor(self) -> float:
        """EF_CKD [t CO2/t dust]."""
        clinker = self.clinker_factor.to("t/t")
        part = clinker / (1 + clinker) * self.calcination
        return float(part / (1 - part))


class Reading(Model):
    """Concentration and flow of a flue gas over one hour, or over several of the same load (Eq 16).

    Attributes
    ----------
    concentration : Value
        Of the gas, dry [t/Nm3].
    flue_gas : Value
        Flow [Nm3/h]; or ``air`` [Nm3/h], all that enters, and ``oxygen``, its volume share in the flue gas (Eq 29).
    """

    hours: Positive = 1.0
    concentration: Concentration
    flue_gas: GasFlow | None = None
    air: GasFlow | None = None
    oxygen: Number | None = None

    @model_validator(mode="after")
    def _flow_is_known(self) -> Reading:
        by_air = self.air is not None and self.oxygen is not None
        if (self.flue_gas is not None) == by_air or (self.air is None) != (self.oxygen is None):
            message = "has no flue gas flow: give flue_gas, or air and oxygen to calculate it"
            raise ValueError(message)
        if self.oxygen is not None and self.oxygen >= 1:
            message = f"holds {self.oxygen:g} of oxygen: a volume share below 1 is due, 0.03 for 3 %"
            raise ValueError(message)
        return self

    def flow(self, oxygen_in_air: float) -> float:
        """Return the flue gas flow [Nm3/h] (Eq 29)."""
        if self.flue_gas is not None:
            return float(self.flue_gas.to("Nm3/h"))
        air = self.air.to("Nm3/h") if self.air else 0.0
        return float(air * (1 - oxygen_in_air) / (1 - (self.oxygen or 0.0)))

    def emitted(self, oxygen_in_air: float) -> float:
        """Return what was given off [t]."""
        return float(self.concentration.to("t/Nm3") * self.flow(oxygen_in_air) * self.hours)


class Medium(Model):
    """Steam, hot water or oil that carries heat: amount and enthalpies (Eq 30, 31).

    Attributes
    ----------
    mass : Value
        Of what was transmitted; or ``volume`` and ``specific_volume``.
    enthalpy, return_enthalpy : Value
        Specific, from steam tables. Condensate that does not come back, or is not known, is water of 90 °C.
    injected : bool
        Condensate stays in the product, so nothing returns.
    lost : Value
        Medium known to be lost on the way.
    """

    mass: Mass | None = None
    volume: Volume | None = None
    specific_volume: SpecificVolume | None = None
    enthalpy: Enthalpy
    return_enthalpy: Enthalpy | None = None
    injected: bool = False
    lost: Mass | None = None

    @model_validator(mode="after")
    def _state_is_known(self) -> Medium:
        by_volume = self.volume is not None and self.specific_volume is not None
        message = ""
        if (self.mass is not None) == by_volume or (self.volume is None) != (self.specific_volume is None):
            message = "has no mass: give mass, or volume and specific_volume"
        elif self.injected and self.return_enthalpy is not None:
            message = "stays in the product, so nothing returns: leave return_enthalpy out"
        elif not self.injected and self.return_enthalpy is None:
            message = (
                "has no enthalpy of what returns: give return_enthalpy, of water at 90 °C where condensate does "
                "not come back"
            )
        elif self.return_enthalpy is not None and self.return_enthalpy.to("TJ/t") >= self.enthalpy.to("TJ/t"):
            message = "returns with no less enthalpy than it had: no heat was left"
        elif self.lost is not None and self.lost.to("t") > self.transmitted:
            message = "loses more than was transmitted"
        if message:
            raise ValueError(message)
        return self

    @property
    def transmitted(self) -> float:
        """Mass of the medium [t] (Eq 30)."""
        if self.mass is not None:
            return float(self.mass.to("t"))
        if self.volume is None or self.specific_volume is None:
            return 0.0
        return float(self.volume.to("m3") / self.specific_volume.to("m3/t"))

    @property
    def heat(self) -> float:
        """Net heat [TJ] (Eq 31)."""
        back = self.return_enthalpy.to("TJ/t") if self.return_enthalpy else 0.0
        mass = self.transmitted - (self.lost.to("t") if self.lost else 0.0)
        return float((self.enthalpy.to("TJ/t") - back) * mass)


class CoProduct(Model):
    """A substance that a chemical process makes beside its goods, and that stands outside Annex I (Eq 43).

    Attributes
    ----------
    molar_mass : float
        [g/mol]
    molar_share : float
        Instead of masses: share of the amount of substance of all products.
    """

    name: Short
    amount: Mass | None = None
    molar_mass: Positive | None = None
    molar_share: PositiveShare | None = None
