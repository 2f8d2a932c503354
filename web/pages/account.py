"""Signing in and out, one-time links, new passwords, and the organisation to act for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.access import cookie_name
from api.cases.accounts import front_desk
from api.cases.accounts.members import Offer
from api.cases.accounts.signing_in import SignedIn
from api.credentials import SHORTEST_PASSWORD
from api.errors import NotFoundError
from api.i18n import N_
from api.messages import describe_problem
from footprint.errors import InputError
from footprint.texts import Language
from web.desk import Desk
from web.site import ANYBODY, From, Lang, render

router = APIRouter(include_in_schema=False, dependencies=[ANYBODY])

Short = Annotated[str, Form(max_length=300)]
Secret = Annotated[str, Form(max_length=400)]
WRONG = N_("Address and password do not fit, or too many attempts were made: wait a little and try again.")


@dataclass(frozen=True)
class SignInPage:
    """Context of ``pages/sign_in.html``.

    Attributes
    ----------
    after : str
        Where to go after.
    email, problem : str
        What was typed, and what is wrong with it.
    elsewhere : str
        Name of the service by which people may sign in as well; empty where there is none.
    """

    after: str
    email: str = ""
    problem: str = ""
    elsewhere: str = ""


@dataclass(frozen=True)
class LinkPage:
    """Context of ``pages/link.html``.

    Attributes
    ----------
    token : str
    offer : Offer or None
        None when the link does not work.
    name : str
    problems : tuple of str
    shortest : int
        Characters of a password.
    """

    token: str
    offer: Offer | None
    name: str = ""
    problems: tuple[str, ...] = ()
    shortest: int = SHORTEST_PASSWORD


@dataclass(frozen=True)
class NewPasswordPage:
    """Context of ``pages/new_password.html``.

    Attributes
    ----------
    sent : bool
    """

    sent: bool = False


@router.get("/sign-in", response_class=HTMLResponse)
def sign_in(request: Request, language: Lang, after: str = "") -> HTMLResponse:
    """Show the form."""
    return sign_in_page(request, language, inside(after))


@router.post("/sign-in", response_model=None)
def signed_in(
    request: Request, language: Lang, source: From, email: Short, password: Secret, after: Short = ""
) -> Response:
    """Sign in with address and password."""
    found = front_desk.sign_in(source.workbench, email, password)
    if found is None:
        return sign_in_page(request, language, inside(after), WRONG, 401, email)
    return with_cookie(RedirectResponse(inside(after) or f"/{language.lower()}/", 303), found, source)


@router.post("/sign-out", response_model=None)
def sign_out(request: Request, language: Lang, source: From) -> Response:
    """Sign out."""
    name = cookie_name(source.workbench.settings.public_url)
    token = request.cookies.get(name)
    if token:
        front_desk.sign_out(source.workbench, token)
    answer = RedirectResponse(f"/{language.lower()}/", 303)
    answer.delete_cookie(name, path="/", secure=name.startswith("__Host-"), httponly=True, samesite="lax")
    return answer


@router.post("/act-for", response_model=None)
def act_for(request: Request, language: Lang, source: From, organisation: Annotated[UUID, Form()]) -> Response:
    """Act for another organisation."""
    token = request.cookies.get(cookie_name(source.workbench.settings.public_url), "")
    front_desk.act_for(source.workbench, token, organisation)
    return RedirectResponse(f"/{language.lower()}/", 303)


@router.get("/new-password", response_class=HTMLResponse)
def ask(request: Request, language: Lang) -> HTMLResponse:
    """Show the form that asks for a new password."""
    return render(request, "pages/new_password.html", NewPasswordPage(), language)


@router.post("/new-password", response_class=HTMLResponse)
def asked(request: Request, language: Lang, source: From, email: Short) -> HTMLResponse:
    """Send a link, and say the same whether the address is known or not."""
    front_desk.ask_new_password(source.workbench, request.app.state.mail, email)
    return render(request, "pages/new_password.html", NewPasswordPage(sent=True), language)


@router.get("/link/{token}", response_class=HTMLResponse)
def link(request: Request, language: Lang, source: From, token: str) -> HTMLResponse:
    """Show what a link offers."""
    found = front_desk.offer(source.workbench, token)
    return render(request, "pages/link.html", LinkPage(token, found), language, 200 if found else 404)


@router.post("/link/{token}", response_model=None)
def taken(
    request: Request, language: Lang, source: From, token: str, name: Short = "", password: Secret = ""
) -> Response:
    """Use a link, and be signed in."""
    try:
        found = front_desk.take(source.workbench, token, name, password, language)
    except NotFoundError:
        return render(request, "pages/link.html", LinkPage(token, None), language, 404)
    except InputError as error:
        told = tuple(describe_problem(p, language) for p in error.problems)
        page = LinkPage(token, front_desk.offer(source.workbench, token), name, told)
        return render(request, "pages/link.html", page, language, 422)
    return with_cookie(RedirectResponse(f"/{language.lower()}/", 303), found, source)


def sign_in_address(request: Request, language: Language) -> str:
    """Return where somebody who is not signed in goes, and comes back from."""
    after = quote(request.url.path + (f"?{request.url.query}" if request.url.query else ""))
    return f"/{language.lower()}/sign-in?after={after}"


def sign_in_page(
    request: Request, language: Language, after: str, problem: str = "", status: int = 200, email: str = ""
) -> HTMLResponse:
    """Show the form with what is wrong, if anything is."""
    settings = request.app.state.workbench.settings
    label = settings.oidc_label if request.app.state.oidc else ""
    return render(request, "pages/sign_in.html", SignInPage(after, email, problem, label), language, status)


def inside(after: str) -> str:
    """Return a path of this service, or nothing: a link must not lead elsewhere after signing in."""
    safe = after.startswith("/") and not after.startswith("//") and "\\" not in after and after.isprintable()
    return after if safe else ""


def with_cookie(answer: Response, found: SignedIn, source: Desk) -> Response:
    """Give a browser the cookie of a new sign-in."""
    settings = source.workbench.settings
    name = cookie_name(settings.public_url)
    answer.set_cookie(
        name, found.token, max_age=settings.sign_in_hours * 3600, path="/", httponly=True, samesite="lax",
        secure=name.startswith("__Host-"),
    )  # fmt: skip
    return answer
