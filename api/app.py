"""The application without pages; ``web.app`` mounts those on it."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from api import openapi, pact_errors
from api.cases import backgrounds as backgrounds_cases
from api.cases import evidence
from api.cases.workbench import Workbench
from api.db import migrate
from api.heads import Heads, answers_head
from api.jobs.queue import Queue
from api.limits import RateLimit
from api.logs import RequestLog
from api.mail import mail_of
from api.metrics import Measured, Metrics
from api.oidc import Provider
from api.problems import language_of, problem_of
from api.routes import (
    accounts,
    backgrounds,
    bulk,
    calculations,
    catalogue,
    cbam,
    cbam_law,
    cbam_papers,
    cbam_workbook,
    checkpoints,
    comments,
    declarations,
    electricity,
    events,
    examples,
    exchange,
    exports,
    files,
    filings,
    gs1,
    health,
    jobs,
    labels,
    pact,
    pact_auth,
    products,
    register,
    sign_ins,
    templates,
    variants,
    webhooks,
    what_if,
)
from api.security import HEADERS, BodyLimit, LocalOnly, SameSiteWrites, SecurityHeaders
from api.settings import Settings
from footprint import __version__
from footprint.errors import FootprintError, InputError
from footprint.product import problem
from footprint.texts import LANGUAGES

DESCRIPTION = """Product carbon footprints under a named rule on a named background.

Errors are problem details (RFC 9457) in the language of `Accept-Language`: en, zh-Hans or zh-Hant."""

# The first address that matches answers.
ROUTES = (
    accounts,
    sign_ins,
    events,
    examples,
    templates,
    backgrounds,
    bulk,
    files,
    comments,
    declarations,
    register,
    products,
    jobs,
    exchange,
    filings,
    exports,
    calculations,
    labels,
    variants,
    what_if,
    catalogue,
    cbam,
    cbam_law,
    cbam_papers,
    cbam_workbook,
    electricity,
    checkpoints,
    webhooks,
    gs1,
    pact,
    pact_auth,
    health,
)

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

log = logging.getLogger("footprint")


def create_app(settings: Settings, workbench: Workbench | None = None) -> FastAPI:
    """Build the application.

    Parameters
    ----------
    settings : Settings
    workbench : Workbench, optional
        Built from the settings when absent.
    """
    bench = workbench or Workbench.build(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        migrate.check(bench.database)
        evidence.throw_away(bench.database, settings.data_dir)
        backgrounds_cases.throw_away_stale(settings.data_dir)
        yield
        bench.database.close()

    app = FastAPI(
        title="Bay Footprint",
        version=__version__,
        description=DESCRIPTION,
        openapi_url="/v1/openapi.json",
        docs_url=None,  # the usual pages load scripts from elsewhere
        redoc_url=None,
        lifespan=lifespan,
    )
    app.state.workbench = bench
    app.state.mail = mail_of(settings)
    app.state.oidc = Provider.of(settings, bench.outgoing, bench.clock)
    app.state.queue = Queue(settings)
    app.state.metrics = Metrics()
    for module in ROUTES:
        app.include_router(module.router)
    for kind in (
        FootprintError, HTTPException, RequestValidationError, OperationalError, PoolTimeoutError,
        pact_errors.OAuthError, pact_errors.PlainHttpError,
    ):  # fmt: skip
        app.add_exception_handler(kind, answer_error)
    app.add_exception_handler(Exception, answer_unexpected)
    larger = {
        "/v1/files": settings.max_file_bytes,
        "/v1/bulk/products": settings.max_file_bytes,
        "/v1/backgrounds": settings.max_background_bytes,
        **{f"/{tag.lower()}/imports": settings.max_background_bytes for tag in LANGUAGES},  # the page for the same
    }
    app.add_middleware(Heads)
    app.add_middleware(BodyLimit, max_bytes=settings.max_upload_bytes, larger=larger)
    app.add_middleware(SameSiteWrites, public_url=settings.public_url)
    if settings.access == "local":
        app.add_middleware(LocalOnly)
    app.add_middleware(RateLimit, per_minute=settings.requests_per_minute)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Measured, metrics=app.state.metrics)
    app.add_middleware(RequestLog)
    openapi.install(app)
    return app


async def answer_error(request: Request, error: Exception) -> Response:
    """Answer an error that was raised on purpose."""
    if isinstance(error, RequestValidationError):
        error = InputError(*(problem(e, None) for e in error.errors()))
    if isinstance(error, HTTPException) and error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        error = HTTPException(error.status_code, headers={"Allow": ", ".join(_taken(request))})
    if request.url.path.startswith(pact_errors.PREFIX):
        return pact_errors.answer(request, error)
    found = problem_of(error, language_of(request.headers))
    if found.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    return found.response()


def _taken(request: Request) -> list[str]:
    """List the methods an address takes: each of its routes knows its own only."""
    taken = [
        method
        for method in METHODS
        if any(route.matches({**request.scope, "method": method})[0] is Match.FULL for route in request.app.routes)
    ]
    head = "GET" in taken and answers_head(request.url.path)
    return sorted({*taken, "HEAD"}, key=METHODS.index) if head else taken


async def answer_unexpected(request: Request, error: Exception) -> Response:
    """Answer any other error without a word about what happened; the server logs it."""
    if request.url.path.startswith(pact_errors.PREFIX):
        response = pact_errors.answer(request, error)
    else:
        response = problem_of(error, language_of(request.headers)).response()
    response.headers.update(HEADERS)
    return response
