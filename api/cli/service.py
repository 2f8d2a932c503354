"""``footprint serve``, ``footprint worker``, ``footprint database``."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Annotated

import typer
from fastapi import FastAPI

from api import logs
from api.cli.root import workbench
from api.db.migrate import check, current
from api.db.migrate import upgrade as migrate
from api.db.session import Database
from api.settings import PREFIX, Settings, read_settings

WORKER = (sys.executable, "-c", "from api.cli import main; main()", "worker")
# Requests at hand are answered for so long after a signal to end [s].
GRACE_S = 20
# Its worker then has its own grace and a little more.
WORKER_ENDS_IN_S = 30.0


def register(app: typer.Typer) -> None:
    """Add the verbs."""
    database = typer.Typer(help="The database of this installation.", no_args_is_help=True, rich_markup_mode=None)
    database.command("upgrade")(upgrade)
    app.add_typer(database, name="database")
    app.command("serve")(serve)
    app.command("worker")(worker)


def upgrade() -> None:
    """Create the database or bring it to this version."""
    migrate(read_settings().database_url)
    print("database: up to date")


def serve(
    host: Annotated[str | None, typer.Option("--host", help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option("--port", min=1, max=65535, help="Port to listen on.")] = None,
) -> None:
    """Serve pages and API."""
    import uvicorn

    settings = read_settings()
    changes = {k: v for k, v in (("host", host), ("port", port)) if v is not None}
    settings = read_settings(**{**settings.model_dump(include=settings.model_fields_set), **changes})
    _prepare(settings)
    print(f"serving {settings.public_url}  (stop with Ctrl+C)")
    logs.configure(settings.log_level, settings.log_format)
    signal.signal(signal.SIGTERM, _end)
    with _own_worker(settings):
        uvicorn.run(
            _application(settings), host=settings.host, port=settings.port, log_level=settings.log_level,
            server_header=False, log_config=None, access_log=False, timeout_graceful_shutdown=GRACE_S,
            ssl_certfile=settings.tls_certificate, ssl_keyfile=settings.tls_key,
        )  # fmt: skip


def worker(
    workers: Annotated[int | None, typer.Option("--workers", min=1, help="Jobs done at once.")] = None,
) -> None:
    """Do the jobs of the service: as many workers on as many machines as there is to do."""
    from api.jobs.queue import Queue

    bench = workbench()
    logs.configure(bench.settings.log_level, bench.settings.log_format)
    check(bench.database)
    print("worker: waiting for jobs  (stop with Ctrl+C)", flush=True)
    Queue(bench.settings).serve(bench, workers or max(bench.settings.workers, 1))


@contextmanager
def _own_worker(settings: Settings) -> Iterator[None]:
    """Let jobs be done by a process beside the server, so that pages answer while it calculates."""
    if not settings.workers:
        yield
        return
    given = {
        f"{PREFIX}{name.upper()}": str(value)
        for name, value in settings.model_dump(include=settings.model_fields_set).items()
        if value is not None
    }
    child = subprocess.Popen(WORKER, env=os.environ | given)  # noqa: S603 - our own command
    try:
        yield
    finally:
        child.terminate()  # lets the job at hand end, for a while
        try:
            child.wait(timeout=WORKER_ENDS_IN_S)
        except subprocess.TimeoutExpired:
            child.kill()  # the job is taken up again by the next worker


def _end(_signal: int, _frame: object) -> None:
    """End in order: uvicorn sends the signal again at its end, and its default would leave the worker alone."""
    raise SystemExit(0)


def _prepare(settings: Settings) -> None:
    """Create the embedded database when it is empty; any other one has to be at this version."""
    with closing(Database(settings.database_url)) as database:
        if database.file is not None and current(database) is None:
            migrate(settings.database_url)
        check(database)


def _application(settings: Settings) -> FastAPI:
    # The pages are the room above this one: the one place that names it does so by string, so that the import
    # rule holds and a headless installation without web/ still serves the API.
    from importlib import import_module, util

    room = "web.app" if util.find_spec("web") and util.find_spec("web.app") else "api.app"
    application: FastAPI = import_module(room).create_app(settings)
    return application
