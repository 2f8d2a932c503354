"""Processes to be killed: the service on the toy background, and a worker that notices lost ones within a second."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta
from functools import partial

import uvicorn

from api.app import create_app
from api.cases.workbench import Workbench
from api.db.session import Database
from api.jobs import runner
from api.jobs.queue import Queue
from api.settings import Settings, read_settings
from background_db.search import Index
from tests.api.conftest import ToyRules, toy_scores
from tests.footprint import toys

QUICK_S = 0.5


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
    )


def serve(port: int) -> None:
    """Answer requests."""
    settings = read_settings(port=port)
    uvicorn.run(create_app(settings, bench(settings)), port=port, log_level="error")


def work() -> None:
    """Do jobs; the usual minute until a worker counts as lost is cut, for nobody waits that long here."""
    runner.BEAT, runner.LOST_AFTER = timedelta(seconds=QUICK_S / 5), timedelta(seconds=QUICK_S)
    settings = read_settings()
    Queue(settings).serve(bench(settings), 1)


if __name__ == "__main__":
    action, *given = sys.argv[1:]
    serve(int(given[0])) if action == "serve" else work()
