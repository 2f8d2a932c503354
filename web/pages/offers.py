"""What the selects of the form offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from footprint import units
from footprint.background import Background
from footprint.rule import Rule
from footprint.texts import Language
from web.pages.document import Document, Pairs, entries, part, text
from web.pages.names import parts
from web.texts import gettext, label, symbol, words

Triples = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Choices:
    """What the selects of the form offer, as pairs of value and text.

    Attributes
    ----------
    activities : tuple of (id, title, units)
        ``units`` is written as the script reads it: ``kg=kg t=t``.
    evidence : tuple of (kind, title, fields)
        ``fields`` are the particulars the kind has to name: ``reference meter``.
    """

    activities: Triples
    stages: Pairs
    origins: Pairs
    evidence: Triples
    regions: Pairs
    families: Pairs
    years: Pairs


def offered(quantity: str, given: str = "") -> tuple[str, ...]:
    """Return the units a form offers for a quantity, the given one among them."""
    known = units.OFFERED.get(quantity, ())
    return known if given in known or not given else (given, *known)


def choices(rule: Rule, document: Document | None, background: Background, language: Language) -> Choices:
    """Return what the selects offer."""
    _ = gettext(language)
    processes = entries(document, "processes")
    used = {text(p.get("region")) for p in processes} | {text(part(document, "plant").get("region"))}
    markets = [s for s in background.slots.values() if s.service == "electricity"]
    places = {s.region: parts(words(s.name, language))[-1] for s in markets if s.region != "GLO"}
    given = {kind for kind in _kinds(document) if kind}
    kinds = {kind: (kind, "reference") for kind in sorted(given)}
    kinds |= {k: (words(v.title, language), " ".join(v.fields)) for k, v in rule.traceability.kinds.items()}
    used_for = {text(line.get("activity")) for p in processes for line in entries(p, "lines")}
    admitted = rule.electricity.families or tuple(sorted({f for f, _y in background.supply}))
    supply = [(f, y) for f, y in background.supply if f in admitted]
    return Choices(
        activities=tuple(
            (
                a.id,
                words(a.title, language),
                " ".join(f"{u}={symbol(u, language)}" for u in offered(a.quantity, a.unit)),
            )
            for a in rule.activity_data
            if a.required != "derived" or a.id in used_for
        ),
        stages=tuple((k, words(s.title, language)) for k, s in rule.stages.items() if s.boundary == "included"),
        origins=tuple((o, _(label("origin", o))) for o in ("company_specific", "secondary")),
        evidence=tuple((kind, title, fields) for kind, (title, fields) in kinds.items()),
        regions=tuple(
            (r, f"{r} · {places[r]}" if r in places else r) for r in (*places, *sorted(used - set(places) - {""}))
        ),
        families=tuple((f, _(label("family", f))) for f in admitted),
        years=tuple((str(y), str(y)) for y in sorted({y for _f, y in supply}, reverse=True)),
    )


def _kinds(document: Document | None) -> Iterator[str]:
    """Go through the kinds of evidence a document names."""
    holders = [line for p in entries(document, "processes") for line in entries(p, "lines")]
    holders += [part(part(document, "parameters"), name) for name in part(document, "parameters")]
    holders += [*entries(document, "accounts"), *entries(part(document, "electricity"), "instruments")]
    holders += [part(leg, "distance") for leg in entries(document, "legs")]
    yield from (text(e.get("kind")) for holder in holders for e in entries(holder, "evidence"))
