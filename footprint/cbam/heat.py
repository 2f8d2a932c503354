"""Emission factors of measurable heat and of electricity from cogeneration (IR (EU) 2025/2547 Annex III A.2.2).

Boiler: EF = EF_mix / η (Eq 44) with EF_mix over its fuels (Eq 45). Electricity alone: fuels over net electricity
(Eq 38). Cogeneration: emissions shared by efficiencies
over reference efficiencies (Eq 46 to 52). Imported heat: verified factor, or a standard fuel at the law's boiler
efficiency. A waste gas dirtier than natural gas counts as natural gas.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from footprint import units
from footprint.cbam.energy_model import HeatSource
from footprint.cbam.method import Method
from footprint.cbam.trace import Trace

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

TJ_PER_MWH = units.factor("MWh", "TJ")


@dataclass(frozen=True)
class Fuel:
    """Fuel that a heat source burns: energy [TJ], emissions [t CO2], and whether it is a waste gas."""

    energy: float
    emissions: float
    waste_gas: bool = False


@dataclass(frozen=True)
class HeatFactor:
    """What a heat source gives.

    Attributes
    ----------
    heat : float
        [t CO2/TJ] of net heat at its user, losses included.
    power : float or None
        Of a chp or a power unit [t CO2/MWh].
    emissions : float or None
        Emissions of its fuels and flue gas cleaning [t CO2]; None for heat from elsewhere.
    for_power : float
        Of these, what electricity bears [t CO2].
    """

    heat: float
    power: float | None = None
    emissions: float | None = None
    for_power: float = 0.0


def of_mix(fuels: Sequence[Fuel], cleaning: float, law: Regulation) -> tuple[float, float]:
    """Return emissions [t CO2] and energy [TJ] of a fuel mix (numerator and denominator of Eq 45).

    A waste gas counts at most with the standard emission factor of natural gas.
    """
    energy = sum(fuel.energy for fuel in fuels)
    cap = natural_gas(law)
    emissions = sum(min(fuel.emissions, fuel.energy * cap) if fuel.waste_gas else fuel.emissions for fuel in fuels)
    return emissions + cleaning, energy


def natural_gas(law: Regulation) -> float:
    """Return the standard emission factor of natural gas [t CO2/TJ]."""
    return standard(law, "natural_gas")


def standard(law: Regulation, name: str) -> float:
    """Return the standard emission factor of a fuel [t CO2/TJ].

    Raises
    ------
    LookupError
        The law's tables have none.
    """
    row = law.factor(name)
    if row is None or row.ef is None:
        what = f"the law's tables have no emission factor of {name}"
        raise LookupError(what)
    return row.ef


def of_source(
    source: HeatSource, fuels: Sequence[Fuel], used: float, law: Regulation, method: Method, trace: Trace
) -> HeatFactor:
    """Return the emission factors of a heat source.

    Parameters
    ----------
    source : HeatSource
    fuels : sequence of Fuel
        What it burns.
    used : float
        Net heat that its users take [TJ]; losses are put on them.
    """
    here = f"heat[{source.id}]"
    match source.kind:
        case "exothermic":
            return HeatFactor(trace.note(f"{here}.EF", "Annex III A.2.2", 0.0, "t CO2/TJ"))
        case "import":
            return HeatFactor(_imported(source, law, method, trace))
    cleaning = source.flue_gas_cleaning.to("t") if source.flue_gas_cleaning else 0.0
    emissions, energy = of_mix(fuels, cleaning, law)
    if source.kind == "power":
        made = source.power_produced.to("MWh") if source.power_produced else 0.0
        per_power = trace.note(f"{here}.EF_el", "Eq 38", emissions / made, "t CO2/MWh", "",
                               emissions=emissions, El_prod=made)  # fmt: skip
        return HeatFactor(0.0, per_power, emissions, emissions)
    if source.kind == "boiler":
        mix = trace.note(f"{here}.EF_mix", "Eq 45", emissions / energy, "t CO2/TJ",
                         emissions=emissions, energy=energy)  # fmt: skip
        efficiency = source.efficiency
        if efficiency is None and source.heat_produced is not None:
            efficiency = source.heat_produced.to("TJ") / energy
        assert efficiency is not None  # noqa: S101  the validator of the source saw to it
        factor = trace.note(f"{here}.EF", "Eq 44", mix / efficiency, "t CO2/TJ", EF_mix=mix, eta=efficiency)
        return HeatFactor(_with_losses(source, factor, used, trace), None, emissions)
    return _cogeneration(source, emissions, energy, used, method, trace)


def _imported(source: HeatSource, law: Regulation, method: Method, trace: Trace) -> float:
    here = f"heat[{source.id}].EF"
    if source.emission_factor is not None:
        return trace.note(here, "Annex III A.2.2 (1)", source.emission_factor.to("t/TJ"), "t CO2/TJ",
                          source.emission_factor.source or "")  # fmt: skip
    return of_standard(source.standard or "", here, law, method, trace)


def of_standard(name: str, figure: str, law: Regulation, method: Method, trace: Trace) -> float:
    """Return the factor of heat of unknown fuels: a standard fuel at the law's boiler efficiency [t CO2/TJ]."""
    efficiency = method.constants["boiler_efficiency"]
    factor = standard(law, name)
    return trace.note(figure, "Eq 44", factor / efficiency.value, "t CO2/TJ", efficiency.cite,
                      fuel=name, EF=factor, eta=efficiency.value)  # fmt: skip


def _with_losses(source: HeatSource, factor: float, used: float, trace: Trace) -> float:
    if source.losses is None or used <= 0:
        return factor
    losses = source.losses.to("TJ")
    return trace.note(f"heat[{source.id}].EF_with_losses", "Annex III A.2.2", factor * (1 + losses / used),
                      "t CO2/TJ", EF=factor, losses=losses, used=used)  # fmt: skip


def _cogeneration(
    source: HeatSource, emissions: float, energy: float, used: float, method: Method, trace: Trace
) -> HeatFactor:
    """Share the emissions of a chp between heat and electricity (Eq 46 to 52)."""
    here = f"heat[{source.id}]"
    heat = source.heat_produced.to("TJ") if source.heat_produced else 0.0
    power = source.power_produced.to("MWh") if source.power_produced else 0.0
    by_heat = source.heat_efficiency or heat / energy
    by_power = source.power_efficiency or power * TJ_PER_MWH / energy
    reference_heat, reference_power = references(source, method)
    over_heat, over_power = by_heat / reference_heat, by_power / reference_power
    for_heat = over_heat / (over_heat + over_power)
    trace.note(f"{here}.Em_CHP", "Eq 46", emissions, "t CO2", energy=energy)
    trace.note(f"{here}.eta_heat", "Eq 47", by_heat, "1", Q_net=heat, E_in=energy, reference=reference_heat)
    trace.note(f"{here}.eta_el", "Eq 48", by_power, "1", E_el=power, E_in=energy, reference=reference_power)
    trace.note(f"{here}.F_heat", "Eq 49", for_heat, "1")
    trace.note(f"{here}.F_el", "Eq 50", 1 - for_heat, "1")
    factor = trace.note(f"{here}.EF", "Eq 51", emissions * for_heat / heat, "t CO2/TJ", F_heat=for_heat, Q_net=heat)
    per_power = trace.note(f"{here}.EF_el", "Eq 52", emissions * (1 - for_heat) / power, "t CO2/MWh",
                           F_el=1 - for_heat, E_el=power)  # fmt: skip
    return HeatFactor(_with_losses(source, factor, used, trace), per_power, emissions, emissions * (1 - for_heat))


def references(source: HeatSource, method: Method) -> tuple[float, float]:
    """Return the reference efficiencies of a chp for heat and electricity.

    Raises
    ------
    LookupError
        The act's table has none for these fuels and this medium.
    """
    heat, power = source.reference_heat, source.reference_power
    if source.fuel_group and source.built is not None and source.medium:
        heat = heat or method.heat_reference(source.fuel_group, source.built, source.medium)
        power = power or method.power_reference(source.fuel_group, source.built)
    if heat is None or power is None:
        what = f"no reference efficiency of {source.fuel_group} built {source.built} for {source.medium}"
        raise LookupError(what)
    return heat, power
