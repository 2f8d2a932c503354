"""Work and traffic: jobs, answers to repeated writes, footprints exchanged with partners, backgrounds by holder."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, JSON, Boolean, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, Owned, UtcDateTime


class JobRow(Owned, Base):
    """Work that takes longer than a request. The row is the truth; the queue only says that there is something."""

    __tablename__ = "jobs"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    kind: Mapped[str] = mapped_column(Text)
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(Text, index=True)
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int | None] = mapped_column(Integer)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    worker: Mapped[str | None] = mapped_column(Text)
    result: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    error: Mapped[str | None] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heartbeat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AnswerRow(Owned, Base):
    """What a write with an idempotency key was answered; the same key gets the same answer."""

    __tablename__ = "answers"
    __table_args__ = (UniqueConstraint("organisation_id", "key"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    key: Mapped[str] = mapped_column(Text)
    request_hash: Mapped[str] = mapped_column(CHAR(64))
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[dict[str, str]] = mapped_column(JSON)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class TokenRow(Owned, Base):
    """A short-lived access token that a key was exchanged for (OAuth2 client credentials)."""

    __tablename__ = "tokens"

    token_hash: Mapped[str] = mapped_column(CHAR(64), primary_key=True)
    key_id: Mapped[UUID] = mapped_column(ForeignKey("keys.id"), index=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class FootprintRow(Owned, Base):
    """A footprint published to partners (PACT). ``body`` never changes; only ``status`` does, to Deprecated.

    ``body`` holds the document by version, ``"3"`` and, where that can say it, ``"2"``.
    """

    __tablename__ = "footprints"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("records.run_id"), index=True)
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"), index=True)
    status: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Ids of the partners that may read it; null for every partner.
    partners: Mapped[list[str] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    deprecated_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class PartnerRow(Owned, Base):
    """Another company: what it may read here, and its own host, if it has one.

    A key names its partner (``keys.partner``). The secret by which we come in at the partner's is sealed with the
    key of this installation; ``base_url`` is empty for one that only reads here.
    """

    __tablename__ = "partners"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    base_url: Mapped[str] = mapped_column(Text)
    auth_url: Mapped[str] = mapped_column(Text)
    client_id: Mapped[str] = mapped_column(Text)
    sealed_secret: Mapped[str] = mapped_column(Text)
    # "3" or "2": the version of PACT in which events are sent to it.
    version: Mapped[str] = mapped_column(Text)
    # Its requests are answered at once with what it may read already, without a person.
    automatic: Mapped[bool] = mapped_column(Boolean)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class MessageRow(Owned, Base):
    """A PACT event that came in or goes out, and what became of it."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("organisation_id", "direction", "source", "event_id"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    direction: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(Text)
    event_id: Mapped[str] = mapped_column(Text)
    type: Mapped[str] = mapped_column(Text)
    body: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(Text, index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    key_id: Mapped[UUID | None] = mapped_column(ForeignKey("keys.id"))
    partner_id: Mapped[UUID | None] = mapped_column(ForeignKey("partners.id"), index=True)
    # The request that this one answers.
    answers: Mapped[UUID | None] = mapped_column(ForeignKey("messages.id"))
    # Why it was not delivered the last time.
    error: Mapped[str | None] = mapped_column(Text)
    next_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class BackgroundRow(Owned, Base):
    """That an organisation holds an imported background: its licence is its own."""

    __tablename__ = "backgrounds"
    __table_args__ = (UniqueConstraint("organisation_id", "name", "sha256"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    version: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(CHAR(64))
    licence: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
