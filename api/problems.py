"""Problem details (RFC 9457) in the caller's language: the one shape of every error of the API."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.errors import AccessError, ConflictError, NotFoundError, RequestError, SetupError
from api.host_messages import describe_host
from api.i18n import N_, negotiate, translator
from api.messages import describe, describe_problem
from api.outgoing import UnreachableError
from footprint.errors import BlockedError, FootprintError, InputError
from footprint.findings import Finding
from footprint.texts import Language

MEDIA_TYPE = "application/problem+json"
TYPE = "urn:bay-footprint:problem:{slug}"

# slug of the type: status, title
TYPES: dict[str, tuple[int, str]] = {
    "malformed": (400, N_("The request cannot be read")),
    "unauthorized": (401, N_("Sign in first")),
    "forbidden": (403, N_("You are not allowed to do this")),
    "cross-site": (403, N_("Writing from another site is refused")),
    "not-found": (404, N_("There is nothing here")),
    "method": (405, N_("This address does not take that method")),
    "conflict": (409, N_("This does not fit the present state")),
    "outdated": (412, N_("Somebody else changed this meanwhile")),
    "not-local": (421, N_("This service has no accounts and answers on its own machine only")),
    "too-large": (413, N_("The request is too large")),
    "media-type": (415, N_("The request is of a type that is not read here")),
    "input": (422, N_("The document cannot be used")),
    "blocked": (422, N_("The checks found errors; nothing was calculated")),
    "refused": (400, N_("The request was refused")),
    "precondition": (428, N_("The request has to say what it was made from")),
    "too-many": (429, N_("Too many requests")),
    "partner-host": (502, N_("The partner's host cannot be reached")),
    "internal": (500, N_("Something went wrong on our side")),
    "busy": (503, N_("The database is busy or away: try again in a moment")),
    "not-ready": (503, N_("The service is not ready")),
}
FAULTS = {
    "malformed": "malformed",
    "too_large": "too-large",
    "media_type": "media-type",
    "cross_site": "cross-site",
    "not_local": "not-local",
    "too_many": "too-many",
    "precondition": "precondition",
}
STATUSES = {404: "not-found", 405: "method", 413: "too-large", 415: "media-type"}
NOT_FOUND = {
    "calculation": N_("There is no calculation {name}."),
    "rule": N_("There is no rule {name}."),
    "dataset": N_("There is no dataset {name}."),
    "scheme": N_("There is no label scheme {name}."),
    "agreement": N_("There is no agreement of recognition {name}."),
    "product": N_("There is no product {name}."),
    "version": N_("There is no version {name} of this product."),
    "file": N_("There is no file {name}."),
    "job": N_("There is no job {name}."),
    "key": N_("There is no key {name}."),
    "member": N_("There is no member {name}."),
    "declaration": N_("There is no declaration {name}."),
    "comment": N_("There is no comment {name}."),
    "footprint": N_("There is no footprint {name}."),
    "partner": N_("There is no partner {name}."),
    "message": N_("There is no message {name}."),
    "link": N_("This link does not work any more. Ask for a new one."),
    "organisation": N_("There is no organisation {name}."),
    "background": N_("There is no background {name}."),
    "event": N_("There is no event {name}."),
    "example": N_("There is no example {name}."),
    "sign_in": N_("There is no sign-in {name}."),
    "webhook": N_("There is no webhook {name}."),
    "delivery": N_("There is no delivery {name}."),
    "entry": N_("The register has no entry {name}."),
    "filing": N_("There is no filing {name}."),
    "gtin": N_("Nothing is published here for the product number {name}."),
}


@dataclass(frozen=True)
class ProblemDetails:
    """A problem as it is sent: ``extra`` holds the members beyond the standard ones."""

    slug: str
    status: int
    title: str
    detail: str
    language: Language
    extra: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)

    def response(self) -> Response:
        """Return the answer."""
        body = {
            "type": TYPE.format(slug=self.slug),
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
        } | self.extra
        headers = {"Content-Language": self.language, "Vary": "Accept-Language", "Cache-Control": "no-store"}
        return Response(
            json.dumps(body, ensure_ascii=False), self.status, headers | self.headers, media_type=MEDIA_TYPE
        )


def problem_of(error: Exception, language: Language) -> ProblemDetails:
    """Word an error for a caller; of an unexpected one nothing internal is told."""
    gettext = translator(language).gettext
    match error:
        case BlockedError():
            return _of("blocked", language, extra={"findings": [finding(f, language) for f in error.findings]})
        case InputError():
            problems = [{"where": p.where, "what": describe_problem(p, language)} for p in error.problems]
            return _of("input", language, extra={"problems": problems})
        case NotFoundError():
            return _of("not-found", language, gettext(NOT_FOUND[error.kind]).format(name=error.name))
        case AccessError():
            return _of_access(error, language)
        case ConflictError():
            slug = "outdated" if error.conflict == "revision" else "conflict"
            return _of(slug, language, gettext(error.message).format(**error.params))
        case RequestError():
            return _of(FAULTS[error.fault], language, gettext(error.message).format(**error.params))
        case UnreachableError():
            return _of("partner-host", language, describe_host(str(error), language))
        case HTTPException():
            return _of_http(error, language)
        case SetupError():
            return _of("not-ready", language)
        case OperationalError() | PoolTimeoutError():
            return _of("busy", language, headers={"Retry-After": "1"})
        case FootprintError() | _:
            return _of("internal", language)


def finding(found: Finding, language: Language) -> dict[str, Any]:
    """Return a finding as JSON values with its sentence in the caller's language."""
    return found.to_dict() | {"what": describe(found, language)}


def language_of(headers: Headers) -> Language:
    """Return the language a request asks for."""
    return negotiate(headers.get("accept-language"))


def _of_access(error: AccessError, language: Language) -> ProblemDetails:
    gettext = translator(language).gettext
    if error.signed_in:
        told = gettext(N_("Your role does not include {scope}.")).format(scope=error.scope)
        return _of("forbidden", language, told if error.scope else "")
    told = gettext(N_("The key or token is unknown, revoked or has run out.")) if error.bad_token else ""
    challenge = 'Bearer error="invalid_token"' if error.bad_token else "Bearer"
    return _of("unauthorized", language, told, headers={"WWW-Authenticate": challenge})


def _of_http(error: HTTPException, language: Language) -> ProblemDetails:
    headers = dict(error.headers or {})
    if slug := STATUSES.get(error.status_code):
        return _of(slug, language, headers=headers)
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _of("internal", language, status=error.status_code, headers=headers)
    return _of("refused", language, status=error.status_code, headers=headers)


def _of(
    slug: str,
    language: Language,
    detail: str = "",
    *,
    status: int | None = None,
    extra: dict[str, Any] | None = None,
    headers: dict[str, str] | None = None,
) -> ProblemDetails:
    usual, title = TYPES[slug]
    shown = translator(language).gettext(title)
    return ProblemDetails(slug, status or usual, shown, detail or shown, language, extra or {}, headers or {})
