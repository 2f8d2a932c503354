"""What a document names has to be there: processes, heat sources, supplies of electricity, evidence."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from footprint.errors import Problem

if TYPE_CHECKING:
    from footprint.cbam.installation import Installation


def look(installation: Installation) -> Iterator[Problem]:
    """Go through all names of a document, and tell those that lead nowhere."""
    if not installation.processes and not installation.electricity_goods:
        yield Problem("processes", "is empty: give processes with their goods, or electricity_goods")
    yield from _twice(installation)
    yield from _users(installation)
    yield from _flows(installation)
    yield from _money(installation)
    yield from _evidence(installation)


def _twice(installation: Installation) -> Iterator[Problem]:
    emitters = [e.id for e in (*installation.streams, *installation.measured, *installation.co2)]
    emitters += [c.id for c in installation.cells]
    for field, ids in (
        ("streams", emitters),
        ("heat", [h.id for h in installation.heat] + [p.id for p in installation.processes]),
        ("precursors", [p.id for p in installation.precursors]),
        ("electricity_goods", [g.id for g in installation.electricity_goods]),
        ("evidence", [e.id for e in installation.evidence]),
        ("carbon_price", [c.id for c in installation.carbon_price]),
        ("shipments", [s.id for s in installation.shipments]),
        (
            "electricity.supplies",
            [s.id for s in installation.electricity.supplies] if installation.electricity else [],
        ),
    ):
        for name, times in sorted(Counter(ids).items()):
            if times > 1:
                yield Problem(field, f"gives the id {name!r} to more than one entry: give each its own")


def _users(installation: Installation) -> Iterator[Problem]:
    processes = {p.id for p in installation.processes}
    units = {h.id for h in installation.heat if h.kind in {"boiler", "chp", "power"}}
    places: list[tuple[str, Any]] = [(f"streams[{s.id}]", s.users) for s in installation.streams]
    places += [(f"measured[{m.id}]", m.users) for m in installation.measured]
    places += [(f"co2[{c.id}]", c.users) for c in installation.co2]
    if installation.electricity:
        places.append(("electricity", installation.electricity.users))
    for where, users in places:
        for user in users:
            if user.process is not None and user.process not in processes:
                yield _unknown(f"{where}.users", "process", user.process, processes)
            if user.unit is not None and user.unit not in units:
                yield _unknown(f"{where}.users", "boiler or chp", user.unit, units)
    for stream in installation.streams:
        if stream.made_by is not None and stream.made_by not in processes:
            yield _unknown(f"streams[{stream.id}].made_by", "process", stream.made_by, processes)
    for cells in installation.cells:
        if cells.process not in processes:
            yield _unknown(f"cells[{cells.id}].process", "process", cells.process, processes)


def _flows(installation: Installation) -> Iterator[Problem]:
    processes = {p.id for p in installation.processes}
    for process in installation.processes:
        here = f"processes[{process.id}]"
        for good in process.goods:
            for flow in good.in_house:
                if flow.process not in processes:
                    yield _unknown(f"{here}.goods[{good.cn}].in_house", "process", flow.process, processes)
    yield from _energy(installation)
    for precursor in installation.precursors:
        for use in precursor.uses:
            if use.process not in processes:
                yield _unknown(f"precursors[{precursor.id}].uses", "process", use.process, processes)


def _money(installation: Installation) -> Iterator[Problem]:
    """What a price was paid for, and what was shipped, is made or bought here."""
    processes, bought = {p.id for p in installation.processes}, {p.id for p in installation.precursors}
    goods = {p.id: {g.cn for g in p.goods} for p in installation.processes}
    for entry in installation.carbon_price:
        here = f"carbon_price[{entry.id}]"
        if entry.process is not None and entry.process not in processes:
            yield _unknown(f"{here}.process", "process", entry.process, processes)
        elif entry.process is not None and entry.cn is not None and entry.cn not in goods[entry.process]:
            yield _unknown(f"{here}.cn", "good", entry.cn, goods[entry.process])
        if entry.precursor is not None and entry.precursor not in bought:
            yield _unknown(f"{here}.precursor", "precursor", entry.precursor, bought)
    for shipment in installation.shipments:
        here = f"shipments[{shipment.id}]"
        made = [key for key, codes in goods.items() if shipment.cn in codes]
        if shipment.process is not None and shipment.process not in processes:
            yield _unknown(f"{here}.process", "process", shipment.process, processes)
        elif not made or shipment.process not in {None, *made}:
            known = (
                goods[shipment.process] if shipment.process else {cn for codes in goods.values() for cn in codes}
            )
            yield _unknown(f"{here}.cn", "good", shipment.cn, known)
        elif shipment.process is None and len(made) > 1:
            what = f"is of a code that several processes make ({', '.join(made)}): name the process"
            yield Problem(here, what)


def _energy(installation: Installation) -> Iterator[Problem]:
    heat = {h.id for h in installation.heat if h.kind != "power"}
    chp = {h.id for h in installation.heat if h.kind in {"chp", "power"}}
    for process in installation.processes:
        here = f"processes[{process.id}]"
        for field, flows in (("heat_in", process.heat_in), ("heat_out", process.heat_out)):
            for heat_flow in flows:
                if heat_flow.source is not None and heat_flow.source not in heat:
                    yield _unknown(f"{here}.{field}", "heat source", heat_flow.source, heat)
        for made in process.electricity_made:
            if made.source is not None and made.source not in chp:
                yield _unknown(f"{here}.electricity_made", "chp", made.source, chp)
    yield from _power(installation, chp)


def _power(installation: Installation, chp: set[str]) -> Iterator[Problem]:
    for good in installation.electricity_goods:
        if good.source not in chp:
            yield _unknown(f"electricity_goods[{good.id}].source", "chp or power unit", good.source, chp)
    if installation.electricity:
        supplies = {s.id for s in installation.electricity.supplies}
        for supply in installation.electricity.supplies:
            if supply.source is not None and supply.source not in chp:
                yield _unknown(f"electricity.supplies[{supply.id}].source", "chp", supply.source, chp)
        for user in installation.electricity.users:
            if user.supply is not None and user.supply not in supplies:
                yield _unknown("electricity.users", "supply", user.supply, supplies)


def _evidence(installation: Installation) -> Iterator[Problem]:
    known = {e.id for e in installation.evidence}
    for where, refs in _references(installation, ""):
        for name in refs:
            if name not in known:
                yield _unknown(where, "evidence", name, known)


def _references(part: Any, where: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Go through every list of evidence in the document."""
    if isinstance(part, BaseModel):
        for name in type(part).model_fields:
            value = getattr(part, name)
            here = f"{where}.{name}" if where else name
            if name.endswith("evidence") and value and all(isinstance(v, str) for v in value):
                yield here, value
            else:
                yield from _references(value, here)
    elif isinstance(part, tuple):
        for number, item in enumerate(part):
            yield from _references(item, f"{where}[{getattr(item, 'id', number)}]")


def _unknown(where: str, what: str, name: str, known: set[str]) -> Problem:
    there = ", ".join(sorted(known)) or "none"
    return Problem(where, f"names the {what} {name!r}, and there is none of that name; there are: {there}")
