"""Webhooks: addresses that are told of acts, and each telling with what became of it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, BigInteger, ForeignKey, Integer, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, Owned, UtcDateTime


class WebhookRow(Owned, Base):
    """An address that is told of some kinds of acts. ``seen_seq`` is the last event that was looked at for it."""

    __tablename__ = "webhooks"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    url: Mapped[str] = mapped_column(Text)
    kinds: Mapped[list[str]] = mapped_column(JSON)
    # Sealed with the key of this installation: it signs every telling, and so has to be read again.
    sealed_secret: Mapped[str] = mapped_column(Text)
    seen_seq: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class DeliveryRow(Owned, Base):
    """That a webhook is to be told of an event: ``waiting`` until ``next_at``, then ``delivered`` or ``failed``."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("webhook_id", "seq"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    webhook_id: Mapped[UUID] = mapped_column(ForeignKey("webhooks.id"))
    seq: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(Text, index=True)
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    # What the last attempt came to: the status that was answered, or a sentence that says why there is none.
    status: Mapped[int | None] = mapped_column(Integer)
    problem: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
