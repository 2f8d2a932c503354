"""What is exchanged with partners: footprints, partners and messages; every query about them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from api.db.tables import FootprintRow, KeyRow, MessageRow, PartnerRow

BATCH = 200


def footprint(session: Session, footprint_id: UUID) -> FootprintRow | None:
    """Return a footprint of the session's organisation."""
    return session.get(FootprintRow, footprint_id)


def footprints(session: Session, after: FootprintRow | None = None) -> Iterator[FootprintRow]:
    """Go through the footprints, oldest first, beginning after one of them."""
    query = select(FootprintRow)
    if after is not None:
        query = query.where(tuple_(FootprintRow.created_at, FootprintRow.id) > tuple_(after.created_at, after.id))
    ordered = query.order_by(FootprintRow.created_at, FootprintRow.id)
    with session.scalars(ordered.execution_options(yield_per=BATCH)) as found:  # who stops early closes the cursor
        yield from found


def newest_footprints(session: Session, limit: int, after: FootprintRow | None = None) -> list[FootprintRow]:
    """List footprints, newest first."""
    query = select(FootprintRow)
    if after is not None:
        query = query.where(tuple_(FootprintRow.created_at, FootprintRow.id) < tuple_(after.created_at, after.id))
    return list(
        session.scalars(query.order_by(FootprintRow.created_at.desc(), FootprintRow.id.desc()).limit(limit))
    )


def add_footprint(session: Session, row: FootprintRow) -> FootprintRow:
    """Add a footprint."""
    session.add(row)
    session.flush()
    return row


def partner(session: Session, partner_id: UUID) -> PartnerRow | None:
    """Return a partner of the session's organisation."""
    return session.get(PartnerRow, partner_id)


def partners(session: Session) -> list[PartnerRow]:
    """List the partners by name."""
    return list(session.scalars(select(PartnerRow).order_by(PartnerRow.name, PartnerRow.id)))


def add_partner(session: Session, row: PartnerRow) -> PartnerRow:
    """Add a partner."""
    session.add(row)
    session.flush()
    return row


def keys_of(session: Session, partner_id: UUID) -> list[KeyRow]:
    """List the keys that were given to a partner, newest first."""
    query = select(KeyRow).where(KeyRow.partner == str(partner_id))
    return list(session.scalars(query.order_by(KeyRow.created_at.desc(), KeyRow.id)))


def message(session: Session, message_id: UUID) -> MessageRow | None:
    """Return a message of the session's organisation."""
    return session.get(MessageRow, message_id)


def message_of(session: Session, direction: str, source: str, event_id: str) -> MessageRow | None:
    """Return the message of an event, by what makes an event the same one."""
    return session.scalars(
        select(MessageRow).where(
            MessageRow.direction == direction, MessageRow.source == source, MessageRow.event_id == event_id
        )
    ).first()


def request_sent(session: Session, partner_id: UUID, event_id: str) -> MessageRow | None:
    """Return the request we sent to a partner under an id."""
    query = select(MessageRow).where(MessageRow.direction == "out", MessageRow.partner_id == partner_id)
    return session.scalars(query.where(MessageRow.event_id == event_id)).first()


def answer_to(session: Session, message_id: UUID) -> MessageRow | None:
    """Return the message that answers another one."""
    return session.scalars(select(MessageRow).where(MessageRow.answers == message_id)).first()


def messages(
    session: Session, limit: int, after: MessageRow | None = None, state: str | None = None
) -> list[MessageRow]:
    """List messages, newest first."""
    query = select(MessageRow)
    if state is not None:
        query = query.where(MessageRow.state == state)
    if after is not None:
        query = query.where(tuple_(MessageRow.created_at, MessageRow.id) < tuple_(after.created_at, after.id))
    return list(session.scalars(query.order_by(MessageRow.created_at.desc(), MessageRow.id.desc()).limit(limit)))


def add_message(session: Session, at: datetime, **given: Any) -> MessageRow:
    """Add a message."""
    row = MessageRow(id=uuid4(), created_at=at, attempts=0, **given)
    session.add(row)
    session.flush()
    return row


def due(session: Session, at: datetime) -> list[MessageRow]:
    """List messages to be sent by now: of everybody, in a session of everybody."""
    query = select(MessageRow).where(MessageRow.direction == "out", MessageRow.state == "queued")
    return list(session.scalars(query.where(MessageRow.next_at <= at).order_by(MessageRow.next_at)))
