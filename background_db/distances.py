"""From the tables of places, pairs and detours to the distances of a background."""

from __future__ import annotations

import re
from typing import cast

from background_db.tables import Problems, Row, Tables
from footprint.distances import Detour, Distances, Mode, Pair, Place, great_circle
from footprint.texts import Text

# International nautical mile: 1852 m exactly (International Hydrographic Conference, Monaco 1929).
NAUTICAL_MILE = 1.852
# A published distance may fall short of the great circle by this share: positions stand for whole ports.
SHORT = 0.05

_POSITION = re.compile(r"(\d{2})(\d{2})(\d{2})?([NS]) (\d{3})(\d{2})(\d{2})?([EW])")


def distances(tables: Tables) -> Distances:
    """Build the table; empty where a database has none."""
    return Distances(
        places={row["id"]: _place(row) for row in tables["places"]},
        pairs=tuple(_pair(row) for row in tables["pairs"]),
        detours=tuple(
            Detour(
                cast("Mode", row["mode"]), row["country"], row["network"], row.number("factor"),
                row.number("extra_km"), row["source"], row["locator"],
            )
            for row in tables["detours"]
        ),
    )  # fmt: skip


def check(tables: Tables, problems: Problems) -> None:
    """Note pairs that cannot be: a place with itself, both directions, shorter than the great circle."""
    sound = {row["id"]: _place(row) for row in tables["places"] if not row.broken}
    seen: dict[tuple[str, ...], Row] = {}
    for row in tables["pairs"]:
        if row.broken:
            continue
        if row["start"] == row["end"]:
            problems.add(row, "end", f"{row['end']!r} is where it starts")
        key = (*sorted((row["start"], row["end"])), row["mode"])
        if (other := seen.setdefault(key, row)) is not row:
            problems.add(row, "end", f"the pair stands at {other.place} already: distances hold in both directions")
        if row["start"] in sound and row["end"] in sound:
            straight = great_circle(sound[row["start"]], sound[row["end"]])
            if straight and _km(row) < straight * (1 - SHORT):
                what = f"{row['amount']} {row['unit']} is shorter than the great circle of {straight:.0f} km"
                problems.add(row, "amount", what)
    names: dict[str, Row] = {}
    for row in tables["places"]:
        for name in {row["id"], *_names(row)}:
            if (other := names.setdefault(name.casefold(), row)) is not row:
                problems.add(row, "aliases", f"{name!r} names the place at {other.place} already")


def _names(row: Row) -> tuple[str, ...]:
    given = (row["name_en"], row["name_zh_hans"], row["name_zh_hant"], *row["aliases"].split("|"))
    return tuple(dict.fromkeys(name.strip() for name in given if name.strip()))


def _place(row: Row) -> Place:
    return Place(
        id=row["id"],
        name=Text(en=row["name_en"], zh_hans=row["name_zh_hans"], zh_hant=row["name_zh_hant"]),
        names=_names(row),
        country=row["country"],
        position=_position(row["position"]),
        junction=row["junction"] == "yes",
        source=row["source"],
        locator=row["locator"],
    )


def _position(text: str) -> tuple[float, float] | None:
    """Read degrees, minutes and seconds as UN/LOCODE and pilots write them: ``2308N 11314E``."""
    if not text:
        return None
    found = _POSITION.fullmatch(text)
    if found is None:  # pragma: no cover - the layout refused it
        raise AssertionError(text)
    d1, m1, s1, ns, d2, m2, s2, ew = found.groups()
    latitude = int(d1) + int(m1) / 60 + int(s1 or 0) / 3600
    longitude = int(d2) + int(m2) / 60 + int(s2 or 0) / 3600
    return (-latitude if ns == "S" else latitude), (-longitude if ew == "W" else longitude)


def _km(row: Row) -> float:
    return row.number("amount") * (NAUTICAL_MILE if row["unit"] == "nmi" else 1.0)


def _pair(row: Row) -> Pair:
    return Pair(
        start=row["start"], end=row["end"], mode=cast("Mode", row["mode"]), km=_km(row),
        amount=row.number("amount"), unit=row["unit"], source=row["source"], locator=row["locator"],
    )  # fmt: skip
