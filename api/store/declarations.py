"""Declarations and the acts on them: every query about them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select, tuple_
from sqlalchemy.orm import Session

from api.db import tenancy
from api.db.tables import ActRow, DeclarationRow


def get(session: Session, declaration_id: UUID) -> DeclarationRow | None:
    """Return a declaration that the session's organisation has made, or was handed."""
    return session.scalars(select(DeclarationRow).where(DeclarationRow.id == declaration_id)).first()


def add(session: Session, row: DeclarationRow) -> DeclarationRow:
    """Add a declaration."""
    session.add(row)
    session.flush()
    return row


def add_act(session: Session, row: ActRow) -> ActRow:
    """Add an act."""
    session.add(row)
    session.flush()
    return row


def listed(
    session: Session,
    limit: int,
    after: DeclarationRow | None = None,
    *,
    side: str = "",
    statuses: Collection[str] = (),
    product_id: UUID | None = None,
    reviewer_id: UUID | None = None,
) -> list[DeclarationRow]:
    """List declarations, last changed first; ``side`` keeps those made here, or those handed here."""
    query = select(DeclarationRow)
    own = tenancy.of(session).organisation
    if side:
        column = DeclarationRow.organisation_id if side == "holder" else DeclarationRow.body_id
        query = query.where(column == own)
    if statuses:
        query = query.where(DeclarationRow.status.in_(statuses))
    if product_id is not None:
        query = query.where(DeclarationRow.product_id == product_id)
    if reviewer_id is not None:
        query = query.where(DeclarationRow.reviewer_id == reviewer_id)
    if after is not None:
        place = tuple_(DeclarationRow.updated_at, DeclarationRow.id)
        query = query.where(place < tuple_(after.updated_at, after.id))
    ordered = query.order_by(DeclarationRow.updated_at.desc(), DeclarationRow.id.desc())
    return list(session.scalars(ordered.limit(limit)))


def acts(session: Session, declaration_id: UUID) -> list[ActRow]:
    """List the acts on a declaration that the session's organisation may see, oldest first."""
    query = select(ActRow).where(ActRow.declaration_id == declaration_id).order_by(ActRow.number)
    return list(session.scalars(query))


def handed(session: Session, run_id: str) -> ColumnElement[bool]:
    """Return the condition that a calculation was handed to the session's organisation by a declaration.

    Who was handed a calculation keeps it: also when it is returned, and another one comes in its place.
    """
    own = tenancy.of(session).organisation
    return exists(
        select(ActRow.id).where(ActRow.run_id == run_id, ActRow.act == "submitted", ActRow.reader_id == own)
    )


def handed_runs(session: Session, ids: Collection[UUID]) -> dict[UUID, str]:
    """Return the calculation with which each declaration was last handed in."""
    query = select(ActRow.declaration_id, ActRow.run_id).where(
        ActRow.declaration_id.in_(ids), ActRow.act == "submitted"
    )
    return {row.declaration_id: row.run_id for row in session.execute(query.order_by(ActRow.number))}


def stand_since(session: Session, ids: Collection[UUID], acts: Collection[str]) -> dict[UUID, datetime]:
    """Return when the last of some acts was done on each declaration, as far as the session sees them."""
    query = select(ActRow.declaration_id, ActRow.created_at).where(
        ActRow.declaration_id.in_(ids), ActRow.act.in_(acts)
    )
    return {row.declaration_id: row.created_at for row in session.execute(query.order_by(ActRow.number))}
