"""Transport legs: mass times distance, as ordinary lines in t*km.

Everything after this module sees lines only. How a leg came to its amount is kept beside them, for result and
record: the mass and where it comes from, the distance and where it comes from, pair by pair.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from footprint import units
from footprint.errors import ProductError, UnitError
from footprint.parameters import resolve_parameters
from footprint.product_parts import Line

if TYPE_CHECKING:
    from collections.abc import Iterable

    from footprint.background import Background
    from footprint.distances import Mode, Place, Stretch
    from footprint.product import Product
    from footprint.product_leg import Leg
    from footprint.product_process import Process
    from footprint.rule import Rule

UNIT = "t*km"
OUTPUT = "output"
_EVIDENCE = re.compile(r"^\.evidence\[(\d+)\]")
DistanceOrigin = Literal["given", "table", "great_circle", "rule"]


@dataclass(frozen=True)
class LegUse:
    """How a leg came to its amount.

    Attributes
    ----------
    mass : float
        Moved per run of the process [t].
    mass_of : str
        ``given``, ``output``, or the line whose mass is moved.
    distance : float
        [km]
    distance_from : str
        ``given`` by the preparer, published pairs (``table``), ``great_circle`` times a detour, or ``rule``.
    parameter : str
        The rule's parameter, where the distance is the rule's.
    stretches : tuple of Stretch
        What the table says about the places, also where the distance was given.
    """

    process: str
    id: str
    mode: Mode
    mass: float
    mass_of: str
    distance: float
    distance_from: DistanceOrigin
    parameter: str = ""
    stretches: tuple[Stretch, ...] = ()

    @property
    def amount(self) -> float:
        """Freight work per run of the process [t*km]."""
        return self.mass * self.distance

    def to_dict(self) -> dict[str, Any]:
        """Return plain JSON values."""
        return {
            "process": self.process,
            "leg": self.id,
            "mode": self.mode,
            "mass": {"amount": self.mass, "unit": "t", "of": self.mass_of},
            "distance": {"amount": self.distance, "unit": "km", "from": self.distance_from},
            "amount": self.amount,
            "unit": UNIT,
            **({"parameter": self.parameter} if self.parameter else {}),
            "stretches": [describe_stretch(s) for s in self.stretches],
        }


def describe_stretch(s: Stretch) -> dict[str, Any]:
    """Write a stretch so that it can be checked without the database."""
    found: dict[str, Any] = {
        "from": s.start, "to": s.end, "method": s.method, "km": s.km, "great_circle_km": s.straight,
    }  # fmt: skip
    if s.detour is not None:
        d = s.detour
        found["detour"] = {"factor": d.factor, "extra_km": d.extra, "source": d.source, "locator": d.locator}
    if s.pairs:
        found["pairs"] = [
            {
                "from": p.start, "to": p.end, "amount": p.amount, "unit": p.unit, "km": p.km,
                "source": p.source, "locator": p.locator,
            }
            for p in s.pairs
        ]  # fmt: skip
    return found


def places(leg: Leg, background: Background) -> list[Place | None]:
    """Find the places of a leg in their order; None where a place is not in the table."""
    if not leg.from_:
        return []
    return [background.distances.find(name) for name in (leg.from_, *leg.via, leg.to)]


def stretches(leg: Leg, background: Background) -> tuple[Stretch, ...] | None:
    """Ask the table for every stretch of a leg; None where it does not know one of them."""
    stops = places(leg, background)
    found = []
    for start, end in pairwise(stops):
        if start is None or end is None or start.id == end.id:
            return None
        stretch = background.distances.between(start.id, end.id, leg.mode)
        if stretch is None:
            return None
        found.append(stretch)
    return tuple(found)


def mass(leg: Leg, process: Process) -> tuple[float, str, str] | None:
    """Return amount, unit and origin of the mass a leg moves per run; None where its line does not exist."""
    if leg.mass.of is None:
        return float(leg.mass.amount or 0.0), leg.mass.unit, "given"
    if leg.mass.of == OUTPUT:
        return process.output.amount * process.yield_, process.output.unit, OUTPUT
    line = next((x for x in process.lines if x.id == leg.mass.of), None)
    return (line.amount, line.unit, leg.mass.of) if line else None


def parameter(leg: Leg, rule: Rule) -> str:
    """Name the parameter that holds the rule's distance: the leg's own, else that of the activity's default."""
    if leg.parameter is not None:
        return leg.parameter
    activity = rule.activity(leg.activity)
    derive = activity.default.derive if activity and activity.default else None
    return derive.inputs.get("distance", "") if derive and derive.formula == "freight" else ""


def resolve(leg: Leg, product: Product, rule: Rule, background: Background) -> LegUse | None:
    """Say what a leg moves how far; None where mass or distance cannot be told (the checks say why)."""
    process = next((p for p in product.processes if p.id == leg.process), None)
    moved = mass(leg, process) if process else None
    if moved is None:
        return None
    amount, unit, of = moved
    try:
        tonnes = amount * units.factor(unit, "t")
        known = stretches(leg, background) or ()
        if leg.distance is not None:
            km = leg.distance.amount * units.factor(leg.distance.unit, "km")
            return LegUse(leg.process, leg.id, leg.mode, tonnes, of, km, "given", "", known)
        if known:
            by: DistanceOrigin = "table" if all(s.method == "table" for s in known) else "great_circle"
            km = math.fsum(s.km for s in known)
            return LegUse(leg.process, leg.id, leg.mode, tonnes, of, km, by, "", known)
        if leg.from_:
            return None
        name = parameter(leg, rule)
        value = resolve_parameters(product, rule).get(name)
        km = value.value * units.factor(value.unit, "km") if value else 0.0
    except (UnitError, ProductError):
        return None
    return LegUse(leg.process, leg.id, leg.mode, tonnes, of, km, "rule", name) if value else None


def uses(product: Product, rule: Rule, background: Background) -> tuple[LegUse, ...]:
    """Resolve every leg that can be, in the order of processes and ids."""
    found = (resolve(leg, product, rule, background) for leg in product.legs)
    return tuple(sorted((use for use in found if use), key=lambda use: (use.process, use.id)))


def with_legs(product: Product, rule: Rule, background: Background) -> Product:
    """Return the product with every leg as a line; a leg that cannot be resolved stands with an amount of 0.

    Only the checks may go on with such a line: they have found an error then, and nothing is calculated.
    """
    if not product.legs:
        return product
    lines: dict[str, list[Line]] = {}
    for leg in product.legs:
        use = resolve(leg, product, rule, background)
        lines.setdefault(leg.process, []).append(_line(leg, use.amount if use else 0.0))
    processes = tuple(
        p.model_copy(update={"lines": (*p.lines, *lines[p.id])}) if p.id in lines else p for p in product.processes
    )
    return product.model_copy(update={"processes": processes, "legs": ()})


def _line(leg: Leg, amount: float) -> Line:
    """Write a leg as a line. A distance nobody measured is not company-specific, whatever the mass is."""
    return Line(
        id=leg.id,
        activity=leg.activity,
        name=leg.name,
        dataset=leg.dataset,
        slot=None if leg.dataset else leg.slot or market(leg.mode),
        stated=amount,
        unit=UNIT,
        stage=leg.stage,
        origin=leg.origin if leg.distance else "secondary",
        evidence=(*leg.evidence, *(leg.distance.evidence if leg.distance else ())),
        note=leg.note,
    )


def market(mode: Mode) -> str:
    """Name the service that carries a mode, as the slots of a background do."""
    return f"freight-{mode}"


def place_of(where: str, legs: Iterable[Leg]) -> str:
    """Turn the path of a line that was a leg back into the path of the leg."""
    for leg in legs:
        line = f"processes[{leg.process}].lines[{leg.id}]"
        if where == line or where.startswith(f"{line}."):
            rest = where.removeprefix(line)
            if found := _EVIDENCE.match(rest):
                rest = _evidence(leg, int(found[1])) + rest[found.end() :]
            return f"legs[{leg.id}]{rest}"
    return where


def _evidence(leg: Leg, number: int) -> str:
    """Of the evidence of a line, that of the leg comes first and that of its distance after it."""
    own = len(leg.evidence)
    return f".evidence[{number}]" if number < own else f".distance.evidence[{number - own}]"
