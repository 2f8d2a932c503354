"""Signing in and out, and choosing the organisation to act for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.credentials import hash_is_weak, hash_password, new_token, password_fits
from api.db.tables import PersonRow
from api.errors import AccessError, NotFoundError
from api.store import accounts, events

# After so many wrong passwords in a row each further one locks the account for a while, twice as long each time.
FREE_FAILURES = 5
FIRST_LOCK = timedelta(seconds=30)
LONGEST_LOCK = timedelta(hours=1)


@dataclass(frozen=True)
class SignedIn:
    """A new sign-in: ``token`` belongs in the cookie and is shown nowhere else."""

    token: str
    person: UUID
    organisation: UUID | None
    until: datetime


def with_password(session: Session, email: str, password: str, now: datetime, hours: int) -> SignedIn | None:
    """Sign a person in; None when address and password do not fit, without saying which.

    ``session`` is a writing one of everybody. A wrong password is counted, so the edge commits in either case.
    """
    person = accounts.person_by_email(session, email)
    locked = person is not None and person.locked_until is not None and person.locked_until > now
    fits = password_fits(person.password_hash if person and not locked else None, password)
    if person is None:
        return None
    if not fits or person.disabled_at is not None:
        if not locked:
            _count_failure(session, person, now)
        return None
    person.failures, person.locked_until = 0, None
    if person.password_hash and hash_is_weak(person.password_hash):
        person.password_hash = hash_password(password)
    return begin(session, person, now, hours)


def begin(session: Session, person: PersonRow, now: datetime, hours: int) -> SignedIn:
    """Begin a sign-in of a person who proved to be one: with a password, a link or another service's word."""
    token, until = new_token(), now + timedelta(hours=hours)
    organisations = sorted(accounts.roles(session, person.id), key=str)
    chosen = organisations[0] if organisations else None
    accounts.drop_expired(session, now)
    accounts.add_sign_in(session, token, person.id, chosen, now, until)
    events.append(
        session, at=now, actor=f"person:{person.id}", action="person.signed_in", subject=str(person.id), detail={},
        organisation=chosen,
    )  # fmt: skip
    return SignedIn(token, person.id, chosen, until)


def end(session: Session, token: str, now: datetime) -> None:
    """Sign out."""
    row = accounts.sign_in(session, token)
    if row is None:
        return
    person, organisation = row.person_id, row.organisation_id
    accounts.drop_sign_in(session, token)
    events.append(
        session, at=now, actor=f"person:{person}", action="person.signed_out", subject=str(person),
        detail={"sign_ins": 1}, organisation=organisation,
    )  # fmt: skip


def act_for(session: Session, token: str, organisation_id: UUID) -> None:
    """Act for another organisation from now on.

    Raises
    ------
    NotFoundError
        The person has no role there; whether it exists is not told.
    """
    row = accounts.sign_in(session, token)
    if row is None:
        raise AccessError(signed_in=False)
    if organisation_id not in accounts.roles(session, row.person_id):
        raise NotFoundError(kind="organisation", name=str(organisation_id))
    row.organisation_id = organisation_id


def _count_failure(session: Session, person: PersonRow, now: datetime) -> None:
    person.failures += 1
    over = person.failures - FREE_FAILURES
    if over >= 0:
        person.locked_until = now + min(FIRST_LOCK * 2 ** min(over, 20), LONGEST_LOCK)
        events.append(
            session, at=now, actor="nobody", action="person.locked", subject=str(person.id),
            detail={"failures": person.failures},
        )  # fmt: skip
