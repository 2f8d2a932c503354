"""What every table shares: names of constraints, times with zone, and the owner of a row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Dialect, ForeignKey, MetaData
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column
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


class Owned:
    """A row that belongs to one organisation.

    Sessions show only the rows that :meth:`readable` admits and write only rows of their own organisation; see
    :mod:`api.db.tenancy`, the one place that enforces it.
    """

    @declared_attr
    def organisation_id(cls) -> Mapped[UUID]:  # noqa: N805 - SQLAlchemy hands the class
        """Whose row it is."""
        return mapped_column(ForeignKey("organisations.id"), index=True)

    @classmethod
    def readable(cls, organisation: UUID) -> ColumnElement[bool]:
        """Say which rows an organisation may see."""
        found: ColumnElement[bool] = cls.organisation_id == organisation
        return found

    def writable(self, organisation: UUID | None) -> bool:
        """Say whether an organisation may write this row."""
        return organisation is not None and self.organisation_id == organisation
