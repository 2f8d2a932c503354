"""The tables. Rows are only ever added: triggers written by the migrations refuse everything else.

Both tables know no owner. What belongs to whom (organisations, roles) will be said by tables of their own
that point here, so that a record stays the same bytes whoever calculates it.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    CHAR,
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

NAMES = {
    "pk": "pk_%(table_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware time in UTC, also on SQLite, which knows no time zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is not None and value.tzinfo is None:
            what = "a time without zone was to be stored"
            raise ValueError(what)
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        stored: datetime = value
        return stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored.astimezone(UTC)


class Base(DeclarativeBase):
    """Registers every table."""

    metadata = MetaData(naming_convention=NAMES)


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
    previous_hash: Mapped[str] = mapped_column(CHAR(64))
    hash: Mapped[str] = mapped_column(CHAR(64), unique=True)
