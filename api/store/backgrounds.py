"""Who holds which imported background: every query about it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.db.tables import BackgroundRow


def listed(session: Session) -> list[BackgroundRow]:
    """List what the session's organisation holds, the newest first; of everybody, in a session of everybody."""
    return list(session.scalars(select(BackgroundRow).order_by(BackgroundRow.created_at.desc(), BackgroundRow.id)))


def held(session: Session, name: str, sha256: str) -> BackgroundRow | None:
    """Return the holding of some content under a name."""
    query = select(BackgroundRow).where(BackgroundRow.name == name, BackgroundRow.sha256 == sha256)
    return session.scalars(query).first()


def add(
    session: Session, name: str, version: str, sha256: str, licence: str, person: UUID | None, at: datetime,
    organisation: UUID | None = None,
) -> BackgroundRow:  # fmt: skip
    """Let an organisation hold a background; the session's own when none is named."""
    row = BackgroundRow(
        id=uuid4(), name=name, version=version, sha256=sha256, licence=licence, person_id=person, created_at=at
    )
    if organisation is not None:
        row.organisation_id = organisation
    session.add(row)
    session.flush()
    return row
