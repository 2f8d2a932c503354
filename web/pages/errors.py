"""Errors of pages in the same layout: one sentence and a way on."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any, cast

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from api.errors import AccessError, NotFoundError
from api.i18n import N_, negotiate
from web.pages.account import sign_in_address
from web.site import render
from web.texts import SLUGS

LOG = logging.getLogger(__name__)
SENTENCES = {
    400: N_("The address holds a value that cannot be read."),
    401: N_("Sign in first"),
    403: N_("You are not allowed to do this"),
    404: N_("There is no such page here."),
    405: N_("There is no such page here."),
    409: N_("This record was calculated on another version of the background, which is not loaded here."),
    422: N_("The address holds a value that cannot be read."),
    500: N_("Something went wrong on our side. Nothing was stored; please try again."),
}
# What is said of a thing that is not there, where it is no page.
MISSING = {"gtin": N_("Nothing is published here under this product number.")}
API = ("/v1", "/pact", "/register", "/openapi.json", "/static", "/docs")


@dataclass(frozen=True)
class ErrorPage:
    """Context of ``pages/error.html``.

    Attributes
    ----------
    status : int
        HTTP status.
    sentence : str
        What happened, in English; the template translates it.
    """

    status: int
    sentence: str


def install(app: FastAPI) -> None:
    """Answer errors of pages with a page, and leave those of the interface to whoever answered them before."""
    before = dict(app.exception_handlers)

    def wrap(kind: type[Exception]) -> None:
        earlier = before.get(kind)

        async def handler(request: Request, error: Exception) -> Response:
            if request.url.path.startswith(API) and earlier is not None:
                answer = cast("Any", earlier)(request, error)
                return cast("Response", await answer if hasattr(answer, "__await__") else answer)
            return page(request, error)

        app.add_exception_handler(kind, handler)

    for kind in {*(k for k in before if isinstance(k, type)), HTTPException, RequestValidationError, Exception}:
        wrap(kind)


def page(request: Request, error: Exception) -> Response:
    """Return the error page."""
    first = request.url.path.strip("/").split("/")[0]
    language = SLUGS.get(first) or negotiate(request.headers.get("accept-language"))
    if isinstance(error, AccessError) and not error.signed_in:
        return RedirectResponse(sign_in_address(request, language), 303)
    status = error.status_code if isinstance(error, HTTPException) else 500
    if isinstance(error, AccessError):
        status = 403
    if isinstance(error, RequestValidationError):
        status = 422
    if isinstance(error, NotFoundError):
        status = 404
    if status >= 500:
        LOG.error("a page failed: %s", request.url.path, exc_info=error)
    sentence = SENTENCES.get(status, SENTENCES[500] if status >= 500 else SENTENCES[404])
    if isinstance(error, NotFoundError):
        sentence = MISSING.get(error.kind, sentence)
    return render(request, "pages/error.html", ErrorPage(status, sentence), language, status)
