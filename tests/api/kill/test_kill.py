"""kill -9 at seeded moments of calculating, saving, jobs, migrating, backing up and restoring.

``FOOTPRINT_KILLS=200`` kills so often in each test instead of the few times of the usual run.
"""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from api.cases import calculations
from api.db import migrate
from api.db.session import Database
from api.db.tables import EventRow, HoldingRow, JobRow, RecordRow
from api.db.tenancy import EVERYBODY, LOCAL
from api.settings import Settings
from api.store import events, records
from footprint.errors import InputError
from footprint.record import build_record, run_id
from tests.api.conftest import document, postgresql_schema
from tests.api.kill import audit, crew
from tests.api.kill.clients import Client, calculating, editing, starting

KILLS = int(os.environ.get("FOOTPRINT_KILLS", "4"))
SEED = int(os.environ.get("FOOTPRINT_KILL_SEED", "6"))
# Of a process that lives for some hundredths of a second, kills are cheap: more of them.
SHORT = 3
FILLED = 60


@pytest.fixture
def chance() -> random.Random:
    return random.Random(SEED)  # noqa: S311 - the moments have to come again


def test_a_service_that_is_killed_loses_and_doubles_nothing(settings: Settings, chance: random.Random) -> None:
    base = f"http://127.0.0.1:{settings.port}"
    scripts = (("e", editing), ("m-c", calculating), ("n-c", calculating), ("j", starting))
    clients = [Client(base, name, script) for name, script in scripts]
    worker = crew.start(crew.work, settings)
    for _ in range(KILLS):
        server = crew.serving(settings)
        stop = threading.Event()
        threads = [threading.Thread(target=client.round, args=(stop,)) for client in clients]
        for thread in threads:
            thread.start()
        time.sleep(chance.uniform(0.05, 0.8))
        if chance.random() < 0.5:
            worker = killed(worker, crew.work, settings)
            time.sleep(chance.uniform(0, 0.3))
        server.kill()
        stop.set()
        for thread in [*threads, server]:
            thread.join()
    server, worker = crew.serving(settings), killed(worker, crew.work, settings)
    for client in clients:
        client.finish()
    database = Database(settings.database_url)
    over(database, lambda: killed(worker, crew.work, settings))
    audit.sound(database)
    audit.once(database, clients)
    database.close()


def test_a_migration_that_is_killed_is_done_again(url: str, tmp_path: Path, chance: random.Random) -> None:
    """From the release before: the database is at the old or the new revision, and then at the new one."""
    migrate.upgrade(url, "0001")
    fill_first_release(Settings(data_dir=tmp_path, database_url=url))
    seen = set()
    whole = None
    for _ in range(SHORT * KILLS):
        begun = time.monotonic()
        process = crew.start(crew.migrated, url)
        # The first try is let go for a moment only: how long a whole one takes is learned from those that end.
        process.join(chance.uniform(0, whole or 0.3))
        process.kill()
        process.join()
        if process.exitcode == 0:
            whole = time.monotonic() - begun
        database = Database(url)
        at = migrate.current(database)
        seen.add(at)
        assert at in {"0001", migrate.head()}
        database.close()
        if at == migrate.head():
            break
    migrate.upgrade(url)
    database = Database(url)
    migrate.check(database)
    audit.sound(database)
    with database.read(EVERYBODY) as session:
        assert session.scalar(select(func.count()).select_from(RecordRow)) == FILLED
        assert session.scalar(select(func.count()).select_from(HoldingRow)) == FILLED
    database.close()


def test_a_first_migration_that_is_killed_is_done_again(url: str, chance: random.Random) -> None:
    for _ in range(SHORT * KILLS):
        process = crew.start(crew.migrated, url)
        process.join(chance.uniform(0, 0.3))
        process.kill()
        process.join()
        database = Database(url)
        assert migrate.current(database) in {None, migrate.head()}
        database.close()
    migrate.upgrade(url)
    database = Database(url)
    migrate.check(database)
    database.close()


def test_a_backup_is_whole_or_not_there(
    settings: Settings, tmp_path: Path, chance: random.Random, elsewhere: Callable[[], str]
) -> None:
    fill(settings)
    out = tmp_path / "all.zip"
    for _ in range(SHORT * KILLS):
        out.unlink(missing_ok=True)
        process = crew.start(crew.backed_up, settings.database_url, settings.data_dir, out)
        process.join(chance.uniform(0, 0.25))
        process.kill()
        process.join()
        if out.exists():
            crew.restored(elsewhere(), tmp_path / "new", out)


def test_a_restore_that_is_killed_is_done_again(
    settings: Settings, tmp_path: Path, chance: random.Random, elsewhere: Callable[[], str]
) -> None:
    """Killed, the database is empty and takes the backup again, or it is full and sound."""
    fill(settings)
    out = tmp_path / "all.zip"
    crew.backed_up(settings.database_url, settings.data_dir, out)
    for _ in range(SHORT * KILLS):
        target = elsewhere()
        process = crew.start(crew.restored, target, tmp_path / "new", out)
        process.join(chance.uniform(0, 0.5))
        process.kill()
        process.join()
        # Full already, when it was killed after the last step.
        with suppress(InputError):
            crew.restored(target, tmp_path / "new", out)
        database = Database(target)
        migrate.check(database)
        audit.sound(database)
        with database.read(EVERYBODY) as session:
            assert session.scalar(select(func.count()).select_from(RecordRow)) == FILLED
        database.close()


@pytest.fixture
def elsewhere(tmp_path: Path, settings: Settings) -> Iterator[Callable[[], str]]:
    """Return how to get an empty database, of the same kind as the other."""
    with ExitStack() as made:
        names = (tmp_path / str(n) / "new.sqlite3" for n in range(10**6))

        def empty() -> str:
            if settings.database_url.startswith("sqlite"):
                return f"sqlite:///{next(names)}"
            return made.enter_context(postgresql_schema())

        yield empty


def fill(settings: Settings) -> None:
    """Store calculations, and a file."""
    bench = crew.bench(settings)
    for n in range(FILLED):
        with bench.database.write(LOCAL) as session:
            calculations.calculate(bench, session, document(model=f"M-{n}"), "test")
    file = settings.data_dir / "files" / "ab" / "cdef"
    file.parent.mkdir(parents=True)
    file.write_bytes(b"a bill" * 100_000)
    bench.database.close()


def fill_first_release(settings: Settings) -> None:
    """Store calculations as the release before wrote them: events without organisation, records without holding."""
    bench = crew.bench(settings)
    names = {
        RecordRow: ("run_id", "created_at", "product_name", "model", "rule_id", "rule_version", "background_id",
                    "background_version", "total", "unit", "body"),
        EventRow: ("seq", "at", "actor", "action", "subject", "detail", "previous_hash", "hash"),
    }  # fmt: skip
    previous = events.START
    with bench.database.writing_connection() as connection:
        for n in range(FILLED):
            found = calculations.preview(bench, document(model=f"M-{n}"))
            assert found.result is not None
            record = build_record(found.product, found.result, found.background)
            row = records.row(run_id(record), record, bench.clock())
            event = EventRow(
                seq=n + 1, at=bench.clock(), actor="test", action=calculations.CREATED, subject=row.run_id,
                detail="{}", previous_hash=previous,
            )  # fmt: skip
            event.hash = previous = events.digest(event)
            for one in (row, event):
                given = {name: getattr(one, name) for name in names[type(one)]}
                connection.execute(insert(type(one).__table__).values(given))
    bench.database.close()


def killed(process: BaseProcess, what: Any, *given: Any) -> BaseProcess:
    """Kill a process and start another in its place."""
    process.kill()
    process.join()
    return crew.start(what, *given)


def over(database: Database, again: Callable[[], BaseProcess]) -> None:
    """Wait until every job has ended; a worker that starts looks for those that were lost."""
    for _ in range(30):
        until = time.monotonic() + 2
        while time.monotonic() < until:
            with database.read(EVERYBODY) as session:
                if not session.scalars(select(JobRow.id).where(JobRow.state.in_(("queued", "running")))).first():
                    return
            time.sleep(0.1)
        again()
    what = "jobs did not end within a minute"
    raise AssertionError(what)
