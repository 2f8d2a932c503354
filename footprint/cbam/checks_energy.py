"""Checks of heat and electricity before anything is calculated."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from footprint.cbam.energy_model import HeatSource
from footprint.cbam.heat import references
from footprint.cbam.installation import Installation
from footprint.cbam.method import Method
from footprint.cbam.precursors import direct_only
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
                known = factors(stream, law).ncv is not None and stream.quantity > 0
                burned.setdefault(user.unit, []).append(known)
    for source in installation.heat:
        here = f"heat[{source.id}]"
        if source.kind in {"boiler", "chp"} and not all(burned.get(source.id, [False])):
            yield Finding(
                "cbam.heat_fuel_missing", "error", here, {"unit_id": source.id}, f"{METHOD}, Annex III A.2.2"
            )
        if source.kind == "chp":
            yield from _cogeneration(source, method)
        elif source.heat_produced is not None and not source.heat_produced.amount:
            yield Finding("cbam.heat_idle", "error", here, {"unit_id": source.id}, f"{METHOD}, Annex III A.2.2")
        if source.standard is not None:
            yield from _standard(source.standard, f"{here}.standard", law)
    for process in installation.processes:
        for flow in (*process.heat_in, *process.heat_out):
            if flow.standard is not None:
                yield from _standard(flow.standard, f"processes[{process.id}]", law)
        if process.waste_gas_in or process.waste_gas_out:
            yield from _standard("natural_gas", f"processes[{process.id}]", law)


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
