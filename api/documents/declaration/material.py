"""What comes in and what becomes of it: recycled content and end of life, suppliers' footprints, transport."""

from __future__ import annotations

from api.documents.declaration.blocks import Block
from api.documents.declaration.study import Study
from api.documents.rule_words import sentence
from api.documents.transport import leg
from api.i18n import translator


def recycling(study: Study) -> Block:
    """State the end-of-life method and the factors of every material it follows."""
    rule, gettext = study.rule, translator(study.language).gettext
    method = study.word("recycling", rule.end_of_life.method) if rule else ""
    scrap = gettext(sentence(f"pre_consumer.{rule.end_of_life.pre_consumer}")) if rule else ""
    said = [
        f"{study.say(f'row.{row}')}{study.say('colon')}{value}"
        for row, value in (("method", method), ("pre_consumer", scrap))
        if value
    ]
    found = study.say("semicolon").join(said) + study.say("stop")
    rows = [
        (
            study.material(one["material"]),
            study.amount(one["mass"]["value"], one["mass"]["unit"]),
            study.word("recycling", one["method"]),
            study.share(one["recycled_content_counted"]),
            *(study.share(one["factors"].get(factor, {}).get("value")) for factor in ("r2", "r3")),
        )
        for one in study.record.get("recycling", ())
    ]
    columns = (
        study.column("material", 0.24),
        study.numbers("amount", 0.14),
        study.column("method", 0.2),
        study.numbers("recycled", 0.14),
        study.numbers("recycling", 0.14),
        study.numbers("recovery", 0.14),
    )
    return study.table("recycling", columns, rows, empty=f"{found} {study.say('no_recycling')}", note=found)


def suppliers(study: Study) -> Block:
    """State every footprint a supplier gave, with who verified it."""
    rows = []
    for one in study.product.get("suppliers", ()):
        verified = one.get("verification") or {}
        per = study.amount(one.get("declared_amount", 1.0), one["declared_unit"], stated=True)
        rows.append(
            (
                f"{one['supplier']}{study.say('colon')}{one['product']}",
                f"{study.stated(one['total'])} kg CO₂e / {per}",
                study.period(one["period"]),
                verified.get("provider") or study.say("unverified"),
            )
        )
    columns = (
        study.column("supplier", 0.4),
        study.numbers("footprint", 0.22),
        study.column("validity", 0.2),
        study.column("verified", 0.18),
    )
    return study.table("suppliers", columns, rows, empty=study.say("no_suppliers"))


def transport(study: Study) -> Block:
    """State every leg with its arithmetic and where its distance is from."""
    legs = [leg(found, study.language) for found in study.record.get("legs", ())]
    rows = [
        (
            f"{study.process(one.process)} / {one.line} ({one.mode})",
            one.arithmetic,
            study.say("semicolon").join([one.origin, *(f"{r.how} ({r.source})" for r in one.reasons)]),
        )
        for one in legs
    ]
    columns = (study.column("leg", 0.25), study.column("computed", 0.35), study.column("source", 0.4))
    return study.table("transport", columns, rows, empty=study.say("no_legs"))
