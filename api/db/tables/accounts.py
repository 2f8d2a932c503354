"""Who uses the service: organisations, people, their roles, sessions, one-time links and keys.

Secrets are never stored: passwords as Argon2 hashes, tokens as SHA-256 of 256 random bits.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, JSON, ForeignKey, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, Owned, UtcDateTime


class OrganisationRow(Base):
    """A maker, a labelling body, or whoever runs the service."""

    __tablename__ = "organisations"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    slug: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PersonRow(Base):
    """Somebody who signs in. ``password_hash`` is null until the invitation was answered, or with OIDC.

    ``oidc_subject`` is issuer and subject with a space between: a subject means nothing without who says it.
    """

    __tablename__ = "people"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    name: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    password_hash: Mapped[str | None] = mapped_column(Text)
    oidc_subject: Mapped[str | None] = mapped_column(Text, unique=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MembershipRow(Owned, Base):
    """A role that a person has in an organisation; one row a role."""

    __tablename__ = "memberships"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id", "role"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SignInRow(Base):
    """A browser that is signed in, and the organisation its person acts for."""

    __tablename__ = "sign_ins"

    token_hash: Mapped[str] = mapped_column(CHAR(64), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("people.id"), index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class DepartureRow(Base):
    """A browser that was sent to the sign-in service of the operator, and may come back once.

    The hash is of a token that only its cookie holds; state, nonce and verifier are derived from that.
    """

    __tablename__ = "departures"

    token_hash: Mapped[str] = mapped_column(CHAR(64), primary_key=True)
    language: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LinkRow(Base):
    """A link that works once: an invitation into an organisation, or a new password."""

    __tablename__ = "links"

    token_hash: Mapped[str] = mapped_column(CHAR(64), primary_key=True)
    purpose: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, index=True)
    organisation_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class KeyRow(Owned, Base):
    """A key by which a program acts for an organisation; ``id`` is shown, the secret only when it is made."""

    __tablename__ = "keys"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    secret_hash: Mapped[str] = mapped_column(CHAR(64), unique=True)
    scopes: Mapped[list[str]] = mapped_column(JSON)
    # The partner a key was given to may read what is shared with it, and nothing else (PACT).
    partner: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
