"""One partner: what is known of it, its keys, what it is asked, and what its host offers."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases.accounts import keys
from api.cases.exchange import inbox, partners, supplies
from api.cases.exchange.partners import Stated
from api.outgoing import UnreachableError
from footprint.errors import InputError
from web.pages.partner_view import offered, page_of, refused
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

Short = Annotated[str, Form(max_length=500)]
MOST_OFFERS = 200


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
    page = replace(page_of(source, id), saved=saved, asked=asked, looked=look, product_id=product_id.strip())
    if not look:
        return render(request, "pages/partner.html", page, language)
    filters = [("productId", page.product_id)] if page.product_id else []
    try:
        found = supplies.offers(source.workbench, source.caller, id, filters)
    except (InputError, UnreachableError) as error:
        return refused(request, page, language, error)
    shown = tuple(offered(one, language) for one in found[:MOST_OFFERS])
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
        page = page_of(source, id)
        typed = replace(page.partner, **{k: v for k, v in vars(stated).items() if k != "client_secret"})
        return refused(request, replace(page, partner=typed), language, error)
    return RedirectResponse(f"/{language.lower()}/partners/{id}?saved=true", 303)


@router.post("/partners/{id}/keys", response_class=HTMLResponse)
def make_key(request: Request, language: Lang, source: From, id: UUID) -> HTMLResponse:  # noqa: A002
    """Make a further key for a partner, shown this once; the older ones work on."""
    source.caller.need("footprints.write")
    with source.caller.write() as session:
        made = partners.new_key(session, source.caller, id)
    return render(request, "pages/partner.html", replace(page_of(source, id), credentials=made), language)


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
        return refused(request, page_of(source, id), language, error)
    request.app.state.queue.wake(job)
    return RedirectResponse(f"/{language.lower()}/partners/{id}?asked=true", 303)
