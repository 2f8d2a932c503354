"""What was declared, and how: product, maker, rule, unit, boundary."""

from __future__ import annotations

from collections.abc import Iterator

from api.documents.declaration.blocks import Block, Row, Section
from api.documents.declaration.study import Study
from api.i18n import unit_label
from footprint.texts import LANGUAGES

CODES = {"hs": "HS", "cn": "CN", "cpc": "CPC", "gtin": "GTIN"}


def product(study: Study) -> Section:
    """Who makes what, where, over which period, for which scheme."""
    given, label = study.product, study.label
    others = {study.text(given["name"])}
    names = [label["product"]["name"][tongue] for tongue in LANGUAGES if tongue != study.language]
    codes = [f"{CODES.get(kind, kind)} {code}" for kind, code in sorted(given.get("codes", {}).items())]
    plant, scheme = given["plant"], label["scheme"]
    return Section(
        "product",
        study.say("section.product"),
        (
            study.facts(
                "product",
                (
                    study.row("name", study.text(given["name"])),
                    study.row("other_names", study.join([n for n in dict.fromkeys(names) if n not in others])),
                    study.row("model", given["model"]),
                    study.row("codes", study.join(codes)),
                    study.row("note", given.get("note"), "none_given"),
                ),
            ),
            study.facts(
                "maker",
                (
                    study.row("holder", given["maker"]),
                    study.row("plant", plant["name"]),
                    study.row("region", plant["region"]),
                    study.row("address", plant.get("address")),
                    study.row("period", study.period(given["period"])),
                ),
            ),
            study.facts(
                "scheme",
                (
                    study.row("scheme", f"{study.text(scheme['title'])} ({scheme['id']} {scheme['version']})"),
                    study.row("owner", study.text(scheme["owner"])),
                    study.row("purpose", study.say("purpose")),
                ),
            ),
        ),
    )


def basis(study: Study) -> Section:
    """The rule, the unit, the warming potentials."""
    return Section("basis", study.say("section.basis"), (_rule(study), _unit(study), _potentials(study)))


def _rule(study: Study) -> Block:
    named, rule = study.record["rule"], study.rule
    sources = (
        {} if rule is None else {name: rule.sources[name].title for name in rule.implements if name in rule.sources}
    )
    # The status at the time of the calculation; a later one is the register's.
    status = named.get("status") or (rule.status if rule else "")
    return study.facts(
        "rule",
        (
            study.row("rule", rule.title.get(study.language) if rule else None, "not_here"),
            study.row("rule_id", f"{named['id']} {named['version']}"),
            study.row("rule_status", study.word("status", status) if status else None, "not_known"),
            study.row("implements", study.join(list(sources.values())), "none_given" if rule else "not_here"),
            study.row("sha256", named["sha256"], code=True),
        ),
    )


def _unit(study: Study) -> Block:
    unit, flow, rule = study.record["functional_unit"], study.record["reference_flow"], study.rule
    declared = rule.declared_unit.text.get(study.language) if rule else unit_label(flow["unit"], study.language)
    served = rule.functional_unit.text.get(study.language) if rule else study.per
    return study.facts(
        "unit",
        (
            study.row("functional_unit", f"{served} ({study.amount(unit['amount'], unit['unit'], stated=True)})"),
            study.row("declared_unit", declared),
            study.row("reference_flow", study.amount(flow["amount"], flow["unit"])),
        ),
    )


def _potentials(study: Study) -> Block:
    potentials = study.label["gwp"]

    def rows() -> Iterator[Row]:
        yield study.row("gwp", study.potentials)
        yield study.row("sha256", potentials.get("sha256"), code=True)

    return study.facts("gwp", rows())


def boundary(study: Study) -> Section:
    """Stages inside and outside with their reasons, the processes, the cut-off."""
    inside = [
        (study.stage(stage["id"]), study.say("included"), "–") for stage in study.label["footprint"]["stages"]
    ]
    excluded = study.label["boundary"]["excluded"]
    outside = [
        (
            study.text(stage["title"]),
            study.say("excluded"),
            study.text(stage["reason"]) if stage["reason"] else study.say("none_given"),
        )
        for stage in excluded or ()
    ]
    columns = (study.column("stage", 0.25), study.column("boundary", 0.15), study.column("reason", 0.6))
    processes = (
        (
            study.process(one["id"]),
            one.get("region") or study.product["plant"]["region"],
            study.amount(one["output"]["amount"], one["output"]["unit"], stated=True),
        )
        for one in study.product["processes"]
    )
    return Section(
        "boundary",
        study.say("section.boundary"),
        (
            study.table(
                "stages_in",
                columns,
                [*inside, *outside],
                note="" if excluded is not None else study.say("excluded_unknown"),
            ),
            study.table(
                "processes",
                (study.column("process", 0.5), study.column("region", 0.2), study.numbers("output", 0.3)),
                processes,
            ),
        ),
    )
