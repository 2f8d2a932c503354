"""Who calls: every request becomes a :class:`Caller`, and every route says which scope it needs.

Three kinds of caller: a program with a key (``Authorization: Bearer``), a person with a cookie, and nobody. A
service without accounts (``FOOTPRINT_ACCESS=local``) has one more, the person at the machine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Request
from sqlalchemy.orm import Session
from starlette.datastructures import Headers

from api.db.session import Database
from api.db.tenancy import EVERYBODY, LOCAL, NOBODY, Tenant
from api.errors import AccessError
from api.roles import LOCAL_SCOPES, SCOPES, Scope, scopes_of
from api.settings import Settings
from api.store import accounts, tokens

COOKIE = "footprint"
# A sign-in that is used is marked at most this often, so that reading pages does not write.
SEEN_EVERY = timedelta(minutes=10)

Kind = Literal["nobody", "local", "person", "key"]


@dataclass(frozen=True)
class Caller:
    """Who calls, for whom, and what they may do.

    Attributes
    ----------
    actor : str
        As it stands in events: ``person:ID``, ``key:ID``, ``local`` or ``nobody``; never a name or an address.
    partner : str or None
        The partner a key was given to.
    """

    kind: Kind
    tenant: Tenant
    scopes: frozenset[Scope]
    actor: str
    database: Database
    clock: Callable[[], datetime]
    person: UUID | None = None
    key: UUID | None = None
    partner: str | None = None
    name: str = ""
    organisation_name: str = ""
    organisation_kind: str = ""

    @property
    def organisation(self) -> UUID:
        """The organisation the caller acts for.

        Raises
        ------
        AccessError
            For none.
        """
        if self.tenant.organisation is None:
            raise AccessError(signed_in=self.kind != "nobody")
        return self.tenant.organisation

    def may(self, scope: Scope) -> bool:
        """Tell whether a scope is granted."""
        return scope in self.scopes

    def need(self, scope: Scope) -> None:
        """Refuse a caller without a scope.

        Raises
        ------
        AccessError
            Not signed in, or not allowed.
        """
        if not self.may(scope):
            raise AccessError(signed_in=self.kind != "nobody", scope=scope)

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Open a session that sees what the caller's organisation may see."""
        with self.database.read(self.tenant) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """Open a session that writes for the caller's organisation."""
        with self.database.write(self.tenant) as session:
            yield session


def local(database: Database, clock: Callable[[], datetime]) -> Caller:
    """Return the person at the machine: the command line, and a service without accounts."""
    return Caller("local", LOCAL, LOCAL_SCOPES, "local", database, clock, organisation_kind="maker")


def nobody(database: Database, clock: Callable[[], datetime]) -> Caller:
    """Return the public."""
    return Caller("nobody", NOBODY, frozenset(), "nobody", database, clock)


def of_request(request: Request) -> Caller:
    """Find out who sends a request; asked once per request."""
    known = getattr(request.state, "caller", None)
    if isinstance(known, Caller):
        return known
    bench = request.app.state.workbench
    settings: Settings = bench.settings
    caller = _find(
        request.headers,
        request.cookies.get(cookie_name(settings.public_url)),
        settings,
        bench.database,
        bench.clock,
    )
    request.state.caller = caller
    return caller


class Needs:
    """The dependency by which a route says what it needs; None for routes that everybody may use."""

    def __init__(self, scope: Scope | None) -> None:
        self.scope = scope

    def __call__(self, request: Request) -> Caller:
        """Return the caller, or refuse the request."""
        caller = of_request(request)
        if self.scope is not None:
            caller.need(self.scope)
        return caller


def cookie_name(public_url: str) -> str:
    """Return the name of the cookie; over HTTPS with the prefix that browsers bind to this host."""
    return f"__Host-{COOKIE}" if urlsplit(public_url).scheme == "https" else COOKIE


def _find(
    headers: Headers, cookie: str | None, settings: Settings, database: Database, clock: Callable[[], datetime]
) -> Caller:
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _of_key(token.strip(), database, clock)
    if cookie:
        found = _of_person(cookie, database, clock)
        if found is not None:
            return found
    if settings.access == "local":
        return local(database, clock)
    return nobody(database, clock)


def _of_key(secret: str, database: Database, clock: Callable[[], datetime]) -> Caller:
    now = clock()
    with database.read(EVERYBODY) as session:
        row = accounts.key_by_secret(session, secret) or tokens.key_of(session, secret, now)
        if row is None or row.revoked_at is not None or (row.expires_at is not None and row.expires_at <= now):
            raise AccessError(signed_in=False, bad_token=True)
        owner = accounts.organisation(session, row.organisation_id)
        granted = frozenset(s for s in SCOPES if s in row.scopes)
        return Caller(
            "key",
            Tenant(row.organisation_id),
            granted,
            f"key:{row.id}",
            database,
            clock,
            key=row.id,
            partner=row.partner,
            name=row.name,
            organisation_name=owner.name if owner else "",
            organisation_kind=owner.kind if owner else "",
        )


def _of_person(token: str, database: Database, clock: Callable[[], datetime]) -> Caller | None:
    now = clock()
    with database.read(EVERYBODY) as session:
        row = accounts.sign_in(session, token)
        person = accounts.person(session, row.person_id) if row else None
        if row is None or person is None or row.expires_at <= now or person.disabled_at is not None:
            return None
        roles = accounts.roles(session, person.id)
        # A role that was taken away counts at once: nothing about rights is kept in the cookie.
        organisation_id = row.organisation_id if row.organisation_id in roles else None
        owner = accounts.organisation(session, organisation_id) if organisation_id else None
        caller = Caller(
            "person",
            Tenant(organisation_id),
            scopes_of(roles.get(organisation_id, frozenset())) if organisation_id else frozenset(),
            f"person:{person.id}",
            database,
            clock,
            person=person.id,
            name=person.name,
            organisation_name=owner.name if owner else "",
            organisation_kind=owner.kind if owner else "",
        )
        stale = now - row.seen_at > SEEN_EVERY
    if stale:
        with database.write(EVERYBODY) as session:
            seen = accounts.sign_in(session, token)
            if seen is not None:
                seen.seen_at = now
    return caller
