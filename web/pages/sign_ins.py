"""Where I am signed in, and signing out elsewhere."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from api.access import cookie_name
from api.cases.accounts import sign_ins
from api.cases.accounts.sign_ins import SignIn
from web.site import ANYBODY, From, Lang, render

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])


@dataclass(frozen=True)
class SignInsPage:
    """Context of ``pages/sign_ins.html``.

    Attributes
    ----------
    items : tuple of SignIn
        Last used first.
    """

    items: tuple[SignIn, ...]


@router.get("/me", response_class=HTMLResponse)
def listed(request: Request, language: Lang, source: From) -> HTMLResponse:
    """List the browsers the reader is signed in with."""
    token = request.cookies.get(cookie_name(source.workbench.settings.public_url), "")
    page = SignInsPage(sign_ins.listed(source.workbench, source.caller, token))
    return render(request, "pages/sign_ins.html", page, language)


@router.post("/me/sign-out")
def end(
    language: Lang, source: From, sign_in: Annotated[str, Form(pattern="^([0-9a-f]{16})?$")] = ""
) -> RedirectResponse:
    """Sign out one browser, or everywhere."""
    sign_ins.end(source.workbench, source.caller, sign_in or None)
    return RedirectResponse(f"/{language.lower()}{'/me' if sign_in else '/'}", 303)
