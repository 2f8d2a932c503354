"""Comments: every query about them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from api.db.tables import CommentRow


@dataclass(frozen=True)
class Place:
    """What a thread is about: a place in a version, a record, or the declaration that rests on them."""

    subject: str
    product_id: UUID | None = None
    version: int | None = None
    run_id: str | None = None
    declaration_id: UUID | None = None
    reader_id: UUID | None = None


def first(session: Session, thread: UUID) -> CommentRow | None:
    """Return the remark that opened a thread."""
    return session.scalars(select(CommentRow).where(CommentRow.id == thread, CommentRow.thread == thread)).first()


def add(
    session: Session,
    place: Place,
    act: str,
    said: str,
    actor: str,
    person: UUID | None,
    at: datetime,
    thread: UUID | None = None,
) -> CommentRow:
    """Add a remark; one without thread opens its own."""
    name = uuid4()
    last = select(func.max(CommentRow.number)).where(CommentRow.thread == thread)
    row = CommentRow(
        id=name,
        thread=thread or name,
        number=(session.scalar(last) or 0) + 1 if thread else 1,
        act=act,
        text=said,
        actor=actor,
        person_id=person,
        created_at=at,
        **vars(place),
    )
    session.add(row)
    session.flush()
    return row


def of_product(session: Session, product_id: UUID) -> list[CommentRow]:
    """List the remarks about a product and its calculations, by thread."""
    query = select(CommentRow).where(CommentRow.product_id == product_id)
    return list(session.scalars(query.order_by(CommentRow.thread, CommentRow.number)))


def of_declaration(session: Session, declaration_id: UUID) -> list[CommentRow]:
    """List the remarks about a declaration, by thread."""
    query = select(CommentRow).where(CommentRow.declaration_id == declaration_id)
    return list(session.scalars(query.order_by(CommentRow.thread, CommentRow.number)))


def of_threads(session: Session, threads: Collection[UUID]) -> list[CommentRow]:
    """List the remarks of some threads, in their order."""
    query = select(CommentRow).where(CommentRow.thread.in_(threads))
    return list(session.scalars(query.order_by(CommentRow.thread, CommentRow.number)))
