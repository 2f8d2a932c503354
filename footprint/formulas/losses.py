"""Energy lost on the way: transformers, switchgear, cables, converters."""

from __future__ import annotations

# As in the table of units: a year is 365 days.
HOURS_PER_YEAR = 8760.0


def conversion_loss(energy: float, efficiency: float) -> float:
    """Energy lost in a conversion that puts out ``energy``.

    Parameters
    ----------
    energy : float
        Energy put out [kWh].
    efficiency : float
        Output over input [1].

    Returns
    -------
    float
        Input less output [kWh].

    References
    ----------
    Definition of efficiency.
    """
    return energy * (1.0 / efficiency - 1.0)


def transformer_losses(no_load_loss: float, load_loss: float, load_factor: float, years: float) -> float:
    """Energy a transformer loses over its life.

    Parameters
    ----------
    no_load_loss : float
        Loss at rated voltage, always there [kW].
    load_loss : float
        Loss at rated current [kW].
    load_factor : float
        Root-mean-square load over rated load [1].
    years : float
        Service life, energised all the time [a].

    Returns
    -------
    float
        Energy lost [kWh].

    References
    ----------
    Load loss grows with the square of the current (IEC 60076-1, definitions of losses; not read, textbook form).
    """
    return (no_load_loss + load_factor**2 * load_loss) * HOURS_PER_YEAR * years


def current_losses(loss: float, load_factor: float, years: float) -> float:
    """Energy a current-carrying apparatus loses over its life.

    Parameters
    ----------
    loss : float
        Loss at rated current [kW].
    load_factor : float
        Root-mean-square current over rated current [1].
    years : float
        Service life, carrying current all the time [a].

    Returns
    -------
    float
        Energy lost [kWh].

    References
    ----------
    PSR-0005, use energy: sum of loss per load state times hours (as cited by TianGong PCR 46213); ohmic loss
    grows with the square of the current, so the states collapse into their root mean square.
    """
    return load_factor**2 * loss * HOURS_PER_YEAR * years


def standing_energy(power: float, years: float) -> float:
    """Energy of an auxiliary that runs all the time.

    Parameters
    ----------
    power : float
        Power taken [kW].
    years : float
        Service life [a].

    Returns
    -------
    float
        Energy [kWh].

    References
    ----------
    PSR-0005, use energy: auxiliary power times hours (as cited by TianGong PCR 46213).
    """
    return power * HOURS_PER_YEAR * years


def cable_losses(
    current: float, load_factor: float, resistance: float, length: float, conductors: float, years: float
) -> float:
    """Energy lost in the conductors of a cable over its life.

    Parameters
    ----------
    current : float
        Rated current of each conductor [A].
    load_factor : float
        Root-mean-square current over rated current [1].
    resistance : float
        Of one conductor at working temperature [ohm/km].
    length : float
        Of the cable [km].
    conductors : float
        That carry the current [1].
    years : float
        Service life, carrying current all the time [a].

    Returns
    -------
    float
        Energy lost [kWh].

    References
    ----------
    Joule's law: P = n I^2 R.
    """
    watts = conductors * (current * load_factor) ** 2 * resistance * length
    return watts / 1000.0 * HOURS_PER_YEAR * years


def transport_capacity(current: float, length: float) -> float:
    """Current a cable carries times the distance it carries it.

    Parameters
    ----------
    current : float
        Rated current [kA].
    length : float
        Of the cable [km].

    Returns
    -------
    float
        Transport capacity [kA*km].

    References
    ----------
    Definition.
    """
    return current * length
