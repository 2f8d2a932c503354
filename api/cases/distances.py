"""How far it is between places, by each mode, with the sources."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from footprint.background import Background
from footprint.distances import Mode, Place, Stretch
from footprint.errors import InputError, Problem
from footprint.transport import describe_stretch


@dataclass(frozen=True)
class Way:
    """One mode over all places asked for; no stretches where one of them is not known."""

    mode: Mode
    stretches: tuple[Stretch, ...]

    @property
    def km(self) -> float:
        """Sum of the stretches [km]."""
        return math.fsum(s.km for s in self.stretches)


def between(background: Background, names: Sequence[str], modes: Sequence[Mode]) -> tuple[Way, ...]:
    """Ask the table for the distance over places, by each mode.

    Raises
    ------
    InputError
        A place is not in the table, or follows itself.
    """
    table = background.distances
    stops: list[Place] = []
    for name in names:
        place = table.find(name)
        if place is None:
            what = f"no place {name!r} in the table of distances: give a UN/LOCODE such as CNGGZ, or a name"
            raise InputError(Problem("", what))
        if stops and stops[-1].id == place.id:
            what = f"{name!r} is where the stretch starts: give two different places"
            raise InputError(Problem("", what))
        stops.append(place)
    found = []
    for mode in modes:
        stretches = [table.between(a.id, b.id, mode) for a, b in pairwise(stops)]
        known = tuple(s for s in stretches if s)
        found.append(Way(mode, known if len(known) == len(stretches) else ()))
    return tuple(found)


def document(found: Sequence[Way]) -> dict[str, Any]:
    """Write the answer as plain JSON values; a mode that is not known has null."""
    return {
        "modes": [
            {
                "mode": way.mode,
                "km": way.km if way.stretches else None,
                "stretches": [describe_stretch(s) for s in way.stretches],
            }
            for way in found
        ]
    }
