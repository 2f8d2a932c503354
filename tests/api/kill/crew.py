"""Processes to be killed: the service on the toy background, a worker, the verbs that take long.

A fork server imports all of it once, so that a new process is there in milliseconds.
"""

from __future__ import annotations

import multiprocessing
import socket
import time
from contextlib import closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import uvicorn

from api.app import create_app
from api.cases import backups
from api.cases.workbench import Workbench
from api.db import migrate
from api.db.session import Database
from api.jobs import runner
from api.jobs.queue import Queue
from api.outgoing import Outgoing
from api.settings import Settings
from background_db.search import Index
from tests.api.conftest import ToyRules, toy_scores
from tests.footprint import toys

# A worker without sign for so long is lost; the usual minute would be waited for after each kill [s].
LOST_AFTER_S = 0.5

CREW = multiprocessing.get_context("forkserver")
CREW.set_forkserver_preload([__name__])
STARTED: list[BaseProcess] = []


def start(what: Any, *given: Any) -> BaseProcess:
    """Start a process."""
    process = CREW.Process(target=what, args=given, daemon=True)
    process.start()
    STARTED.append(process)
    return process


def serving(settings: Settings) -> BaseProcess:
    """Start the service and wait until it answers."""
    server = start(serve, settings)
    for _ in range(3_000):
        with suppress(OSError), socket.create_connection(("127.0.0.1", settings.port), timeout=1):
            return server
        assert server.is_alive(), "the service ended"
        time.sleep(0.01)
    what = "the service did not start within 30 s"
    raise AssertionError(what)


def kill_all() -> None:
    """Kill what is left of those that were started."""
    while STARTED:
        process = STARTED.pop()
        process.kill()
        process.join()


def bench(settings: Settings) -> Workbench:
    """Return the toy workbench with a clock that goes."""
    return Workbench(
        settings=settings,
        rules=ToyRules(),
        background=toys.background(),
        scores=toy_scores,
        index=Index(toys.background()),
        database=Database(settings.database_url),
        clock=partial(datetime.now, UTC),
        outgoing=Outgoing.of(settings),
    )


def serve(settings: Settings) -> None:
    """Answer requests."""
    uvicorn.run(create_app(settings, bench(settings)), port=settings.port, log_level="critical")


def work(settings: Settings) -> None:
    """Do jobs."""
    runner.BEAT, runner.LOST_AFTER = timedelta(seconds=LOST_AFTER_S / 5), timedelta(seconds=LOST_AFTER_S)
    Queue(settings).serve(bench(settings), 1)


def migrated(url: str) -> None:
    """Bring a database to this version."""
    migrate.upgrade(url)


def backed_up(url: str, data_dir: Path, out: Path) -> None:
    """Write a backup."""
    with closing(Database(url)) as database:
        backups.backup(database, data_dir, out, datetime.now(UTC))


def restored(url: str, data_dir: Path, file: Path) -> None:
    """Write a backup into an empty database."""
    backups.restore(url, data_dir, file)
