"""Declarations on their way from a calculation to the register, and every act on that way."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CHAR, JSON, Boolean, ColumnElement, ForeignKey, Integer, Text, UniqueConstraint, Uuid, or_
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, Owned, UtcDateTime


class DeclarationRow(Owned, Base):
    """How a declaration stands; the acts that led there are rows of their own.

    ``body_id`` is the labelling body it was submitted to, which reads and writes it from then on. ``preparers`` are
    the people behind the calculation: none of them decides on it.
    """

    __tablename__ = "declarations"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), index=True)
    version: Mapped[int] = mapped_column(Integer)
    run_id: Mapped[str] = mapped_column(ForeignKey("records.run_id"), index=True)
    scheme: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text, index=True)
    reason: Mapped[str] = mapped_column(Text)
    # The reviewer has said that it may be verified; a second person of the body decides.
    recommended: Mapped[bool] = mapped_column(Boolean, default=False)
    body_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    preparer_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    preparers: Mapped[list[str]] = mapped_column(JSON)
    reviewer_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    approver_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    # Groups of figures that the holder keeps from the public.
    withheld: Mapped[list[str]] = mapped_column(JSON)
    replaces_id: Mapped[UUID | None] = mapped_column(ForeignKey("declarations.id"))
    register_id: Mapped[str | None] = mapped_column(Text, unique=True)
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read by SQLAlchemy

    @classmethod
    def readable(cls, organisation: UUID) -> ColumnElement[bool]:
        """Show it to its maker and, once submitted, to the body that reviews it."""
        return or_(cls.organisation_id == organisation, cls.body_id == organisation)

    def writable(self, organisation: UUID | None) -> bool:
        """Let both sides act on it."""
        return organisation is not None and organisation in {self.organisation_id, self.body_id}


class ActRow(Owned, Base):
    """One act on a declaration, by one side; rows are only added.

    Attributes
    ----------
    number : int
        Revision of the declaration that the act led to: of two acts at once only one is taken.
    reader_id : UUID or None
        The other side, where the act is for its eyes too; working papers of a body are not.
    """

    __tablename__ = "declaration_acts"
    __table_args__ = (UniqueConstraint("declaration_id", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    declaration_id: Mapped[UUID] = mapped_column(ForeignKey("declarations.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(Text)
    status: Mapped[str] = mapped_column(Text)
    run_id: Mapped[str] = mapped_column(CHAR(64), index=True)
    text: Mapped[str] = mapped_column(Text)
    detail: Mapped[dict[str, Any]] = mapped_column(JSON)
    actor: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    reader_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @classmethod
    def readable(cls, organisation: UUID) -> ColumnElement[bool]:
        """Show it to the side that acted, and to the other one where it is told."""
        return or_(cls.organisation_id == organisation, cls.reader_id == organisation)
