"""Records and events. Rows are only ever added: triggers written by the migrations refuse everything else.

A record knows no owner, so that it stays the same bytes whoever calculates it; a holding says who may read it.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, JSON, BigInteger, Double, ForeignKey, Index, Integer, LargeBinary, Text, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, Owned, UtcDateTime


class RecordRow(Base):
    """One calculation, kept for good. ``body`` is the canonical JSON that ``run_id`` is the SHA-256 of."""

    __tablename__ = "records"
    # Without rowid, INSERT OR REPLACE has no second key by which it could overwrite a row.
    __table_args__ = (Index(None, "created_at", "run_id"), {"sqlite_with_rowid": False})

    run_id: Mapped[str] = mapped_column(CHAR(64), primary_key=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    product_name: Mapped[dict[str, str]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(Text)
    rule_id: Mapped[str] = mapped_column(Text)
    rule_version: Mapped[str] = mapped_column(Text)
    background_id: Mapped[str] = mapped_column(Text)
    background_version: Mapped[str] = mapped_column(Text)
    total: Mapped[float] = mapped_column(Double)
    unit: Mapped[str] = mapped_column(Text)
    body: Mapped[bytes] = mapped_column(LargeBinary)


class EventRow(Base):
    """One act, chained by hash to the one before."""

    __tablename__ = "events"
    __table_args__ = (Index(None, "subject"),)

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    actor: Mapped[str] = mapped_column(Text)
    action: Mapped[str] = mapped_column(Text)
    subject: Mapped[str] = mapped_column(Text)
    detail: Mapped[str] = mapped_column(Text)
    # Not owned in the sense of the tenancy: the chain is one for all, and its store narrows what a reader sees.
    organisation: Mapped[UUID | None] = mapped_column(Uuid, index=True)
    previous_hash: Mapped[str] = mapped_column(CHAR(64))
    hash: Mapped[str] = mapped_column(CHAR(64), unique=True)


class HoldingRow(Owned, Base):
    """That an organisation calculated a record, and may read it."""

    __tablename__ = "holdings"
    __table_args__ = (Index(None, "organisation_id", "run_id", unique=True), Index(None, "created_at"))

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    run_id: Mapped[str] = mapped_column(ForeignKey("records.run_id"), index=True)
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"), index=True)
    version: Mapped[int | None] = mapped_column(Integer)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CheckpointRow(Base):
    """The end of the event chain at a time, signed, so that a third party can keep it."""

    __tablename__ = "checkpoints"

    seq: Mapped[int] = mapped_column(
        BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False
    )
    hash: Mapped[str] = mapped_column(CHAR(64))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    signed: Mapped[str] = mapped_column(Text)
