"""Taking up a job, giving signs of life, ending it: each step checks that the job is still this worker's."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.access import Caller
from api.cases import holdings
from api.cases.workbench import Workbench
from api.db.tables import JobRow
from api.db.tenancy import EVERYBODY, Tenant
from api.jobs.kinds import KINDS, read
from api.roles import SCOPES, Scope
from api.store import events, jobs
from footprint.errors import FootprintError

BEAT = timedelta(seconds=10)
# A worker that gave no sign for so long is taken for dead.
LOST_AFTER = timedelta(seconds=60)
MOST_ATTEMPTS = 3
# Progress is written at most this often [s].
TELL_EVERY = 0.5

log = logging.getLogger("footprint.jobs")
_at_hand: set[_Mine] = set()


class LostError(RuntimeError):
    """The job was given to another worker or cancelled meanwhile: stop, and write nothing."""


def run(bench: Workbench, job_id: UUID, worker: str) -> bool:
    """Do a job if it still waits; tell whether this call did it."""
    with bench.database.write(EVERYBODY) as session:
        row = jobs.get(session, job_id)
        if row is None or row.state != "queued":
            return False
        row.state, row.worker, row.attempts = "running", worker, row.attempts + 1
        row.started_at = row.heartbeat_at = bench.clock()
        kind, payload, attempt = row.kind, row.payload, row.attempts
        caller = caller_of(bench, row)
    mine = _Mine(bench, job_id, worker, attempt)
    _at_hand.add(mine)
    try:
        with mine.beating():
            own = holdings.workbench_of(bench, caller.tenant)
            result = KINDS[kind].run(own, caller, read(kind, payload), mine.progress)
    except LostError:
        log.warning("job %s is not ours any more", job_id)
        return False
    except FootprintError as error:
        mine.end("failed", error=str(error))
    except Exception as error:  # whatever happens, the job says so
        log.exception("job %s failed", job_id)
        mine.end("failed", error=f"unexpected {type(error).__name__}")
    else:
        mine.end("done", result=result)
    finally:
        _at_hand.discard(mine)
    return True


def give_back() -> list[UUID]:
    """Give the jobs at hand in this process back to the queue before it ends; return which."""
    return [mine.id for mine in tuple(_at_hand) if mine.give_back()]


def reap(bench: Workbench) -> list[UUID]:
    """Give jobs of lost workers back to the queue, or fail them after too many attempts; return what waits."""
    now = bench.clock()
    waiting = []
    with bench.database.write(EVERYBODY) as session:
        for row in jobs.stale(session, now - LOST_AFTER):
            if row.state == "running" and row.attempts >= MOST_ATTEMPTS:
                row.error = f"its worker was lost {row.attempts} times"
                row.state, row.finished_at, row.worker = "failed", now, None
                _tell(session, bench, row)
                continue
            # The time is moved on, so that the next round does not send it again at once.
            row.state, row.worker, row.heartbeat_at = "queued", None, now
            waiting.append(row.id)
    return waiting


def caller_of(bench: Workbench, row: JobRow) -> Caller:
    """Return whom a job acts for: its organisation, with the scopes its kind needs and no others."""
    scopes: frozenset[Scope] = frozenset(s for s in SCOPES if s in {KINDS[row.kind].scope, "calculations.read"})
    return Caller(
        "key",
        Tenant(row.organisation_id),
        scopes,
        f"job:{row.id}",
        bench.database,
        bench.clock,
        person=row.person_id,
    )


class _Mine:
    """A job that this worker has taken up, at this attempt."""

    def __init__(self, bench: Workbench, job_id: UUID, worker: str, attempt: int) -> None:
        self._bench, self.id, self._worker, self._attempt = bench, job_id, worker, attempt
        self._told = 0.0
        self._lost = threading.Event()

    def progress(self, done: int, total: int) -> None:
        """Write how far it is, and stop when it is not ours any more."""
        if self._lost.is_set():
            raise LostError
        now = time.monotonic()
        if now - self._told < TELL_EVERY:
            return
        self._told = now

        def tell(row: JobRow) -> None:
            row.done, row.total = done, total

        self._touch(tell)

    def end(self, state: str, result: dict[str, Any] | None = None, error: str | None = None) -> None:
        """End it, once; by whoever still has it."""

        def ended(row: JobRow) -> None:
            row.state, row.result, row.error = state, result, error
            row.finished_at = self._bench.clock()
            row.worker = None
            if state == "done" and row.total is not None:
                row.done = row.total

        try:
            self._touch(ended, told=True)
        except LostError:
            log.warning("job %s ended elsewhere", self.id)

    def give_back(self) -> bool:
        """Let another worker begin it anew, as if this one had never had it; tell whether it still was ours."""

        def waits(row: JobRow) -> None:
            row.state, row.worker, row.attempts = "queued", None, row.attempts - 1

        self._lost.set()
        try:
            self._touch(waits)
        except LostError:
            return False
        return True

    @contextmanager
    def beating(self) -> Iterator[None]:
        """Give a sign of life from a thread while the work goes on."""
        stop = threading.Event()

        def beat() -> None:
            while not stop.wait(BEAT.total_seconds()):
                try:
                    self._touch(lambda _row: None)
                except LostError:
                    self._lost.set()
                    return

        thread = threading.Thread(target=beat, daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()

    def _touch(self, change: Callable[[JobRow], None], *, told: bool = False) -> None:
        with self._bench.database.write(EVERYBODY) as session:
            row = jobs.get(session, self.id)
            if row is None or row.state != "running" or row.worker != self._worker or row.attempts != self._attempt:
                raise LostError
            row.heartbeat_at = self._bench.clock()
            change(row)
            if told:
                _tell(session, self._bench, row)


def _tell(session: Session, bench: Workbench, row: JobRow) -> None:
    events.append(
        session, at=bench.clock(), actor=f"job:{row.id}", action=f"job.{row.state}", subject=str(row.id),
        detail={"kind": row.kind, "attempts": row.attempts}, organisation=row.organisation_id,
    )  # fmt: skip
