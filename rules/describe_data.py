"""The data a rule asks for as rows: choices, parameters, scenarios, activities, quality, traceability."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.rule import Activity, Parameter, Rule
from rules.describe_method import limit_fact, open_limits
from rules.describe_words import (
    activity_ref,
    choice_ref,
    fact,
    formula_of,
    kind_ref,
    option_of,
    parameter_ref,
    process_ref,
    say,
    stage_ref,
    suggestion_facts,
)
from rules.document import (
    Amount,
    Code,
    Fact,
    Piece,
    Row,
    Say,
    Symbol,
)

_ACTIVITY_COLUMNS = ("stage", "process", "unit", "required", "origin", "evidence")


def choice_rows(rule: Rule) -> Iterator[Row]:
    """Choices with their options."""
    for name, choice in rule.choices.items():
        facts = [
            fact("option", o.title, *((o.help,) if o.help else ()), name=key, joined="words")
            for key, o in choice.options.items()
        ]
        decided = "choice.open" if choice.open else "choice.preparer"
        facts.append(fact("decided", say(decided)))
        if choice.default is not None:
            facts.append(fact("default", option_of(rule, name, choice.default)))
        facts += suggestion_facts(rule, choice.suggestion, name)
        yield Row(name, choice.title, tuple(facts), choice.help, choice.cite, ("open",) if choice.open else ())


def parameter_rows(rule: Rule) -> Iterator[Row]:
    """Parameters with where their value comes from."""
    for name, entry in rule.parameters.items():
        facts = list(_values(rule, entry))
        if found := _range(entry):
            facts.append(fact("range", found))
        if not entry.required and (not _given(entry) or None in entry.values.values()):
            facts.append(fact("required", say("parameter.optional")))
        if entry.open and _given(entry):
            facts.append(fact("decided", say("value.open")))
        if entry.evidence:
            facts.append(fact("evidence", *(kind_ref(rule, k) for k in entry.evidence)))
        if entry.claim:
            facts.append(fact("claim", *(kind_ref(rule, k) for k in entry.claim)))
        facts += suggestion_facts(rule, entry.suggestion)
        yield Row(name, entry.title, tuple(facts), entry.help, entry.cite, tuple(_parameter_marks(entry)))


def _given(entry: Parameter) -> bool:
    return entry.value is not None or entry.derive is not None or bool(entry.values)


def _values(rule: Rule, entry: Parameter) -> Iterator[Fact]:
    if entry.by is not None:
        yield fact("by", choice_ref(rule, entry.by))
    for option, value in entry.values.items():
        stated: Piece = say("value.open") if value is None else Amount(value, entry.unit)
        title = option_of(rule, entry.by, option)
        yield fact("for_option", say("for_option", option=title, value=stated), name=option)
    if entry.value is not None:
        yield fact("value", Amount(entry.value, entry.unit))
    if entry.derive is not None:
        yield fact("computed", formula_of(rule, entry.derive))
        yield fact("unit", Symbol(entry.unit))
    if entry.default is not None:
        yield fact("default", Amount(entry.default, entry.unit))
    if not _given(entry):
        asked = (
            "value.open" if entry.open else "value.or_default" if entry.default is not None else "value.preparer"
        )
        yield fact("value", say(asked), *((Symbol(entry.unit),) if entry.unit != "1" else ()))


def _range(entry: Parameter) -> Say | None:
    low, high = entry.minimum, entry.maximum
    strict = "above" if entry.exclusive_minimum else "from"
    if low is not None and high is not None:
        return say(f"range.{strict}_to", low=Amount(low, entry.unit), high=Amount(high, entry.unit))
    if low is not None:
        return say(f"range.{strict}", low=Amount(low, entry.unit))
    return say("range.to", high=Amount(high, entry.unit)) if high is not None else None


def _parameter_marks(entry: Parameter) -> Iterator[str]:
    if entry.open or None in entry.values.values():
        yield "open"
    if entry.derive is not None:
        yield "computed"
    if entry.default is not None:
        yield "default"


def scenario_rows(rule: Rule) -> Iterator[Row]:
    """Scenarios with what they group."""
    for name, scenario in rule.scenarios.items():
        facts = [fact("stage", stage_ref(rule, scenario.stage)), fact("text", scenario.text)]
        if scenario.parameters:
            facts.append(fact("parameters", *(parameter_ref(rule, p) for p in scenario.parameters)))
        if scenario.activities:
            facts.append(fact("activities", *(activity_ref(rule, a) for a in scenario.activities)))
        yield Row(name, scenario.title, tuple(facts), cite=scenario.cite)


def activity_rows(rule: Rule) -> Iterator[Row]:
    """Activity data with origin, evidence and the lines the rule writes."""
    for activity in rule.activity_data:
        facts = [
            fact("stage", stage_ref(rule, activity.stage)),
            *((fact("process", process_ref(rule, activity.process)),) if activity.process else ()),
            fact("unit", Symbol(activity.unit)),
            fact("required", say(f"required.{activity.required}")),
            fact("origin", say(f"origin.{activity.origin}")),
            *_default_line(rule, activity),
        ]
        if activity.evidence or activity.evidence_all:
            every = (say("evidence.all", kind=kind_ref(rule, k)) for k in activity.evidence_all)
            facts.append(fact("evidence", *every, *(kind_ref(rule, k) for k in activity.evidence)))
        if activity.leaves:
            facts.append(fact("balance", say("activity.leaves")))
        if activity.link:
            facts.append(fact("link", process_ref(rule, activity.link)))
        if activity.service:
            facts.append(fact("service", Code(activity.service)))
        if activity.datasets:
            facts.append(fact("datasets", *(Code(d, "dataset") for d in activity.datasets)))
        facts += suggestion_facts(rule, activity.suggestion)
        marks = {"derived": ("computed",), "or_default": ("default",)}.get(activity.required, ())
        yield Row(activity.id, activity.title, tuple(facts), activity.help, activity.cite, marks)


def _default_line(rule: Rule, activity: Activity) -> Iterator[Fact]:
    line = activity.default
    if line is None:
        return
    label = "computed" if activity.required == "derived" else "default"
    if line.amount is not None:
        yield fact(label, Amount(line.amount, line.unit), cite=line.cite)
    if line.derive is not None:
        yield fact(label, formula_of(rule, line.derive), Symbol(line.unit), cite=line.cite, joined="unit")
    if line.dataset:
        yield fact("takes", Code(line.dataset, "dataset"))
    if line.slot:
        yield fact("takes", Code(line.slot, "slot"))
    for option, dataset in line.datasets.items():
        title = option_of(rule, line.by, option)
        yield fact("takes", say("for_option", option=title, value=Code(dataset, "dataset")), name=option)


def data_quality_rows(rule: Rule) -> Iterator[Row]:
    """How quality is rated, and its limits."""
    quality = rule.data_quality
    yield Row(
        "data_quality",
        say("row.data_quality"),
        (
            fact("scheme", Code(quality.scheme, "scheme")),
            limit_fact(rule, "limit", quality.limit),
            limit_fact(rule, "max_age", quality.max_age),
            fact("text", quality.text),
        ),
        cite=quality.cite,
        marks=open_limits(rule, quality.limit, quality.max_age),
    )
    own = [activity_ref(rule, a.id) for a in rule.activity_data if a.origin == "company_specific"]
    if own:
        yield Row("company_specific", say("row.company_specific"), (fact("activities", *own),), echo=True)


def supplier_rows(rule: Rule) -> Iterator[Row]:
    """What the rule accepts of suppliers."""
    found = rule.suppliers
    if found is None:
        return
    facts = [
        fact("boundaries", *(say(f"supplier_boundary.{b}") for b in found.boundaries)),
        fact("other_boundary", say(f"other_boundary.{found.other_boundary}")),
        fact("verification", say(f"verification.{found.verification}")),
        fact("signature", say(f"signature.{found.signature}")),
        limit_fact(rule, "max_age", found.max_age),
        fact("mixing", say(f"mixing.{found.mixing}")),
    ]
    if found.activities:
        facts.append(fact("activities", *(activity_ref(rule, a) for a in found.activities)))
    if found.text:
        facts.append(fact("text", found.text))
    opened = "open" in {found.verification, found.signature, found.mixing}
    marks = tuple(dict.fromkeys((*(("open",) * opened), *open_limits(rule, found.max_age))))
    yield Row("suppliers", say("row.suppliers"), tuple(facts), cite=found.cite, marks=marks)


def traceability_rows(rule: Rule) -> Iterator[Row]:
    """Evidence kinds and their particulars."""
    trace = rule.traceability
    yield Row("traceability", say("row.traceability"), (fact("text", trace.text),), cite=trace.cite)
    for name, kind in trace.kinds.items():
        askers: list[Piece] = [
            activity_ref(rule, a.id) for a in rule.activity_data if name in (*a.evidence, *a.evidence_all)
        ]
        askers += [
            parameter_ref(rule, p)
            for p, entry in rule.parameters.items()
            if name in (*entry.evidence, *entry.claim)
        ]
        facts = [fact("fields", *(say(f"field.{f}") for f in kind.fields))]
        if askers:
            facts.append(Fact("asked_by", tuple(askers), id="echo"))
        yield Row(name, kind.title, tuple(facts))
