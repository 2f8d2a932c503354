"""Webhooks and deliveries: every query about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from api.db.tables import DeliveryRow, EventRow, WebhookRow


def add(session: Session, row: WebhookRow) -> WebhookRow:
    """Add a webhook."""
    session.add(row)
    session.flush()
    return row


def get(session: Session, webhook_id: UUID) -> WebhookRow | None:
    """Return a webhook."""
    return session.get(WebhookRow, webhook_id)


def listed(session: Session) -> list[WebhookRow]:
    """List webhooks that are told, oldest first."""
    query = select(WebhookRow).where(WebhookRow.stopped_at.is_(None))
    return list(session.scalars(query.order_by(WebhookRow.created_at, WebhookRow.id)))


def news(session: Session, hook: WebhookRow, everybodys: Sequence[str], limit: int) -> list[EventRow]:
    """List the events a webhook has not been told of: of its organisation, or of a kind that concerns all."""
    concerns: ColumnElement[bool] = or_(
        EventRow.organisation == hook.organisation_id,
        EventRow.organisation.is_(None) & EventRow.action.in_(everybodys),
    )
    query = select(EventRow).where(EventRow.seq > hook.seen_seq, EventRow.action.in_(hook.kinds), concerns)
    return list(session.scalars(query.order_by(EventRow.seq).limit(limit)))


def add_delivery(session: Session, hook: WebhookRow, event: EventRow, at: datetime) -> None:
    """Note that a webhook is to be told of an event."""
    session.add(
        DeliveryRow(
            id=uuid4(), organisation_id=hook.organisation_id, webhook_id=hook.id, seq=event.seq, kind=event.action,
            state="waiting", attempts=0, next_at=at, created_at=at,
        )
    )  # fmt: skip


def delivery(session: Session, delivery_id: UUID) -> DeliveryRow | None:
    """Return a delivery."""
    return session.get(DeliveryRow, delivery_id)


def deliveries(session: Session, webhook_id: UUID, limit: int, before: int | None = None) -> list[DeliveryRow]:
    """List the deliveries of a webhook, newest event first."""
    query = select(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id)
    if before is not None:
        query = query.where(DeliveryRow.seq < before)
    return list(session.scalars(query.order_by(DeliveryRow.seq.desc()).limit(limit)))


def due(session: Session, at: datetime, limit: int) -> list[DeliveryRow]:
    """List deliveries whose time has come, the longest waiting first."""
    query = select(DeliveryRow).where(DeliveryRow.state == "waiting", DeliveryRow.next_at <= at)
    return list(session.scalars(query.order_by(DeliveryRow.next_at, DeliveryRow.seq).limit(limit)))


def waiting(session: Session, webhook_id: UUID) -> list[DeliveryRow]:
    """List the deliveries of a webhook that are not over."""
    return list(
        session.scalars(
            select(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.state == "waiting")
        )
    )
