"""Electricity: factor of each source, consumption of each process, and the indirect emissions it attributes.

IR (EU) 2025/2547 Annex II D: Em_el = E · EF (Eq 35), which is AttrEm_indir (Eq 56). Several sources count with
their weighted average unless a single source is proven (Art 9). Users' meters are corrected to the main one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from footprint.cbam.energy_model import PowerSupply
from footprint.cbam.heat import HeatFactor
from footprint.cbam.installation import Installation
from footprint.cbam.sharing import reconciliation
from footprint.cbam.trace import Trace

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation


@dataclass(frozen=True)
class Consumed:
    """Electricity of a process.

    Attributes
    ----------
    amount : float
        [MWh]
    factor : float
        [t CO2e/MWh]
    by_default : float
        Share of the emissions that rests on default factors of the law.
    """

    amount: float
    factor: float
    by_default: float

    @property
    def emissions(self) -> float:
        """Indirect emissions [t CO2e] (Eq 35)."""
        return self.amount * self.factor


def factor_of(supply: PowerSupply, heat: Mapping[str, HeatFactor], law: Regulation) -> float | None:
    """Return the emission factor of a source [t CO2e/MWh]; None where the law has none for the country."""
    if supply.kind == "grid":
        row = law.grid(supply.country or "")
        return row.value if row else None
    if supply.kind in {"chp", "own"} and supply.source is not None:
        return heat[supply.source].power
    return supply.emission_factor.to("t/MWh") if supply.emission_factor else None


def consumption(
    installation: Installation, heat: Mapping[str, HeatFactor], law: Regulation, trace: Trace
) -> dict[str, Consumed]:
    """Return the electricity of every process that has any, by its id.

    A process is absent where nothing is known of it, or where the law has no factor for a source it shares in.
    """
    electricity = installation.electricity
    if electricity is None:
        return {}
    known: dict[str, float] = {}
    for supply in electricity.supplies:
        factor = factor_of(supply, heat, law)
        if factor is None:
            continue
        grid = law.grid(supply.country or "") if supply.kind == "grid" else None
        source = f"{grid.cite.title}, {grid.cite.locator}" if grid else (
            supply.emission_factor.source or "" if supply.emission_factor else ""
        )  # fmt: skip
        known[supply.id] = trace.note(f"electricity.supplies[{supply.id}].EF", "Annex II D.4", factor, "t CO2e/MWh",
                                      source, kind=supply.kind)  # fmt: skip
    average = _average(electricity.supplies, known)
    correction = 1.0
    if electricity.total is not None:
        whole = electricity.total.to("MWh")
        metered = sum(user.amount.to("MWh") for user in electricity.users)
        correction = trace.note("electricity.RecF", "Eq 41, 42", reconciliation(whole, metered), "1", "",
                                D_inst=whole, sum_D_pp=metered)  # fmt: skip
    found = {}
    for user in electricity.users:
        if user.process is None:
            continue
        if user.supply is not None:
            supply = next(s for s in electricity.supplies if s.id == user.supply)
            pair = (known[supply.id], float(supply.kind == "grid")) if supply.id in known else None
        else:
            pair = average
        if pair is not None:
            amount = user.amount.to("MWh") * correction
            found[user.process] = consumed = Consumed(amount, *pair)
            trace.note(f"processes[{user.process}].AttrEm_indir", "Eq 35, 56", consumed.emissions, "t CO2e", "",
                       E=amount, EF=pair[0])  # fmt: skip
    return found


def _average(supplies: tuple[PowerSupply, ...], known: Mapping[str, float]) -> tuple[float, float] | None:
    """Return the average factor of all sources, and the share of its emissions that rests on default factors."""
    if any(supply.id not in known for supply in supplies):
        return None
    if len(supplies) == 1:
        return known[supplies[0].id], float(supplies[0].kind == "grid")
    amounts = {s.id: s.amount.to("MWh") for s in supplies if s.amount is not None}
    whole = sum(amounts.values())
    if whole == 0:
        return None
    emissions = sum(amounts[key] * known[key] for key in amounts)
    by_default = sum(amounts[s.id] * known[s.id] for s in supplies if s.kind == "grid")
    return emissions / whole, by_default / emissions if emissions else 0.0
