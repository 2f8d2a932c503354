"""Transport legs as fields of the form: what is moved, how, and from where to where."""

from __future__ import annotations

from dataclasses import dataclass, replace

from footprint import units
from footprint.background import Background
from footprint.distances import MODES
from footprint.rule import Rule
from footprint.texts import Language
from footprint.transport import OUTPUT, UNIT
from web.pages import document as documents
from web.pages.document import SHOWN, Document, Pairs, entries, evidence_rows, text, unshown
from web.pages.form import AmountField
from web.pages.offers import offered
from web.texts import gettext, label, words


@dataclass(frozen=True)
class LegField:
    """A leg; ``of`` names whose mass is moved, ``carried`` is what the form does not show: path and JSON.

    Attributes
    ----------
    masses : tuple of (value, text)
        What ``of`` may name.
    """

    id: str
    process: str
    activity: str
    mode: str
    of: str
    mass: AmountField
    start: str
    end: str
    distance: AmountField
    masses: Pairs
    origin: str = ""
    note: str = ""
    carried: Pairs = ()


@dataclass(frozen=True)
class LegsPart:
    """What the form offers for legs; without an activity in t*km the rule has no place for a new one.

    Attributes
    ----------
    places : tuple of (name, code)
        The table of distances, without the points at sea.
    """

    legs: tuple[LegField, ...]
    blank: LegField
    activities: Pairs
    modes: Pairs
    places: Pairs


def part(rule: Rule, document: Document | None, background: Background, language: Language) -> LegsPart:
    """Return the fields of the legs of a document, and what is needed to add one."""
    _ = gettext(language)
    masses = (("", _("as given")), (OUTPUT, _("the good output of the process")))
    blank = LegField(
        "__LEG__", "", "", "", "", _amount({}, "mass", "t"), "", "", _amount({}, "length", "km"), masses
    )
    legs = tuple(_leg(leg, blank) for leg in entries(document, "legs"))
    used = dict.fromkeys(leg.activity for leg in legs if leg.activity)
    freight = units.quantity(UNIT)
    known = {
        a.id: words(a.title, language)
        for a in rule.activity_data
        if a.id in used or (a.quantity == freight and a.required != "derived")
    }
    return LegsPart(
        legs=legs,
        blank=blank,
        activities=(*known.items(), *((name, name) for name in used if name not in known)),
        modes=tuple((mode, _(label("mode", mode))) for mode in MODES),
        places=tuple(
            (words(place.name, language), place.id)
            for place in background.distances.places.values()
            if not place.junction
        ),
    )


def _leg(leg: Document, blank: LegField) -> LegField:
    mass, distance = documents.part(leg, "mass"), documents.part(leg, "distance")
    of = text(mass.get("of"))
    return replace(
        blank,
        id=text(leg.get("id")),
        process=text(leg.get("process")),
        activity=text(leg.get("activity")),
        mode=text(leg.get("mode")),
        of=of,
        mass=_amount(mass, "mass", "t"),
        start=text(leg.get("from")),
        end=text(leg.get("to")),
        distance=_amount(distance, "length", "km"),
        masses=blank.masses if of in {"", OUTPUT} else (*blank.masses, (of, of)),
        origin=text(leg.get("origin")),
        note=text(leg.get("note")),
        carried=(
            *unshown(leg, SHOWN["leg"]),
            *unshown(mass, SHOWN["mass"], "mass."),
            *unshown(distance, SHOWN["distance"], "distance."),
        ),
    )


def _amount(given: Document, measures: str, unit: str) -> AmountField:
    unit = text(given.get("unit")) or unit
    return AmountField(text(given.get("amount")), unit, offered(measures, unit), evidence=evidence_rows(given))
