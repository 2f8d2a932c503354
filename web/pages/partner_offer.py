"""A footprint that a partner offers at its host, and taking it into a product."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases import products
from api.cases.exchange import partners, supplies
from api.cases.exchange.partners import Partner
from api.cases.products import Opened, Summary
from api.errors import ConflictError
from api.outgoing import UnreachableError
from footprint.errors import InputError
from footprint.texts import Language
from web.desk import Desk
from web.pages.document import Document, entries, text
from web.pages.partner_view import Offered, offered, page_of, refused, status, told
from web.site import From, Lang, render
from web.texts import words

router = APIRouter(include_in_schema=False)

MOST_PRODUCTS = 100


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
        return refused(request, page_of(source, id), language, error)
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
            return refused(request, page_of(source, id), language, again)
        page = replace(page, problems=told(error, language))
        return render(request, "pages/offer.html", page, language, status(error))
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
        offer=offered(found, language),
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
