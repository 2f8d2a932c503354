"""One partner: what is known of it, its keys, what it offers at its host, and taking that into a product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import products
from api.cases.accounts import keys
from api.cases.exchange import inbox, partners, supplies
from api.cases.exchange.partners import Credentials, Partner, Stated
from api.cases.exchange.supplies import Offer
from api.cases.products import Opened, Summary
from api.errors import ConflictError
from api.host_messages import describe_host
from api.i18n import translator
from api.messages import describe_problem
from api.outgoing import UnreachableError
from footprint.errors import InputError, Problem
from footprint.texts import Language
from web.desk import Desk
from web.pages import suppliers
from web.pages.document import Document, entries, text
from web.pages.suppliers import SupplierCard
from web.site import From, Lang, render
from web.texts import gettext, words

router = APIRouter(include_in_schema=False)

Short = Annotated[str, Form(max_length=500)]
MOST_OFFERS, MOST_PRODUCTS = 200, 100
Refusal = InputError | ConflictError | UnreachableError


@dataclass(frozen=True)
class Offered:
    """A footprint at the partner's host: as a card of the form, or why it cannot be taken."""

    id: str
    card: SupplierCard | None
    problems: tuple[str, ...]


@dataclass(frozen=True)
class PartnerPage:
    """Context of ``pages/partner.html``.

    Attributes
    ----------
    partner : Partner
    base_url : str
        Where partners find this service.
    writes, revokes : bool
        Whether the reader may change it, and revoke its keys.
    credentials : Credentials, optional
        Of a key just made, shown this once.
    saved, asked : bool
        Whether it was changed, or asked, a moment ago.
    looked : bool
        Whether its host was asked for what it offers.
    offers : tuple of Offered
    product_id : str
        What the offers were narrowed to.
    problems : tuple of str
    """

    partner: Partner
    base_url: str
    writes: bool
    revokes: bool
    credentials: Credentials | None = None
    saved: bool = False
    asked: bool = False
    looked: bool = False
    offers: tuple[Offered, ...] = ()
    product_id: str = ""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class OfferPage:
    """Context of ``pages/offer.html``.

    Attributes
    ----------
    partner : Partner
    offer : Offered
    products : tuple of (Summary, name)
        Where it could be taken in, last changed first.
    chosen : Summary, optional
        The product that was chosen.
    lines : tuple of (place, title)
        Its lines that could buy it; the place is ``PROCESS/LINE``.
    takes : bool
        Whether the reader may save products.
    problems : tuple of str
    """

    partner: Partner
    offer: Offered
    products: tuple[tuple[Summary, str], ...]
    takes: bool
    chosen: Summary | None = None
    lines: tuple[tuple[str, str], ...] = ()
    problems: tuple[str, ...] = ()


@router.get("/partners/{id}", response_class=HTMLResponse)
def show(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    look: bool = False,
    product_id: Annotated[str, Query(max_length=300)] = "",
    saved: bool = False,
    asked: bool = False,
) -> HTMLResponse:
    """Show a partner; with ``look`` also what its host offers now."""
    page = replace(_page(source, id), saved=saved, asked=asked, looked=look, product_id=product_id.strip())
    if not look:
        return render(request, "pages/partner.html", page, language)
    filters = [("productId", page.product_id)] if page.product_id else []
    try:
        found = supplies.offers(source.workbench, source.caller, id, filters)
    except (InputError, UnreachableError) as error:
        return _refused(request, page, language, error)
    shown = tuple(_offered(one, language) for one in found[:MOST_OFFERS])
    return render(request, "pages/partner.html", replace(page, offers=shown), language)


@router.post("/partners/{id}", response_model=None)
def change(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    name: Short,
    base_url: Short = "",
    auth_url: Short = "",
    client_id: Short = "",
    client_secret: Annotated[str, Form(max_length=2_000)] = "",
    version: Annotated[Literal["3", "2"], Form()] = "3",
    automatic: Annotated[bool, Form()] = False,
) -> Response:
    """Change what is known of a partner; an empty secret keeps the one there is."""
    caller = source.caller
    caller.need("footprints.write")
    stated = Stated(
        name, base_url.strip(), auth_url.strip(), client_id.strip(), client_secret.strip(), version, automatic
    )
    try:
        with caller.write() as session:
            partners.change(session, source.workbench.settings, caller, id, stated)
    except InputError as error:
        page = _page(source, id)
        typed = replace(page.partner, **{k: v for k, v in vars(stated).items() if k != "client_secret"})
        return _refused(request, replace(page, partner=typed), language, error)
    return RedirectResponse(f"/{language.lower()}/partners/{id}?saved=true", 303)


@router.post("/partners/{id}/keys", response_class=HTMLResponse)
def make_key(request: Request, language: Lang, source: From, id: UUID) -> HTMLResponse:  # noqa: A002
    """Make a further key for a partner, shown this once; the older ones work on."""
    source.caller.need("footprints.write")
    with source.caller.write() as session:
        made = partners.new_key(session, source.caller, id)
    return render(request, "pages/partner.html", replace(_page(source, id), credentials=made), language)


@router.post("/partners/{id}/keys/{key}/revoke")
def revoke(language: Lang, source: From, id: UUID, key: UUID) -> Response:  # noqa: A002
    """Revoke a key of a partner."""
    source.caller.need("keys.manage")
    with source.caller.write() as session:
        partners.get(session, id)
        keys.revoke(session, source.caller, key)
    return RedirectResponse(f"/{language.lower()}/partners/{id}", 303)


@router.post("/partners/{id}/requests", response_model=None)
def ask(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    product_ids: Annotated[str, Form(max_length=10_000)] = "",
    comment: Annotated[str, Form(max_length=1_000)] = "",
) -> Response:
    """Ask a partner for the footprints of products."""
    caller = source.caller
    caller.need("footprints.write")
    wanted = product_ids.split()
    try:
        with caller.write() as session:
            public = source.workbench.settings.public_url
            _, job = inbox.ask(session, caller, public, id, wanted, comment.strip())
    except InputError as error:
        return _refused(request, _page(source, id), language, error)
    request.app.state.queue.wake(job)
    return RedirectResponse(f"/{language.lower()}/partners/{id}?asked=true", 303)


@router.get("/partners/{id}/offers/{footprint}", response_class=HTMLResponse)
def offer(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    footprint: UUID,
    product: UUID | None = None,
) -> HTMLResponse:
    """Show a footprint at the partner's host, and where it could be taken in."""
    try:
        page = _offer_page(source, language, id, footprint, product)
    except (InputError, UnreachableError) as error:
        return _refused(request, _page(source, id), language, error)
    return render(request, "pages/offer.html", page, language)


@router.post("/partners/{id}/offers/{footprint}", response_model=None)
def take(
    request: Request,
    language: Lang,
    source: From,
    id: UUID,  # noqa: A002 - the name in the address
    footprint: UUID,
    product: Annotated[UUID, Form()],
    revision: Annotated[int, Form(ge=1, le=10**9)],
    place: Annotated[str, Form(max_length=200)] = "",
) -> Response:
    """Save a new version of a product that holds the footprint, with a line that buys it where one is chosen."""
    caller = source.caller
    caller.need("products.write")
    process, _, line = place.partition("/")
    try:
        chosen = (process, line) if place else None
        supplies.take(source.workbench, caller, id, footprint, product, revision, chosen)
    except (InputError, ConflictError, UnreachableError) as error:
        try:
            page = _offer_page(source, language, id, footprint, product)
        except (InputError, UnreachableError) as again:
            return _refused(request, _page(source, id), language, again)
        page = replace(page, problems=_told(error, language))
        return render(request, "pages/offer.html", page, language, _status(error))
    return RedirectResponse(f"/{language.lower()}/products/{product}?saved=true", 303)


def _offer_page(
    source: Desk, language: Language, partner: UUID, footprint: UUID, product: UUID | None
) -> OfferPage:
    caller = source.caller
    caller.need("footprints.read")
    found = supplies.offer(source.workbench, caller, partner, footprint)
    takes = caller.may("products.write")
    with caller.read() as session:
        known = partners.get(session, partner)
        mine = products.listed(session, MOST_PRODUCTS) if takes else ()
        opened = products.opened(session, product) if takes and product is not None else None
    return OfferPage(
        partner=known,
        offer=_offered(found, language),
        products=tuple((one, words(one.name, language) or one.model or str(one.id)) for one in mine),
        takes=takes,
        chosen=opened.summary if opened else None,
        lines=tuple(_lines(source, opened, language)) if opened else (),
    )


def _lines(source: Desk, opened: Opened, language: Language) -> Iterator[tuple[str, str]]:
    """List the lines of a product that could buy a footprint: what stands in the processes, by name."""
    named, _, version = text(opened.document.get("rule")).partition("@")
    rule = source.rule(named, version or None) if named else None
    for process in entries(opened.document, "processes"):
        title = _name(process, language) or text(process.get("id"))
        for line in entries(process, "lines"):
            activity = rule.rule.activity(text(line.get("activity"))) if rule else None
            name = _name(line, language) or (words(activity.title, language) if activity else "")
            shown = " · ".join(part for part in (title, name, text(line.get("id"))) if part)
            yield f"{text(process.get('id'))}/{text(line.get('id'))}", shown


def _name(entry: Document, language: Language) -> str:
    """Return the name of an entry of a document, which may hold anything."""
    given = entry.get("name")
    return str(words(given, language)) if isinstance(given, str | Mapping) else ""


def _offered(found: Offer, language: Language) -> Offered:
    made = None
    if found.entry is not None:
        made = suppliers.card(found.entry, language)
        told = tuple(describe_problem(Problem("", r), language) for r in found.remarks)
        made = replace(made, remarks=told)
    problems = tuple(f"{p.where} {describe_problem(p, language)}".strip() for p in found.problems)
    return Offered(found.id, made, problems)


def _page(source: Desk, partner: UUID) -> PartnerPage:
    caller = source.caller
    caller.need("footprints.read")
    with caller.read() as session:
        known = partners.get(session, partner)
    return PartnerPage(
        partner=known,
        base_url=f"{source.workbench.settings.public_url}/pact",
        writes=caller.may("footprints.write"),
        revokes=caller.may("keys.manage"),
    )


def _refused(request: Request, page: PartnerPage, language: Language, error: Refusal) -> HTMLResponse:
    told = replace(page, problems=_told(error, language))
    return render(request, "pages/partner.html", told, language, _status(error))


def _status(error: Refusal) -> int:
    return 502 if isinstance(error, UnreachableError) else 409 if isinstance(error, ConflictError) else 422


def _told(error: Refusal, language: Language) -> tuple[str, ...]:
    if isinstance(error, UnreachableError):
        _ = gettext(language)
        told = _("The partner's host cannot be reached")
        return (f"{told} – {describe_host(str(error), language)}",)
    if isinstance(error, ConflictError):
        return (translator(language).gettext(error.message).format(**error.params),)
    return tuple(f"{p.where}: {describe_problem(p, language)}" for p in error.problems)
