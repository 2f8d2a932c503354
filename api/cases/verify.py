"""Verifying what is stored: the chain of events, and the records they tell of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from api.cases.calculations import CREATED, get
from api.store import events as log
from api.store import records as stored
from footprint.errors import RecordError

MOST_FAULTS = 100


@dataclass(frozen=True)
class Fault:
    """One place where the log or a record is not what it was: ``seq`` of the event, or 0 for a record."""

    seq: int
    subject: str
    what: str


@dataclass(frozen=True)
class Report:
    """What was verified. ``head`` is the hash of the last event: whoever kept it can tell that none is missing."""

    count: int
    head: str
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Tell whether nothing was found."""
        return not self.faults


def events(session: Session, progress: Callable[[int, int], None] | None = None) -> Report:
    """Recompute the chain: a changed, removed or inserted event breaks it."""
    newest = log.last(session) if progress else None
    whole = newest.seq if newest else 0
    faults: list[Fault] = []
    count, expected, previous = 0, 1, log.START
    for row in log.walk(session):
        if row.seq != expected:
            faults.append(Fault(row.seq, row.subject, f"event {expected} is missing before it"))
        elif row.previous_hash != previous:
            faults.append(Fault(row.seq, row.subject, "it does not follow the event before it"))
        if row.hash != log.digest(row):
            faults.append(Fault(row.seq, row.subject, "its content was changed"))
        count, expected, previous = count + 1, row.seq + 1, row.hash
        if progress and count % log.BATCH == 0:
            progress(row.seq, max(whole, row.seq))
        if len(faults) >= MOST_FAULTS:
            break
    return Report(count, previous, tuple(faults))


def records(session: Session) -> Report:
    """Recompute every record's hash, and compare the records with the events that tell of them."""
    told = {row.subject for row in log.walk(session) if row.action == CREATED}
    ids = stored.run_ids(session)
    faults = [Fault(0, run, "an event tells of this record, but it is gone") for run in sorted(told - set(ids))]
    for run in ids:
        if run not in told:
            faults.append(Fault(0, run, "no event tells of this record"))
        try:
            get(session, run)
        except (RecordError, ValueError):
            faults.append(Fault(0, run, "its content does not match its id"))
        session.expunge_all()
        if len(faults) >= MOST_FAULTS:
            break
    return Report(len(ids), ids[-1] if ids else "", tuple(faults))
