"""Checks of transport legs: what is moved, by what, and whether the distance can be."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from footprint import transport, units
from footprint.checks_units import unfit_unit
from footprint.distances import great_circle
from footprint.errors import UnitError
from footprint.findings import Finding, Severity
from footprint.inventory import find_slot

if TYPE_CHECKING:
    from footprint.background import Background
    from footprint.distances import Place
    from footprint.product import Product
    from footprint.product_leg import Leg
    from footprint.rule import Rule

# Coordinates are those of a centre, given to the minute; below this share of the great circle a distance is not
# possible. Above this multiple of what the table says it is asked about. Both are conventions of this project.
IMPOSSIBLE, FAR = 0.9, 2.0
# Below this, the centres of two cities say little about plants at their edges [km].
NEAR = 30.0


def check_legs(product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    """Every leg moves a mass, over a distance that is known, by something that carries it."""
    for leg in product.legs:
        where = f"legs[{leg.id}]"
        process = next((p for p in product.processes if p.id == leg.process), None)
        if process is None:
            known = [p.id for p in product.processes]
            yield Finding(
                "leg.process_unknown", "error", f"{where}.process", {"process": leg.process, "known": known}
            )
            continue
        moved = transport.mass(leg, process)
        if moved is None:
            params = {"line": leg.mass.of or "", "known": [transport.OUTPUT, *(x.id for x in process.lines)]}
            yield Finding("leg.mass_unknown", "error", f"{where}.mass.of", params)
        elif moved[2] == "given":
            yield from unfit_unit(f"{where}.mass.unit", moved[1], "t")
        elif any(unfit_unit("", moved[1], "t")):
            params = {"what": moved[2], "unit": moved[1]}
            yield Finding("leg.not_a_mass", "error", f"{where}.mass.of", params)
        if (
            leg.dataset is None
            and leg.slot is None
            and find_slot(transport.market(leg.mode), process, background) is None
        ):
            carried = sorted({s.service for s in background.slots.values() if s.service.startswith("freight-")})
            params = {"mode": leg.mode, "region": process.region, "known": carried}
            yield Finding("leg.no_market", "error", f"{where}.mode", params)
        yield from _distance(where, leg, product, rule, background)


def _distance(where: str, leg: Leg, product: Product, rule: Rule, background: Background) -> Iterator[Finding]:
    stops = transport.places(leg, background)
    names = (leg.from_, *leg.via, leg.to)
    for name, place, at in zip(names, stops, ("from", *("via" for _ in leg.via), "to"), strict=False):
        if place is None and leg.distance is None:
            yield Finding("distance.unknown_place", "error", f"{where}.{at}", {"name": name})
    ends = list(pairwise(stops))
    params: dict[str, Any]
    if any(a is not None and b is not None and a.id == b.id for a, b in ends):
        severity: Severity = "error" if leg.distance is None else "info"
        params = {"name": next(a.name.to_dict() for a, b in ends if a and b and a.id == b.id)}
        yield Finding("distance.same_place", severity, where, params)
        return
    if leg.distance is not None:
        yield from unfit_unit(f"{where}.distance.unit", leg.distance.unit, "km")
        yield from _plausible(where, leg, ends, background)
    elif leg.from_:
        for start, end in ends:
            if start and end and background.distances.between(start.id, end.id, leg.mode) is None:
                params = {"start": start.name.to_dict(), "end": end.name.to_dict(), "mode": leg.mode}
                yield Finding("distance.unknown_pair", "error", f"{where}.to", params)
    elif not (name := transport.parameter(leg, rule)):
        yield Finding("distance.missing", "error", f"{where}.distance", {})
    elif name not in rule.parameters or units.quantity(rule.parameters[name].unit) != "length":
        lengths = [k for k, v in rule.parameters.items() if units.quantity(v.unit) == "length"]
        yield Finding("distance.no_parameter", "error", f"{where}.parameter", {"id": name, "known": lengths})
    if (use := transport.resolve(leg, product, rule, background)) and use.distance_from == "great_circle":
        params = {"km": use.distance, "straight": math.fsum(s.straight or 0.0 for s in use.stretches)}
        yield Finding("distance.estimated", "info", where, params)


def _plausible(
    where: str, leg: Leg, ends: list[tuple[Place | None, Place | None]], background: Background
) -> Iterator[Finding]:
    """A given distance is no shorter than the great circle, and not far above what the table says."""
    assert leg.distance is not None  # noqa: S101 - the caller looked
    try:
        km = leg.distance.amount * units.factor(leg.distance.unit, "km")
    except UnitError:
        return
    straight = [great_circle(a, b) if a and b else None for a, b in ends]
    whole = math.fsum(s for s in straight if s) if straight and all(s is not None for s in straight) else 0.0
    if whole > NEAR and km < IMPOSSIBLE * whole:
        params = {"km": km, "straight": whole, "start": leg.from_, "end": leg.to}
        yield Finding("distance.below_great_circle", "warning", f"{where}.distance", params)
    known = transport.stretches(leg, background)
    table = math.fsum(s.km for s in known) if known else 0.0
    if table > NEAR and km > FAR * table:
        params = {"km": km, "table": table, "start": leg.from_, "end": leg.to}
        yield Finding("distance.far_above_table", "warning", f"{where}.distance", params)
