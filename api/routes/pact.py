"""PACT 3.0 and 2.3: footprints published to the caller, and events. The specification itself describes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from api.access import Caller
from api.cases.exchange import inbox, publishing
from api.routes.inputs import Bench
from api.routes.pact_inputs import CloudEvent, Partner, base, footprint_id
from footprint.errors import InputError, Problem
from footprint.exchange.pact_events import Version, read_event
from footprint.exchange.pact_filter import read_filter
from footprint.exchange.pact_odata import read_odata

router = APIRouter(prefix="/pact", tags=["pact"], include_in_schema=False)
# Footprints in an answer, where no limit was asked for or a larger one.
MOST = 500
Fits = Callable[[Mapping[str, Any]], bool]


@router.get("/3/footprints")
def list_3(request: Request, caller: Partner) -> Response:
    """List the footprints that fit every filter."""
    return _list(request, caller, "3", read_filter(request.query_params.multi_items()).fits)


@router.get("/2/footprints")
def list_2(request: Request, caller: Partner) -> Response:
    """List the footprints that fit ``$filter``."""
    return _list(request, caller, "2", read_odata(request.query_params.get("$filter", "")))


@router.get("/3/footprints/{id}")
def get_3(caller: Partner, id: str) -> Response:  # noqa: A002 - the name in the address
    """Return a footprint."""
    return _get(caller, footprint_id(id), "3")


@router.get("/2/footprints/{id}")
def get_2(caller: Partner, id: str) -> Response:  # noqa: A002 - the name in the address
    """Return a footprint."""
    return _get(caller, footprint_id(id), "2")


@router.post("/3/events")
def events_3(request: Request, bench: Bench, caller: Partner, event: CloudEvent) -> Response:
    """Take an event in."""
    return _take(request, bench.settings.public_url, caller, "3", event)


@router.post("/2/events")
def events_2(request: Request, bench: Bench, caller: Partner, event: CloudEvent) -> Response:
    """Take an event in."""
    return _take(request, bench.settings.public_url, caller, "2", event)


def _list(request: Request, caller: Caller, version: Version, fits: Fits) -> Response:
    given = request.query_params.multi_items()
    limit, after = _limit(request.query_params.get("limit")), request.query_params.get("after")
    last_seen = None if after is None else _after(after)
    with caller.read() as session:
        partner = UUID(caller.partner or "")
        found, last = publishing.page(session, partner, version, fits, min(limit, MOST), last_seen)
    headers = {"Cache-Control": "no-store"}
    if last is not None:
        kept = [(name, value) for name, value in given if name != "after"]
        target = f"{base(request)}/{version}/footprints?{urlencode([*kept, ('after', str(last))])}"
        headers["Link"] = f'<{target}>; rel="next"'
    return JSONResponse({"data": found}, headers=headers)


def _get(caller: Caller, footprint: UUID, version: Version) -> Response:
    with caller.read() as session:
        found = publishing.shared(session, UUID(caller.partner or ""), footprint, version)
    return JSONResponse({"data": found}, headers={"Cache-Control": "no-store"})


def _take(request: Request, public_url: str, caller: Caller, version: Version, document: Any) -> Response:
    event = read_event(document, version)
    with caller.write() as session:
        jobs = inbox.receive(session, caller, public_url, event)
    for job in jobs:
        request.app.state.queue.wake(job)
    return Response(status_code=200)


def _limit(value: str | None) -> int:
    if value is None or value == "":
        return MOST
    if not value.isascii() or not value.isdecimal() or len(value) > 9:
        raise InputError(Problem("limit", "is no number"))
    return int(value)


def _after(value: str) -> UUID:
    try:
        return UUID(value)
    except ValueError:
        raise InputError(Problem("after", "leads nowhere: begin again")) from None
