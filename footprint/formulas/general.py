"""Shares, sums, doses, freight and leakage: formulas of every product group."""

from __future__ import annotations


def quantity(value: float) -> float:
    """A parameter taken as it is."""
    return value


def share_of(value: float, share: float) -> float:
    """A share of an amount."""
    return value * share


def remainder_of(value: float, share: float) -> float:
    """The part of an amount that is not the share: what is not recovered, not recycled, not reused."""
    return value * (1.0 - share)


def sum_of(value: float, other: float) -> float:
    """Two amounts of one unit together."""
    return value + other


def per_use(mass: float, dose: float) -> float:
    """How many uses an amount of product gives.

    Parameters
    ----------
    mass : float
        Of the product [kg].
    dose : float
        Per use [kg].

    Returns
    -------
    float
        Uses [item].

    References
    ----------
    Definition of a dose.
    """
    return mass / dose


def over_uses(value: float, mass: float, dose: float) -> float:
    """What all uses of an amount of product take together, ``value`` being what one use takes."""
    return value * mass / dose


def freight(mass: float, distance: float) -> float:
    """Freight work of a leg.

    Parameters
    ----------
    mass : float
        Carried [t].
    distance : float
        Of the leg [km].

    Returns
    -------
    float
        Freight work [t*km].

    References
    ----------
    Definition.
    """
    return mass * distance


def leakage(charge: float, rate: float, years: float) -> float:
    """Gas that leaks over the life of a filled apparatus and is filled up again.

    Parameters
    ----------
    charge : float
        Gas in the apparatus [kg].
    rate : float
        Share of the charge lost per year [1/a].
    years : float
        Service life [a].

    Returns
    -------
    float
        Gas released [kg].

    References
    ----------
    IPCC 2006 Guidelines, volume 3, chapter 8 (emission = charge x use loss rate; as commonly quoted, not read).
    """
    return charge * rate * years
