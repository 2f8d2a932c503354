"""The calculation form of any rule."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse

from api.cases import products
from footprint.errors import InputError
from footprint.product import parse_product
from footprint.rule import Rule
from footprint.texts import Language
from web.desk import Desk
from web.pages import computed as computing
from web.pages import document as documents
from web.pages import entries, form, offers, suppliers, values
from web.pages import legs as transport
from web.pages.document import Document
from web.pages.preview import PreviewFragment, rule_named
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
class Kept:
    """The stored product that a form has open: which version it shows, and the revision that was read."""

    id: UUID
    version: int
    revision: int


@dataclass(frozen=True)
class CalculatePage:
    """Context of ``pages/calculate.html``.

    Attributes
    ----------
    rule : Rule
        Everything the form asks comes from it.
    document : dict or None
        What it is filled with, finished or not.
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
    legs : LegsPart
        Transport legs, and what is needed to add one.
    accounts, instruments : Section
        Meters, bills and ledgers; supplies of electricity beside the grid.
    suppliers : tuple of SupplierCard
        Footprints of suppliers.
    blank, blank_process, blank_omission : LineField, ProcessField, OmissionField
        What a new one starts as.
    final : str
        The process that makes the declared unit.
    offer : Choices
        What the selects offer.
    family, year : str
        The choice the form starts with.
    carried : tuple of (path, JSON)
        Parts of the document the form does not show.
    preview : PreviewFragment or None
        The total, when the page was posted without script.
    problems : tuple of str
        Why an uploaded file cannot be used.
    backgrounds : tuple of (name, title)
        What the product may be calculated on; empty where the organisation holds none beside the open one.
    background : str
        The one that was chosen; empty for the open one.
    kept : Kept or None
        The stored product that is open; None for a new one.
    keeps : bool
        Whether the reader may save products.
    note : str
        What was changed, for the history.
    """

    rule: Rule
    document: Document | None
    example: str
    choices: tuple[values.ChoiceField, ...]
    groups: tuple[values.Group, ...]
    amounts: dict[str, form.AmountField]
    computed: tuple[computing.Computed, ...]
    processes: tuple[form.ProcessField, ...]
    further: tuple[form.ProcessField, ...]
    omissions: tuple[form.OmissionField, ...]
    legs: transport.LegsPart
    accounts: entries.Section
    instruments: entries.Section
    suppliers: tuple[suppliers.SupplierCard, ...]
    blank: form.LineField
    blank_process: form.ProcessField
    blank_omission: form.OmissionField
    final: str
    offer: offers.Choices
    family: str
    year: str
    carried: documents.Pairs
    preview: PreviewFragment | None = None
    problems: tuple[str, ...] = ()
    kept: Kept | None = None
    keeps: bool = False
    note: str = ""
    backgrounds: tuple[tuple[str, str], ...] = ()
    background: str = ""

    @property
    def query(self) -> str:
        """What the address of the form carries along: the example, or the product that is open."""
        if self.kept is not None:
            return f"?product={self.kept.id}&version={self.kept.version}&revision={self.kept.revision}"
        return f"?example={self.example}" if self.example else ""

    def given(self, path: str) -> str:
        """Return what the document says at a path, for an input field."""
        return documents.at(self.document, path)


@router.get("/calculate", response_class=HTMLResponse)
def start(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Offer the rules and the examples."""
    page = StartPage(
        rules=tuple(r.rule for r in source.rules()),
        examples=tuple(
            (n, words(d.get("name"), language), str(d.get("rule", "")))
            for n, d in source.examples.items()
            if rule_named(d, source)
        ),
    )
    return render(request, "pages/start.html", page, language)


@router.get("/calculate/{rule_id:path}", response_class=HTMLResponse)
def calculate(
    request: Request,
    language: Lang,
    source: From,
    rule_id: str,
    example: str = "",
    product: UUID | None = None,
    version: Annotated[int | None, Query(ge=1, le=10**9)] = None,
) -> HTMLResponse:
    """Show the form of a rule: empty, with an example, or with a version of a stored product."""
    rule = rule_of(source, rule_id)
    if product is not None:
        return render(request, "pages/calculate.html", _opened(rule, product, version, source, language), language)
    document = source.examples.get(example) if example else None
    if example and document is None:
        raise HTTPException(404)
    filled = parse_product(dict(document)).to_document() if document else None
    page = replace(filled_page(rule, filled, example, source, language), keeps=source.caller.may("products.write"))
    return render(request, "pages/calculate.html", page, language)


def _opened(rule: Rule, product: UUID, version: int | None, source: Desk, language: Language) -> CalculatePage:
    """Open a version; saving makes a new one, whichever was opened."""
    source.caller.need("products.read")
    with source.caller.read() as session:
        found = products.opened(session, product, version)
    document = found.document
    with suppress(InputError):
        document = parse_product(document).to_document()
    page = filled_page(rule, document, "", source, language)
    return replace(page, kept=kept_of(found), keeps=source.caller.may("products.write"))


def kept_of(found: products.Opened) -> Kept:
    """Return what a form has to know of the product it opens."""
    return Kept(found.summary.id, found.version, found.summary.revision)


def rule_of(source: Desk, rule_id: str) -> Rule:
    """Return a rule by ``id`` or ``id@version``; of several drafts the newest, as the list of rules offers it."""
    name, _, version = rule_id.partition("@")
    loaded = source.rule(name, version or None)
    if loaded is None and not version:
        loaded = next((found for found in source.rules() if found.rule.pcr == name), None)
    if loaded is None:
        raise HTTPException(404)
    return loaded.rule


def filled_page(
    rule: Rule, document: Document | None, example: str, source: Desk, language: Language
) -> CalculatePage:
    """Return the form of a rule, filled with a document that may be unfinished."""
    named = (document or {}).get("background")
    # Names come from the background of the product; its electricity is chosen as in the open one.
    background = source.turned(named).background
    offer = offers.choices(rule, document, source.background, language)
    given = documents.part(document, "parameters")
    offered = _backgrounds(source, named)
    state = values.state_of(rule, document or {})
    accounts, instruments = entries.sections(document, background, language)
    asked = {
        "choices": frozenset(rule.choices),
        "parameters": frozenset(rule.parameters),
        "answers": frozenset(n.id for n in rule.not_encoded if n.asks),
    }
    return CalculatePage(
        rule=rule,
        document=document,
        example=example,
        choices=values.choice_fields(state, language),
        groups=values.groups(state, language),
        amounts={
            k: form.amount_field(p.quantity, documents.part(given, k), p.unit) for k, p in rule.parameters.items()
        },
        computed=computing.computed(state, language),
        processes=tuple(form.processes(rule, document, background, language)),
        further=tuple(form.further(rule, document, background, language)),
        omissions=form.omissions(document),
        legs=transport.part(rule, document, background, language),
        accounts=accounts,
        instruments=instruments,
        suppliers=suppliers.cards(document, language),
        blank=form.BLANK,
        blank_process=form.blank_process(language),
        blank_omission=form.BLANK_OMISSION,
        final=form.final_process(rule, document),
        offer=offer,
        family=documents.at(document, "electricity.family") or (offer.families[0][0] if offer.families else ""),
        year=documents.at(document, "electricity.year") or (offer.years[0][0] if offer.years else ""),
        carried=tuple(p for p in documents.carried(document, asked) if p[0] != "background" or not offered),
        backgrounds=offered,
        background=named if isinstance(named, str) else "",
    )


def _backgrounds(source: Desk, named: object) -> tuple[tuple[str, str], ...]:
    """Return what the form offers: the open background first, and what the document names, if it is here or not."""
    if named is not None and not isinstance(named, str):
        return ()
    own = source.workbench.background
    others = [name for name in dict.fromkeys((*source.imported, *([named] if named else []))) if name != own.id]
    return (("", f"{own.id} {own.version}"), *((name, name) for name in others)) if others else ()
