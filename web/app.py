"""The service: interface, pages and static files joined. ``uvicorn --factory web.app:create_app`` runs it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse

from api.i18n import negotiate
from api.settings import Settings
from web.desk import Desk
from web.pages import (
    background,
    calculate,
    compare,
    dataset,
    electricity,
    errors,
    home,
    label,
    result,
    rules,
    template,
    trace,
)
from web.site import static_file

PAGES = (home, template, calculate, rules, background, dataset, electricity, trace, label, result, compare)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Join the interface of :mod:`api` with the pages."""
    from api.app import create_app as interface
    from web.desk import Desk

    app = interface(settings or Settings())
    return add_pages(app, Desk(app.state.workbench))


def add_pages(app: FastAPI, source: Desk) -> FastAPI:
    """Add pages and static files to an application."""
    app.state.source = source
    app.add_api_route("/", root, include_in_schema=False, response_model=None)
    app.add_api_route("/static/{digest}/{name}", static_file, include_in_schema=False, response_model=None)
    app.add_api_route("/results/{run_id}", root, include_in_schema=False, response_model=None)
    for page in PAGES:
        app.include_router(page.router, prefix="/{lang}")
    errors.install(app)
    return app


def root(request: Request) -> RedirectResponse:
    """Lead to a page in the language the reader prefers: the front page, or a result (where QR codes point)."""
    language = negotiate(request.headers.get("accept-language"))
    return RedirectResponse(f"/{language.lower()}{request.url.path}", 307, headers={"Vary": "Accept-Language"})
