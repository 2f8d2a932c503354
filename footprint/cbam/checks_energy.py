"""Checks of heat and electricity before anything is calculated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from footprint.cbam.energy_model import HeatSource
from footprint.cbam.heat import references
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.precursors import direct_only
from footprint.cbam.process_model import Process
from footprint.cbam.streams import factors
from footprint.findings import Finding

if TYPE_CHECKING:
    from footprint.cbam.regulation import Regulation

METHOD = "Implementing Regulation (EU) 2025/2547"


def check_heat(installation: Installation, law: Regulation, method: Method) -> Iterator[Finding]:
    """A boiler burns something whose energy is known; a standard fuel and a reference efficiency are there."""
    burned: dict[str, list[bool]] = {}
    for stream in installation.streams:
        for user in stream.users:
            if user.unit is not None:
                known = factors(stream, law, method).ncv is not None and stream.quantity > 0
                burned.setdefault(user.unit, []).append(known)
    for source in installation.heat:
        yield from _source(source, burned, law, method)
    for process in installation.processes:
        for flow in (*process.heat_in, *process.heat_out):
            if flow.standard is not None:
                yield from _standard(flow.standard, f"processes[{process.id}]", law)
        if process.waste_gas_in or process.waste_gas_out:
            yield from _standard("natural_gas", f"processes[{process.id}]", law)
        yield from _heat_for_nothing(process, method)
    yield from _waste_gas(installation)


def _source(
    source: HeatSource, burned: Mapping[str, list[bool]], law: Regulation, method: Method
) -> Iterator[Finding]:
    here = f"heat[{source.id}]"
    fuels = burned.get(source.id, [source.without_fuel])
    if source.kind in {"boiler", "chp", "power"} and not all(fuels):
        yield Finding("cbam.heat_fuel_missing", "error", here, {"unit_id": source.id}, f"{METHOD}, Annex III A.2.2")
    if source.kind == "chp":
        yield from _cogeneration(source, method)
    elif source.kind == "power" and source.power_produced is not None and not source.power_produced.amount:
        yield Finding("cbam.power_idle", "error", here, {"unit_id": source.id}, f"{METHOD}, Eq 38")
    elif source.heat_produced is not None and not source.heat_produced.amount:
        yield Finding("cbam.heat_idle", "error", here, {"unit_id": source.id}, f"{METHOD}, Annex III A.2.2")
    if source.standard is not None:
        yield from _standard(source.standard, f"{here}.standard", law)


def _heat_for_nothing(process: Process, method: Method) -> Iterator[Finding]:
    """Heat recovered from nitric acid production is not taken off (Annex III A.3, Em_H,exp)."""
    acid = any((c := method.category(g.cn)) is not None and c.id == "nitric_acid" for g in process.goods)
    if acid and any(flow.source is None for flow in process.heat_out):
        yield Finding(
            "cbam.heat_recovered", "error", f"processes[{process.id}].heat_out", {"process": process.id},
            f"{METHOD}, Annex III A.3",
        )  # fmt: skip


def _waste_gas(installation: Installation) -> Iterator[Finding]:
    """Waste gas that leaves is taken off with evidence, and what comes in is not counted as a fuel as well."""
    burned = {u.process: s.id for s in installation.streams if s.waste_gas for u in s.users}
    for process in installation.processes:
        here = f"processes[{process.id}]"
        if any(not (flow.evidence or flow.amount.evidence) for flow in process.waste_gas_out):
            yield Finding(
                "cbam.waste_gas_unproven", "warning", f"{here}.waste_gas_out", {"process": process.id},
                f"{METHOD}, Annex III A.2.3, Eq 54",
            )  # fmt: skip
        if process.waste_gas_in and process.id in burned:
            yield Finding(
                "cbam.waste_gas_twice", "warning", f"{here}.waste_gas_in",
                {"process": process.id, "stream": burned[process.id]}, f"{METHOD}, Annex III A.3, DirEm*",
            )  # fmt: skip


def _cogeneration(source: HeatSource, method: Method) -> Iterator[Finding]:
    here = f"heat[{source.id}]"
    if not all(v and v.amount for v in (source.heat_produced, source.power_produced)):
        yield Finding("cbam.chp_idle", "error", here, {"unit_id": source.id}, f"{METHOD}, Eq 47, 48")
    try:
        references(source, method)
    except LookupError:
        yield Finding("cbam.reference_missing", "error", here, {"unit_id": source.id}, f"{METHOD}, Annex III C")


def _standard(name: str, where: str, law: Regulation) -> Iterator[Finding]:
    row = law.factor(name)
    if row is None or row.ef is None:
        yield Finding("cbam.standard_unknown", "error", where, {"standard": name}, f"{METHOD}, Annex II G")


def check_electricity(installation: Installation, law: Regulation) -> Iterator[Finding]:
    """Where indirect emissions count, electricity has an amount and a factor that the law accepts."""
    counts = {p.id for p in installation.processes if not all(direct_only(g.cn, law) for g in p.goods)}
    electricity = installation.electricity
    known = {u.process for u in electricity.users} if electricity else set()
    for process in sorted(counts - known):
        yield Finding(
            "cbam.electricity_missing", "error", f"processes[{process}]", {"process": process},
            f"{METHOD}, Annex II A.1(1)(d)",
        )  # fmt: skip
    if electricity is None:
        return
    for supply in electricity.supplies:
        here = f"electricity.supplies[{supply.id}]"
        if supply.kind == "grid" and law.grid(supply.country or "") is None:
            yield Finding(
                "cbam.grid_missing", "error" if counts else "info", here,
                {"supply": supply.id, "country": supply.country or ""},
                "Implementing Regulation (EU) 2025/2621, Annex II",
            )  # fmt: skip
        if supply.kind == "stated":
            yield Finding(
                "cbam.electricity_stated", "error" if counts else "info", here, {"supply": supply.id},
                f"{METHOD}, Annex II D.4",
            )  # fmt: skip
    amounts = [s.amount for s in electricity.supplies]
    whole = electricity.total.to("MWh") if electricity.total else None
    if whole and not sum(u.amount.to("MWh") for u in electricity.users):
        yield Finding("cbam.power_unmetered", "error", "electricity.users", {}, f"{METHOD}, Eq 41")
    if len(amounts) > 1 and not sum(a.to("MWh") for a in amounts if a is not None):
        yield Finding("cbam.power_unmetered", "error", "electricity.supplies", {}, f"{METHOD}, Art 9")
