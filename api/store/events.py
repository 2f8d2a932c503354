"""Events: the append-only log in which each entry carries the hash of the one before."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, true
from sqlalchemy.orm import Session

from api.db import tenancy
from api.db.tables import EventRow
from footprint.record import canonical

START = "0" * 64
BATCH = 1_000


def append(
    session: Session,
    *,
    at: datetime,
    actor: str,
    action: str,
    subject: str,
    detail: dict[str, Any],
    organisation: UUID | None = None,
    everybody: bool = False,
) -> EventRow:
    """Add an event in the transaction of the act it tells of; the session must be a writing one.

    Parameters
    ----------
    organisation : UUID, optional
        Whom it concerns; the session's own when absent.
    everybody : bool
        It concerns the installation as a whole, and so no single organisation.
    """
    newest = last(session)
    row = EventRow(
        seq=newest.seq + 1 if newest else 1,
        at=at,
        actor=actor,
        action=action,
        subject=subject,
        detail=canonical(detail).decode(),
        organisation=None if everybody else organisation or tenancy.of(session).organisation,
        previous_hash=newest.hash if newest else START,
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
    if row.organisation is not None:  # events from before there were organisations have none
        content["organisation"] = str(row.organisation)
    return hashlib.sha256(canonical(content)).hexdigest()


def walk(session: Session) -> Iterator[EventRow]:
    """Go through all events in order, a batch at a time."""
    yield from session.scalars(select(EventRow).order_by(EventRow.seq).execution_options(yield_per=BATCH))


def ours(session: Session) -> Iterator[EventRow]:
    """Go through the events that concern the session's organisation in order, a batch at a time."""
    query = select(EventRow).where(_mine(session)).order_by(EventRow.seq)
    yield from session.scalars(query.execution_options(yield_per=BATCH))


def last(session: Session) -> EventRow | None:
    """Return the newest event of all."""
    return session.scalars(select(EventRow).order_by(EventRow.seq.desc()).limit(1)).first()


def at_seq(session: Session, seq: int) -> EventRow | None:
    """Return an event by its number."""
    return session.get(EventRow, seq)


def about(session: Session, subject: str) -> list[EventRow]:
    """List the events of one subject that concern the session's organisation, oldest first."""
    query = select(EventRow).where(EventRow.subject == subject, _mine(session))
    return list(session.scalars(query.order_by(EventRow.seq)))


def of_everybody(session: Session, action: str, subject: str) -> list[EventRow]:
    """List the events of one action about a subject that concern no single organisation, oldest first."""
    query = select(EventRow).where(
        EventRow.subject == subject, EventRow.action == action, EventRow.organisation.is_(None)
    )
    return list(session.scalars(query.order_by(EventRow.seq)))


def told(session: Session, action: str, subjects: Sequence[str]) -> list[EventRow]:
    """List the events of one action about any of the subjects, oldest first."""
    query = select(EventRow).where(EventRow.action == action, EventRow.subject.in_(subjects), _mine(session))
    return list(session.scalars(query.order_by(EventRow.seq)))


def actions(session: Session) -> list[str]:
    """List what was done at all."""
    return list(session.scalars(select(EventRow.action).where(_mine(session)).distinct().order_by(EventRow.action)))


def recent(
    session: Session,
    limit: int,
    before: int | None = None,
    *,
    kind: str = "",
    subjects: Sequence[str] | None = None,
) -> list[EventRow]:
    """List the events that concern the session's organisation, newest first.

    Parameters
    ----------
    kind : str
        An action such as ``product.saved``, or what stands before its point.
    subjects : sequence of str, optional
        Only events about these.
    """
    query = select(EventRow).where(_mine(session))
    if kind:
        query = query.where(or_(EventRow.action == kind, EventRow.action.startswith(f"{kind}.", autoescape=True)))
    if subjects is not None:
        query = query.where(EventRow.subject.in_(subjects))
    if before is not None:
        query = query.where(EventRow.seq < before)
    return list(session.scalars(query.order_by(EventRow.seq.desc()).limit(limit)))


def _mine(session: Session) -> ColumnElement[bool]:
    """Narrow events to the session's organisation; the chain itself is one for all and is walked whole."""
    tenant = tenancy.of(session)
    return true() if tenant.all else EventRow.organisation == tenant.organisation


def detail(row: EventRow) -> dict[str, Any]:
    """Return the detail of an event as plain values."""
    value: dict[str, Any] = json.loads(row.detail)
    return value
