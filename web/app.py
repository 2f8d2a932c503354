"""The service: interface, pages and static files joined. ``uvicorn --factory web.app:create_app`` runs it."""

from __future__ import annotations

from fastapi import FastAPI, Request
from fastapi.responses import RedirectResponse

from api.i18n import negotiate
from api.oidc import CALLBACK
from api.settings import Settings
from web.desk import prepare
from web.pages import (
    account,
    background,
    calculate,
    cbam_installation,
    cbam_law,
    cbam_product,
    changes,
    comments,
    compare,
    dataset,
    declaration,
    declaration_talk,
    declarations,
    declaring,
    electricity,
    elsewhere,
    errors,
    evidence,
    filing,
    home,
    imports,
    jobs,
    label,
    log,
    options,
    organisation,
    partner,
    partner_offer,
    partners,
    portfolio,
    posting,
    preview,
    product,
    products,
    recognition,
    register,
    result,
    review,
    rules,
    saving,
    sign_ins,
    suppliers,
    template,
    trace,
    uncertainty,
    webhooks,
    what_if,
)
from web.site import static_file

PAGES = (
    home,
    account,
    elsewhere,
    organisation,
    sign_ins,
    jobs,
    portfolio,
    products,
    product,
    changes,
    comments,
    saving,
    log,
    evidence,
    declarations,
    declaring,
    declaration,
    declaration_talk,
    review,
    partners,
    partner,
    partner_offer,
    webhooks,
    imports,
    template,
    suppliers,
    options,
    preview,
    posting,
    calculate,
    rules,
    background,
    dataset,
    electricity,
    cbam_installation,
    cbam_law,
    cbam_product,
    trace,
    label,
    recognition,
    filing,
    register,
    result,
    compare,
    uncertainty,
    what_if,
)


def create_app(settings: Settings | None = None) -> FastAPI:
    """Join the interface of :mod:`api` with the pages."""
    from api.app import create_app as interface

    app = interface(settings or Settings())
    prepare(app.state.workbench)
    return add_pages(app)


def add_pages(app: FastAPI) -> FastAPI:
    """Add pages and static files to an application."""
    app.add_api_route("/", root, include_in_schema=False, response_model=None)
    app.add_api_route("/static/{digest}/{name}", static_file, include_in_schema=False, response_model=None)
    for path in ("/results/{run_id}", "/link/{token}", CALLBACK):
        app.add_api_route(path, root, include_in_schema=False, response_model=None)
    for page in PAGES:
        app.include_router(page.router, prefix="/{lang}")
    errors.install(app)
    return app


def root(request: Request) -> RedirectResponse:
    """Lead to a page in the language the reader prefers: the front page, a QR code's, a letter's, a sign-in's."""
    language = negotiate(request.headers.get("accept-language"))
    rest = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse(f"/{language.lower()}{rest}", 307, headers={"Vary": "Accept-Language"})
