"""What was assumed and decided: choices, parameters, defaults, allocation, plants, cut-off, omissions, gaps."""

from __future__ import annotations

from api.documents.declaration.blocks import Block, Section
from api.documents.declaration.material import recycling, suppliers, transport
from api.documents.declaration.study import Study
from api.documents.rule_words import sentence
from api.i18n import translator


def method(study: Study) -> Section:
    """State assumptions and method."""
    return Section(
        "method",
        study.say("section.method"),
        (
            _choices(study),
            _parameters(study),
            _defaults(study),
            _allocation(study),
            _plants(study),
            recycling(study),
            suppliers(study),
            transport(study),
            _cut_off(study),
            _omitted(study),
            _gaps(study),
        ),
    )


def _choices(study: Study) -> Block:
    rows = []
    for made in study.record["choices"]:
        known = study.rule.choices.get(made["id"]) if study.rule else None
        option = known.options.get(made["option"]) if known else None
        rows.append(
            (
                known.title.get(study.language) if known else made["id"],
                option.title.get(study.language) if option else made["option"],
                study.say(f"origin.{made['origin']}"),
                made["reason"] or study.say("none_given"),
            )
        )
    columns = (
        study.column("choice", 0.25),
        study.column("option", 0.2),
        study.column("origin", 0.17),
        study.column("reason", 0.38),
    )
    return study.table("choices", columns, rows, empty=study.say("no_choices"))


def _parameters(study: Study) -> Block:
    rows = [
        (
            study.parameter(one["id"]),
            study.amount(one["value"], one["unit"], stated=True),
            study.say(f"origin.{one['origin']}"),
            one["reason"] or "–",
        )
        for one in study.record["parameters"]
    ]
    columns = (
        study.column("parameter", 0.29),
        study.numbers("amount", 0.16),
        study.column("origin", 0.17),
        study.column("reason", 0.38),
    )
    return study.table("parameters", columns, rows, empty=study.say("no_parameters"))


def _defaults(study: Study) -> Block:
    rows = [
        (
            study.line(one),
            study.dataset(one["dataset"]),
            study.say(f"basis.{one['basis']}"),
            study.amount(one["amount"], one["unit"]),
            study.part(one["value"]),
        )
        for one in study.record["contributions"]
        if one.get("basis", "declared") != "declared"
    ]
    columns = (
        study.column("line", 0.26),
        study.column("dataset", 0.28),
        study.column("basis", 0.17),
        study.numbers("amount", 0.16),
        study.numbers("value", 0.13),
    )
    return study.table("defaults", columns, rows, empty=study.say("no_defaults"))


def _allocation(study: Study) -> Block:
    rows = []
    for made in study.record["allocations"]:
        chosen = study.say("used", method=study.word("method", made["method"]))
        process = study.process(made["process"])
        reason = made["reason"] or study.say("none_given")
        rows.append((process, chosen, study.share(made["share"]), study.shown(study.total), reason))
        for other in made["alternatives"]:
            name = study.word("method", other["method"])
            name = study.say("subdivided", method=name) if other["subdivided"] else name
            rows.append(("", name, study.share(other["share"]), study.shown(other["total"]), "–"))
    order = study.rule.allocation.order if study.rule else ()
    ordered = study.say("order", order=study.join([study.word("method", one) for one in order])) if order else ""
    columns = (
        study.column("process", 0.22),
        study.column("method", 0.24),
        study.numbers("share", 0.12),
        study.numbers("total", 0.16),
        study.column("reason", 0.26),
    )
    empty = f"{study.say('no_allocation')} {ordered}"
    return study.table("allocation", columns, rows, empty=empty, note=ordered)


def _plants(study: Study) -> Block:
    rows = [
        (study.process(group["process"]), plant["plant"], plant["region"] or "–", study.share(plant["share"]),
         study.shown(plant["total"]))
        for group in study.record.get("plants", ())
        for plant in group["plants"]
    ]  # fmt: skip
    columns = (
        study.column("process", 0.25),
        study.column("plant", 0.3),
        study.column("region", 0.12),
        study.numbers("share", 0.13),
        study.numbers("total", 0.2),
    )
    return study.table("plants", columns, rows, empty=study.say("no_plants"))


def _cut_off(study: Study) -> Block:
    rule, gettext = study.rule, translator(study.language).gettext
    if rule is None:
        return study.prose("cut_off", study.say("not_here"))
    values = {one["id"]: study.amount(one["value"], one["unit"], stated=True) for one in study.record["parameters"]}
    cut = rule.cut_off
    scope = gettext(sentence(f"scope.{cut.scope}"))
    return study.facts(
        "cut_off",
        (
            study.row("measure", f"{study.word('measure', cut.measure)}{study.say('comma')}{scope}"),
            study.row("per_item", values.get(cut.per_item or ""), "open_limit"),
            study.row("cumulative", values.get(cut.cumulative or ""), "open_limit"),
            study.row("method", gettext(sentence(f"treatment.{cut.treatment}"))),
        ),
    )


def _omitted(study: Study) -> Block:
    rows = [
        (
            one["name"],
            study.process(one["process"]),
            study.amount(one["amount"], one["unit"], stated=True),
            one.get("reason") or study.say("none_given"),
        )
        for one in study.product.get("omitted", ())
    ]
    columns = (
        study.column("omitted", 0.3),
        study.column("process", 0.17),
        study.numbers("amount", 0.15),
        study.column("reason", 0.38),
    )
    return study.table("omitted", columns, rows, empty=study.say("no_omitted"))


def _gaps(study: Study) -> Block:
    rows = [
        (
            study.dataset(one["gap"]),
            study.amount(one["amount"], one["unit"]),
            study.lines_named(one["lines"]),
        )
        for one in study.record["gaps"]
    ]
    columns = (study.column("gap", 0.32), study.numbers("amount", 0.18), study.column("lines", 0.5))
    return study.table("gaps", columns, rows, empty=study.say("no_gaps"), note=study.say("gaps_note"))
