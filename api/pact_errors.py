"""Errors as PACT words them: ``code`` and ``message``, in English, for programs; and those of OAuth 2."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from api.db.tenancy import EVERYBODY
from api.errors import AccessError, NotFoundError, RequestError
from api.store import tokens
from footprint.errors import InputError

PREFIX = "/pact/"
TOKEN_PATH = "/pact/auth/token"  # noqa: S105 - an address


class OAuthError(Exception):
    """A token is refused (RFC 6749, section 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        self.error, self.description, self.status = error, description, status
        super().__init__(description)


class PlainHttpError(Exception):
    """PACT was spoken over plain HTTP, and not on this machine."""


def answer(request: Request, error: Exception) -> Response:
    """Answer an error under ``/pact``."""
    if isinstance(error, OAuthError):
        challenge = {"WWW-Authenticate": 'Basic realm="pact"'} if error.status == 401 else {}
        return _json(error.status, {"error": error.error, "error_description": error.description}, challenge)
    status, code, message = _of(request, error)
    challenge = {"WWW-Authenticate": 'Bearer error="invalid_token"'} if status == 401 else {}
    return _json(status, {"code": code, "message": message}, challenge)


def _of(request: Request, error: Exception) -> tuple[int, str, str]:
    match error:
        case InputError() | RequestError():
            return 400, "BadRequest", str(error).replace("\n", "; ")[:500]
        case AccessError(signed_in=False):
            if _expired(request):
                return 401, "TokenExpired", "The access token has expired."
            return 401, "BadRequest", "The access token is missing or unknown."
        case AccessError():
            return 403, "AccessDenied", "This key was not given to a partner."
        case PlainHttpError():
            return 403, "AccessDenied", "Use HTTPS."
        case NotFoundError():
            missing = "NoSuchFootprint" if request.url.path.startswith("/pact/2/") else "NotFound"
            return 404, missing, "There is no such footprint."
        case HTTPException(status_code=status) if status < 500:
            return status, "NotFound" if status == 404 else "BadRequest", "The request cannot be answered."
        case _:
            return 500, "InternalError", "Something went wrong on our side."


def _expired(request: Request) -> bool:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return False
    bench = request.app.state.workbench
    with bench.database.read(EVERYBODY) as session:
        return tokens.is_expired(session, token.strip(), bench.clock())


def _json(status: int, body: Mapping[str, str], headers: Mapping[str, str]) -> Response:
    return JSONResponse(dict(body), status, {**headers, "Cache-Control": "no-store"})
