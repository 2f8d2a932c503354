"""The resolver of product numbers, ``/01/{gtin}[/10/{lot}][/21/{serial}]``: what a QR code on a product holds."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from api.access import Caller
from api.cases import gs1
from api.db.tenancy import NOBODY
from api.errors import NotFoundError
from api.problems import language_of, problem_of
from api.routes.inputs import Anybody, Bench
from footprint.errors import InputError
from footprint.exchange.gs1 import DigitalLink, link

router = APIRouter(include_in_schema=False)

LinkType = Annotated[str, Query(alias="linkType", max_length=200, description="linkset, all, or a GS1 link type.")]
LISTED = frozenset({"linkset", "all"})


@router.get("/01/{gtin}")
def product(request: Request, bench: Bench, caller: Anybody, gtin: str, asked: LinkType = "") -> Response:
    """Lead from a product number to its public page, or list its links."""
    return _resolve(request, bench, caller, (gtin, "", ""), asked)


@router.get("/01/{gtin}/10/{lot}")
def of_lot(request: Request, bench: Bench, caller: Anybody, gtin: str, lot: str, asked: LinkType = "") -> Response:
    """Do the same for a lot: what is published of the product."""
    return _resolve(request, bench, caller, (gtin, lot, ""), asked)


@router.get("/01/{gtin}/21/{serial}")
def of_piece(
    request: Request, bench: Bench, caller: Anybody, gtin: str, serial: str, asked: LinkType = ""
) -> Response:
    """Do the same for a single piece."""
    return _resolve(request, bench, caller, (gtin, "", serial), asked)


@router.get("/01/{gtin}/10/{lot}/21/{serial}")
def of_piece_in_lot(
    request: Request, bench: Bench, caller: Anybody, gtin: str, lot: str, serial: str, asked: LinkType = ""
) -> Response:
    """Do the same for a single piece of a lot."""
    return _resolve(request, bench, caller, (gtin, lot, serial), asked)


def _resolve(request: Request, bench: Bench, caller: Caller, parts: tuple[str, str, str], asked: str) -> Response:
    listed = asked in LISTED or gs1.LINKSET in request.headers.get("accept", "")
    try:
        return _answer(bench, caller, link(*parts), asked, listed=listed)
    except (InputError, NotFoundError) as error:
        missing = isinstance(error, NotFoundError)
        if not listed and not missing:
            raise HTTPException(400) from None  # in a browser: a page
        if not listed:
            raise
        # Who asks for a list of links is a program, and gets no page.
        return problem_of(error if missing else HTTPException(400), language_of(request.headers)).response()


def _answer(bench: Bench, caller: Caller, found: DigitalLink, asked: str, *, listed: bool) -> Response:
    # As the public sees it, whoever asks.
    with caller.database.read(NOBODY) as session:
        entries = gs1.published_by_gtin(session, found.gtin, bench.clock().date())
    if not entries:
        raise NotFoundError(kind="gtin", name=found.gtin)
    home = bench.settings.public_url
    headers = {
        "Link": f'<{found.uri(home)}?linkType=linkset>; rel="linkset"; type="{gs1.LINKSET}"',
        "Vary": "Accept",
        "Access-Control-Allow-Origin": "*",
        "Cache-Control": "no-cache",
    }
    if listed:
        return JSONResponse(gs1.linkset(home, found, entries), media_type=gs1.LINKSET, headers=headers)
    if asked and gs1.link_type(asked) is None:
        raise NotFoundError(kind="gtin", name=found.gtin)
    return RedirectResponse(gs1.address(home, gs1.default(entries)), 307, headers=headers)
