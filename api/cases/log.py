"""The log as an organisation sees it: filtered, with names, exported, and verified up to where."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import jobs, people, product_history
from api.cells import plain
from api.db.tables import EventRow
from api.store import events
from api.store import jobs as stored_jobs

CHAIN = "chain"
COLUMNS = ("seq", "at", "actor", "who", "action", "subject", "detail", "organisation", "previous_hash", "hash")


@dataclass(frozen=True)
class Act:
    """An event with the name of who acted, or an English word for it where there is no name."""

    seq: int
    at: datetime
    actor: str
    who: str
    kind: str
    action: str
    subject: str
    detail: dict[str, Any]
    organisation: UUID | None
    previous_hash: str
    hash: str


@dataclass(frozen=True)
class Verified:
    """Up to which event the chain was last verified, and whether it was sound."""

    seq: int
    head: str
    at: datetime
    sound: bool
    faults: tuple[dict[str, Any], ...]


def listed(
    session: Session, limit: int, before: int | None = None, *, kind: str = "", product: UUID | None = None
) -> tuple[Act, ...]:
    """List the acts that concern the session's organisation, newest first.

    Parameters
    ----------
    kind : str
        An action such as ``product.saved``, or what stands before its point.
    product : UUID, optional
        Only those about this product or a calculation of it.
    """
    known = people.people(session)
    subjects = None if product is None else product_history.subjects(session, product)
    return tuple(_act(row, known) for row in events.recent(session, limit, before, kind=kind, subjects=subjects))


def kinds(session: Session) -> tuple[str, ...]:
    """List what stands before the point of the actions there are."""
    return tuple(dict.fromkeys(action.partition(".")[0] for action in events.actions(session)))


def whole(session: Session) -> Iterator[Act]:
    """Go through all acts that concern the session's organisation, oldest first."""
    known = people.people(session)
    for row in events.ours(session):
        yield _act(row, known)


def verified(session: Session) -> Verified | None:
    """Return what the last verification found that came to its end."""
    row = stored_jobs.newest(session, CHAIN, ("done",))
    if row is None or row.result is None or row.finished_at is None:
        return None
    found = row.result
    return Verified(found["seq"], found["head"], row.finished_at, found["sound"], tuple(found["faults"]))


def verify(session: Session, caller: Caller) -> jobs.Job:
    """Start verifying the chain, or return the job that does it already."""
    running = stored_jobs.newest(session, CHAIN, ("queued", "running"))
    return jobs.get(session, running.id) if running else jobs.start(session, caller, CHAIN, {})


def as_csv(acts: Iterator[Act]) -> Iterator[str]:
    """Write acts as CSV; a cell that a spreadsheet would take for a formula begins with an apostrophe."""
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(COLUMNS)
    for act in acts:
        row = _plain(act)
        writer.writerow([_cell(row[name]) for name in COLUMNS])
        if line.tell() > 60_000:
            yield line.getvalue()
            line.seek(0)
            line.truncate()
    yield line.getvalue()


def as_json(acts: Iterator[Act]) -> Iterator[str]:
    """Write acts as a JSON list."""
    start = "[\n"
    for act in acts:
        yield start + json.dumps(_plain(act), ensure_ascii=False)
        start = ",\n"
    yield "[]\n" if start == "[\n" else "\n]\n"


def _act(row: EventRow, known: people.People) -> Act:
    who, kind = known.actor(row.actor)
    return Act(
        row.seq, row.at, row.actor, who, kind, row.action, row.subject, events.detail(row), row.organisation,
        row.previous_hash, row.hash,
    )  # fmt: skip


def _plain(act: Act) -> dict[str, Any]:
    """Return an act as it is hashed, with the name beside it."""
    at = act.at.isoformat(timespec="microseconds")
    owner = str(act.organisation) if act.organisation else None
    return {name: getattr(act, name) for name in COLUMNS} | {"at": at, "organisation": owner}


def _cell(value: Any) -> Any:
    return plain(json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else value)
