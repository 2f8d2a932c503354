"""The form as data: made of a rule, and of an example product when one is given. Knows no product."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from footprint import units
from footprint.background import Background
from footprint.errors import UnitError
from footprint.product import Product
from footprint.product_parts import TARGETS, Evidence, Line, Process, Quantity
from footprint.rule import Activity, ProcessTemplate, Rule
from footprint.texts import Language
from web.pages.values import Hint, hint, plain, with_unit
from web.texts import gettext, label, symbol, words


@dataclass(frozen=True)
class AmountField:
    """An amount with the units on offer; ``amount`` is text, empty when not given.

    ``hidden`` holds what the form does not show of it: key and JSON.
    """

    amount: str
    unit: str
    units: tuple[str, ...]
    reason: str = ""
    origin: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LineField:
    """A line of a process; ``name`` is its trilingual name as JSON, which the form does not show.

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
    name: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
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


Pairs = tuple[tuple[str, str], ...]
Triples = tuple[tuple[str, str, str], ...]
# What the form shows of a document; everything else of an example is carried through as JSON, untouched.
SHOWN: Mapping[str, frozenset[str]] = MappingProxyType({
    "": frozenset({"format", "name", "model", "maker", "period", "rule", "choices", "parameters", "omitted",
                   "final_process", "processes", "answers", "note", "plant", "electricity", "codes"}),
    "plant": frozenset({"name", "region"}),
    "electricity": frozenset({"family", "year", "reason"}),
    "codes": frozenset({"hs"}),
    "process": frozenset({"id", "name", "output", "yield", "region", "lines"}),
})  # fmt: skip


@dataclass(frozen=True)
class ProcessField:
    """A process with its output and lines; ``carried`` are its fields that the form does not show."""

    id: str
    title: str
    title_json: str
    output: AmountField
    yield_: str
    region: str
    lines: tuple[LineField, ...] = field(default=())
    carried: Pairs = ()


@dataclass(frozen=True)
class Choices:
    """What the selects of the form offer, as pairs of value and text.

    Attributes
    ----------
    activities : tuple of (id, title, units)
        ``units`` is written as the script reads it: ``kg=kg t=t``.
    evidence : tuple of (kind, title, fields)
        ``fields`` are the particulars the kind has to name: ``reference meter``.
    """

    activities: Triples
    stages: Pairs
    origins: Pairs
    evidence: Triples
    regions: Pairs
    families: Pairs
    years: Pairs


def offered(quantity: str, given: str = "") -> tuple[str, ...]:
    """Return the units a form offers for a quantity, the given one among them."""
    known = units.OFFERED.get(quantity, ())
    return known if given in known or not given else (given, *known)


BLANK_EVIDENCE: Mapping[str, Any] = MappingProxyType({"kind": ""})
BLANK = LineField("__LINE__", "", AmountField("", "kg", units.OFFERED["mass"]), evidence=(BLANK_EVIDENCE,))
BLANK_PROCESS = ProcessField("__PROCESS__", "", "", AmountField("1", "kg", ("kg", "item", "kWh", "m2")), "", "")
BLANK_OMISSION = OmissionField("", "", "", AmountField("", "kg", units.OFFERED["mass"]), "")


def amount_field(quantity: str, given: Quantity | None, unit: str) -> AmountField:
    """Return the field of a parameter or an output."""
    if given is None:
        return AmountField("", unit, offered(quantity, unit), evidence=(BLANK_EVIDENCE,))
    kept = given.model_dump(mode="json", include={"origin", "evidence"}, exclude_none=True, exclude_defaults=True)
    return AmountField(
        amount=plain(given.amount),
        unit=given.unit,
        units=offered(quantity, given.unit),
        reason=given.reason,
        origin=given.origin or "",
        evidence=evidence_rows(given.evidence),
        hidden=tuple((key, as_json(value)) for key, value in kept.items()),
    )


def evidence_rows(given: tuple[Evidence, ...]) -> tuple[Mapping[str, Any], ...]:
    """Return the rows of a list of evidence, one empty row where there is none."""
    return tuple(e.model_dump(mode="json", exclude_none=True) for e in given) or (BLANK_EVIDENCE,)


def omissions(product: Product | None) -> tuple[OmissionField, ...]:
    """Return what the product says was left out."""
    return tuple(
        OmissionField(
            process=o.process,
            activity=o.activity or "",
            name=o.name,
            amount=AmountField(plain(o.amount), o.unit, offered("mass", o.unit)),
            reason=o.reason,
        )
        for o in (product.omitted if product else ())
    )


def final_process(rule: Rule, product: Product | None) -> str:
    """Return the process that makes the declared unit: the product's, else the last that is not optional."""
    if product is not None:
        return product.final_process
    needed = [t.id for t in rule.processes if not t.optional] or [t.id for t in rule.processes]
    return needed[-1] if needed else "product"


def processes(
    rule: Rule, product: Product | None, background: Background, language: Language
) -> list[ProcessField]:
    """Return the processes: the product's, else those of the rule's template that may not be left out."""
    if product is not None:
        return [_process(p, rule, product, background, language) for p in product.processes]
    return [_template(t, rule, background, language) for t in rule.processes if not t.optional]


def further(rule: Rule, product: Product | None, background: Background, language: Language) -> list[ProcessField]:
    """Return the processes of the template that the form offers to add."""
    there = {p.id for p in product.processes} if product else {t.id for t in rule.processes if not t.optional}
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
    return ProcessField(template.id, title, as_json(template.title.to_dict()), output, "", "", tuple(lines))


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


def _process(p: Process, rule: Rule, product: Product, background: Background, language: Language) -> ProcessField:
    quantity = units.quantity(p.output.unit)
    template = next((t for t in rule.processes if t.id == p.id), None)
    name = p.name or (template.title if template else None)
    return ProcessField(
        id=p.id,
        title=words(name, language) or p.id,
        title_json=as_json(name.to_dict()) if name else "",
        output=amount_field(quantity, p.output, p.output.unit),
        yield_="" if p.yield_ == 1.0 else plain(p.yield_),
        region=p.region,
        lines=tuple(_line(line, p, rule, product, background, language) for line in p.lines),
        carried=_unshown(_plain(p), "process", f"processes[{p.id}]."),
    )


def _line(
    line: Line, p: Process, rule: Rule, product: Product, background: Background, language: Language
) -> LineField:
    activity = rule.activity(line.activity)
    kind, target = next((k, v) for k in TARGETS if (v := getattr(line, k)) is not None)
    try:
        quantity = activity.quantity if activity else units.quantity(line.unit)
    except UnitError:
        quantity = ""
    return LineField(
        id=line.id,
        activity=line.activity,
        amount=AmountField(plain(line.amount), line.unit, offered(quantity, line.unit)),
        kind=kind,
        target=target,
        target_text=target_text(kind, target, product, background, language),
        stage=line.stage or "",
        origin=line.origin or "",
        note=line.note,
        name=as_json(line.name.to_dict()) if line.name else "",
        evidence=evidence_rows(line.evidence),
        **_advice(activity, f"processes[{p.id}].lines[{line.id}]", language),
    )


def target_text(kind: str, target: str, product: Product, background: Background, language: Language) -> str:
    """Name what a line buys, as the combobox shows it."""
    if kind == "process":
        found = next((p for p in product.processes if p.id == target), None)
        return (words(found.name, language) if found else "") or target
    return bought_text(kind, target, background, language)


def bought_text(kind: str, target: str, background: Background, language: Language) -> str:
    """Name a dataset or a market."""
    if kind == "slot":
        return slot_text(target, background, language)
    dataset = background.datasets.get(target)
    return words(dataset.name, language) if dataset else target


def slot_text(slot: str, background: Background, language: Language) -> str:
    """Name a market; one without region is the market of the process's region."""
    found = background.slots.get(slot) or next((s for s in background.slots.values() if s.service == slot), None)
    name = words(found.name, language) if found else slot
    return (
        name if "/" in slot or not found else (", " if language == "en" else "，").join(_parts(name)[:-1]) or name
    )


def _parts(name: str) -> list[str]:
    """Split the name of a market; the region is its last part."""
    return [part.strip() for part in re.split("[,，]", name)]


def carried(product: Product | None) -> dict[str, str]:
    """Return the parts of an example that the form does not show, as JSON by path."""
    if product is None:
        return {}
    document = product.to_document()
    parts = [_unshown(document, "", "")]
    parts += [_unshown(document.get(part, {}), part, f"{part}.") for part in ("plant", "electricity", "codes")]
    return dict(pair for part in parts for pair in part)


def _unshown(document: Mapping[str, Any], place: str, path: str) -> Pairs:
    return tuple((f"{path}{k}", as_json(v)) for k, v in document.items() if k not in SHOWN[place])


def _plain(process: Process) -> dict[str, Any]:
    found: dict[str, Any] = process.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    return found


def choices(rule: Rule, product: Product | None, background: Background, language: Language) -> Choices:
    """Return what the selects offer."""
    _ = gettext(language)
    used = {p.region for p in product.processes} | {product.plant.region} if product else set[str]()
    markets = [s for s in background.slots.values() if s.service == "electricity"]
    places = {s.region: _parts(words(s.name, language))[-1] for s in markets if s.region != "GLO"}
    lines = [line for p in product.processes for line in p.lines] if product else []
    given = [e for line in lines for e in line.evidence]
    given += [e for quantity in product.parameters.values() for e in quantity.evidence] if product else []
    kinds = {e.kind: (e.kind, "reference") for e in given}
    kinds |= {k: (words(v.title, language), " ".join(v.fields)) for k, v in rule.traceability.kinds.items()}
    used_for = {line.activity for line in lines}
    admitted = rule.electricity.families or tuple(sorted({f for f, _y in background.supply}))
    supply = [(f, y) for f, y in background.supply if f in admitted]
    return Choices(
        activities=tuple(
            (
                a.id,
                words(a.title, language),
                " ".join(f"{u}={symbol(u, language)}" for u in offered(a.quantity, a.unit)),
            )
            for a in rule.activity_data
            if a.required != "derived" or a.id in used_for
        ),
        stages=tuple((k, words(s.title, language)) for k, s in rule.stages.items() if s.boundary == "included"),
        origins=tuple((o, _(label("origin", o))) for o in ("company_specific", "secondary")),
        evidence=tuple((kind, title, fields) for kind, (title, fields) in kinds.items()),
        regions=tuple(
            (r, f"{r} · {places[r]}" if r in places else r) for r in (*places, *sorted(used - set(places)))
        ),
        families=tuple((f, _(label("family", f))) for f in admitted),
        years=tuple((str(y), str(y)) for y in sorted({y for _f, y in supply}, reverse=True)),
    )


def as_json(value: Any) -> str:
    """Write a value for a data attribute or hidden field."""
    return json.dumps(value, ensure_ascii=False)
