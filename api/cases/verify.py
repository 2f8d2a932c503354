"""Verifying what is stored: the chain of events, the records they tell of, and the evidence files."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from api.cases.calculations import CREATED, get
from api.files.intake import KEPT, STALE_S, place
from api.store import events as log
from api.store import files as evidence
from api.store import records as stored
from footprint.errors import RecordError

MOST_FAULTS = 100
CHUNK = 1 << 20


@dataclass(frozen=True)
class Fault:
    """One place where the log, a record or a file is not what it was: ``seq`` of the event, else 0."""

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


def files(session: Session, data_dir: Path, progress: Callable[[int, int], None] | None = None) -> Report:
    """Hash every evidence file, and find what is gone, changed, or lies there without being anybody's.

    The files are gone through by the first two digits of their hash, so that only a 256th of the names is held at
    once; the database is let go while they are read. What lies there for less than a day may be on its way in.
    """
    whole, count = evidence.count(session), 0
    faults: list[Fault] = []
    for beginning in (f"{number:02x}" for number in range(256)):
        known = evidence.contents(session, beginning)
        session.rollback()
        for sha256 in sorted(name for name, (_, kept) in known.items() if kept):
            if what := _file_fault(place(data_dir, sha256), sha256, known[sha256][0]):
                faults.append(Fault(0, sha256, what))
            count += 1
            if progress:
                progress(count, max(whole, count))
        strangers = (name for name in _strangers(data_dir / KEPT / beginning) if name not in known)
        faults += (
            Fault(0, name, "it lies among the files, but nobody has brought it")
            for name in islice(strangers, MOST_FAULTS)
        )
        if len(faults) >= MOST_FAULTS:
            break
    return Report(count, "", tuple(faults))


def _file_fault(path: Path, sha256: str, size: int) -> str:
    """Say what is wrong with a file; empty when nothing is."""
    found, read = hashlib.sha256(), 0
    try:
        with path.open("rb") as stream:
            while chunk := stream.read(CHUNK):
                found.update(chunk)
                read += len(chunk)
    except FileNotFoundError:
        return "somebody keeps this file, but it is gone"
    except OSError as error:
        return f"it cannot be read: {error.strerror}"
    if found.hexdigest() == sha256:
        return ""
    return (
        f"its content was changed: {read} bytes in place of {size}" if read != size else "its content was changed"
    )


def _strangers(folder: Path) -> Iterator[str]:
    """List the files of a folder that are older than any upload takes."""
    before = time.time() - STALE_S
    for path in sorted(folder.iterdir()) if folder.is_dir() else ():
        if path.stat().st_mtime < before:
            yield path.name
