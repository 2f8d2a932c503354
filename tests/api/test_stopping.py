"""Real processes that are told to end: nothing at hand is cut off, and what cannot end is given back."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import UUID

import pytest

from api.db.migrate import upgrade
from api.db.session import Database
from api.db.tables import JobRow
from api.db.tenancy import EVERYBODY, LOCAL
from api.jobs.queue import Queue
from api.settings import Settings
from api.store import jobs as store
from tests.api.conftest import AT

ROOT = Path(__file__).parents[2]
# Far more than anything here takes; a test that hangs ends.
AT_MOST_S = 300.0


@pytest.fixture
def data(tmp_path: Path) -> Path:
    upgrade(f"sqlite:///{tmp_path}/footprint.sqlite3")
    return tmp_path


@pytest.fixture
def database(data: Path) -> Iterator[Database]:
    made = Database(f"sqlite:///{data}/footprint.sqlite3")
    yield made
    made.close()


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start(data: Path) -> Iterator[Start]:
    started = []

    def begin(verb: str, **settings: str) -> subprocess.Popen[bytes]:
        given = {f"FOOTPRINT_{name.upper()}": value for name, value in settings.items()}
        environment = os.environ | {"FOOTPRINT_DATA_DIR": str(data), "PYTHONPATH": str(ROOT)} | given
        command = [sys.executable, "-m", "tests.api.stopping", verb, str(data)]
        started.append(subprocess.Popen(command, env=environment, cwd=ROOT, start_new_session=True))
        return started[-1]

    yield begin
    for process in started:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # a server has its worker with it
        process.wait()


def until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + AT_MOST_S
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.2)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def waiting(database: Database, data: Path) -> UUID:
    with database.write(LOCAL) as session:
        made = store.add(session, "uncertainty", {"run_id": "0" * 64}, None, AT).id
    Queue(Settings(data_dir=data)).wake(made)
    return made


def job(database: Database, job_id: UUID) -> JobRow:
    with database.read(EVERYBODY) as session:
        return session.get_one(JobRow, job_id)


def test_a_server_answers_what_is_at_hand_and_takes_its_worker_along(data: Path, start: Start) -> None:
    port = free_port()
    server = start("serve", port=str(port))
    until(lambda: (data / "worker").exists() and answers(f"http://127.0.0.1:{port}/healthz"))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(lambda: urllib.request.urlopen(f"http://127.0.0.1:{port}/slow").read())
        until((data / "begun").exists)
        server.send_signal(signal.SIGTERM)
        until(lambda: not answers(f"http://127.0.0.1:{port}/healthz"))
        assert server.poll() is None
        (data / "go").touch()
        assert asked.result(AT_MOST_S) == b'"answered"'
    assert server.wait(AT_MOST_S) == 0
    children = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(data) not in children


def test_a_worker_ends_the_job_at_hand(data: Path, database: Database, start: Start) -> None:
    worker = start("worker")
    done, later = waiting(database, data), waiting(database, data)
    until((data / "begun").exists)
    worker.send_signal(signal.SIGTERM)
    (data / "go").touch()
    assert worker.wait(AT_MOST_S) == 0
    states = sorted(job(database, one).state for one in (done, later))
    assert states in (["done", "queued"], ["done", "done"])


@pytest.mark.parametrize("asked", [signal.SIGTERM, signal.SIGINT])
def test_a_job_that_does_not_end_is_given_back_and_done_by_the_next(
    data: Path, database: Database, start: Start, asked: signal.Signals
) -> None:
    (data / "short").touch()
    worker = start("worker")
    given = waiting(database, data)
    until((data / "begun").exists)
    assert job(database, given).state == "running"
    worker.send_signal(asked)
    assert worker.wait(AT_MOST_S) == 0
    row = job(database, given)
    assert (row.state, row.worker, row.attempts) == ("queued", None, 0)
    (data / "go").touch()
    start("worker")
    until(lambda: job(database, given).state == "done")
    assert job(database, given).attempts == 1
