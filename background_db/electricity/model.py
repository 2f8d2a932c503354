"""The arithmetic of the mixes: pure functions over shares [-] and factors [kg/kWh].

References
----------
docs/algorithms/electricity.md and docs/algorithms/electricity-hourly.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from footprint.errors import InputError

# Published shares are rounded to six digits, and there are up to nine of them.
ROUNDING = 5e-6


class ElectricityError(InputError):
    """A zone, year, series or load that the electricity model cannot use."""


@dataclass(frozen=True)
class Combustion:
    """Direct CO2 of the fossil technologies, scaled to the official factor of fossil power.

    Attributes
    ----------
    scale : float
        Direct part of the life-cycle factor [kg CO2 / kg CO2e], taken to be the same for coal and gas.
    coal, gas : float
        Direct CO2 [kg CO2/kWh].
    coal_part : float
        Coal and oil in the fossil generation [-].
    biomass : float
        Biomass in the thermal generation [-].
    """

    scale: float
    coal: float
    gas: float
    coal_part: float
    biomass: float


@dataclass(frozen=True)
class Split:
    """Parts of thermal power [-]; they add up to one."""

    coal: float
    gas: float
    biomass: float


def combustion(
    generation: Mapping[str, float], lifecycle: Mapping[str, float], official_fossil: float
) -> Combustion:
    """Scale the life-cycle factors so that the national fossil mix meets the official direct factor.

    Parameters
    ----------
    generation : mapping
        National generation of coal, oil, gas, bioenergy [TWh].
    lifecycle : mapping
        Life-cycle factors of coal and gas [kg CO2e/kWh].
    official_fossil : float
        Official direct factor of fossil power [kg CO2/kWh].
    """
    coal, gas = generation["coal"] + generation["oil"], generation["gas"]
    scale = official_fossil * (coal + gas) / (coal * lifecycle["coal"] + gas * lifecycle["gas"])
    return Combustion(
        scale=scale,
        coal=lifecycle["coal"] * scale,
        gas=lifecycle["gas"] * scale,
        coal_part=coal / (coal + gas),
        biomass=generation["bioenergy"] / (coal + gas + generation["bioenergy"]),
    )


def split_thermal(direct: float, using: Combustion) -> Split:
    """Split thermal power into coal, gas and biomass so that its direct CO2 is met.

    Parameters
    ----------
    direct : float
        Direct CO2 per kWh of thermal power [kg CO2/kWh].
    using : Combustion
        Biomass has its national part and no direct fossil CO2.

    Raises
    ------
    ElectricityError
        No split meets the factor.
    """
    fossil = 1 - using.biomass
    coal = (direct - fossil * using.gas) / (using.coal - using.gas)
    if not -1e-12 <= coal <= fossil + 1e-12:
        limits = f"{fossil * using.gas:.4f} to {fossil * using.coal:.4f}"
        what = f"{direct:.4f} kg CO2/kWh cannot be met by a split of thermal power, which gives {limits}"
        raise ElectricityError(what)
    return Split(coal, fossil - coal, using.biomass)


def direct_of(split: Split, using: Combustion) -> float:
    """Return the direct CO2 of thermal power of a split [kg CO2/kWh]: the way back of :func:`split_thermal`."""
    return split.coal * using.coal + split.gas * using.gas


def delivered_losses(with_losses: float, without: float, average: float) -> float:
    """Return the losses per kWh delivered [-], from the grid factors with and without them [kg CO2e/kWh].

    Rounded to seven decimals, as the rows state it.
    """
    return round((with_losses - without) / average, 7)


def gross_up(losses_of_output: float) -> float:
    """Return what must be generated per kWh delivered [-] when a share of the output is lost."""
    if not 0 <= losses_of_output < 1:
        what = f"losses of {losses_of_output} of the output: must lie in 0 to 1"
        raise ElectricityError(what)
    return 1 / (1 - losses_of_output)


def factor(shares: Mapping[str, float], factors: Mapping[str, float], gross: float, grid: float = 0.0) -> float:
    """Return the factor of a mix [kg CO2e/kWh delivered].

    Parameters
    ----------
    shares : mapping of carrier to share
        Of the supply before losses [-]; they add up to one within :data:`ROUNDING`.
    factors : mapping of carrier to factor
        [kg CO2e/kWh generated].
    gross : float
        Generated per delivered [kWh/kWh].
    grid : float
        Add-on of the grid [kg CO2e/kWh delivered].

    Raises
    ------
    ElectricityError
        The shares do not add up to one.
    """
    whole = sum(shares.values())
    if abs(whole - 1) > ROUNDING:
        what = f"the shares add up to {whole:.9f}, but must be 1"
        raise ElectricityError(what)
    return gross * sum(share * factors[carrier] for carrier, share in shares.items()) + grid
