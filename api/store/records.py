"""Records: stored once, read by run id, listed newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session, defer

from api.db.tables import RecordRow
from footprint.record import canonical


def get(session: Session, run_id: str) -> RecordRow | None:
    """Return one record."""
    return session.get(RecordRow, run_id)


def add(session: Session, run_id: str, record: dict[str, Any], at: datetime) -> RecordRow:
    """Store a record under its hash; it must not be there yet."""
    product = record["product"]
    name = product["name"]
    row = RecordRow(
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
    session.add(row)
    session.flush()
    return row


def recent(session: Session, limit: int, after: RecordRow | None = None) -> list[RecordRow]:
    """List records, newest first, without their bodies; ``after`` is the last row of the page before."""
    query = select(RecordRow).options(defer(RecordRow.body))
    if after is not None:
        query = query.where(tuple_(RecordRow.created_at, RecordRow.run_id) < tuple_(after.created_at, after.run_id))
    return list(session.scalars(query.order_by(RecordRow.created_at.desc(), RecordRow.run_id.desc()).limit(limit)))


def run_ids(session: Session) -> list[str]:
    """List the ids of all records."""
    return list(session.scalars(select(RecordRow.run_id).order_by(RecordRow.run_id)))
