"""Events: the append-only log in which each entry carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db.tables import EventRow
from footprint.record import canonical

START = "0" * 64
BATCH = 1_000


def append(
    session: Session, *, at: datetime, actor: str, action: str, subject: str, detail: dict[str, Any]
) -> EventRow:
    """Add an event in the transaction of the act it tells of; the session must be a writing one."""
    last = session.scalars(select(EventRow).order_by(EventRow.seq.desc()).limit(1)).first()
    row = EventRow(
        seq=last.seq + 1 if last else 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=canonical(detail).decode(),
        previous_hash=last.hash if last else START,
    )
    row.hash = digest(row)
    session.add(row)
    session.flush()
    return row


def digest(row: EventRow) -> str:
    """Return the SHA-256 over everything an event says and over the hash before it."""
    content = {
        "seq": row.seq,
        "at": row.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": row.actor,
        "action": row.action,
        "subject": row.subject,
        "detail": row.detail,
        "previous_hash": row.previous_hash,
    }
    return hashlib.sha256(canonical(content)).hexdigest()


def walk(session: Session) -> Iterator[EventRow]:
    """Go through all events in order, a batch at a time."""
    yield from session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=BATCH))


def about(session: Session, subject: str) -> list[EventRow]:
    """List the events of one subject, oldest first."""
    return list(session.scalars(select(EventRow).where(EventRow.subject == subject).order_by(EventRow.seq)))


def detail(row: EventRow) -> dict[str, Any]:
    """Return the detail of an event as plain values."""
    value: dict[str, Any] = json.loads(row.detail)
    return value
