"""Processes to be told to end: the verbs ``serve`` and ``worker`` on the toy background, with slow work in them.

``python -m tests.api.stopping serve FOLDER`` and ``… worker FOLDER``. The work says that it has begun by a file
``begun`` in the folder, and ends when there is a file ``go``.
"""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from fastapi import FastAPI

from api.app import create_app
from api.cases.workbench import Workbench
from api.cli import run, service
from api.db.session import Database
from api.jobs import kinds, queue, runner
from api.settings import Settings
from tests.api.conftest import toy_bench


def slow(folder: Path) -> None:
    (folder / "begun").touch()
    while not (folder / "go").exists():
        time.sleep(0.02)


def bench() -> Workbench:
    settings = Settings()
    return toy_bench(Database(settings.database_url), settings)


def application(folder: Path, settings: Settings) -> FastAPI:
    app = create_app(settings, toy_bench(Database(settings.database_url), settings))

    @app.get("/slow")
    def answer() -> str:
        slow(folder)
        return "answered"

    return app


def work(folder: Path, *_: Any) -> dict[str, Any]:
    slow(folder)
    return {"done": True}


def main(verb: str, folder: Path) -> int:
    if verb == "serve":
        service._application = partial(application, folder)
        service.WORKER = (sys.executable, "-m", "tests.api.stopping", "worker", str(folder))
    else:
        service.workbench = bench
        runner.KINDS = {"uncertainty": replace(kinds.KINDS["uncertainty"], run=partial(work, folder))}
        queue.GRACE_S = 1.0 if (folder / "short").exists() else 60.0
    (folder / verb).write_text("starts")
    return run([verb])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
