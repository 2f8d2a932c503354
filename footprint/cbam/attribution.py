"""Direct emissions attributed to each production process (IR (EU) 2025/2547 Annex III A.3).

AttrEm_dir = DirEm* + Em_H,imp − Em_H,exp + WG_corr,imp − WG_corr,exp − Em_el,prod (Eq 55); a negative sum is zero.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from footprint.cbam import heat as heat_factors
from footprint.cbam.co2 import of_transfer
from footprint.cbam.energy_model import WasteGas
from footprint.cbam.heat import Fuel, HeatFactor
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.process_model import Process
from footprint.cbam.sharing import shares
from footprint.cbam.streams import Emitted, of_cells, of_measured, of_stream
from footprint.cbam.trace import Trace

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation


@dataclass(frozen=True)
class Sources:
    """All sources of an installation, and who bears them.

    Attributes
    ----------
    emitted : mapping
        By id of stream, measured source, cells or CO2 transfer.
    borne : mapping
        By name of the user, emissions of each source [t CO2e].
    burned : mapping
        By heat source, the fuels it burns.
    """

    emitted: Mapping[str, Emitted]
    borne: Mapping[str, Mapping[str, float]]
    burned: Mapping[str, tuple[Fuel, ...]]

    @property
    def total(self) -> float:
        """Direct emissions of the installation from its sources [t CO2e] (Eq 4)."""
        return sum(e.emissions for e in self.emitted.values())


@dataclass(frozen=True)
class Attributed:
    """The terms of Eq 55 for one process [t CO2e].

    Attributes
    ----------
    direct : float
        DirEm*.
    """

    direct: float
    heat_in: float
    heat_out: float
    waste_gas_in: float
    waste_gas_out: float
    power_made: float

    @property
    def balance(self) -> float:
        """Sum of the terms, before a negative one is set to zero."""
        taken = self.heat_out + self.waste_gas_out + self.power_made
        return self.direct + self.heat_in + self.waste_gas_in - taken

    @property
    def total(self) -> float:
        """AttrEm_dir (Eq 55)."""
        return max(0.0, self.balance)

    def to_dict(self) -> dict[str, Any]:
        """Return the terms as plain JSON values."""
        return {
            "direct": self.direct,
            "heat_in": self.heat_in,
            "heat_out": self.heat_out,
            "waste_gas_in": self.waste_gas_in,
            "waste_gas_out": self.waste_gas_out,
            "electricity_made": self.power_made,
            "balance": self.balance,
            "total": self.total,
        }


def collect(installation: Installation, law: Regulation, method: Method, trace: Trace) -> Sources:
    """Calculate every source and put it on its users."""
    levels = {process.id: process.level for process in installation.processes}
    emitted: dict[str, Emitted] = {}
    borne: dict[str, dict[str, float]] = {}
    burned: dict[str, list[Fuel]] = {}
    for stream in installation.streams:
        found = of_stream(stream, law, method, trace)
        emitted[stream.id] = found if stream.made_by is None else Emitted(0.0, found.energy)
        parts = shares(stream.users, stream.quantity, stream.unit, levels, f"streams[{stream.id}]", trace)
        for user in stream.users:
            part = parts[user.name]
            borne.setdefault(user.name, {})[stream.id] = emitted[stream.id].emissions * part
            if user.unit is not None:
                fuel = Fuel((found.energy or 0.0) * part, found.emissions * part, stream.waste_gas)
                burned.setdefault(user.unit, []).append(fuel)
    for source in installation.measured:
        emitted[source.id] = found = of_measured(source, law, method, trace)
        whole = source.given_off(method.number("oxygen_in_air"))
        parts = shares(source.users, whole, "t", levels, f"measured[{source.id}]", trace)
        for name, part in parts.items():
            borne.setdefault(name, {})[source.id] = found.emissions * part
    for transfer in installation.co2:
        emitted[transfer.id] = found = of_transfer(transfer, trace)
        parts = shares(transfer.users, transfer.amount.to("t"), "t", levels, f"co2[{transfer.id}]", trace)
        for user in transfer.users:
            borne.setdefault(user.name, {})[transfer.id] = found.emissions * parts[user.name]
            if user.unit is not None:  # captured from a boiler: its heat bears less
                burned.setdefault(user.unit, []).append(Fuel(0.0, found.emissions * parts[user.name]))
    for cells in installation.cells:
        emitted[cells.id] = found = of_cells(cells, law, method, trace)
        borne.setdefault(cells.process, {})[cells.id] = found.emissions
    return Sources(emitted, borne, {unit: tuple(fuels) for unit, fuels in burned.items()})


def heat_sources(
    installation: Installation, sources: Sources, law: Regulation, method: Method, trace: Trace
) -> dict[str, HeatFactor]:
    """Return the factors of every heat source by its id."""
    used: dict[str, float] = {}
    for process in installation.processes:
        for flow in process.heat_in:
            if flow.source:
                used[flow.source] = used.get(flow.source, 0.0) + flow.energy
    return {
        source.id: heat_factors.of_source(
            source, sources.burned.get(source.id, ()), used.get(source.id, 0.0), law, method, trace
        )
        for source in installation.heat
    }


def of_process(
    process: Process,
    sources: Sources,
    heat: Mapping[str, HeatFactor],
    law: Regulation,
    method: Method,
    trace: Trace,
) -> Attributed:
    """Return the terms of Eq 55 for a process."""
    here = f"processes[{process.id}]"
    own, correction = sources.borne.get(process.id, {}), method.number("waste_gas_correction")
    stated = process.direct.to("t") if process.direct else 0.0
    direct = trace.note(f"{here}.DirEm", "Annex III A.3", sum(own.values()) + stated, "t CO2e", "",
                        **own, **({"stated": stated} if process.direct else {}))  # fmt: skip
    found = Attributed(
        direct,
        _heat(process, "heat_in", heat, law, method, trace),
        _heat(process, "heat_out", heat, law, method, trace),
        _waste_gas(process.waste_gas_in, f"{here}.WG_corr_imp", "Eq 53", 1.0, law, trace),
        _waste_gas(process.waste_gas_out, f"{here}.WG_corr_exp", "Eq 54", correction, law, trace),
        _power_made(process, heat, trace),
    )  # fmt: skip
    trace.note(f"{here}.AttrEm_dir", "Eq 55", found.total, "t CO2e", "", **{
        k: v for k, v in found.to_dict().items() if k != "total"
    })  # fmt: skip
    return found


def _heat(
    process: Process, field: str, heat: Mapping[str, HeatFactor], law: Regulation, method: Method, trace: Trace
) -> float:
    whole = 0.0
    for number, flow in enumerate(process.heat_in if field == "heat_in" else process.heat_out):
        figure = f"processes[{process.id}].{field}[{flow.source or number}]"
        if flow.source is not None:
            factor = heat[flow.source].heat
        elif flow.emission_factor is not None:
            factor = flow.emission_factor.to("t/TJ")
        else:
            factor = heat_factors.of_standard(flow.standard or "", f"{figure}.EF", law, method, trace)
        amount, medium = flow.energy, flow.medium
        if medium is not None:
            trace.note(f"{figure}.Q", "Eq 30, 31", amount, "TJ", medium.enthalpy.source or "", m=medium.transmitted,
                       h_flow=medium.enthalpy.to("TJ/t"),
                       h_return=medium.return_enthalpy.to("TJ/t") if medium.return_enthalpy else 0.0,
                       lost=medium.lost.to("t") if medium.lost else 0.0)  # fmt: skip
        whole += trace.note(figure, "Annex III A.3", amount * factor, "t CO2", "", Q=amount, EF=factor)
    return whole


def _waste_gas(
    flows: tuple[WasteGas, ...], figure: str, equation: str, correction: float, law: Regulation, trace: Trace
) -> float:
    factor = heat_factors.natural_gas(law) if flows else 0.0
    whole = 0.0
    for flow in flows:
        volume, unit = flow.amount.into("Nm3", "m3", "TJ")
        calorific = flow.ncv.to(f"TJ/{unit}") if flow.ncv is not None else 1.0
        whole += trace.note(figure, equation, volume * calorific * factor * correction, "t CO2", "",
                            V=volume, NCV=calorific, EF_NG=factor, Corr=correction)  # fmt: skip
    return whole


def _power_made(process: Process, heat: Mapping[str, HeatFactor], trace: Trace) -> float:
    whole = 0.0
    for made in process.electricity_made:
        if made.source is not None:
            factor = heat[made.source].power or 0.0
        else:
            factor = made.emission_factor.to("t/MWh") if made.emission_factor else 0.0
        amount = made.amount.to("MWh")
        whole += trace.note(f"processes[{process.id}].Em_el_prod", "Eq 35", amount * factor, "t CO2", "",
                            E=amount, EF=factor)  # fmt: skip
    return whole
