"""Transport legs in words: how a leg came to its amount, and a distance to its length, with the sources."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.i18n import number, translator, unit_label
from api.i18n.codes import word
from footprint.texts import Language

DIGITS = 5


@dataclass(frozen=True)
class Reason:
    """Why a distance is what it is: the way of finding it, and the source."""

    how: str
    source: str


@dataclass(frozen=True)
class LegText:
    """A leg of a record.

    Attributes
    ----------
    arithmetic : str
        Mass times distance, equal to the amount of the line: ``1.2 t × 148.11 km = 177.73 t·km``.
    carried : str
        Whose mass is moved.
    origin : str
        Who says how far.
    reasons : tuple of Reason
        What the table says, stretch by stretch.
    """

    process: str
    line: str
    mode: str
    arithmetic: str
    carried: str
    origin: str
    reasons: tuple[Reason, ...]


def reason(stretch: Mapping[str, Any], language: Language) -> Reason:
    """Say how a stretch came to its length, and from which source."""
    _ = translator(language).gettext
    ends = f"{stretch['from']} → {stretch['to']}"
    if pairs := stretch.get("pairs"):
        way = [stretch["from"]]
        for pair in pairs:
            way.append(pair["to"] if pair["from"] == way[-1] else pair["from"])
        cited = "; ".join(dict.fromkeys(f"{pair['source']}: {pair['locator']}" for pair in pairs))
        return Reason(_("published: {way}").format(way=" → ".join(way)), cited)
    detour = stretch["detour"]
    how = _("{ends}: great circle {km} km × {factor}").format(
        ends=ends,
        km=number(stretch["great_circle_km"], language, DIGITS),
        factor=number(detour["factor"], language),
    )
    extra = f" + {number(detour['extra_km'], language)} km" if detour["extra_km"] else ""
    return Reason(how + extra, f"{detour['source']}: {detour['locator']}")


def leg(found: Mapping[str, Any], language: Language) -> LegText:
    """Say how a leg of a record came to its amount."""
    _ = translator(language).gettext
    mass, distance = found["mass"], found["distance"]
    parts = [
        f"{number(value, language, DIGITS)} {unit_label(unit, language)}"
        for value, unit in (
            (part["amount"], part["unit"]) for part in (mass, distance, found)
        )
    ]  # fmt: skip
    origin = word("distance", distance["from"], language)
    return LegText(
        process=found["process"],
        line=found["leg"],
        mode=word("mode", found["mode"], language),
        arithmetic=f"{parts[0]} × {parts[1]} = {parts[2]}",
        carried={"given": _("mass as given"), "output": _("mass of the good output")}.get(mass["of"])
        or _("mass of the line {line}").format(line=mass["of"]),
        origin=f"{origin} {found['parameter']}" if "parameter" in found else origin,
        reasons=tuple(reason(stretch, language) for stretch in found["stretches"]),
    )
