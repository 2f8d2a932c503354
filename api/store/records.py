"""Records: stored once, held by whoever calculated them, read by run id, listed newest first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import or_, select, tuple_
from sqlalchemy.orm import Session, defer

from api.db import tenancy
from api.db.tables import HoldingRow, RecordRow
from api.store import declarations
from footprint.record import canonical


def get(session: Session, run_id: str) -> RecordRow | None:
    """Return a record that the session's organisation holds or was handed; any, in a session of everybody."""
    if tenancy.of(session).all:
        return session.get(RecordRow, run_id)
    held = select(HoldingRow.id).where(HoldingRow.run_id == run_id).exists()
    query = select(RecordRow).where(RecordRow.run_id == run_id, or_(held, declarations.handed(session, run_id)))
    return session.scalars(query).first()


def holding(session: Session, run_id: str) -> HoldingRow | None:
    """Return the holding of a record by the session's organisation."""
    return session.scalars(select(HoldingRow).where(HoldingRow.run_id == run_id)).first()


def exists(session: Session, run_id: str) -> bool:
    """Tell whether anybody has stored a record: for whoever is about to store the same bytes."""
    return session.get(RecordRow, run_id) is not None


def hold(
    session: Session,
    run_id: str,
    at: datetime,
    *,
    product_id: UUID | None = None,
    version: int | None = None,
    person_id: UUID | None = None,
) -> HoldingRow:
    """Let the session's organisation hold a record."""
    row = HoldingRow(
        id=uuid4(), run_id=run_id, product_id=product_id, version=version, person_id=person_id, created_at=at
    )
    session.add(row)
    session.flush()
    return row


def add(session: Session, run_id: str, record: dict[str, Any], at: datetime) -> RecordRow:
    """Store a record under its hash; it must not be there yet."""
    found = row(run_id, record, at)
    session.add(found)
    session.flush()
    return found


def row(run_id: str, record: dict[str, Any], at: datetime) -> RecordRow:
    """Return a record as a row."""
    product = record["product"]
    name = product["name"]
    return RecordRow(
        run_id=run_id,
        created_at=at,
        product_name=name if isinstance(name, dict) else dict.fromkeys(("en", "zh-Hans", "zh-Hant"), name),
        model=product["model"],
        rule_id=record["rule"]["id"],
        rule_version=record["rule"]["version"],
        background_id=record["background"]["id"],
        background_version=record["background"]["version"],
        total=record["total"]["value"],
        unit=f"{record['total']['unit']}/{record['functional_unit']['unit']}",
        body=canonical(record),
    )


def recent(
    session: Session, limit: int, after: HoldingRow | None = None, product_id: UUID | None = None
) -> list[tuple[RecordRow, HoldingRow]]:
    """List what the session's organisation holds, newest first, without bodies; ``after`` ends the page before."""
    query = select(RecordRow, HoldingRow).join(HoldingRow, HoldingRow.run_id == RecordRow.run_id)
    query = query.options(defer(RecordRow.body))
    if product_id is not None:
        query = query.where(HoldingRow.product_id == product_id)
    if after is not None:
        place = tuple_(HoldingRow.created_at, HoldingRow.run_id)
        query = query.where(place < tuple_(after.created_at, after.run_id))
    ordered = query.order_by(HoldingRow.created_at.desc(), HoldingRow.run_id.desc()).limit(limit)
    return [(record, held) for record, held in session.execute(ordered)]


def held(session: Session, ids: Sequence[str]) -> list[tuple[RecordRow, HoldingRow]]:
    """Return those of the records that the session's organisation holds, without bodies."""
    query = select(RecordRow, HoldingRow).join(HoldingRow, HoldingRow.run_id == RecordRow.run_id)
    found = session.execute(query.where(RecordRow.run_id.in_(ids)).options(defer(RecordRow.body)))
    return [(record, holding) for record, holding in found]


def summaries(session: Session, ids: Collection[str]) -> dict[str, RecordRow]:
    """Return records without bodies, by run id: of declarations that the session sees."""
    query = select(RecordRow).where(RecordRow.run_id.in_(ids)).options(defer(RecordRow.body))
    return {row.run_id: row for row in session.scalars(query)}


def run_ids(session: Session) -> list[str]:
    """List the ids of all records, of everybody."""
    return list(session.scalars(select(RecordRow.run_id).order_by(RecordRow.run_id)))
