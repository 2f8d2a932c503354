"""The organisation: members, invitations, keys."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from api.cases.accounts import keys, letters, members
from api.cases.accounts.keys import Key
from api.cases.accounts.members import Member
from api.errors import ConflictError
from api.i18n import translator
from api.messages import describe_problem
from api.roles import ROLES, SCOPES
from footprint.errors import InputError, Problem
from footprint.texts import Language
from web.desk import Desk
from web.site import From, Lang, render

router = APIRouter(include_in_schema=False)

Short = Annotated[str, Form(max_length=300)]
Several = Annotated[list[str] | None, Form()]


@dataclass(frozen=True)
class OrganisationPage:
    """Context of ``pages/organisation.html``.

    Attributes
    ----------
    name : str
        Of the organisation.
    manages, holds : bool
        Whether the reader manages members, and keys.
    keys : tuple of Key
    roles, scopes : tuple of str
        What may be given.
    problems : tuple of str
    people : tuple of Member
        Its members; empty for who may not see them.
    secret : str
        The secret of a key just made, shown this once.
    today, latest : str
        Days between which a key may end.
    invited : str
        The address an invitation was just sent to.
    """

    name: str
    manages: bool
    holds: bool
    people: tuple[Member, ...]
    keys: tuple[Key, ...]
    roles: tuple[str, ...] = ROLES
    scopes: tuple[str, ...] = ()
    secret: str = ""
    today: str = ""
    latest: str = ""
    invited: str = ""
    problems: tuple[str, ...] = ()


@router.get("/organisation", response_class=HTMLResponse)
def organisation(request: Request, language: Lang, source: From) -> HTMLResponse:
    """Show members and keys."""
    return render(request, "pages/organisation.html", _page(source), language)


@router.post("/organisation/invite", response_class=HTMLResponse)
def invite(request: Request, language: Lang, source: From, email: Short, roles: Several = None) -> HTMLResponse:
    """Invite somebody."""
    caller = source.caller
    caller.need("members.manage")
    try:
        with caller.write() as session:
            token = members.invite(session, caller.organisation, email, roles or (), caller.clock(), caller.actor)
    except InputError as error:
        return _refused(request, source, language, error)
    settings = source.workbench.settings
    letters.invitation(request.app.state.mail, settings.public_url, email, caller.organisation_name, token)
    return render(request, "pages/organisation.html", replace(_page(source), invited=email), language)


@router.post("/organisation/members/{person}", response_model=None)
def set_roles(request: Request, language: Lang, source: From, person: UUID, roles: Several = None) -> Response:
    """Set the roles of a member."""
    source.caller.need("members.manage")
    try:
        with source.caller.write() as session:
            members.set_roles(session, source.caller, person, roles or ())
    except (InputError, ConflictError) as error:
        return _refused(request, source, language, error)
    return RedirectResponse(f"/{language.lower()}/organisation", 303)


@router.post("/organisation/keys", response_class=HTMLResponse)
def make_key(
    request: Request,
    language: Lang,
    source: From,
    name: Short,
    scopes: Several = None,
    until: Annotated[str, Form(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = "",
) -> HTMLResponse:
    """Make a key and show its secret this once; it works to the end of its last day."""
    source.caller.need("keys.manage")
    try:
        with source.caller.write() as session:
            made = keys.make(session, source.caller, name, scopes or (), _end_of(until))
    except InputError as error:
        return _refused(request, source, language, error)
    return render(request, "pages/organisation.html", replace(_page(source), secret=made.secret), language)


@router.post("/organisation/keys/{key}/revoke", response_model=None)
def revoke(language: Lang, source: From, key: UUID) -> Response:
    """Revoke a key."""
    source.caller.need("keys.manage")
    with source.caller.write() as session:
        keys.revoke(session, source.caller, key)
    return RedirectResponse(f"/{language.lower()}/organisation", 303)


@router.post("/organisation/members/{person}/remove", response_model=None)
def remove(request: Request, language: Lang, source: From, person: UUID) -> Response:
    """Take somebody out of the organisation."""
    source.caller.need("members.manage")
    try:
        with source.caller.write() as session:
            members.set_roles(session, source.caller, person, ())
    except ConflictError as error:
        return _refused(request, source, language, error)
    return RedirectResponse(f"/{language.lower()}/organisation", 303)


def _end_of(day: str) -> datetime | None:
    """Return the end of a day; None for the longest a key may work."""
    if not day:
        return None
    try:
        return datetime.combine(date.fromisoformat(day), time.max, tzinfo=UTC)
    except ValueError:
        raise InputError(Problem("expires_at", "lies outside the year ahead: at most 366 days are due")) from None


def _refused(request: Request, source: Desk, language: Language, error: InputError | ConflictError) -> HTMLResponse:
    if isinstance(error, InputError):
        told = tuple(describe_problem(p, language) for p in error.problems)
    else:
        told = (translator(language).gettext(error.message).format(**error.params),)
    return render(request, "pages/organisation.html", replace(_page(source), problems=told), language, 422)


def _page(source: Desk) -> OrganisationPage:
    caller = source.caller
    manages, holds = caller.may("members.manage"), caller.may("keys.manage")
    caller.need("products.read")
    with caller.read() as session:
        return OrganisationPage(
            name=caller.organisation_name,
            manages=manages,
            holds=holds,
            people=members.members(session) if manages else (),
            keys=keys.listed(session) if holds else (),
            scopes=tuple(s for s in SCOPES if caller.may(s)),
            today=caller.clock().date().isoformat(),
            latest=(caller.clock() + keys.LONGEST - timedelta(days=1)).date().isoformat(),
        )
