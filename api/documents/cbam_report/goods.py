"""Goods with their figures, and precursors (items 13 to 15, 18 to 28, 31, 34 and 35)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from api.documents.cbam_report import allocation
from api.documents.cbam_report.study import NONE, Study
from api.documents.cbam_report.words import HERE, texts
from api.documents.declaration.blocks import Section
from footprint.cbam.nomenclature import code_or_category, written_cn
from footprint.cbam.process_model import Precursor
from rules.yaml_lines import read_yaml_file


@cache
def sector() -> dict[str, list[str]]:
    """Return the parameters that each goods category has to state (Annex IV point 2)."""
    found: dict[str, list[str]] = read_yaml_file(HERE / "sector.yaml").document["parameters"]
    return found


def goods(study: Study) -> Section:
    """Say what was made, and what a tonne of it embeds."""
    own, result = study.installation, study.result
    rows = [(p, g) for p in result.processes for g in p.goods]
    return study.section(
        "goods",
        study.table(
            "figures", "cn *name >see_dir >see_indir >priced >default_share",
            (
                (
                    written_cn(g.cn), g.name, study.see(p.of_good(g).direct), study.indirect(p, g),
                    study.see(p.of_good(g).priced), study.share(p.embedding.default_share),
                )
                for p, g in rows
            ),
            note=study.say("figures_note"),
        ),
        study.table(
            "composition", "process *of >mass >adds",
            (
                (
                    p.id, _name(study, t.source, t.in_house), study.n(t.specific),
                    study.see(t.specific * (t.direct + t.counted)),
                )
                for p in result.processes for t in p.taken_in
            ),
            note=study.say("composition_note"),
        ),
        study.table(
            "ranges", "cn *name >tonnes >functional >see_dir >see_indir", _ranges(study),
            note=study.say("ranges_note"),
        ),
        study.table(
            "indirect", "cn *name >see_indir >by_actual >by_default",
            (
                (written_cn(g.cn), g.name, study.see(p.of_good(g).counted), *_split(study, p.embedding))
                for p, g in rows if not g.direct_only
            ),
            note=study.say("indirect_note"), empty=study.say("all_direct_only"),
        ),
        study.table(
            "quantities", "process cn *name >tonnes >functional",
            (
                (p.id, written_cn(g.cn), g.name, study.n(g.level),
                 f"{study.n(g.level * g.per_unit)} {study.word('unit', g.unit)}")
                for p, g in rows
            ),
        ),
        study.table(
            "routes", "cn *routes >market >in_house >non_cbam >off_spec",
            (
                (
                    written_cn(g.cn), study.list(p.routes), study.n(g.market.to("t")),
                    study.n(sum(f.amount.to("t") for f in g.in_house)),
                    study.n(g.non_cbam.to("t") if g.non_cbam else 0.0),
                    study.n(g.off_spec.to("t") if g.off_spec else 0.0),
                )
                for p in own.processes for g in p.goods
            ),
            note=study.say("routes_note"),
        ),
        study.table("bubbles", "process cn *name", (
            (p.id, written_cn(b.cn) if b.cn else b.category or "", b.name) for p in own.processes for b in p.bubble
        )),
        study.table("parameters", "cn *parameter value", _parameters(study), note=study.say("parameters_note")),
        *allocation.blocks(study),
        study.table(
            "imported_power", "id *name >mwh >ef criteria", _power(study), note=study.say("imported_power_text")
        ),
    )  # fmt: skip


def _ranges(study: Study) -> Iterator[tuple[str, ...]]:
    """Go through the ranges of composition in which goods are sold (Eq 64 to 66)."""
    for p in study.result.processes:
        for g in p.goods:
            for name, mass, units in g.compositions:
                e = p.of_good(g).times(units / g.per_unit)
                functional = f"{study.n(units)} {study.word('unit', g.unit)}/t"
                yield written_cn(g.cn), name, study.n(mass), functional, study.see(e.direct), study.see(e.counted)


def _power(study: Study) -> Iterator[tuple[str, ...]]:
    """Go through electricity as a good, with the criteria for which papers are named (Annex II D.2.4)."""
    for power in study.result.electricity_goods:
        shown = [f"({c})" for c in "abcde" if c not in power.open_criteria]
        yield power.id, power.name, study.n(power.amount), study.see(power.factor), study.list(shown)


def _name(study: Study, key: str, in_house: bool) -> str:
    if in_house:
        return study.process_name(key)
    return next(
        (f"{p.name} ({p.id})" if p.name else p.id for p in study.installation.precursors if p.id == key), key
    )


def _split(study: Study, e: object) -> tuple[str, str]:
    counted, default = getattr(e, "counted", 0.0), getattr(e, "counted_default", 0.0)
    if not counted:
        return NONE, NONE
    return study.share(1 - default / counted), study.share(default / counted)


def _parameters(study: Study) -> Iterator[tuple[str, str, str]]:
    """Go through what the category asks for, given or not, and whatever else is given."""
    for process, found in zip(study.installation.processes, study.result.processes, strict=True):
        for good, row in zip(process.goods, found.goods, strict=True):
            asked = sector().get(row.category, [])
            for name in [*asked, *(n for n in good.parameters if n not in asked)]:
                given = good.parameters.get(name)
                shown = study.n(given) if isinstance(given, float | int) else (given or study.say("not_given"))
                yield (
                    written_cn(good.cn),
                    study.say(f"parameter.{name}") if f"parameter.{name}" in texts() else name,
                    shown,
                )


def precursors(study: Study) -> Section:
    """Say what went in, from whom, and with which figures."""
    own, result = study.installation, study.result
    found = {s.id: s for s in result.precursors}
    return study.section(
        "precursors",
        study.table("made_here", "*from *to >mass_in", _made_here(study), note=study.say("made_here_note")),
        study.table(
            "bought", "id cn *name country >received >used",
            (
                (p.id, _code(p), p.name, study.country(p.country), study.n(p.received), study.n(p.used))
                for p in own.precursors
            ),
        ),
        study.table(
            "uses", "id *process >mass_in",
            (
                (p.id, study.process_name(u.process), study.n(u.amount.to("t")))
                for p in own.precursors for u in p.uses
            ),
        ),
        study.table(
            "at_default", "cn *name country >default *source",
            (
                (
                    _code(p), p.name, study.country(p.country), _see(study, found[p.id].own),
                    _cite(study, p),
                )
                for p in own.precursors if found[p.id].basis == "default"
            ),
        ),
        study.table(
            "at_actual", "cn *name country period >see_dir >see_indir",
            (
                (
                    _code(p), p.name, study.country(p.country), _period(study, p),
                    study.see(found[p.id].own.direct), study.see(found[p.id].own.counted),
                )
                for p in own.precursors if found[p.id].basis == "actual"
            ),
            note=study.say("at_actual_note"),
        ),
        study.table(
            "free", "cn *name country >used",
            (
                (_code(p), p.name, p.country or "", study.n(p.used))
                for p in own.precursors if found[p.id].basis == "free"
            ),
            note=study.say("free_note"),
        ),
        study.table(
            "averages", "cn entries *rule >see_dir >see_indir", _averages(study), note=study.say("averages_note")
        ),
        study.table(
            "origin", "id *supplier *installation *registry period *report",
            (
                (
                    p.id, p.supplier, p.installation, study.list((p.installation_id, p.unlocode)),
                    _period(study, p),
                    f"{v.reference}, {v.verifier}" if (v := p.verification) else study.say("not_given"),
                )
                for p in own.precursors
            ),
        ),
    )  # fmt: skip


def _code(p: Precursor) -> str:
    """Write the code of a precursor, else its category: then the report has an open place."""
    return code_or_category(p.cn, p.category)


def _made_here(study: Study) -> Iterator[tuple[str, str, str]]:
    for p in study.installation.processes:
        for good in p.goods:
            for flow in good.in_house:
                yield (
                    f"{study.process_name(p.id)}, {written_cn(good.cn)}", study.process_name(flow.process),
                    study.n(flow.amount.to("t")),
                )  # fmt: skip


def _see(study: Study, own: object) -> str:
    return study.see(getattr(own, "direct", 0.0) + getattr(own, "counted", 0.0))


def _cite(study: Study, p: Precursor) -> str:
    return next(
        (s.source for s in study.result.trace if s.figure.startswith(f"precursors[{p.id}]") and s.source), NONE
    )


def _period(study: Study, p: Precursor) -> str:
    return (
        f"{p.verification.period_start} – {p.verification.period_end}" if p.verification else study.say("not_given")
    )


def _averages(study: Study) -> Iterator[tuple[str, str, str, str, str]]:
    """Go through codes with several entries, and entries that are assigned to one process."""
    found, pooled = {s.id: s for s in study.result.precursors}, defaultdict(list)
    for p in study.installation.precursors:
        if p.assigned:
            own = found[p.id].own
            yield (
                _code(p),
                p.id,
                study.say("art_14_3"),
                study.see(own.direct),
                study.see(own.counted),
            )
        elif p.cn is not None:
            pooled[p.cn].append(p)
    for cn, entries in pooled.items():
        if len(entries) > 1:
            average = found[entries[0].id].average
            yield (
                written_cn(cn), study.list(p.id for p in entries), study.say("art_14_2"), study.see(average.direct),
                study.see(average.counted),
            )  # fmt: skip
