"""Energy delivered or taken over a service life."""

from __future__ import annotations


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


def battery_total_energy_by_years(capacity: float, cycles_per_year: float, years: float) -> float:
    """Total energy of a battery from cycles per year and years of service.

    Parameters
    ----------
    capacity : float
        Usable energy at the start of life [kWh].
    cycles_per_year : float
        Full equivalent cycles per year [1].
    years : float
        Service life [a].

    Returns
    -------
    float
        Total energy delivered [kWh].

    References
    ----------
    Draft delegated act Ares(2024)3131389, annex, functional unit.
    """
    return capacity * cycles_per_year * years


def years_by_warranty(years: float, distance: float, distance_per_year: float) -> float:
    """Service life from a warranty that ends by time or by distance, whichever comes first.

    Parameters
    ----------
    years : float
        Warranted time [a].
    distance : float
        Warranted distance [km].
    distance_per_year : float
        Distance driven in a year [km/a].

    Returns
    -------
    float
        Years of service [a].

    References
    ----------
    Draft delegated act Ares(2024)3131389, annex: the smaller of the two counts.
    """
    return min(years, distance / distance_per_year)


def pv_lifetime_energy(
    power: float, irradiation: float, performance_ratio: float, years: float, degradation: float, first_year: float
) -> float:
    """Energy a photovoltaic module or system gives over its life.

    Parameters
    ----------
    power : float
        Rated power at standard test conditions, 1 kW/m2 [kW].
    irradiation : float
        Yearly irradiation in the plane of the module [kWh/m2], so that ``irradiation / (1 kW/m2)`` are the
        equivalent hours at rated power.
    performance_ratio : float
        Share of the rated output that arrives [1].
    years : float
        Service life [a].
    degradation : float
        Linear loss of output per year, of the rated output [1/a].
    first_year : float
        Loss at the start of life, of the rated output [1].

    Returns
    -------
    float
        Energy [kWh].

    References
    ----------
    IEA PVPS Task 12 fact sheet, as recomputed in ``rule-texts`` T9: power x yield x years x (1 - d x years / 2).
    """
    return power * irradiation * performance_ratio * years * (1.0 - first_year - degradation * years / 2.0)


def pv_lifetime_energy_by_yield(power: float, specific_yield: float, years: float, degradation: float) -> float:
    """Energy of a photovoltaic system from its specific yield.

    Parameters
    ----------
    power : float
        Rated power [kW].
    specific_yield : float
        Energy per rated power in the first year [kWh/kW], which is a time [h].
    years : float
        Service life [a].
    degradation : float
        Linear loss per year [1/a].

    Returns
    -------
    float
        Energy [kWh].

    References
    ----------
    IEA PVPS Task 12 fact sheet: 3 kW x 975 kWh/kW x 30 a x (1 - 0.007 x 30 / 2) = 78,536.25 kWh.
    """
    return power * specific_yield * years * (1.0 - degradation * years / 2.0)


def converted_energy(power: float, hours_per_year: float, years: float) -> float:
    """Energy a converter passes over its life.

    Parameters
    ----------
    power : float
        Rated power [kW].
    hours_per_year : float
        Equivalent hours at rated power in one year [h].
    years : float
        Service life [a].

    Returns
    -------
    float
        Energy put out [kWh].

    References
    ----------
    Energy is power times time; equivalent full-load hours as usual in power statistics.
    """
    return power * hours_per_year * years


def driving_energy(consumption: float, distance: float, electric_share: float, charging_efficiency: float) -> float:
    """Electricity from the grid for driving a distance.

    Parameters
    ----------
    consumption : float
        Electricity at the battery per distance [kWh/km].
    distance : float
        Distance over the life [km].
    electric_share : float
        Share of the distance driven electrically; 1 for a battery-electric vehicle [1].
    charging_efficiency : float
        Energy into the battery over energy from the grid [1]; 1 where the consumption is measured at the plug.

    Returns
    -------
    float
        Electricity from the grid [kWh].

    References
    ----------
    Energy balance of charging; the electric share is the utility factor of plug-in hybrids.
    """
    return consumption * distance * electric_share / charging_efficiency


def driving_fuel(volume_per_100km: float, distance: float, electric_share: float, density: float) -> float:
    """Fuel for the part of a distance that is not driven electrically.

    Parameters
    ----------
    volume_per_100km : float
        Fuel per 100 km [L].
    distance : float
        Distance over the life [km].
    electric_share : float
        Share driven electrically [1].
    density : float
        Of the fuel [kg/L].

    Returns
    -------
    float
        Fuel [kg].

    References
    ----------
    Definition of fuel consumption per 100 km.
    """
    return volume_per_100km / 100.0 * distance * (1.0 - electric_share) * density
