"""The calculation form of any rule, its live total, and the search behind its comboboxes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Body, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from footprint import units
from footprint.background import Slot
from footprint.errors import Problem
from footprint.product import Product, parse_product
from footprint.rule import Rule
from footprint.texts import Language
from web.desk import Desk, Document
from web.pages import computed as computing
from web.pages import form, values
from web.pages.view import Note, RecordView, Stage, note, place_of
from web.site import From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class StartPage:
    """Context of ``pages/start.html``.

    Attributes
    ----------
    rules : tuple of Rule
        What a product can be calculated under.
    examples : tuple of (name, title, rule)
        Products to start from.
    """

    rules: tuple[Rule, ...]
    examples: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class CalculatePage:
    """Context of ``pages/calculate.html``.

    Attributes
    ----------
    rule : Rule
        Everything the form asks comes from it.
    product : Product or None
        The example it starts from.
    example : str
        Name of the example, or empty.
    choices : tuple of ChoiceField
        Choices of the rule.
    groups : tuple of Group
        Parameters of the rule, those of the product first, limits of the method last.
    amounts : dict of str to AmountField
        What was given for each parameter.
    computed : tuple of Computed
        Lines that the rule computes.
    processes, further : tuple of ProcessField
        With their lines; and those of the rule that may be added.
    omissions : tuple of OmissionField
        What was left out.
    blank, blank_process, blank_omission : LineField, ProcessField, OmissionField
        What a new one starts as.
    final : str
        The process that makes the declared unit.
    offer : Choices
        What the selects offer.
    family, year : str
        The choice the form starts with.
    carried : dict of str to str
        Parts of the example the form does not show, as JSON by path.
    """

    rule: Rule
    product: Product | None
    example: str
    choices: tuple[values.ChoiceField, ...]
    groups: tuple[values.Group, ...]
    amounts: dict[str, form.AmountField]
    computed: tuple[computing.Computed, ...]
    processes: tuple[form.ProcessField, ...]
    further: tuple[form.ProcessField, ...]
    omissions: tuple[form.OmissionField, ...]
    blank: form.LineField
    blank_process: form.ProcessField
    blank_omission: form.OmissionField
    final: str
    offer: form.Choices
    family: str
    year: str
    carried: dict[str, str]


@dataclass(frozen=True)
class PreviewFragment:
    """Context of ``fragments/preview.html``.

    Attributes
    ----------
    total : float or None
        [kg CO2e per functional unit]; None when something is missing or wrong.
    change : float or None
        Against the total the form started with [1].
    per : str
        Functional unit.
    stages : tuple of Stage
        Figures by stage.
    views : tuple of (title, value, unit)
        The result stated otherwise.
    notes : tuple of Note
        Findings and problems.
    missing : int
        Fields that are still empty.
    parameters : tuple of Shown
        What every parameter of the rule is worth with what the form holds.
    computed : tuple of Computed
        Lines the rule computes, with their amounts.
    targets : tuple of (path, text)
        What the lines buy in words, when the form asks: it was filled in another language.
    """

    total: float | None
    change: float | None
    per: str
    stages: tuple[Stage, ...]
    views: tuple[tuple[str, float, str], ...]
    notes: tuple[Note, ...]
    missing: int
    parameters: tuple[values.Shown, ...] = ()
    computed: tuple[computing.Computed, ...] = ()
    targets: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class OptionsFragment:
    """Context of ``fragments/options.html``.

    Attributes
    ----------
    options : tuple of Option
        What a line may buy.
    """

    options: tuple[Option, ...]


@dataclass(frozen=True)
class Option:
    """One choice of a combobox."""

    kind: str
    value: str
    text: str
    unit: str
    units: tuple[str, ...]
    detail: tuple[str, ...] = ()
    mark: str = ""


@router.get("/calculate", response_class=HTMLResponse)
def start(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Offer the rules and the examples."""
    page = StartPage(
        rules=tuple(r.rule for r in source.rules()),
        examples=tuple(
            (n, words(d.get("name"), language), str(d.get("rule", "")))
            for n, d in source.examples.items()
            if _rule_of(d, source)
        ),
    )
    return render(request, "pages/start.html", page, language)


@router.get("/calculate/{rule_id:path}", response_class=HTMLResponse)
def calculate(request: Request, language: Lang, source: From, rule_id: str, example: str = "") -> HTMLResponse:
    """Show the form of a rule."""
    name, _, version = rule_id.partition("@")
    loaded = source.rule(name, version or None)
    if loaded is None and not version:  # several drafts: the newest, as the list of rules offers it
        loaded = next((found for found in source.rules() if found.rule.pcr == name), None)
    document = source.examples.get(example) if example else None
    if loaded is None or (example and document is None):
        raise HTTPException(404)
    product = parse_product(dict(document)) if document else None
    return render(request, "pages/calculate.html", _page(loaded.rule, product, example, source, language), language)


def _page(rule: Rule, product: Product | None, example: str, source: Desk, language: Language) -> CalculatePage:
    background = source.background
    offer = form.choices(rule, product, background, language)
    given = product.parameters if product else {}
    state = values.state_of(rule, product.to_document() if product else {})
    return CalculatePage(
        rule=rule,
        product=product,
        example=example,
        choices=values.choice_fields(state, language),
        groups=values.groups(state, language),
        amounts={k: form.amount_field(p.quantity, given.get(k), p.unit) for k, p in rule.parameters.items()},
        computed=computing.computed(state, language),
        processes=tuple(form.processes(rule, product, background, language)),
        further=tuple(form.further(rule, product, background, language)),
        omissions=form.omissions(product),
        blank=form.BLANK,
        blank_process=form.BLANK_PROCESS,
        blank_omission=form.BLANK_OMISSION,
        final=form.final_process(rule, product),
        offer=offer,
        family=product.electricity.family if product else (offer.families[0][0] if offer.families else ""),
        year=str(product.electricity.year) if product else (offer.years[0][0] if offer.years else ""),
        carried=form.carried(product),
    )


@router.post("/preview", response_class=HTMLResponse)
def preview(
    request: Request,
    language: Lang,
    source: From,
    document: Annotated[dict[str, Any], Body()],
    baseline: float | None = None,
    names: bool = False,
) -> HTMLResponse:
    """Calculate what the form holds, without storing it; ``names`` asks for what the lines buy, in words."""
    outcome = source.preview(document)
    problems = tuple(
        Note(
            "error",
            source.describe_problem(p, language),
            p.where,
            place_of(p.where, language),
            "missing" if p.what == "is missing" else "",
        )
        for p in _told(outcome.problems)
    )
    found = _rule_of(document, source)
    notes = problems + tuple(note(source, f, language, found) for f in outcome.findings)
    page = PreviewFragment(None, None, "", (), (), notes, sum(n.cite == "missing" for n in notes))
    if outcome.result is not None:
        page = _filled(RecordView(source, _with(outcome.result, document), language), notes, baseline)
    if found is not None:
        state = values.state_of(found, document)
        page = replace(
            page,
            parameters=tuple(values.shown(state, name, language) for name in found.parameters),
            computed=computing.computed(state, language),
            targets=tuple(_targets(document, source, language)) if names else (),
        )
    return render(request, "fragments/preview.html", page, language, bare=True)


def _told(problems: tuple[Problem, ...]) -> Iterator[Problem]:
    """Leave out that there is no process where the processes themselves are unfinished."""
    inside = any(p.where.startswith("processes[") for p in problems)
    yield from (p for p in problems if not (inside and p.where == "processes"))


def _rule_of(document: Document, source: Desk) -> Rule | None:
    name, _, version = str(document.get("rule") or "").partition("@")
    loaded = source.rule(name, version or None) if name else None
    return loaded.rule if loaded else None


def _targets(document: Document, source: Desk, language: Language) -> Iterator[tuple[str, str]]:
    """Name what the lines of a document buy; processes are named by the form itself."""
    processes = document.get("processes")
    for process in processes if isinstance(processes, list) else ():
        lines = process.get("lines") if isinstance(process, dict) else ()
        for line in lines if isinstance(lines, list) else ():
            if not isinstance(line, dict):
                continue
            for kind in ("dataset", "slot"):
                if isinstance(line.get(kind), str):
                    path = f"processes[{process.get('id')}].lines[{line.get('id')}]"
                    yield path, form.bought_text(kind, line[kind], source.background, language)


def _filled(view: RecordView, notes: tuple[Note, ...], baseline: float | None) -> PreviewFragment:
    change = view.total / baseline - 1 if baseline else None
    return PreviewFragment(view.total, change, view.per, view.stages(), view.views(), notes, 0)


def _with(result: Document, document: Document) -> Document:
    return {**result, "product": document}


@router.get("/options", response_class=HTMLResponse)
def options(
    request: Request,
    language: Lang,
    source: From,
    q: str = "",
    activity: str = "",
    rule: str = "",
    process: Annotated[list[str] | None, Query()] = None,
) -> HTMLResponse:
    """List what a line may buy: processes of the form, markets, datasets; suggestions of the rule first."""
    name, _, version = rule.partition("@")
    loaded = source.rule(name, version or None)
    entry = loaded.rule.activity(activity) if loaded else None
    found: list[Option] = []
    if not q.strip() and entry and entry.datasets:
        known = source.background.datasets
        found += [_dataset(d, source, language) for d in entry.datasets if d in known and known[d].kind != "gap"]
    found += _processes(process or [], q)
    found += _markets(source, q, entry.service if entry else None, language)
    listed = {o.value for o in found}
    for dataset in source.search(q, language, 25):
        if dataset.id not in listed and (
            q.strip() or entry is None or units.quantity(dataset.unit) == entry.quantity
        ):
            found.append(_dataset(dataset.id, source, language))
    return render(request, "fragments/options.html", OptionsFragment(tuple(found[:40])), language, bare=True)


def _dataset(dataset_id: str, source: Desk, language: Language) -> Option:
    d = source.background.datasets[dataset_id]
    offered = form.offered(units.quantity(d.unit), d.unit)
    return Option("dataset", d.id, words(d.name, language), d.unit, offered, (d.region, str(d.year or "")), d.kind)


def _processes(given: list[str], q: str) -> list[Option]:
    found = []
    for entry in given[:50]:
        key, name, unit = (*entry.split("|"), "", "")[:3]
        if q.lower() in f"{key} {name}".lower():
            offered = form.offered(units.quantity(unit), unit) if unit in units.known() else (unit,)
            found.append(Option("process", key, name or key, unit, offered, (), "process"))
    return found


def _markets(source: Desk, q: str, service: str | None, language: Language) -> list[Option]:
    wanted = q.strip().lower()

    def fits(slot: Slot) -> bool:
        return wanted in f"{slot.id} {' '.join(slot.name.to_dict().values())}".lower()

    slots = [s for s in source.background.slots.values() if (fits(s) if wanted else s.service == service)]
    found = [_market(s.id, s, source, language) for s in sorted(slots, key=lambda s: s.id)[:8]]
    services = dict.fromkeys(s.service for s in slots)
    own = [_market(s, next(x for x in slots if x.service == s), source, language) for s in services]
    return [*own, *found]


def _market(slot_id: str, slot: Slot, source: Desk, language: Language) -> Option:
    text = form.slot_text(slot_id, source.background, language)
    offered = form.offered(units.quantity(slot.unit), slot.unit)
    return Option("slot", slot_id, text, slot.unit, offered, (slot.region if "/" in slot_id else "",), "market")
