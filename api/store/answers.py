"""What writes with an idempotency key were answered."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from api.db.tables import AnswerRow

# How long an answer is known: whoever had none asks again within minutes.
KEPT = timedelta(days=1)


def get(session: Session, key: str) -> AnswerRow | None:
    """Return the answer to a key of the session's organisation."""
    return session.scalars(select(AnswerRow).where(AnswerRow.key == key)).first()


def add(
    session: Session, key: str, request_hash: str, status: int, headers: dict[str, str], body: bytes, at: datetime
) -> None:
    """Remember an answer."""
    session.add(
        AnswerRow(
            id=uuid4(), key=key, request_hash=request_hash, status=status, headers=headers, body=body, created_at=at
        )
    )
    session.flush()


def are_before(session: Session, at: datetime) -> bool:
    """Tell whether there are answers older than this."""
    return bool(session.scalar(select(exists().where(AnswerRow.created_at < at))))


def drop_before(session: Session, at: datetime) -> None:
    """Forget answers older than this."""
    session.execute(delete(AnswerRow).where(AnswerRow.created_at < at))
