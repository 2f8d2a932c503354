"""Fuels: from mass to the energy that is burned."""

from __future__ import annotations


def fuel_energy(mass: float, heating_value: float) -> float:
    """Energy of an amount of fuel.

    Parameters
    ----------
    mass : float
        Of the fuel [kg].
    heating_value : float
        Net calorific value [MJ/kg]; the one the combustion factor was set up with.

    Returns
    -------
    float
        Energy, net [MJ].

    References
    ----------
    Definition of the net calorific value.
    """
    return mass * heating_value
