"""Who and where, which period, and the summary of the monitoring plan (Annex IV 1.1, items 1, 2 and 8)."""

from __future__ import annotations

from collections.abc import Iterator

from api.documents.cbam_report.study import NONE, Study
from api.documents.cbam_report.words import plan_points
from api.documents.declaration.blocks import Section
from footprint.cbam import installation as documents
from footprint.cbam.nomenclature import written_cn

MOST = 5


def identity(study: Study) -> Section:
    """Identify operator, installation and period."""
    site, period = study.installation.site, study.installation.period
    place = study.list((site.street, site.po_box, " ".join(filter(None, (site.postcode, site.city))), site.country))
    where = "" if site.latitude is None or site.longitude is None else f"{site.latitude:g}, {site.longitude:g}"
    months = documents.months(period.start, period.end)
    kind = study.say("calendar_year") if period.is_year else study.say("other_period", reason=period.reason)
    return study.section(
        "identity",
        study.facts(
            "operator",
            study.row("operator", site.operator),
            study.row("operator_id", site.operator_id),
            study.row("operator_address", ""),
            study.row("representative", site.representative),
            note=study.say("operator_address_note"),
        ),
        study.facts(
            "installation",
            study.row("name", site.name),
            study.row("name_local", site.name_local),
            study.row("registry_id", site.registry_id),
            study.row("unlocode", site.unlocode),
            study.row("address", place),
            study.row("coordinates", where),
            study.row("economic_activity", site.economic_activity),
        ),
        study.facts(
            "period",
            study.row("period", f"{period.start} – {period.end}"),
            study.row("months", str(months)),
            study.row("kind", kind),
        ),
    )


def plan(study: Study) -> Section:
    """Summarise the monitoring plan as far as the document shows it."""
    own, found = study.installation, study.installation.monitoring_plan
    goods = (
        (process.id, written_cn(good.cn), good.name, study.n(good.level))
        for process in own.processes
        for good in sorted(process.goods, key=lambda g: -g.level)[:MOST]
    )
    measured = sorted(own.measured, key=lambda m: -_emitted(study, "measured", m.id))[:MOST]
    return study.section(
        "plan",
        study.facts(
            "plan",
            study.row("plan_version", found.version if found else ""),
            study.row("plan_date", str(found.date) if found else ""),
            study.row("plan_reference", found.reference if found else ""),
        ),
        study.table(
            "plan_points", "point *asks *says", _points(study), note=study.say("plan_points_note"),
        ),
        study.table(
            "processes",
            "*process routes goods *outside",
            (
                (
                    study.process_name(p.id), study.list(p.routes), study.list(written_cn(g.cn) for g in p.goods),
                    study.list(p.outside),
                )
                for p in own.processes
            ),
        ),
        study.table("other_processes", "*what used_by", _outside(study), note=study.say("other_processes_note")),
        study.table("top_goods", "process cn *name >tonnes", goods),
        study.table("fuels", "id *name >energy", _fuels(study)),
        study.table("materials", "id *name >emissions", _materials(study)),
        study.table(
            "measurement", "id *name gas >emissions",
            ((m.id, m.name, m.gas.upper(), study.n(_emitted(study, "measured", m.id))) for m in measured),
        ),
        study.table(
            "zero_rated", "id *name >biomass evidence",
            (
                (s.id, s.name, study.share(s.biomass_fraction), study.list(s.biomass_evidence))
                for s in own.streams if s.biomass_fraction
            ),
            note=study.say("zero_rated_note"),
        ),
    )  # fmt: skip


def _points(study: Study) -> Iterator[tuple[str, str, str]]:
    """Go through the points of Annex II A.5 with what the plan says to each; those without an answer say so."""
    found = study.installation.monitoring_plan
    says = found.points if found else {}
    for number, title in plan_points().items():
        yield number, title.get(study.language), says.get(number) or study.say("not_answered")


def _emitted(study: Study, group: str, key: str) -> float:
    return sum(s.value for s in study.result.trace if s.figure == f"{group}[{key}].emissions")


def _outside(study: Study) -> Iterator[tuple[str, str]]:
    """Go through what is done here outside the boundaries, as sources and processes name it."""
    own = study.installation
    for emitter in (*own.streams, *own.measured):
        yield from ((u.outside, emitter.id) for u in emitter.users if u.outside)
    if own.electricity:
        yield from ((u.outside, study.say("electricity")) for u in own.electricity.users if u.outside)
    yield from ((text, process.id) for process in own.processes for text in process.outside)


def _energy(study: Study, figure: str) -> float | None:
    for step in study.result.trace:
        if step.figure == figure and "NCV" in step.inputs:
            return float(step.inputs["FQ"]) * float(step.inputs["NCV"])
    return None


def _fuels(study: Study) -> list[tuple[str, str, str]]:
    rows = [(s, _energy(study, figure)) for figure, s in study.streams() if s.method == "combustion"]
    rows.sort(key=lambda row: -(row[1] or 0.0))
    return [(s.id, s.name, f"{study.n(e)} TJ" if e is not None else NONE) for s, e in rows[:MOST]]


def _materials(study: Study) -> list[tuple[str, str, str]]:
    steps = {step.figure: step.value for step in study.result.trace}
    rows = [(s, steps.get(figure, 0.0)) for figure, s in study.streams() if s.method != "combustion"]
    rows.sort(key=lambda row: -row[1])
    return [(s.id, s.name, study.n(e)) for s, e in rows[:MOST]]
