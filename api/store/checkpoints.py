"""Checkpoints: every query about them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db.tables import CheckpointRow


def add(session: Session, seq: int, digest: str, at: datetime, signed: str) -> CheckpointRow:
    """Add a checkpoint."""
    row = CheckpointRow(seq=seq, hash=digest, at=at, signed=signed)
    session.add(row)
    session.flush()
    return row


def last(session: Session) -> CheckpointRow | None:
    """Return the newest."""
    return session.scalars(select(CheckpointRow).order_by(CheckpointRow.seq.desc()).limit(1)).first()


def listed(session: Session, limit: int, before: int | None = None) -> list[CheckpointRow]:
    """List them, newest first."""
    query = select(CheckpointRow).order_by(CheckpointRow.seq.desc()).limit(limit)
    return list(session.scalars(query if before is None else query.where(CheckpointRow.seq < before)))


def every(session: Session) -> list[CheckpointRow]:
    """List all of them, oldest first."""
    return list(session.scalars(select(CheckpointRow).order_by(CheckpointRow.seq)))
