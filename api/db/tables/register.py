"""The register: what was published, for everybody to read. No row here belongs to an organisation."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CHAR, JSON, Date, Double, ForeignKey, Integer, LargeBinary, Text, UniqueConstraint, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, UtcDateTime


class EntryRow(Base):
    """A published declaration. The database lets only what says how it stands change, and removes none.

    ``document`` is the canonical JSON of the public document, ``signed`` it as JWS, ``credential`` as verifiable
    credential. ``words`` is what a search looks through.
    """

    __tablename__ = "register_entries"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    declaration_id: Mapped[UUID] = mapped_column(ForeignKey("declarations.id"), unique=True)
    status_index: Mapped[int] = mapped_column(Integer, unique=True)
    scheme: Mapped[str] = mapped_column(Text, index=True)
    number: Mapped[str | None] = mapped_column(Text)
    product_name: Mapped[dict[str, str]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(Text)
    holder: Mapped[str] = mapped_column(Text)
    gtin: Mapped[str | None] = mapped_column(Text, index=True)
    rule_id: Mapped[str] = mapped_column(Text, index=True)
    rule_version: Mapped[str] = mapped_column(Text)
    total: Mapped[float] = mapped_column(Double)
    unit: Mapped[str] = mapped_column(Text)
    issued: Mapped[date] = mapped_column(Date)
    expires: Mapped[date | None] = mapped_column(Date)
    words: Mapped[str] = mapped_column(Text)
    document: Mapped[bytes] = mapped_column(LargeBinary)
    signed: Mapped[str] = mapped_column(Text)
    credential: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    # How it stands; the rows of the history say how it came to that.
    status: Mapped[str] = mapped_column(Text, index=True)
    reason: Mapped[str] = mapped_column(Text)
    status_at: Mapped[datetime] = mapped_column(UtcDateTime)
    superseded_by: Mapped[str | None] = mapped_column(Text)


class HistoryRow(Base):
    """That an entry of the register came to stand in some way; rows are only added."""

    __tablename__ = "register_history"
    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entries.id"))
    number: Mapped[int] = mapped_column(Integer)
    status: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PaperRow(Base):
    """A signed public paper of an entry, as it was made once; rows are only added."""

    __tablename__ = "register_papers"
    __table_args__ = (UniqueConstraint("entry_id", "kind", "language"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    entry_id: Mapped[str] = mapped_column(ForeignKey("register_entries.id"))
    kind: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(CHAR(64))
    body: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
