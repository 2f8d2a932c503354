"""Tokens for partners (OAuth 2, client credentials), and where they are to be had (OpenID discovery)."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import parse_qs, unquote

from fastapi import APIRouter, Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from api import pact_openapi
from api.access import Needs
from api.cases.accounts import keys
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from api.errors import AccessError
from api.pact_errors import OAuthError
from api.routes.inputs import Bench
from api.routes.pact_inputs import base, over_https
from footprint import __version__

router = APIRouter(prefix="/pact", tags=["pact"], include_in_schema=False)
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


@router.get("/.well-known/openid-configuration", dependencies=[Depends(Needs(None))])
def discover(request: Request) -> Response:
    """Say where tokens are given."""
    return JSONResponse(
        {
            "issuer": base(request),
            "token_endpoint": f"{base(request)}/auth/token",
            "response_types_supported": ["token"],
            "grant_types_supported": ["client_credentials"],
            "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        },
        headers=NO_STORE,
    )


@router.get("/openapi.json", dependencies=[Depends(Needs(None))])
def describe(request: Request) -> Response:
    """Describe what partners read and send here."""
    return JSONResponse(pact_openapi.document(base(request), __version__))


@router.post("/auth/token", dependencies=[Depends(Needs(None))])
async def token(request: Request, bench: Bench) -> Response:
    """Give a token for the key of a partner, an hour long."""
    over_https(request)
    form = parse_qs((await request.body()).decode("utf-8", "replace"), max_num_fields=20)
    grant = form.get("grant_type", [""])[-1]
    if grant != "client_credentials":
        error = "unsupported_grant_type" if grant else "invalid_request"
        raise OAuthError(error, "grant_type has to be client_credentials.")
    pair = _basic(request.headers.get("authorization", "")) or (
        form.get("client_id", [""])[-1], form.get("client_secret", [""])[-1],
    )  # fmt: skip
    made, seconds = await run_in_threadpool(_exchange, bench, *pair)
    return JSONResponse({"access_token": made, "token_type": "Bearer", "expires_in": seconds}, headers=NO_STORE)


def _exchange(bench: Workbench, key_id: str, secret: str) -> tuple[str, int]:
    try:
        with bench.database.write(EVERYBODY) as session:
            return keys.exchange(session, key_id, secret, bench.clock())
    except AccessError:
        error = "invalid_client"
        raise OAuthError(error, "Client authentication failed.", 401) from None


def _basic(header: str) -> tuple[str, str] | None:
    scheme, _, value = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        name, colon, secret = base64.b64decode(value.strip(), validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ("", "")
    return (unquote(name), unquote(secret)) if colon else ("", "")
