"""The figures: total, by stage, category, gas, in other units, and where they come from."""

from __future__ import annotations

from api.documents.declaration.blocks import Block, Column, Section
from api.documents.declaration.study import Study
from api.i18n import unit_label
from footprint.background import CATEGORIES, GASES

LARGEST = 20  # lines shown; the record has all


def results(study: Study) -> Section:
    """State the results."""
    return Section(
        "results",
        study.say("section.results"),
        (
            _total(study),
            _stages(study),
            _categories(study),
            _gases(study),
            _carbon(study),
            _views(study),
            _apart(study),
            _contributions(study),
        ),
    )


def _total(study: Study) -> Block:
    figure = f"{study.label['footprint']['display']} kg CO₂e / {study.per}"
    return study.facts(
        "total",
        (study.row("total", figure), study.row("rounding", study.say("rounding", figures=study.figures))),
    )


def _split(study: Study, parts: list[tuple[str, float]]) -> list[tuple[str, ...]]:
    """Write parts of the total with their shares, and the sum."""
    total = study.total
    rows = [(title, study.part(v), study.share(v / total if total else None)) for title, v in parts]
    return [*rows, (study.say("row.total"), study.shown(total), study.share(1.0 if total else None))]


def _columns(study: Study, first: str) -> tuple[Column, ...]:
    return (study.column(first), Column(study.values, "right", 0.3), study.numbers("share", 0.15))


def _stages(study: Study) -> Block:
    parts = [(study.stage(one["id"]), one["value"]) for one in study.label["footprint"]["stages"]]
    return study.table("by_stage", _columns(study, "stage"), _split(study, parts), total=True)


def _categories(study: Study) -> Block:
    values = study.label["footprint"]["categories"]
    parts = [(study.word("category", name), values[name]) for name in CATEGORIES]
    note = study.say("category_note", undivided=study.word("gas", "undivided"))
    return study.table("by_category", _columns(study, "category"), _split(study, parts), total=True, note=note)


def _gases(study: Study) -> Block:
    values = study.label["footprint"]["gases"]
    parts = [(study.word("gas", gas), values[gas]) for gas in GASES if values[gas]]
    note = study.say("other_gases")
    return study.table("by_gas", _columns(study, "gas"), _split(study, parts), total=True, note=note)


def _carbon(study: Study) -> Block:
    carbon = study.record.get("biogenic_carbon")
    if carbon is None:
        return study.table("carbon", (), (), empty=study.say("no_carbon"))
    scale = 1.0 / study.record["reference_flow"]["amount"]
    flows = study.say("carbon_flows", up=study.shown(carbon["taken_up"]), out=study.shown(carbon["released"]))
    rows = [
        (study.word("part", one["part"]), study.shown(one["carbon"] * scale), study.shown(one["as_co2"] * scale))
        for one in carbon["content"]
    ]
    columns = (study.column("part"), study.numbers("carbon", 0.2), study.numbers("as_co2", 0.2))
    empty = f"{study.say('no_content')} {flows}"
    return study.table("carbon", columns, rows, empty=empty, note=f"{study.say('carbon_per')} {flows}")


def _views(study: Study) -> Block:
    rows = [
        (
            study.text(view["title"]) if view["title"] else view["id"],
            study.join([study.stage(stage) for stage in view["stages"]]),
            f"{study.shown(view['value'])} kg CO₂e / {unit_label(view['unit'], study.language)}",
        )
        for view in study.label["footprint"]["views"]
    ]
    columns = (study.column("view", 0.35), study.column("stages", 0.4), study.numbers("footprint", 0.25))
    return study.table("views", columns, rows, empty=study.say("no_views"))


def _apart(study: Study) -> Block:
    scale = 1.0 / study.record["reference_flow"]["amount"]
    rows = [
        (
            study.word("apart", one["kind"]),
            study.shown(one["amount"] * scale),
            one.get("method") or study.say("none_given"),
            one.get("reference") or study.say("none_given"),
        )
        for one in study.record.get("not_part_of_the_footprint", ())
    ]
    columns = (
        study.column("kind", 0.25),
        study.numbers("value", 0.15),
        study.column("method", 0.3),
        study.column("source", 0.3),
    )
    note = f"{study.say('apart_note')} {study.say('carbon_per')}"
    return study.table("apart", columns, rows, empty=study.say("no_apart"), note=note)


def _contributions(study: Study) -> Block:
    lines = study.record["contributions"]
    rows = [
        (
            study.line(one),
            study.dataset(one["dataset"]) + (" ~" if one["dataset_kind"] == "estimated" else ""),
            study.stage(one["stage"]),
            study.word("evidence", one.get("quality", {}).get("evidence", "")),
            study.part(one["value"]),
            study.share(one["share"]),
        )
        for one in lines[:LARGEST]
    ]
    if rest := lines[LARGEST:]:
        value = sum(one["value"] for one in rest)
        share = study.share(value / study.total if study.total else None)
        rows.append((study.say("rest", count=len(rest)), "", "", "", study.part(value), share))
    columns = (
        study.column("line", 0.24),
        study.column("dataset", 0.26),
        study.column("stage", 0.14),
        study.column("evidence", 0.12),
        Column(study.values, "right", 0.13),
        study.numbers("share", 0.11),
    )
    return study.table(
        "contributions", columns, rows, empty=study.say("no_lines"), note=study.say("estimated_mark")
    )
