"""Signing in by the service of the operator: out, and back."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from api.access import cookie_name
from api.cases.accounts import elsewhere
from api.oidc import Provider, SignInError
from web.pages.account import inside, sign_in_page, with_cookie
from web.site import ANYBODY, From, Lang

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])


@router.get("/sign-in/elsewhere", response_model=None)
def depart(request: Request, language: Lang, source: From, after: str = "") -> Response:
    """Lead to the service."""
    try:
        gone = elsewhere.depart(source.workbench, _provider(request), language, inside(after))
    except SignInError as error:
        return sign_in_page(request, language, inside(after), error.message, 502)
    answer = RedirectResponse(gone.address, 303)
    name = _cookie(source.workbench.settings.public_url)
    answer.set_cookie(
        name, gone.token, max_age=int(elsewhere.AWAY_FOR.total_seconds()), path="/", httponly=True, samesite="lax",
        secure=name.startswith("__Host-"),
    )  # fmt: skip
    return answer


@router.get("/sign-in/callback", response_model=None)
def come_back(request: Request, language: Lang, source: From) -> Response:
    """Take in who comes back."""
    name = _cookie(source.workbench.settings.public_url)
    token = request.cookies.get(name, "")
    answer: Response
    try:
        found = elsewhere.come_back(source.workbench, _provider(request), token, dict(request.query_params))
    except SignInError as error:
        answer = sign_in_page(request, language, "", error.message, 401)
    else:
        answer = RedirectResponse(inside(found.after) or f"/{found.language.lower()}/", 303)
        answer = with_cookie(answer, found.signed_in, source)
    answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return answer


def _provider(request: Request) -> Provider:
    found = request.app.state.oidc
    if not isinstance(found, Provider):
        raise HTTPException(404)
    return found


def _cookie(public_url: str) -> str:
    return f"{cookie_name(public_url)}-departure"
