"""Jobs: every query about them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, or_, select, tuple_
from sqlalchemy.orm import Session

from api.db.tables import JobRow


def add(session: Session, kind: str, payload: dict[str, Any], person: UUID | None, at: datetime) -> JobRow:
    """Add a job that waits."""
    row = JobRow(
        id=uuid4(), kind=kind, payload=payload, state="queued", done=0, attempts=0, person_id=person, created_at=at
    )
    session.add(row)
    session.flush()
    return row


def get(session: Session, job_id: UUID) -> JobRow | None:
    """Return a job."""
    return session.get(JobRow, job_id)


def listed(session: Session, limit: int, after: JobRow | None = None, state: str | None = None) -> list[JobRow]:
    """List jobs, newest first."""
    query = select(JobRow)
    if state is not None:
        query = query.where(JobRow.state == state)
    if after is not None:
        query = query.where(tuple_(JobRow.created_at, JobRow.id) < tuple_(after.created_at, after.id))
    return list(session.scalars(query.order_by(JobRow.created_at.desc(), JobRow.id.desc()).limit(limit)))


def newest(session: Session, kind: str, states: Sequence[str]) -> JobRow | None:
    """Return the newest job of a kind in one of the states."""
    query = select(JobRow).where(JobRow.kind == kind, JobRow.state.in_(states))
    return session.scalars(query.order_by(JobRow.created_at.desc(), JobRow.id.desc()).limit(1)).first()


def waiting(session: Session, kind: str, name: str, value: str) -> UUID | None:
    """Return the newest job of a kind that is not over and whose payload says ``value`` under ``name``."""
    query = select(JobRow.id).where(
        JobRow.kind == kind, JobRow.state.in_(("queued", "running")), JobRow.payload[name].as_string() == value
    )
    return session.scalars(query.order_by(JobRow.created_at.desc()).limit(1)).first()


def about(session: Session, run_ids: Sequence[str], limit: int) -> list[JobRow]:
    """List the jobs about any of the calculations, newest first."""
    query = select(JobRow).where(JobRow.payload["run_id"].as_string().in_(run_ids))
    return list(session.scalars(query.order_by(JobRow.created_at.desc()).limit(limit)))


def stale(session: Session, before: datetime) -> list[JobRow]:
    """List jobs whose worker gave no sign since ``before``, and those that have waited since then."""
    lost = (JobRow.state == "running") & (JobRow.heartbeat_at < before)
    waiting = (JobRow.state == "queued") & (func.coalesce(JobRow.heartbeat_at, JobRow.created_at) < before)
    return list(session.scalars(select(JobRow).where(or_(lost, waiting)).order_by(JobRow.created_at)))


def counts(session: Session) -> dict[str, int]:
    """Count jobs by state."""
    query = select(JobRow.state, func.count()).group_by(JobRow.state)
    return {state: int(count) for state, count in session.execute(query)}
