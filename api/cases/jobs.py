"""Jobs as their organisation sees them: start, look, cancel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.db.tables import JobRow
from api.errors import NotFoundError
from api.store import events, jobs
from footprint.errors import InputError, Problem


@dataclass(frozen=True)
class Job:
    """A job and how far it is."""

    id: UUID
    kind: str
    state: str
    done: int
    total: int | None
    attempts: int
    error: str | None
    result: dict[str, Any] | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    payload: dict[str, Any]
    person: UUID | None


def start(session: Session, caller: Caller, kind: str, payload: dict[str, Any]) -> Job:
    """Add a job whose kind and payload were read already; who commits wakes a worker after."""
    at = caller.clock()
    row = jobs.add(session, kind, payload, caller.person, at)
    events.append(
        session, at=at, actor=caller.actor, action="job.started", subject=str(row.id), detail={"kind": kind}
    )
    return _job(row)


def get(session: Session, job_id: UUID) -> Job:
    """Return a job.

    Raises
    ------
    NotFoundError
        There is none of the session's organisation.
    """
    return _job(_row(session, job_id))


def listed(session: Session, limit: int, after: UUID | None = None, state: str | None = None) -> tuple[Job, ...]:
    """List jobs, newest first."""
    last = None if after is None else jobs.get(session, after)
    if after is not None and last is None:
        raise InputError(Problem("after", str(NotFoundError(kind="job", name=str(after)))))
    return tuple(_job(row) for row in jobs.listed(session, limit, last, state))


def cancel(session: Session, caller: Caller, job_id: UUID) -> Job:
    """Cancel a job that is not over; its worker stops at its next step and writes nothing."""
    row = _row(session, job_id)
    if row.state in {"queued", "running"}:
        at = caller.clock()
        row.state, row.finished_at, row.worker = "cancelled", at, None
        events.append(
            session,
            at=at,
            actor=caller.actor,
            action="job.cancelled",
            subject=str(row.id),
            detail={"kind": row.kind},
        )
    return _job(row)


def _row(session: Session, job_id: UUID) -> JobRow:
    row = jobs.get(session, job_id)
    if row is None:
        raise NotFoundError(kind="job", name=str(job_id))
    return row


def _job(row: JobRow) -> Job:
    return Job(
        row.id, row.kind, row.state, row.done, row.total, row.attempts, row.error, row.result, row.created_at,
        row.started_at, row.finished_at, row.payload, row.person_id,
    )  # fmt: skip
