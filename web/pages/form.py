"""The form as data: made of a rule, and of an example product when one is given. Knows no product."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from footprint import units
from footprint.background import Background
from footprint.errors import UnitError
from footprint.product import Line, Process, Product, Quantity
from footprint.rule import Activity, Rule
from footprint.texts import Language
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
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LineField:
    """A line of a process; ``name`` is its trilingual name as JSON, which the form does not show."""

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
    evidence: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class ProcessField:
    """A process with its output and lines."""

    id: str
    title: str
    title_json: str
    output: AmountField
    yield_: str
    region: str
    lines: tuple[LineField, ...] = field(default=())


Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Choices:
    """What the selects of the form offer, as pairs of value and text.

    Attributes
    ----------
    activities : tuple of (id, title, units)
        ``units`` is written as the script reads it: ``kg=kg t=t``.
    """

    activities: tuple[tuple[str, str, str], ...]
    stages: Pairs
    origins: Pairs
    evidence: Pairs
    regions: Pairs
    families: Pairs
    years: Pairs


def plain(value: float | None) -> str:
    """Write a number for an input field: no grouping, no exponent for ordinary sizes."""
    if value is None:
        return ""
    text = f"{value:.12g}"
    return f"{value:.15f}".rstrip("0").rstrip(".") if "e-" in text and abs(value) > 1e-9 else text


def offered(quantity: str, given: str = "") -> tuple[str, ...]:
    """Return the units a form offers for a quantity, the given one among them."""
    known = units.OFFERED.get(quantity, ())
    return known if given in known or not given else (given, *known)


BLANK = LineField("__LINE__", "", AmountField("", "kg", units.OFFERED["mass"]), evidence=({},))
BLANK_PROCESS = ProcessField("__PROCESS__", "", "", AmountField("1", "kg", ("kg", "item", "kWh", "m2")), "", "")


def amount_field(quantity: str, given: Quantity | None, unit: str) -> AmountField:
    """Return the field of a parameter or an output."""
    if given is None:
        return AmountField("", unit, offered(quantity, unit))
    kept = given.model_dump(mode="json", include={"origin", "evidence"}, exclude_none=True, exclude_defaults=True)
    hidden = tuple((key, as_json(value)) for key, value in kept.items())
    return AmountField(plain(given.amount), given.unit, offered(quantity, given.unit), given.reason, hidden)


def processes(
    rule: Rule, product: Product | None, background: Background, language: Language
) -> list[ProcessField]:
    """Return the processes: the product's, else the rule's template with one empty line per activity."""
    if product is not None:
        return [_process(p, rule, product, background, language) for p in product.processes]
    fallback = rule.processes[-1].id if rule.processes else "product"
    made = []
    for template in rule.processes:
        lines = [
            empty_line(a)
            for a in rule.activity_data
            if (a.process or fallback) == template.id and a.required != "optional"
        ]
        output = AmountField("1", template.unit, offered(units.quantity(template.unit), template.unit))
        title = template.title
        made.append(
            ProcessField(
                template.id, words(title, language), as_json(title.to_dict()), output, "", "", tuple(lines)
            )
        )
    return made


def empty_line(activity: Activity) -> LineField:
    """Return a line that only names what it answers."""
    return LineField(
        id=activity.id.replace("_", "-"),
        activity=activity.id,
        amount=AmountField("", activity.unit, offered(activity.quantity, activity.unit)),
        origin="company_specific" if activity.origin == "company_specific" else "",
        evidence=({"kind": "", "reference": "", "note": ""},),
    )


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
        lines=tuple(_line(line, rule, product, background, language) for line in p.lines),
    )


def _line(line: Line, rule: Rule, product: Product, background: Background, language: Language) -> LineField:
    activity = rule.activity(line.activity)
    kind, target = next((k, v) for k in ("dataset", "process", "slot") if (v := getattr(line, k)) is not None)
    try:
        quantity = activity.quantity if activity else units.quantity(line.unit)
    except UnitError:
        quantity = ""
    blank = {"kind": "", "reference": "", "note": ""}
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
        evidence=tuple(e.model_dump() for e in line.evidence) or (blank,),
    )


def target_text(kind: str, target: str, product: Product, background: Background, language: Language) -> str:
    """Name what a line buys, as the combobox shows it."""
    if kind == "process":
        found = next((p for p in product.processes if p.id == target), None)
        return (words(found.name, language) if found else "") or target
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


def choices(rule: Rule, product: Product | None, background: Background, language: Language) -> Choices:
    """Return what the selects offer."""
    _ = gettext(language)
    used = {p.region for p in product.processes} | {product.plant.region} if product else set[str]()
    markets = [s for s in background.slots.values() if s.service == "electricity"]
    places = {s.region: _parts(words(s.name, language))[-1] for s in markets if s.region != "GLO"}
    kinds = {k: words(v, language) for k, v in rule.traceability.kinds.items()}
    lines = [line for p in product.processes for line in p.lines] if product else []
    kinds |= {e.kind: e.kind for line in lines for e in line.evidence if e.kind not in kinds}
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
        ),
        stages=tuple((k, words(s.title, language)) for k, s in rule.stages.items() if s.boundary == "included"),
        origins=tuple((o, _(label("origin", o))) for o in ("company_specific", "secondary")),
        evidence=tuple(kinds.items()),
        regions=tuple(
            (r, f"{r} · {places[r]}" if r in places else r) for r in (*places, *sorted(used - set(places)))
        ),
        families=tuple((f, _(label("family", f))) for f in admitted),
        years=tuple((str(y), str(y)) for y in sorted({y for _f, y in supply}, reverse=True)),
    )


def suggestion_fill(parameter: str, amount: float | None, unit: str | None, reason: str) -> str:
    """Return what one click on a suggestion fills in, as JSON of path to value."""
    found: dict[str, Any] = {f"parameters.{parameter}.reason": reason}
    if amount is not None:
        found[f"parameters.{parameter}.amount"] = plain(amount)
    if amount is not None and unit:
        found[f"parameters.{parameter}.unit"] = unit
    return as_json(found)


def as_json(value: Any) -> str:
    """Write a value for a data attribute or hidden field."""
    return json.dumps(value, ensure_ascii=False)
