"""The closed list of formulas a rule may name.

A new formula is a change of code with a test; a new number is a change of data with a citation. Each takes
plain floats in the units its signature states, and returns one float.

An argument in :data:`ANY` comes in whatever unit its parameter has, and a formula whose own unit is
:data:`ANY` answers in the unit of the argument it lists first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from footprint.formulas.energy import (
    battery_total_energy,
    battery_total_energy_by_years,
    converted_energy,
    driving_energy,
    driving_fuel,
    pv_lifetime_energy,
    pv_lifetime_energy_by_yield,
    years_by_warranty,
)
from footprint.formulas.fuels import fuel_energy
from footprint.formulas.general import (
    freight,
    leakage,
    over_uses,
    per_use,
    quantity,
    remainder_of,
    share_of,
    sum_of,
)
from footprint.formulas.losses import (
    cable_losses,
    conversion_loss,
    current_losses,
    standing_energy,
    transformer_losses,
    transport_capacity,
)

ANY = "*"


@dataclass(frozen=True)
class Formula:
    """A named formula with the units of its inputs and output."""

    name: str
    function: Callable[..., float]
    inputs: Mapping[str, str]
    unit: str
    source: str


def _formula(function: Callable[..., float], unit: str, source: str, **inputs: str) -> tuple[str, Formula]:
    name = function.__name__
    return name, Formula(name, function, MappingProxyType(inputs), unit, source)


_EU_DRAFT = "Ares(2024)3131389, annex, functional unit"
_ENERGY = "definition of energy and efficiency"
_LOSSES = "sum of losses per load state times hours (PSR-0005, use energy, as cited by TianGong PCR 46213)"
FORMULAS: Mapping[str, Formula] = MappingProxyType(
    dict(
        (
            _formula(quantity, ANY, "a parameter taken as it is", value=ANY),
            _formula(share_of, ANY, "definition", value=ANY, share="1"),
            _formula(remainder_of, ANY, "definition", value=ANY, share="1"),
            _formula(sum_of, ANY, "definition", value=ANY, other=ANY),
            _formula(per_use, "item", "definition of a dose", mass="kg", dose="kg"),
            _formula(over_uses, ANY, "definition of a dose", value=ANY, mass="kg", dose="kg"),
            _formula(freight, "t*km", "definition", mass="t", distance="km"),
            _formula(battery_total_energy, "kWh", _EU_DRAFT, capacity="kWh", cycles="1"),
            _formula(
                battery_total_energy_by_years, "kWh", _EU_DRAFT, capacity="kWh", cycles_per_year="1", years="a"
            ),
            _formula(years_by_warranty, "a", _EU_DRAFT, years="a", distance="km", distance_per_year="km/a"),
            _formula(
                pv_lifetime_energy, "kWh", "IEA PVPS Task 12 fact sheet",
                power="kW", irradiation="kWh/m2", performance_ratio="1", years="a", degradation="1/a",
                first_year="1",
            ),
            _formula(
                pv_lifetime_energy_by_yield, "kWh", "IEA PVPS Task 12 fact sheet",
                power="kW", specific_yield="h", years="a", degradation="1/a",
            ),
            _formula(converted_energy, "kWh", _ENERGY, power="kW", hours_per_year="h", years="a"),
            _formula(conversion_loss, "kWh", _ENERGY, energy="kWh", efficiency="1"),
            _formula(
                driving_energy, "kWh", _ENERGY,
                consumption="kWh/km", distance="km", electric_share="1", charging_efficiency="1",
            ),
            _formula(
                driving_fuel, "kg", "definition of fuel consumption",
                volume_per_100km="L", distance="km", electric_share="1", density="kg/L",
            ),
            _formula(
                fuel_energy, "MJ", "definition of the net calorific value", mass="kg", heating_value="MJ/kg",
            ),
            _formula(
                transformer_losses, "kWh", "no-load loss plus squared load times load loss",
                no_load_loss="kW", load_loss="kW", load_factor="1", years="a",
            ),
            _formula(current_losses, "kWh", _LOSSES, loss="kW", load_factor="1", years="a"),
            _formula(standing_energy, "kWh", _LOSSES, power="kW", years="a"),
            _formula(
                cable_losses, "kWh", "Joule's law",
                current="A", load_factor="1", resistance="ohm/km", length="km", conductors="1", years="a",
            ),
            _formula(transport_capacity, "kA*km", "definition", current="kA", length="km"),
            _formula(leakage, "kg", "charge times loss rate", charge="kg", rate="1/a", years="a"),
        )
    )
)  # fmt: skip
