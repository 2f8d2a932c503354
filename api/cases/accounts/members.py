"""Organisations and their people: founding, inviting, roles, new passwords."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.credentials import hash_password, new_token
from api.db.tables import LinkRow, OrganisationRow, PersonRow
from api.errors import ConflictError, NotFoundError
from api.i18n import N_
from api.roles import ROLES
from api.store import accounts, events
from footprint.errors import InputError, Problem

INVITATION, PASSWORD = "invitation", "password"
INVITED_FOR = timedelta(days=7)
PASSWORD_FOR = timedelta(hours=2)
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)*")
SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,39}")
KINDS = ("maker", "labelling_body", "operator")


@dataclass(frozen=True)
class Member:
    """A person with the roles he has in one organisation."""

    id: UUID
    email: str
    name: str
    roles: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class Offer:
    """What a link offers to whoever opens it: an invitation or a new password."""

    purpose: str
    email: str
    organisation: str
    roles: tuple[str, ...]
    known: bool


def found(session: Session, slug: str, name: str, kind: str, at: datetime, actor: str) -> OrganisationRow:
    """Found an organisation, in a session of everybody.

    Raises
    ------
    InputError, ConflictError
        A name that cannot be used; one that is taken.
    """
    if not SLUG.fullmatch(slug):
        raise InputError(
            Problem("organisation", f"is {slug!r}: small letters, digits and - are due, e.g. bay-cells")
        )
    if kind not in KINDS:
        raise InputError(Problem("kind", f"is {kind!r}: one of {', '.join(KINDS)} is due"))
    if accounts.organisation(session, slug) is not None:
        raise ConflictError(N_("The name {name} is taken."), conflict="taken", name=slug)
    row = accounts.add_organisation(session, slug, name.strip() or slug, kind, at)
    events.append(
        session, at=at, actor=actor, action="organisation.founded", subject=str(row.id),
        detail={"slug": slug, "kind": kind}, organisation=row.id,
    )  # fmt: skip
    return row


def invite(
    session: Session, organisation_id: UUID, email: str, roles: Sequence[str], at: datetime, actor: str
) -> str:
    """Make a link that brings somebody into an organisation; returned once, stored as a hash.

    Raises
    ------
    InputError
        No address, or a role that does not exist.
    """
    address = _address(email)
    wanted = _roles(roles)
    token = new_token()
    accounts.add_link(
        session, token, purpose=INVITATION, email=address, organisation_id=organisation_id, wanted=wanted, at=at,
        until=at + INVITED_FOR,
    )  # fmt: skip
    events.append(
        session, at=at, actor=actor, action="member.invited", subject=str(organisation_id),
        detail={"roles": sorted(wanted)}, organisation=organisation_id,
    )  # fmt: skip
    return token


def ask_new_password(session: Session, email: str, at: datetime) -> str | None:
    """Make a link for a new password; None for an unknown address, which the caller must not show."""
    person = accounts.person_by_email(session, email)
    if person is None or person.disabled_at is not None:
        return None
    token = new_token()
    accounts.add_link(
        session, token, purpose=PASSWORD, email=person.email, organisation_id=None, wanted=frozenset(), at=at,
        until=at + PASSWORD_FOR,
    )  # fmt: skip
    return token


def offer(session: Session, token: str, at: datetime) -> Offer:
    """Tell what a link offers, without using it.

    Raises
    ------
    NotFoundError
        Unknown, used or run out.
    """
    row = _open_link(session, token, at)
    owner = accounts.organisation(session, row.organisation_id) if row.organisation_id else None
    known = accounts.person_by_email(session, row.email)
    has_password = known is not None and known.password_hash is not None
    return Offer(row.purpose, row.email, owner.name if owner else "", tuple(row.roles), has_password)


def take(session: Session, token: str, name: str, password: str, language: str, at: datetime) -> PersonRow:
    """Use a link: join an organisation, or set a new password; every other sign-in of the person ends.

    A person who has a password already joins with it unchanged: an invitation alone must not reset it.

    Raises
    ------
    NotFoundError, InputError
        The link does not work any more; the password is too weak.
    """
    row = _open_link(session, token, at)
    person = accounts.person_by_email(session, row.email)
    if person is None:
        if not name.strip():
            raise InputError(Problem("name", "is missing"))
        person = accounts.add_person(session, row.email, name.strip(), language, at)
    if row.purpose == PASSWORD or person.password_hash is None:
        person.password_hash = hash_password(password, row.email)
        person.failures, person.locked_until = 0, None
        accounts.drop_sign_ins_of(session, person.id)
    if row.organisation_id is not None:
        held = accounts.roles(session, person.id).get(row.organisation_id, frozenset())
        accounts.set_roles(session, row.organisation_id, person.id, held | frozenset(row.roles), at)
    row.used_at = at
    action = "member.joined" if row.purpose == INVITATION else "person.new_password"
    events.append(
        session, at=at, actor=f"person:{person.id}", action=action, subject=str(person.id),
        detail={"roles": row.roles} if row.roles else {}, organisation=row.organisation_id,
    )  # fmt: skip
    return person


def members(session: Session) -> tuple[Member, ...]:
    """List the people of the session's organisation."""
    return tuple(
        Member(row.id, row.email, row.name, tuple(sorted(roles)), row.disabled_at is None)
        for row, roles in accounts.members(session)
    )


def set_roles(session: Session, caller: Caller, person_id: UUID, roles: Sequence[str]) -> None:
    """Give a member exactly these roles; none at all takes him out.

    Raises
    ------
    NotFoundError
        No member of the caller's organisation.
    ConflictError
        The last administrator would be gone.
    """
    wanted = _roles(roles) if roles else frozenset()
    held = {m.id: frozenset(m.roles) for m in members(session)}
    if person_id not in held:
        raise NotFoundError(kind="member", name=str(person_id))
    others = [who for who, had in held.items() if who != person_id and "administrator" in had]
    if "administrator" in held[person_id] and "administrator" not in wanted and not others:
        raise ConflictError(N_("This is the last administrator: name another one first."), conflict="state")
    at = caller.clock()
    accounts.set_roles(session, caller.organisation, person_id, wanted, at)
    events.append(
        session, at=at, actor=caller.actor, action="member.roles", subject=str(person_id),
        detail={"before": sorted(held[person_id]), "after": sorted(wanted)},
    )  # fmt: skip


def _open_link(session: Session, token: str, at: datetime) -> LinkRow:
    row = accounts.link(session, token)
    if row is None or row.used_at is not None or row.expires_at <= at:
        raise NotFoundError(kind="link", name="")
    return row


def _address(email: str) -> str:
    address = email.strip().lower()
    if len(address) > 254 or not EMAIL.fullmatch(address):
        raise InputError(Problem("email", f"is {email!r}: an address is due, e.g. name@example.org"))
    return address


def _roles(roles: Sequence[str]) -> frozenset[str]:
    unknown = sorted(set(roles) - set(ROLES))
    if unknown or not roles:
        told = f"is {unknown[0]!r}" if unknown else "is empty"
        raise InputError(Problem("roles", f"{told}: one of {', '.join(ROLES)} is due"))
    return frozenset(roles)
