"""How electricity was treated: series and year, both views, instruments, losses, hours."""

from __future__ import annotations

from api.documents.declaration.blocks import Block, Column, Section
from api.documents.declaration.study import Study
from api.documents.rule_words import sentence
from api.i18n import translator

PREFIX = "electricity/"


def electricity(study: Study) -> Section:
    """State the treatment of electricity."""
    return Section(
        "electricity",
        study.say("section.electricity"),
        (_grid(study), _instruments(study), _supplied(study), _hours(study)),
    )


def _figure(study: Study, value: float) -> str:
    return f"{study.shown(value)} kg CO₂e / {study.per}"


def _grid(study: Study) -> Block:
    chosen, views = study.label["electricity"], study.record["electricity_views"]
    exchanged = [
        f"{slot}{study.say('colon')}{study.dataset(new)}" for slot, new in sorted(chosen["override"].items())
    ]
    return study.facts(
        "grid",
        (
            study.row("series", study.word("family", chosen["series"])),
            study.row("year", str(chosen["year"]) if chosen["year"] else None),
            study.row("declared_view", study.say(views["declared"])),
            study.row("location", _figure(study, views["location"])),
            study.row("market", _figure(study, views["market"])),
            study.row("override", study.join(exchanged), "no_override"),
            study.row("reason", chosen["reason"], "none_given"),
        ),
        note=study.say("market_note"),
    )


def _instruments(study: Study) -> Block:
    gettext = translator(study.language).gettext
    rows = [
        (
            one["id"],
            gettext(sentence(f"supply.{one['kind']}")),
            study.dataset(one["dataset"]),
            study.amount(one["amount"], one["unit"], stated=True),
            study.share(one["share"]),
        )
        for one in study.record["electricity_views"]["instruments"]
    ]
    columns = (
        study.column("instrument", 0.2),
        study.column("kind", 0.17),
        study.column("dataset", 0.33),
        study.numbers("amount", 0.17),
        study.numbers("covers", 0.13),
    )
    return study.table("instruments", columns, rows, empty=study.say("no_instruments"))


def _supplied(study: Study) -> Block:
    used = [one for one in study.record["electricity_and_markets"] if one["slot"].startswith(PREFIX)]
    rows = []
    for one in sorted(used, key=lambda one: (-abs(one["value"]), one["slot"])):
        grid = study.background.grids.get(one["dataset"]) if study.background else None
        rows.append(
            (
                one["slot"].removeprefix(PREFIX),
                study.dataset(one["dataset"]),
                study.amount(one["amount"], one["unit"]),
                study.shown(one["unit_value"]),
                study.shown(grid.gross) if grid else study.say("not_known"),
                study.part(one["value"]),
            )
        )
    columns = (
        study.column("market", 0.1),
        study.column("dataset", 0.36),
        study.numbers("amount", 0.16),
        study.numbers("factor", 0.12),
        study.numbers("losses", 0.13),
        Column(study.values, "right", 0.13),
    )
    return study.table("supplied", columns, rows, empty=study.say("no_supply"))


def _hours(study: Study) -> Block:
    found = study.record["electricity_views"].get("by_hour")
    if found is None:
        return study.table("hours", (), (), empty=study.say("no_hours"))
    return study.facts(
        "hours",
        (
            study.row("annual", _figure(study, found["annual"])),
            study.row("weighted", _figure(study, found["weighted"])),
        ),
    )
