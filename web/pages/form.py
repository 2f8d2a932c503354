"""The lines and processes of the form: made of a rule, and of a document when one is given. Knows no product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from footprint import units
from footprint.background import Background
from footprint.product_parts import TARGETS
from footprint.rule import Activity, ProcessTemplate, Rule
from footprint.texts import Language
from web.pages.document import (
    BLANK_EVIDENCE,
    SHOWN,
    Document,
    Pairs,
    as_json,
    at,
    entries,
    evidence_rows,
    part,
    quantity,
    text,
    unshown,
)
from web.pages.entries import Section, split_of
from web.pages.hints import Hint, hint, with_unit
from web.pages.names import bought_text, slot_text, target_text
from web.pages.offers import offered
from web.texts import gettext, words


@dataclass(frozen=True)
class AmountField:
    """An amount with the units on offer; ``amount`` is text, empty when not given.

    ``carried`` is what the form does not show of an output: key and JSON.
    """

    amount: str
    unit: str
    units: tuple[str, ...]
    reason: str = ""
    origin: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
    carried: Pairs = ()


@dataclass(frozen=True)
class LineField:
    """A line of a process; ``carried`` are its fields that the form does not show.

    ``preset`` tells that what it buys comes from the rule and nobody touched it yet: without amount such a line
    may be left out. ``help`` is what the rule says of the activity, ``default`` what stands in for an empty line,
    ``hint`` the usual practice.
    """

    id: str
    activity: str
    amount: AmountField
    kind: str = ""
    target: str = ""
    target_text: str = ""
    stage: str = ""
    origin: str = ""
    note: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
    carried: Pairs = ()
    preset: bool = False
    help: str = ""
    default: str = ""
    hint: Hint | None = None


@dataclass(frozen=True)
class OmissionField:
    """An input that was left out."""

    process: str
    activity: str
    name: str
    amount: AmountField
    reason: str
    carried: Pairs = ()


@dataclass(frozen=True)
class ProcessField:
    """A process with its output and lines; ``carried`` are its fields that the form does not show.

    ``split`` is what else a run makes.
    """

    id: str
    title: str
    title_json: str
    output: AmountField
    yield_: str
    region: str
    split: Section
    lines: tuple[LineField, ...] = field(default=())
    carried: Pairs = ()


BLANK = LineField("__LINE__", "", AmountField("", "kg", units.OFFERED["mass"]), evidence=(BLANK_EVIDENCE,))
BLANK_OMISSION = OmissionField("", "", "", AmountField("", "kg", units.OFFERED["mass"]), "")


def blank_process(language: Language) -> ProcessField:
    """Return what an added process starts as."""
    output = AmountField("1", "kg", ("kg", "item", "kWh", "m2"))
    return ProcessField("__PROCESS__", "", "", output, "", "", split_of({}, language))


def amount_field(measures: str, given: Document | None, unit: str) -> AmountField:
    """Return the field of a parameter or an output."""
    given = given or {}
    unit = text(given.get("unit")) or unit
    return AmountField(
        amount=text(given.get("amount")),
        unit=unit,
        units=offered(measures, unit),
        reason=text(given.get("reason")),
        origin=text(given.get("origin")),
        evidence=evidence_rows(given),
        carried=unshown(given, SHOWN["output"]),
    )


def omissions(document: Document | None) -> tuple[OmissionField, ...]:
    """Return what the document says was left out."""
    return tuple(
        OmissionField(
            process=text(o.get("process")),
            activity=text(o.get("activity")),
            name=text(o.get("name")),
            amount=AmountField(text(o.get("amount")), text(o.get("unit")), offered("mass", text(o.get("unit")))),
            reason=text(o.get("reason")),
            carried=unshown(o, SHOWN["omission"]),
        )
        for o in entries(document, "omitted")
    )


def final_process(rule: Rule, document: Document | None) -> str:
    """Return the process that makes the declared unit: the document's, else the last that is not optional."""
    if document is not None:
        return at(document, "final_process")
    needed = [t.id for t in rule.processes if not t.optional] or [t.id for t in rule.processes]
    return needed[-1] if needed else "product"


def processes(
    rule: Rule, document: Document | None, background: Background, language: Language
) -> list[ProcessField]:
    """Return the processes: the document's, else those of the rule's template that may not be left out."""
    if document is not None:
        return [_process(p, rule, document, background, language) for p in entries(document, "processes")]
    return [_template(t, rule, background, language) for t in rule.processes if not t.optional]


def further(
    rule: Rule, document: Document | None, background: Background, language: Language
) -> list[ProcessField]:
    """Return the processes of the template that the form offers to add."""
    there = {text(p.get("id")) for p in entries(document, "processes")}
    if document is None:
        there = {t.id for t in rule.processes if not t.optional}
    return [_template(t, rule, background, language) for t in rule.processes if t.id not in there]


def _template(template: ProcessTemplate, rule: Rule, background: Background, language: Language) -> ProcessField:
    """Return a process as the rule describes it, with one empty line for each activity that has to be answered."""
    fallback = final_process(rule, None)
    lines = [
        empty_line(a, rule, background, language)
        for a in rule.activity_data
        if (a.process or fallback) == template.id and a.required in {"always", "or_default"}
    ]
    output = AmountField("1", template.unit, offered(units.quantity(template.unit), template.unit))
    title = words(template.title, language)
    name = as_json(template.title.to_dict())
    return ProcessField(template.id, title, name, output, "", "", split_of({}, language), tuple(lines))


def empty_line(activity: Activity, rule: Rule, background: Background, language: Language) -> LineField:
    """Return a line that names what it answers, and what it takes where the rule leaves no choice."""
    kind, target, text = _preset(activity, rule, background, language)
    process, line = activity.process or final_process(rule, None), activity.id.replace("_", "-")
    return LineField(
        id=line,
        activity=activity.id,
        amount=AmountField("", activity.unit, offered(activity.quantity, activity.unit)),
        kind=kind,
        target=target,
        target_text=text,
        origin="company_specific" if activity.origin == "company_specific" else "",
        evidence=(BLANK_EVIDENCE,),
        preset=bool(target),
        default=_default(activity, background, language),
        **_advice(activity, f"processes[{process}].lines[{line}]", language),
    )


def _advice(activity: Activity | None, path: str, language: Language) -> dict[str, Any]:
    """Return what the rule says of an activity: help, and usual practice with what one click fills in."""
    if activity is None:
        return {}
    given = hint(activity.suggestion, path, language)
    if given and activity.suggestion:
        fill = {
            k.removesuffix(".reason") + ".note" if k.endswith(".reason") else k: v for k, v in given.fill.items()
        }
        bought = {f"{path}.dataset": activity.suggestion.dataset} if activity.suggestion.dataset else {}
        given = replace(given, fill=fill | bought)
    return {"help": words(activity.help, language), "hint": given}


def _default(activity: Activity, background: Background, language: Language) -> str:
    """Write what stands in for an empty line."""
    default = activity.default
    if activity.required != "or_default" or default is None:
        return ""
    if default.amount is None:
        return gettext(language)("computed by the rule")
    bought = bought_text("dataset", default.dataset, background, language) if default.dataset else ""
    if default.slot:
        bought = slot_text(default.slot, background, language)
    return f"{with_unit(default.amount, default.unit, language)} {bought}".strip()


def _preset(activity: Activity, rule: Rule, background: Background, language: Language) -> tuple[str, str, str]:
    """Return what a line takes by the rule: the process it links to, its market, or the only dataset named."""
    linked = next((t for t in rule.processes if t.id == activity.link and not t.optional), None)
    if linked is not None:
        return "process", linked.id, words(linked.title, language)
    if activity.service is not None and any(s.service == activity.service for s in background.slots.values()):
        return "slot", activity.service, slot_text(activity.service, background, language)
    known = [d for d in activity.datasets if d in background.datasets]
    if len(known) == 1:
        return "dataset", known[0], words(background.datasets[known[0]].name, language)
    return "", "", ""


def _process(
    p: Document, rule: Rule, document: Document, background: Background, language: Language
) -> ProcessField:
    output = part(p, "output")
    template = next((t for t in rule.processes if t.id == p.get("id")), None)
    given = p.get("name")
    name = given if isinstance(given, str | Mapping) else (template.title.to_dict() if template else "")
    lines = tuple(_line(line, p, rule, document, background, language) for line in entries(p, "lines"))
    return ProcessField(
        id=text(p.get("id")),
        title=words(name, language) or text(p.get("id")),
        title_json=as_json(dict(name)) if isinstance(name, Mapping) else "",
        output=amount_field(quantity(text(output.get("unit"))), output, ""),
        yield_="" if p.get("yield") == 1.0 else text(p.get("yield")),
        region=text(p.get("region")),
        split=split_of(part(p, "split"), language),
        lines=lines,
        carried=unshown(p, SHOWN["process"]),
    )


def _line(
    line: Document, p: Document, rule: Rule, document: Document, background: Background, language: Language
) -> LineField:
    activity = rule.activity(text(line.get("activity")))
    kind, target = next(((k, text(line[k])) for k in TARGETS if line.get(k)), ("", ""))
    unit = text(line.get("unit"))
    return LineField(
        id=text(line.get("id")),
        activity=text(line.get("activity")),
        amount=AmountField(
            text(line.get("amount")), unit, offered(activity.quantity if activity else quantity(unit), unit)
        ),
        kind=kind,
        target=target,
        target_text=target_text(kind, target, document, background, language) if target else "",
        stage=text(line.get("stage")),
        origin=text(line.get("origin")),
        note=text(line.get("note")),
        evidence=evidence_rows(line),
        carried=unshown(line, SHOWN["line"]),
        preset=bool(line.get("_preset")),
        **_advice(activity, f"processes[{p.get('id')}].lines[{line.get('id')}]", language),
    )
