"""The queue that wakes workers: SQLite beside the data by default, Redis or PostgreSQL by setting."""

from __future__ import annotations

import logging
import os
import socket
from typing import Any
from uuid import UUID

from huey import Huey, PostgresHuey, RedisHuey, SqliteHuey, crontab

from api.cases import checkpoints
from api.cases.exchange import outbox
from api.cases.workbench import Workbench
from api.db.tenancy import EVERYBODY
from api.errors import SetupError
from api.jobs import runner
from api.jobs.deliveries import Teller
from api.mail import mail_of
from api.settings import Settings
from api.store import answers

NAME = "footprint"
# Jobs at hand go on for so long after a signal to end [s]; what is not done by then is given back.
GRACE_S = 20.0
log = logging.getLogger("footprint.jobs")


def queue_of(settings: Settings) -> Huey:
    """Open the queue that the settings name."""
    url = settings.queue_url
    # Results are rows of ours; the queue keeps none.
    common: dict[str, Any] = {"results": False, "store_none": False, "utc": True}
    if not url:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        return SqliteHuey(NAME, filename=str(settings.data_dir / "queue.sqlite3"), fsync=True, **common)
    if url.startswith(("redis://", "rediss://")):
        return RedisHuey(NAME, url=url, **common)
    if url.startswith(("postgresql://", "postgres://")):
        return PostgresHuey(NAME, dsn=url, **common)
    what = "FOOTPRINT_QUEUE_URL: redis://… or postgresql://… is due"
    raise SetupError(what)


class Queue:
    """Wakes workers; what is not heard is found again by :func:`api.jobs.runner.reap`."""

    def __init__(self, settings: Settings) -> None:
        self.huey = queue_of(settings)
        self._bench: Workbench | None = None
        self._task = self.huey.task(name="job")(self._run)

    def wake(self, job_id: UUID) -> None:
        """Say that a job waits; a queue that is away only delays it."""
        try:
            self._task(str(job_id))
        except Exception:
            log.exception("the queue did not take job %s; a worker will find it", job_id)

    def answers(self) -> bool:
        """Tell whether the queue can be reached."""
        try:
            self.huey.pending_count()
        except Exception:
            log.exception("the queue does not answer")
            return False
        return True

    def serve(self, bench: Workbench, workers: int) -> None:
        """Work until told to stop: SIGTERM lets jobs at hand end for a while, SIGINT gives them back at once."""
        self._bench = bench
        self.huey.periodic_task(crontab(minute="*"), name="round")(self._round)
        self._round()
        consumer = self.huey.create_consumer(
            workers=workers, worker_type="thread", initial_delay=0.1, max_delay=1.0, graceful_signal="TERM",
            shutdown_timeout=GRACE_S,
        )  # fmt: skip
        teller = Teller(bench)
        teller.start()
        try:
            consumer.run()
        finally:
            teller.stop()
            for job_id in runner.give_back():
                log.info("job %s was given back", job_id)
                self.wake(job_id)

    def _run(self, job_id: str) -> None:
        bench = self._bench
        if bench is None:
            what = "a job was run outside a worker"
            raise RuntimeError(what)
        runner.run(bench, UUID(job_id), f"{socket.gethostname()}:{os.getpid()}")

    def _round(self) -> None:
        """Do what the clock asks for; one that fails must not keep the others."""
        bench = self._bench
        if bench is None:
            return
        for job_id in (*outbox.wake_due(bench), *runner.reap(bench)):
            self.wake(job_id)
        _forget(bench)
        try:
            checkpoints.daily(bench.database, bench.settings, mail_of(bench.settings), bench.clock())
        except Exception:
            log.exception("the checkpoint of today was not made; it is tried again in a minute")


def _forget(bench: Workbench) -> None:
    """Forget answers whose day is over, also those of organisations that write nothing more."""
    before = bench.clock() - answers.KEPT
    with bench.database.read(EVERYBODY) as session:
        over = answers.are_before(session, before)
    if over:
        with bench.database.write(EVERYBODY) as session:
            answers.drop_before(session, before)
