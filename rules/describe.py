"""A rule as a neutral, ordered document: chapters, sections, rows, facts, citations, open marks.

Page, command line and comparison of versions all read this document, so that none of them can forget a choice
that another one shows. Parts and pieces stand in :mod:`rules.document`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from footprint.rule import Rule
from footprint.rule_base import Unit
from rules.cases import Case
from rules.coverage import coverage
from rules.describe_data import (
    _ACTIVITY_COLUMNS,
    activity_rows,
    choice_rows,
    data_quality_rows,
    parameter_rows,
    scenario_rows,
    supplier_rows,
    traceability_rows,
)
from rules.describe_method import (
    _FACTORS,
    allocation_row,
    carbon_rows,
    characterization_row,
    cut_off_row,
    electricity_row,
    end_of_life_row,
    material_rows,
    plants_rows,
    process_rows,
    stage_rows,
)
from rules.describe_words import fact, formula_of, parameter_ref, place_of, say, stage_refs
from rules.document import (
    Amount,
    Chapter,
    Code,
    Description,
    Fact,
    Piece,
    Ref,
    Row,
    Section,
    Symbol,
)


def describe(rule: Rule, cases: Sequence[Case] = ()) -> Description:
    """Write a rule as a document.

    Parameters
    ----------
    rule : Rule
        The merged rule.
    cases : sequence of Case, optional
        Worked cases of this version.
    """
    plan: tuple[tuple[str, tuple[Section, ...]], ...] = (
        ("about", (Section("about", tuple(_about(rule))),)),
        ("unit", (Section("unit", (_unit(rule, "functional_unit"), _unit(rule, "declared_unit"))),)),
        (
            "boundary",
            (
                Section("stages", tuple(stage_rows(rule)), ("boundary", "reason")),
                Section("cut_off", (cut_off_row(rule),)),
                Section("processes", tuple(process_rows(rule)), ("unit", "required")),
            ),
        ),
        (
            "method",
            (
                Section("allocation", (allocation_row(rule), *plants_rows(rule))),
                Section("end_of_life", (end_of_life_row(rule),)),
                Section("materials", tuple(material_rows(rule)), ("mass", *_FACTORS)),
                Section("electricity", (electricity_row(rule),)),
                Section("characterization", (characterization_row(rule),)),
                Section("carbon", tuple(carbon_rows(rule))),
            ),
        ),
        (
            "data",
            (
                Section("choices", tuple(choice_rows(rule))),
                Section("parameters", tuple(parameter_rows(rule))),
                Section("scenarios", tuple(scenario_rows(rule))),
                Section("activity_data", tuple(activity_rows(rule)), _ACTIVITY_COLUMNS),
            ),
        ),
        (
            "data_quality",
            (
                Section("data_quality", tuple(data_quality_rows(rule))),
                Section("suppliers", tuple(supplier_rows(rule))),
            ),
        ),
        ("traceability", (Section("traceability", tuple(traceability_rows(rule)), ("fields", "asked_by")),)),
        (
            "statement",
            (Section("views", tuple(_views(rule))), Section("statement", tuple(_statement(rule)))),
        ),
        ("questions", (Section("questions", tuple(_questions(rule))),)),
        ("sources", (Section("sources", tuple(_sources(rule))),)),
        ("cases", (Section("cases", tuple(_case(case) for case in cases)),)),
        ("coverage", (Section("coverage", tuple(_coverage(rule))),)),
    )
    chapters = (Chapter(name, tuple(s for s in sections if s.rows)) for name, sections in plan)
    return Description(rule, tuple(c for c in chapters if c.sections))


def _about(rule: Rule) -> Iterator[Row]:
    yield Row("title", say("row.title"), (fact("text", rule.title),))
    yield Row("summary", say("row.summary"), (fact("text", rule.summary),))
    codes = (fact("codes", *values, name=system) for system, values in rule.codes.items())
    yield Row("scope", say("row.scope"), (fact("text", rule.scope), *codes))
    version = [fact("id", Code(rule.pcr, "rule")), fact("version", rule.version)]
    if rule.extends:
        version.append(fact("extends", Code(rule.extends, "base")))
    yield Row("version", say("row.version"), tuple(version))
    yield Row("status", say("row.status"), (fact("status", say(f"status.{rule.status}")),))
    until = say("valid.open") if rule.valid.until is None else str(rule.valid.until)
    yield Row("valid", say("row.valid"), (fact("valid_from", str(rule.valid.start)), fact("valid_until", until)))
    named = tuple(rule.sources[s].title if s in rule.sources else s for s in rule.implements)
    yield Row(
        "level",
        say("row.level"),
        (
            fact("level", say(f"level.{rule.level}")),
            *((fact("implements", *named),) if named else ()),
        ),
    )


def _unit(rule: Rule, name: str) -> Row:
    unit: Unit = getattr(rule, name)
    facts = [fact("text", unit.text), fact("amount", Amount(unit.amount, unit.unit))]
    if unit.derive:
        facts.append(fact("computed", formula_of(rule, unit.derive)))
    return Row(name, say(f"row.{name}"), tuple(facts), cite=unit.cite)


def _views(rule: Rule) -> Iterator[Row]:
    for view in rule.views:
        per = (fact("per", parameter_ref(rule, view.per)),) if view.per else ()
        facts = (
            fact("unit", Symbol(f"kg CO2e/{view.unit}")),
            *per,
            fact("stages", *stage_refs(rule, view.stages)),
        )
        yield Row(view.id, view.title, facts, cite=view.cite)


def _statement(rule: Rule) -> Iterator[Row]:
    yield Row("report", say("row.report"), (fact("report", *(say(f"report.{r}") for r in rule.report)),))
    figures = Amount(rule.rounding.significant_figures, "1")
    yield Row(
        "rounding",
        say("row.rounding"),
        (fact("rounding", say("rounding", figures=figures)),),
        cite=rule.rounding.cite,
    )


def _questions(rule: Rule) -> Iterator[Row]:
    for clause in rule.not_encoded:
        facts = [fact("reason", clause.reason)]
        if clause.asks:
            facts.append(fact("asks", clause.asks))
        facts.append(fact("answer", say(f"answer.{clause.answer}")))
        yield Row(clause.id, clause.clause, tuple(facts))


def _sources(rule: Rule) -> Iterator[Row]:
    counts: dict[str, int] = {}
    for _, cite in rule.cites():
        counts[cite.source] = counts.get(cite.source, 0) + 1
    for name, source in rule.sources.items():
        facts = [
            fact("issuer", source.issuer),
            fact("date", source.date),
            fact("read", say(f"source.{source.status}")),
        ]
        if source.grade or source.status != "unread":
            facts.append(fact("grade", say(f"grade.{source.grade or 'none'}")))
        if source.note:
            facts.append(fact("note", source.note))
        if source.url:
            facts.append(fact("url", source.url))
        facts.append(Fact("cited", (Amount(counts.get(name, 0), "1"),), id="echo"))
        marks = {"unread": ("unread",), "draft": ("draft",), "superseded": ("superseded",)}
        yield Row(name, source.title, tuple(facts), marks=marks.get(source.status, ()))


def _case(case: Case) -> Row:
    expected = case.expected
    facts = [fact("text", case.description), fact("source", case.source)]
    if expected.blocked:
        facts.append(fact("shows", say("case.blocked"), *(Code(c, "finding") for c in expected.blocked)))
    elif expected.total is not None:
        facts.append(fact("shows", say("case.total", value=Amount(expected.total, "kg CO2e"))))
    counted = {"stages": expected.stages, "views": expected.views, "parameters": expected.parameters}
    held = [say(f"case.{k}", count=Amount(len(v), "1")) for k, v in counted.items() if v]
    if expected.states:
        held.append(say("case.states", count=Amount(len(expected.states), "1")))
    if held:
        facts.append(fact("holds", *held))
    return Row(case.name, case.name, tuple(facts), echo=True)


def _coverage(rule: Rule) -> Iterator[Row]:
    found = coverage(rule)

    def row(name: str, *value: Piece, marks: tuple[str, ...] = ()) -> Row:
        return Row(name, say(f"coverage.{name}"), (fact("text", *value),), marks=marks, echo=True)

    yield row("cited", Amount(found.cited, "1"))
    yield row("clauses", *(say("clauses.of", source=s, count=Amount(n, "1")) for s, n in found.clauses))
    yield row("editorial", Amount(found.editorial, "1"))
    yield row("open", *(place_of(rule, p) for p in found.open), marks=("open",) if found.open else ())
    unread = (rule.sources[name].title for name in found.unread)
    yield row("unread", *unread, marks=("unread",) if found.unread else ())
    yield row("on_unread", Amount(found.on_unread, "1"))
    yield row("not_encoded", *(Ref("questions", n, None) for n in found.not_encoded))
