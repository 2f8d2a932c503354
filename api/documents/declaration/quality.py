"""Data quality, what the total rests on, uncertainty."""

from __future__ import annotations

from api.documents.declaration.blocks import Block, Section
from api.documents.declaration.study import Study

# Percentiles that hold 95 % of the draws, and the middle.
LOW, MIDDLE, HIGH = 2.5, 50.0, 97.5
KINDS = (("dataset_kind", "kind_of_data", "kind"), ("confidence", "confidence", "confidence"))


def quality(study: Study) -> Section:
    """State how good the data are."""
    return Section("quality", study.say("section.quality"), (_rating(study), _shares(study), _uncertainty(study)))


def _rating(study: Study) -> Block:
    found = study.record["data_quality"]
    shares, limit = found["shares"], found["limit"]
    lines, evidence = found.get("lines", {}).get("rating"), found.get("evidence", {}).get("complete")
    undivided = shares.get("published_co2e_without_gas_split")

    def scale(value: float | None) -> str | None:
        return None if value is None else study.say("scale", value=study.shown(value))

    def of_total(value: float | None) -> str | None:
        return None if value is None else study.say("of_total", share=study.share(value))

    return study.facts(
        "quality",
        (
            study.row("rating", scale(found["rating"]), "not_assessed"),
            study.row("quality_scheme", found["scheme"]),
            study.row("limit", scale(limit), "open_limit"),
            study.row("company_specific", of_total(shares.get("company_specific_activity_data")), "not_known"),
            study.row("lines_rating", scale(lines), "not_assessed"),
            study.row("evidence", of_total(evidence), "none_asked"),
            study.row("age", study.say("years", value=study.shown(found.get("dataset_age", 0.0)))),
            study.row("undivided", of_total(undivided), "not_known"),
        ),
    )


def _shares(study: Study) -> Block:
    found = study.record["data_quality"]
    rows = [
        (study.say(title), study.word(kind, code), study.share(value))
        for part, title, kind in KINDS
        for code, value in found["shares"].get(part, {}).items()
    ]
    rows += [
        (study.say("evidence_state"), study.word("evidence", state), study.share(value))
        for state, value in found.get("evidence", {}).get("shares", {}).items()
    ]
    columns = (study.column("basis", 0.4), study.column("kind", 0.4), study.numbers("share", 0.2))
    return study.table("shares", columns, rows, empty=study.say("not_known"), note=study.say("shares_note"))


def _uncertainty(study: Study) -> Block:
    drawn = study.uncertainty
    if drawn is None:
        return study.prose("uncertainty", study.say("no_uncertainty"))
    low, middle, high = (study.shown(drawn.percentiles[p]) for p in (LOW, MIDDLE, HIGH))
    return study.facts(
        "uncertainty",
        (
            study.row("spread", f"{study.say('from_to', start=low, end=high)} kg CO₂e / {study.per}"),
            study.row("median", f"{middle} kg CO₂e / {study.per}"),
            study.row("draws", study.say("draws", draws=drawn.draws, seed=drawn.seed)),
        ),
    )
