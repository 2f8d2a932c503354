"""Organisations, people, their roles, sign-ins, links and keys: every query about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from api.credentials import digest
from api.db.tables import DepartureRow, KeyRow, LinkRow, MembershipRow, OrganisationRow, PersonRow, SignInRow


def organisation(session: Session, key: UUID | str) -> OrganisationRow | None:
    """Return an organisation by id or by its short name."""
    if isinstance(key, UUID):
        return session.get(OrganisationRow, key)
    return session.scalars(select(OrganisationRow).where(OrganisationRow.slug == key)).first()


def organisations(session: Session, kind: str | None = None) -> list[OrganisationRow]:
    """List organisations by name."""
    query = select(OrganisationRow).order_by(OrganisationRow.slug)
    return list(session.scalars(query if kind is None else query.where(OrganisationRow.kind == kind)))


def add_organisation(session: Session, slug: str, name: str, kind: str, at: datetime) -> OrganisationRow:
    """Add an organisation."""
    row = OrganisationRow(id=uuid4(), slug=slug, name=name, kind=kind, created_at=at)
    session.add(row)
    session.flush()
    return row


def person(session: Session, person_id: UUID) -> PersonRow | None:
    """Return a person."""
    return session.get(PersonRow, person_id)


def person_by_email(session: Session, email: str) -> PersonRow | None:
    """Return a person by address, whatever its case."""
    return session.scalars(select(PersonRow).where(PersonRow.email == email.strip().lower())).first()


def person_by_subject(session: Session, subject: str) -> PersonRow | None:
    """Return a person by what the sign-in service calls them."""
    return session.scalars(select(PersonRow).where(PersonRow.oidc_subject == subject)).first()


def add_person(session: Session, email: str, name: str, language: str, at: datetime) -> PersonRow:
    """Add a person who cannot sign in yet."""
    row = PersonRow(
        id=uuid4(), email=email.strip().lower(), name=name, language=language, failures=0, created_at=at
    )
    session.add(row)
    session.flush()
    return row


def roles(session: Session, person_id: UUID) -> dict[UUID, frozenset[str]]:
    """Return a person's roles by organisation: of all in a session of everybody, else of the session's own."""
    found: dict[UUID, frozenset[str]] = {}
    for row in session.scalars(select(MembershipRow).where(MembershipRow.person_id == person_id)):
        found[row.organisation_id] = found.get(row.organisation_id, frozenset()) | {row.role}
    return found


def members(session: Session) -> list[tuple[PersonRow, frozenset[str]]]:
    """List the people of the session's organisation with their roles, by name."""
    query = select(PersonRow, MembershipRow.role).join(MembershipRow, MembershipRow.person_id == PersonRow.id)
    found: dict[UUID, tuple[PersonRow, frozenset[str]]] = {}
    for row, role in session.execute(query.order_by(PersonRow.name, PersonRow.email)):
        found[row.id] = (row, found.get(row.id, (row, frozenset()))[1] | {role})
    return list(found.values())


def set_roles(
    session: Session, organisation_id: UUID, person_id: UUID, wanted: frozenset[str], at: datetime
) -> None:
    """Give a person exactly these roles in an organisation."""
    session.execute(
        delete(MembershipRow).where(
            MembershipRow.person_id == person_id,
            MembershipRow.organisation_id == organisation_id,
            MembershipRow.role.not_in(wanted),
        )
    )
    held = roles(session, person_id).get(organisation_id, frozenset())
    for role in sorted(wanted - held):
        session.add(
            MembershipRow(
                id=uuid4(), organisation_id=organisation_id, person_id=person_id, role=role, created_at=at
            )
        )
    session.flush()


def add_sign_in(
    session: Session, token: str, who: UUID, organisation_id: UUID | None, at: datetime, until: datetime
) -> None:
    """Remember a browser by the hash of its token."""
    session.add(
        SignInRow(
            token_hash=digest(token),
            person_id=who,
            organisation_id=organisation_id,
            created_at=at,
            seen_at=at,
            expires_at=until,
        )
    )
    session.flush()


def sign_in(session: Session, token: str) -> SignInRow | None:
    """Return the sign-in a token stands for."""
    return session.get(SignInRow, digest(token))


def sign_ins_of(session: Session, person_id: UUID) -> list[SignInRow]:
    """List the sign-ins of a person, last used first."""
    query = select(SignInRow).where(SignInRow.person_id == person_id)
    return list(session.scalars(query.order_by(SignInRow.seen_at.desc(), SignInRow.token_hash)))


def drop_sign_ins(session: Session, hashes: Sequence[str]) -> None:
    """Forget browsers by the hashes of their tokens."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash.in_(hashes)))


def drop_sign_in(session: Session, token: str) -> None:
    """Forget a browser."""
    session.execute(delete(SignInRow).where(SignInRow.token_hash == digest(token)))


def drop_sign_ins_of(session: Session, person_id: UUID) -> None:
    """Forget all browsers of a person."""
    session.execute(delete(SignInRow).where(SignInRow.person_id == person_id))


def drop_expired(session: Session, at: datetime) -> None:
    """Forget sign-ins that are over."""
    session.execute(delete(SignInRow).where(SignInRow.expires_at < at))


def add_departure(session: Session, token: str, language: str, after: str, until: datetime) -> None:
    """Remember a browser that goes to the sign-in service."""
    session.add(DepartureRow(token_hash=digest(token), language=language, after=after, expires_at=until))
    session.flush()


def take_departure(session: Session, token: str) -> DepartureRow | None:
    """Return a departure and forget it: it comes back once."""
    row = session.get(DepartureRow, digest(token))
    if row is not None:
        session.delete(row)
        session.flush()
    return row


def drop_departures(session: Session, at: datetime) -> None:
    """Forget departures that never came back."""
    session.execute(delete(DepartureRow).where(DepartureRow.expires_at < at))


def open_invitations(session: Session, email: str, at: datetime) -> list[LinkRow]:
    """List the invitations of an address that still work; in a session of everybody."""
    query = select(LinkRow).where(
        LinkRow.email == email, LinkRow.purpose == "invitation", LinkRow.used_at.is_(None), LinkRow.expires_at > at
    )
    return list(session.scalars(query.order_by(LinkRow.created_at)))


def add_link(
    session: Session,
    token: str,
    *,
    purpose: str,
    email: str,
    organisation_id: UUID | None,
    wanted: frozenset[str],
    at: datetime,
    until: datetime,
) -> None:
    """Remember a link by the hash of its token; older ones for the same purpose and address stop working."""
    session.execute(
        update(LinkRow)
        .where(
            LinkRow.purpose == purpose,
            LinkRow.email == email,
            LinkRow.organisation_id == organisation_id if organisation_id else LinkRow.organisation_id.is_(None),
            LinkRow.used_at.is_(None),
        )
        .values(used_at=at)
    )
    session.add(
        LinkRow(
            token_hash=digest(token),
            purpose=purpose,
            email=email,
            organisation_id=organisation_id,
            roles=sorted(wanted),
            created_at=at,
            expires_at=until,
        )
    )
    session.flush()


def link(session: Session, token: str) -> LinkRow | None:
    """Return the link a token stands for, used or not."""
    return session.get(LinkRow, digest(token))


def keys(session: Session) -> list[KeyRow]:
    """List the keys of the session's organisation, newest first."""
    return list(session.scalars(select(KeyRow).order_by(KeyRow.created_at.desc(), KeyRow.id)))


def key(session: Session, key_id: UUID) -> KeyRow | None:
    """Return a key by its id."""
    return session.get(KeyRow, key_id)


def key_by_secret(session: Session, secret: str) -> KeyRow | None:
    """Return the key a secret stands for; in a session of everybody."""
    return session.scalars(select(KeyRow).where(KeyRow.secret_hash == digest(secret))).first()


def add_key(session: Session, row: KeyRow) -> KeyRow:
    """Add a key."""
    session.add(row)
    session.flush()
    return row
