"""What organisations keep: products and their versions, evidence files, comments, certificates."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import (
    CHAR,
    JSON,
    BigInteger,
    ColumnElement,
    ForeignKey,
    Integer,
    LargeBinary,
    Text,
    UniqueConstraint,
    Uuid,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from api.db.tables.base import Base, Owned, UtcDateTime


class ProductRow(Owned, Base):
    """A product under work. ``revision`` grows with every change: who saves must name the one he read."""

    __tablename__ = "products"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    name: Mapped[dict[str, str]] = mapped_column(JSON)
    model: Mapped[str] = mapped_column(Text)
    rule: Mapped[str] = mapped_column(Text)
    head: Mapped[int] = mapped_column(Integer)
    revision: Mapped[int] = mapped_column(Integer)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    archived_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    __mapper_args__ = {"version_id_col": revision}  # noqa: RUF012 - read by SQLAlchemy


class VersionRow(Owned, Base):
    """The document of a product as it was saved; never changed."""

    __tablename__ = "versions"
    __table_args__ = (UniqueConstraint("product_id", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"))
    number: Mapped[int] = mapped_column(Integer)
    sha256: Mapped[str] = mapped_column(CHAR(64))
    document: Mapped[bytes] = mapped_column(LargeBinary)
    note: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class FileRow(Owned, Base):
    """An evidence file of an organisation; its bytes lie in the data folder under their hash."""

    __tablename__ = "files"
    __table_args__ = (UniqueConstraint("organisation_id", "sha256"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    sha256: Mapped[str] = mapped_column(CHAR(64), index=True)
    name: Mapped[str] = mapped_column(Text)
    media_type: Mapped[str] = mapped_column(Text)
    size: Mapped[int] = mapped_column(BigInteger)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FileUseRow(Owned, Base):
    """That a version of a product, or a record, names a file; never changed, so that the file stays as well."""

    __tablename__ = "file_uses"

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    sha256: Mapped[str] = mapped_column(CHAR(64), index=True)
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"), index=True)
    version: Mapped[int | None] = mapped_column(Integer)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("records.run_id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ClaimRow(Owned, Base):
    """A green certificate that a product has claimed: a code is claimed once, over all organisations."""

    __tablename__ = "claims"

    code: Mapped[str] = mapped_column(CHAR(32), primary_key=True)
    product_id: Mapped[UUID] = mapped_column(ForeignKey("products.id"), index=True)
    instrument: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CommentRow(Owned, Base):
    """One remark of a thread about a figure; rows are only added, and the last one says how the thread stands.

    The figure is a place (``subject``) in what is named beside it: a version of a product, a record, or the
    declaration that rests on them. ``thread`` is the id of the first remark.
    """

    __tablename__ = "comments"
    __table_args__ = (UniqueConstraint("thread", "number"),)

    id: Mapped[UUID] = mapped_column(Uuid, primary_key=True)
    thread: Mapped[UUID] = mapped_column(Uuid)
    number: Mapped[int] = mapped_column(Integer)
    act: Mapped[str] = mapped_column(Text)
    product_id: Mapped[UUID | None] = mapped_column(ForeignKey("products.id"), index=True)
    version: Mapped[int | None] = mapped_column(Integer)
    run_id: Mapped[str | None] = mapped_column(ForeignKey("records.run_id"), index=True)
    declaration_id: Mapped[UUID | None] = mapped_column(ForeignKey("declarations.id"), index=True)
    # Who may read beside the author's organisation: the other side of the declaration.
    reader_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisations.id"), index=True)
    subject: Mapped[str] = mapped_column(Text)
    text: Mapped[str] = mapped_column(Text)
    actor: Mapped[str] = mapped_column(Text)
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("people.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    @classmethod
    def readable(cls, organisation: UUID) -> ColumnElement[bool]:
        """Show it to both sides of the declaration."""
        return or_(cls.organisation_id == organisation, cls.reader_id == organisation)
