"""The closed list of formulas a rule may name.

A new formula is a change of code with a test; a new number is a change of data with a citation. Each takes
plain floats in the units its signature states, and returns one float.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Formula:
    """A named formula with the units of its inputs and output."""

    name: str
    function: Callable[..., float]
    inputs: Mapping[str, str]
    unit: str
    source: str


def battery_total_energy(capacity: float, cycles: float) -> float:
    """Total energy a battery delivers over its life.

    Parameters
    ----------
    capacity : float
        Energy per full equivalent cycle [kWh].
    cycles : float
        Full equivalent cycles over the life [1].

    Returns
    -------
    float
        Total energy delivered [kWh].

    References
    ----------
    Draft delegated act Ares(2024)3131389, annex, functional unit: usable capacity times full equivalent cycles;
    the national filing (MIIT 551/2025) divides by the same quantity and prefers a measured cycle life.
    """
    return capacity * cycles


FORMULAS: Mapping[str, Formula] = MappingProxyType(
    {
        "battery_total_energy": Formula(
            "battery_total_energy",
            battery_total_energy,
            MappingProxyType({"capacity": "kWh", "cycles": "1"}),
            "kWh",
            "Ares(2024)3131389, annex, functional unit",
        ),
        "quantity": Formula(
            "quantity", lambda value: value, MappingProxyType({"value": ""}), "", "a parameter taken as it is"
        ),
    }
)
