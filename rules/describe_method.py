"""The method of a rule as rows: boundary, cut-off, allocation, end of life, electricity."""

from __future__ import annotations

from collections.abc import Iterator

from footprint.rule import Rule
from footprint.rule_method import RecycledMaterial
from rules.describe_words import activity_ref, fact, parameter_ref, process_ref, say, stage_ref
from rules.document import (
    Amount,
    Code,
    Fact,
    Row,
    Symbol,
)

_FACTORS = ("a", "b", "r1", "r1_pre", "r2", "r3", "quality_in", "quality_out")


_DATASETS = ("virgin", "recycled", "recycling", "recovery", "disposal")


def stage_rows(rule: Rule) -> Iterator[Row]:
    """Stages with boundary and reason."""
    for name, stage in rule.stages.items():
        facts = [fact("boundary", say(f"boundary.{stage.boundary}"))]
        if stage.reason:
            facts.append(fact("reason", stage.reason))
        yield Row(name, stage.title, tuple(facts), cite=stage.cite)


def process_rows(rule: Rule) -> Iterator[Row]:
    """Processes of the template."""
    for process in rule.processes:
        facts = (
            fact("unit", Symbol(process.unit)),
            fact("required", say("process.optional" if process.optional else "process.needed")),
        )
        yield Row(process.id, process.title, facts, process.help)


def limit_fact(rule: Rule, label: str, name: str | None) -> Fact:
    """State a limit of the method: the value, or that it is open; the parameter itself stands further down."""
    if name is None:
        return fact(label, say("limit.none"))
    entry = rule.parameters.get(name)
    ref = parameter_ref(rule, name)
    if entry is None or entry.open or entry.by or (entry.value is None and entry.default is None):
        code = "limit.by" if entry is not None and entry.by else "limit.open"
        return fact(label, say(code, parameter=ref))
    value = entry.value if entry.value is not None else entry.default
    return fact(label, say("limit.value", value=Amount(value or 0.0, entry.unit), parameter=ref))


def open_limits(rule: Rule, *names: str | None) -> tuple[str, ...]:
    """Mark a row whose limits are open."""
    return ("open",) if any(n in rule.parameters and rule.parameters[n].open for n in names if n) else ()


def cut_off_row(rule: Rule) -> Row:
    """Cut-off with its limits."""
    cut = rule.cut_off
    facts = [
        fact("measure", say(f"measure.{cut.measure}")),
        fact("counted_over", say(f"scope.{cut.scope}")),
        limit_fact(rule, "per_item", cut.per_item),
        limit_fact(rule, "cumulative", cut.cumulative),
        fact("treatment", say(f"treatment.{cut.treatment}")),
    ]
    if cut.forbidden_for:
        facts.append(fact("forbidden_for", *(activity_ref(rule, a) for a in cut.forbidden_for)))
    if cut.text:
        facts.append(fact("text", cut.text))
    marks = open_limits(rule, cut.per_item, cut.cumulative)
    return Row("cut_off", say("row.cut_off"), tuple(facts), cite=cut.cite, marks=marks)


def allocation_row(rule: Rule) -> Row:
    """Order of allocation."""
    allocation = rule.allocation
    facts = [fact("order", *(say(f"method.{m}") for m in allocation.order), joined="order")]
    if allocation.text:
        facts.append(fact("text", allocation.text))
    return Row("allocation", say("row.allocation"), tuple(facts), cite=allocation.cite)


def plants_rows(rule: Rule) -> Iterator[Row]:
    """Whether the figures of several plants may be joined."""
    if rule.plants is not None:
        facts = [fact("several", say(f"plants.{rule.plants.several}"))]
        if rule.plants.text:
            facts.append(fact("text", rule.plants.text))
        yield Row("plants", say("row.plants"), tuple(facts), cite=rule.plants.cite)


def end_of_life_row(rule: Rule) -> Row:
    """Method at the end of life."""
    end = rule.end_of_life
    facts = [fact("method", say(f"recycling.{end.method}"))]
    if end.materials:
        facts.append(fact("pre_consumer", say(f"pre_consumer.{end.pre_consumer}")))
    if end.text:
        facts.append(fact("text", end.text))
    return Row("end_of_life", say("row.end_of_life"), tuple(facts), cite=end.cite)


def material_rows(rule: Rule) -> Iterator[Row]:
    """Materials the end-of-life method follows, with every factor."""
    for material in rule.end_of_life.materials:
        facts = [fact("mass", parameter_ref(rule, material.mass))]
        facts += [_factor(rule, material, f) for f in _FACTORS if getattr(material, f) is not None]
        facts += [
            fact(f"dataset_{d}", Code(str(getattr(material, d)), "dataset"))
            for d in _DATASETS
            if getattr(material, d) is not None
        ]
        if material.process:
            facts.append(fact("process", process_ref(rule, material.process)))
        facts += [
            fact("stage_in", stage_ref(rule, material.stage_in)),
            fact("stage_out", stage_ref(rule, material.stage_out)),
        ]
        yield Row(material.id, material.title, tuple(facts), cite=material.cite)


def _factor(rule: Rule, material: RecycledMaterial, factor: str) -> Fact:
    name = str(getattr(material, factor))
    entry = rule.parameters.get(name)
    ref = parameter_ref(rule, name)
    if entry is None or entry.value is None:
        return fact(factor, ref)
    return fact(factor, say("factor.value", value=Amount(entry.value, entry.unit), parameter=ref))


def electricity_row(rule: Rule) -> Row:
    """Order of supplies, families, instruments, view."""
    power = rule.electricity
    facts = [
        fact("order", *(say(f"supply.{s}") for s in power.order), joined="order"),
        fact("families", *(say(f"family.{f}") for f in power.families)),
    ]
    facts += [
        fact("instrument", say(f"instrument.{state}", instrument=say(f"supply.{name}")), name=name)
        for name, state in power.instruments.items()
    ]
    facts.append(fact("declared_figure", say(f"view.{power.view}")))
    facts.append(fact("hours", say(f"hours.{power.hours}")))
    if power.generated_before:
        facts.append(limit_fact(rule, "generated_before", power.generated_before))
    facts.append(fact("grid_factors", say("co2_only.admitted" if power.co2_only_factors else "co2_only.refused")))
    if power.text:
        facts.append(fact("text", power.text))
    opened = power.view == "open" or "open" in power.instruments.values()
    marks = tuple(dict.fromkeys((*(("open",) * opened), *open_limits(rule, power.generated_before))))
    return Row("electricity", say("row.electricity"), tuple(facts), cite=power.cite, marks=marks)


def characterization_row(rule: Rule) -> Row:
    """Set of global warming potentials."""
    return Row(
        "characterization",
        say("row.characterization"),
        (fact("set", Code(rule.characterization.set, "set")),),
        cite=rule.characterization.cite,
    )


def carbon_rows(rule: Rule) -> Iterator[Row]:
    """Biogenic carbon, and what may stand beside the footprint."""
    found = rule.carbon
    if found is None:
        return
    facts = [
        fact("biogenic_co2", say(f"biogenic_co2.{found.biogenic_co2}")),
        fact("content", say(f"content.{found.content}")),
    ]
    facts += [
        fact("apart", say(f"instrument.{state}", instrument=say(f"apart.{kind}")), name=kind)
        for kind, state in found.apart.items()
    ]
    if found.text:
        facts.append(fact("text", found.text))
    opened = "open" in {found.biogenic_co2, found.content, *found.apart.values()}
    yield Row("carbon", say("row.carbon"), tuple(facts), cite=found.cite, marks=("open",) * opened)
