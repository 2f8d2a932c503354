"""Keys by which programs act for an organisation, and the tokens they are exchanged for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.access import Caller
from api.credentials import digest, new_token
from api.db.tables import KeyRow
from api.errors import AccessError, NotFoundError
from api.roles import SCOPES
from api.store import accounts, events, tokens
from footprint.errors import InputError, Problem

LONGEST = timedelta(days=366)
TOKEN_FOR = timedelta(hours=1)
PREFIX = "fp_"


@dataclass(frozen=True)
class Key:
    """A key without its secret."""

    id: UUID
    name: str
    scopes: tuple[str, ...]
    partner: str | None
    created_at: datetime
    expires_at: datetime | None
    revoked_at: datetime | None
    used_at: datetime | None


@dataclass(frozen=True)
class NewKey:
    """A key just made: ``secret`` is shown this once."""

    row: KeyRow
    secret: str


def make(
    session: Session,
    caller: Caller,
    name: str,
    scopes: Sequence[str],
    expires_at: datetime | None = None,
    partner: str | None = None,
) -> NewKey:
    """Make a key for the caller's organisation, with no more than the caller may do himself.

    Raises
    ------
    InputError
        No name, an unknown scope, or an end that lies in the past or too far ahead.
    AccessError
        A scope the caller lacks.
    """
    at = caller.clock()
    if not name.strip():
        raise InputError(Problem("name", "is missing"))
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown or not scopes:
        told = f"is {unknown[0]!r}" if unknown else "is empty"
        raise InputError(Problem("scopes", f"{told}: some of {', '.join(SCOPES)} are due"))
    for scope in SCOPES:
        if scope in scopes:
            caller.need(scope)
    until = expires_at or at + LONGEST
    if not at < until <= at + LONGEST:
        raise InputError(Problem("expires_at", "lies outside the year ahead: at most 366 days are due"))
    secret = PREFIX + new_token()
    row = accounts.add_key(
        session,
        KeyRow(
            id=uuid4(),
            organisation_id=caller.organisation,
            name=name.strip(),
            secret_hash=digest(secret),
            scopes=[s for s in SCOPES if s in scopes],
            partner=partner,
            person_id=caller.person,
            created_at=at,
            expires_at=until,
        ),
    )
    events.append(
        session, at=at, actor=caller.actor, action="key.made", subject=str(row.id), detail={"scopes": row.scopes}
    )
    return NewKey(row, secret)


def listed(session: Session) -> tuple[Key, ...]:
    """List the keys of the session's organisation, newest first."""
    return tuple(shown(row) for row in accounts.keys(session))


def shown(row: KeyRow) -> Key:
    """Return a key without its secret."""
    return Key(
        row.id, row.name, tuple(row.scopes), row.partner, row.created_at, row.expires_at, row.revoked_at,
        row.used_at,
    )  # fmt: skip


def revoke(session: Session, caller: Caller, key_id: UUID) -> None:
    """Let a key work no more; doing it again changes nothing.

    Raises
    ------
    NotFoundError
        No key of the caller's organisation.
    """
    row = accounts.key(session, key_id)
    if row is None:
        raise NotFoundError(kind="key", name=str(key_id))
    if row.revoked_at is None:
        row.revoked_at = caller.clock()
        events.append(
            session, at=row.revoked_at, actor=caller.actor, action="key.revoked", subject=str(row.id), detail={}
        )


def exchange(session: Session, key_id: str, secret: str, at: datetime) -> tuple[str, int]:
    """Give a token for a key (OAuth2 client credentials), in a writing session of everybody.

    Returns
    -------
    (token, seconds)

    Raises
    ------
    AccessError
        Key and secret do not fit, or the key works no more.
    """
    row = accounts.key_by_secret(session, secret)
    if (
        row is None
        or str(row.id) != key_id
        or row.revoked_at is not None
        or (row.expires_at is not None and row.expires_at <= at)
    ):
        raise AccessError(signed_in=False, bad_token=True)
    token = new_token()
    row.used_at = at
    tokens.drop_expired(session, at - TOKEN_FOR)
    tokens.add(session, token, row, at + TOKEN_FOR)
    return token, int(TOKEN_FOR.total_seconds())
