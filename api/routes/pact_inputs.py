"""What the PACT endpoints take in: a partner, over HTTPS; and where they were reached."""

from __future__ import annotations

from typing import Annotated, Any
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Request

from api import strict_json
from api.access import Caller
from api.errors import AccessError, RequestError
from api.i18n import N_
from api.pact_errors import PlainHttpError
from api.routes.inputs import needs
from api.settings import Settings, is_loopback
from footprint.errors import InputError, Problem

EVENTS = frozenset({"application/cloudevents+json", "application/json"})


def over_https(request: Request) -> None:
    """Refuse plain HTTP from elsewhere: a proxy that speaks HTTPS says so, or sits on this machine."""
    host = request.client.host if request.client else ""
    if request.url.scheme != "https" and not is_loopback(host):
        raise PlainHttpError


def partner(request: Request, caller: Annotated[Caller, needs("footprints.exchange")]) -> Caller:
    """Return the caller, who holds the key of a partner; a person has none and sees nothing here."""
    if caller.kind != "key":
        raise AccessError(signed_in=False)
    over_https(request)
    if caller.partner is None:
        raise AccessError(signed_in=True)
    return caller


def origin(request: Request) -> str:
    """Return scheme and host under which the request came in, as links have to name them."""
    settings: Settings = request.app.state.workbench.settings
    host = request.headers.get("host", "")
    public = urlsplit(settings.public_url)
    if not host or host.casefold() == public.netloc.casefold():
        return f"{public.scheme}://{public.netloc}"
    return f"{request.url.scheme}://{host}"


def base(request: Request) -> str:
    """Return where PACT was reached: the part of the path before it belongs to a proxy."""
    return f"{origin(request)}{request.scope.get('root_path', '')}/pact"


def footprint_id(text: str) -> UUID:
    """Read the id of a footprint, whatever its capitals."""
    try:
        found = UUID(text)
    except ValueError:
        found = None
    if found is None or len(text) != 36:
        raise InputError(Problem("id", "is no UUID"))
    return found


async def event(request: Request, _: Annotated[Caller, Depends(partner)]) -> Any:
    """Read the CloudEvent of a request (structured mode)."""
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in EVENTS:
        message = N_("Send a CloudEvent, with Content-Type: application/cloudevents+json.")
        raise RequestError(message, fault="media_type")
    return strict_json.loads(await request.body())


Partner = Annotated[Caller, Depends(partner)]
CloudEvent = Annotated[Any, Depends(event)]
