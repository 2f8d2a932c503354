"""Load on a running service: so many requests a second, kept up with or not, and how long each was waited for.

Requests are due at fixed moments and a wait counts from there: when the service is late, those behind it are late
too, and the figures say so (an open loop, without coordinated omission). ``python -m benchmarks --only load``.
"""

from __future__ import annotations

import http.client
import json
import os
import secrets
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

import numpy as np
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from api.cases.workbench import Workbench
from api.db.migrate import upgrade
from api.db.session import parse
from api.settings import Settings
from benchmarks.measure import Figures
from benchmarks.service import HEADERS, ROOT, answering, free_port, product
from tests.registered import Bodies

POSTGRESQL = os.environ.get("FOOTPRINT_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
LINES = 50
# Each rate is held for so long [s]; the last one at which the service kept up is stated.
HOLD = 4.0
FIRST = {"preview": 4.0, "result_page": 4.0, "read": 20.0, "register_page": 4.0, "register_json": 20.0}
STEP = 1.5
# Kept up: the slowest of a hundred within this, and none refused [s].
PATIENCE = 0.5
# It prepares the scores of its background first [s].
STARTS_WITHIN = 180.0
# Enough that the generator is never what waits.
SENDERS = 32


@dataclass(frozen=True)
class Held:
    """What came of one rate."""

    rate: float
    waits: Sequence[float]
    failed: int

    @property
    def kept(self) -> bool:
        """Tell whether the service kept up."""
        return not self.failed and self.percentile(99) <= PATIENCE

    def percentile(self, which: float) -> float:
        """Return a percentile of the waits [s]."""
        return float(np.percentile(self.waits, which))


@dataclass(frozen=True)
class Ask:
    """One kind of request."""

    method: str
    path: str
    body: bytes | None = None


def load() -> Figures:
    """Rate held with its waits: previews, result pages, reads of the interface, the register, on both databases."""
    figures: Figures = {"patience_ms": 1e3 * PATIENCE, "lines": LINES, "held_for_s": HOLD}
    body = json.dumps(product(LINES)).encode()
    for name, where in (("sqlite", _sqlite), ("postgresql", _postgresql)):
        with where() as url:
            if not url:
                figures[name] = "skipped: PostgreSQL does not answer"
                continue
            with _service(url) as port:
                run_id, entry = _stored(port, body), _published(url)
                asks = {
                    "preview": Ask("POST", "/v1/previews", body),
                    "result_page": Ask("GET", f"/en/results/{run_id}"),
                    "read": Ask("GET", f"/v1/calculations/{run_id}/label?scheme=guangdong"),
                    "register_page": Ask("GET", f"/en/register/{entry}"),
                    "register_json": Ask("GET", f"/v1/register/{entry}"),
                }
                for kind, ask in asks.items():
                    figures |= {
                        f"{name}_{kind}_{key}": value for key, value in _climb(port, ask, FIRST[kind]).items()
                    }
    return figures


def _climb(port: int, ask: Ask, rate: float) -> Figures:
    """Raise the rate until the service falls behind; tell of the last at which it kept up."""
    _hold(port, ask, rate, 1.0)
    best: Held | None = None
    while (held := _hold(port, ask, rate, HOLD)).kept:
        best, rate = held, rate * STEP
    if best is None:
        return {"rate_held": 0.0, "lowest_tried": rate}
    return {
        "rate_held": best.rate,
        "p50_ms": 1e3 * best.percentile(50),
        "p99_ms": 1e3 * best.percentile(99),
        "rate_not_held": rate,
        "p99_not_held_ms": 1e3 * held.percentile(99),
    }


def _hold(port: int, ask: Ask, rate: float, seconds: float) -> Held:
    """Send at a constant rate for so long."""
    due: SimpleQueue[float | None] = SimpleQueue()
    waits: list[float] = []
    failures: list[int] = []
    senders = [threading.Thread(target=_send, args=(port, ask, due, waits, failures)) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    begun = time.perf_counter()
    for number in range(int(rate * seconds)):
        at = begun + number / rate
        if (early := at - time.perf_counter()) > 0:
            time.sleep(early)
        due.put(at)
    for _ in senders:
        due.put(None)
    for sender in senders:
        sender.join()
    return Held(rate, waits, len(failures))


def _send(port: int, ask: Ask, due: SimpleQueue[float | None], waits: list[float], failures: list[int]) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    while (at := due.get()) is not None:
        try:
            connection.request(ask.method, ask.path, ask.body, HEADERS if ask.body else {})
            answer = connection.getresponse()
            answer.read()
            status = answer.status
        except (OSError, http.client.HTTPException):
            connection.close()
            status = 0
        waits.append(time.perf_counter() - at)
        if status != 200:
            failures.append(status)
    connection.close()


def _stored(port: int, body: bytes) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("POST", "/v1/calculations", body, HEADERS)
    answer = connection.getresponse()
    told = json.loads(answer.read())
    connection.close()
    if answer.status not in {200, 201}:
        what = f"the product of the benchmark is refused: {told.get('detail')}"
        raise AssertionError(what)
    return str(told["run_id"])


def _published(url: str) -> str:
    """Bring the product into the register, beside the service that runs on the same database."""
    with tempfile.TemporaryDirectory() as folder:
        bench = Workbench.build(Settings(data_dir=Path(folder), database_url=url))
        try:
            return Bodies.of(bench).publish(product(LINES))[1]
        finally:
            bench.database.close()


@contextmanager
def _service(url: str) -> Iterator[int]:
    """Run the service as an operator does, without worker beside it; the generator has the other core."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        environment = os.environ | {
            "FOOTPRINT_DATA_DIR": folder,
            "FOOTPRINT_DATABASE_URL": url,
            "FOOTPRINT_PORT": str(port),
            "FOOTPRINT_WORKERS": "0",
            "FOOTPRINT_LOG_LEVEL": "error",
            "FOOTPRINT_REQUESTS_PER_MINUTE": "1000000000",
        }
        command = [sys.executable, "-c", "from api.cli import main; main()", "serve"]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603
        try:
            if not answering(port, STARTS_WITHIN):
                what = f"the service did not start within {STARTS_WITHIN:g} s"
                raise AssertionError(what)
            yield port
        finally:
            server.terminate()
            server.wait(30)


@contextmanager
def _sqlite() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/load.sqlite3"
        upgrade(url)
        yield url


@contextmanager
def _postgresql() -> Iterator[str]:
    schema = f"load_{secrets.token_hex(6)}"
    engine = create_engine(parse(POSTGRESQL), poolclass=NullPool, connect_args={"connect_timeout": 2})
    try:
        with engine.begin() as connection:
            connection.execute(text(f"CREATE SCHEMA {schema}"))
    except OperationalError:
        yield ""
        return
    url = f"{POSTGRESQL}?options=-csearch_path%3D{schema}"
    upgrade(url)
    yield url
    with engine.begin() as connection:
        connection.execute(text(f"DROP SCHEMA {schema} CASCADE"))
