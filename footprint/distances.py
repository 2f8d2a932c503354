"""Distances between places: published pairs, chains of them over junctions, and great circles with a detour.

The table is data of the background. A pair that was published is taken first; at sea pairs are joined over the
junction points they were published for (capes, canals, straits), because a great circle would cross land. Where no
pair is known, a mode that has a published detour is the great circle times it; every other pair stays unknown.
"""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from footprint.texts import Text

Mode = Literal["road", "rail", "barge", "sea", "air"]
MODES: tuple[Mode, ...] = get_args(Mode)
Method = Literal["table", "great_circle"]

# Mean radius of the Earth, (2 a + b) / 3 of GRS 80 (IUGG 1980) [km].
EARTH_RADIUS = 6371.0088


@dataclass(frozen=True)
class Place:
    """A city, a port, or a point at sea where routes meet.

    Attributes
    ----------
    id : str
        UN/LOCODE; a junction that has none bears a name of ours.
    names : tuple of str
        Everything the place may be called by: names, other codes.
    position : (float, float) or None
        Latitude and longitude [degrees]; None where the source gives none.
    """

    id: str
    name: Text
    names: tuple[str, ...]
    country: str
    position: tuple[float, float] | None
    junction: bool
    source: str
    locator: str


@dataclass(frozen=True)
class Pair:
    """A published distance, the same in both directions.

    Attributes
    ----------
    km : float
        ``amount`` in kilometres.
    amount, unit
        As published.
    """

    start: str
    end: str
    mode: Mode
    km: float
    amount: float
    unit: str
    source: str
    locator: str


@dataclass(frozen=True)
class Detour:
    """What turns a great circle into a distance travelled: ``km * factor + extra``.

    ``country`` is empty where it holds everywhere. Between two countries it is known only where both rows name the
    same ``network``: a road in one and a road in the other do not make a way between them.
    """

    mode: Mode
    country: str
    network: str
    factor: float
    extra: float
    source: str
    locator: str


@dataclass(frozen=True)
class Stretch:
    """How far it is from one place to another, and why.

    Attributes
    ----------
    km : float
        Distance travelled [km].
    pairs : tuple of Pair
        Published pairs that add up to it; empty for a great circle.
    straight : float or None
        Great circle [km]; None where a position is missing.
    detour : Detour or None
        What the great circle was multiplied with.
    """

    start: str
    end: str
    mode: Mode
    method: Method
    km: float
    pairs: tuple[Pair, ...] = ()
    straight: float | None = None
    detour: Detour | None = None

    @property
    def way(self) -> tuple[str, ...]:
        """Ids of all places passed, the ends included."""
        stops = [self.start]
        for pair in self.pairs:
            stops.append(pair.end if pair.start == stops[-1] else pair.start)
        return (*stops, self.end) if not self.pairs else tuple(stops)


@dataclass(frozen=True)
class Distances:
    """The table of distances of one background."""

    places: Mapping[str, Place] = field(default_factory=dict)
    pairs: tuple[Pair, ...] = ()
    detours: tuple[Detour, ...] = ()

    def find(self, text: str) -> Place | None:
        """Find a place by its code or one of its names, without regard to case."""
        wanted = text.strip().casefold()
        by_code = self.places.get(text.strip().upper()) or self.places.get(text.strip().lower())
        return by_code or next((p for p in self.places.values() if wanted in map(str.casefold, p.names)), None)

    def between(self, start: str, end: str, mode: Mode) -> Stretch | None:
        """Say how far it is between two places.

        Parameters
        ----------
        start, end : str
            Ids of places.

        Returns
        -------
        Stretch or None
            None where neither a pair nor a great circle with a published detour is known.
        """
        straight = great_circle(self.places[start], self.places[end])
        chain = self._chain(start, end, mode)
        if chain:
            km = math.fsum(pair.km for pair in chain)
            return Stretch(start, end, mode, "table", km, chain, straight)
        detour = self._detour(start, end, mode)
        if straight is None or detour is None:
            return None
        km = straight * detour.factor + detour.extra
        return Stretch(start, end, mode, "great_circle", km, (), straight, detour)

    def _chain(self, start: str, end: str, mode: Mode) -> tuple[Pair, ...]:
        """Return the shortest chain of pairs; in between lie junctions only. A direct pair is taken as it is."""
        near: dict[str, list[tuple[str, Pair]]] = {}
        for pair in self.pairs:
            if pair.mode == mode:
                near.setdefault(pair.start, []).append((pair.end, pair))
                near.setdefault(pair.end, []).append((pair.start, pair))
        direct = [pair for other, pair in near.get(start, ()) if other == end]
        if direct:
            return (min(direct, key=lambda pair: pair.km),)
        heap: list[tuple[float, str, tuple[Pair, ...]]] = [(0.0, start, ())]
        done: set[str] = set()
        while heap:
            km, here, chain = heapq.heappop(heap)
            if here == end:
                return chain
            if here in done or (here != start and not self.places[here].junction):
                continue
            done.add(here)
            for other, pair in near.get(here, ()):
                heapq.heappush(heap, (km + pair.km, other, (*chain, pair)))
        return ()

    def _detour(self, start: str, end: str, mode: Mode) -> Detour | None:
        """Return the detour of a mode: of both countries the larger one, else the one that holds everywhere."""
        rows = {d.country: d for d in self.detours if d.mode == mode}
        here, there = (rows.get(self.places[place].country) for place in (start, end))
        if here and there and here.network == there.network:
            return max(here, there, key=lambda d: (d.factor, d.extra))
        return rows.get("")


def great_circle(start: Place, end: Place) -> float | None:
    """Return the length of the great circle between two places [km], on a sphere; None without positions."""
    if start.position is None or end.position is None:
        return None
    (lat1, lon1), (lat2, lon2) = (map(math.radians, p) for p in (start.position, end.position))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * EARTH_RADIUS * math.asin(math.sqrt(min(1.0, half)))
