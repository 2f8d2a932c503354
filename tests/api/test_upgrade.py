"""From the release before to this one, with what it had stored, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import Connection, MetaData, insert, select

from api.cases import backups, calculations, checkpoints, verify
from api.cli import run
from api.db import migrate
from api.db.session import Database
from api.db.tables import EventRow, RecordRow
from api.db.tenancy import EVERYBODY, LOCAL
from api.settings import Settings
from api.store import events
from tests.api.conftest import AT, document, toy_bench

# The tables as they were first released.
FIRST = "0001"


def copy_as_first(source: Database, target: Connection) -> list[str]:
    """Write records and events of today as the first release stored them: events knew no organisation."""
    tables = MetaData()
    tables.reflect(target)
    with source.read(EVERYBODY) as session:
        rows = session.scalars(select(RecordRow)).all()
        for row in rows:
            values = {column: getattr(row, column) for column in tables.tables["records"].columns.keys()}  # noqa: SIM118
            target.execute(insert(tables.tables["records"]), values)
        previous = events.START
        for event in events.walk(session):
            session.expunge(event)
            event.organisation, event.previous_hash = None, previous
            previous = event.hash = events.digest(event)
            values = {column: getattr(event, column) for column in tables.tables["events"].columns.keys()}  # noqa: SIM118
            target.execute(insert(tables.tables["events"]), values)
    return [row.run_id for row in rows]


@pytest.fixture
def first_release(url: str, tmp_path: Path) -> tuple[str, list[str]]:
    """A database of the first release with three calculations."""
    today = f"sqlite:///{tmp_path}/today.sqlite3"
    migrate.upgrade(today)
    source = Database(today)
    bench = toy_bench(source, Settings(data_dir=tmp_path, database_url=today))
    for n in range(3):
        with source.write(LOCAL) as session:
            calculations.calculate(bench, session, document(model=f"old {n}"), "operator")
    migrate.upgrade(url, FIRST)
    target = Database(url)
    with target.writing_connection() as connection:
        runs = copy_as_first(source, connection)
    source.close()
    target.close()
    return url, runs


def test_what_the_first_release_stored_is_there_and_sound(
    first_release: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, runs = first_release
    monkeypatch.setenv("FOOTPRINT_DATABASE_URL", url)
    monkeypatch.setenv("FOOTPRINT_DATA_DIR", str(tmp_path))
    assert run(["verify"]) == 2  # not before the upgrade
    assert run(["database", "upgrade"]) == 0
    assert run(["database", "upgrade"]) == 0
    database = Database(url)
    bench = toy_bench(database, Settings())
    with database.read(LOCAL) as session:
        assert {calculations.get(session, one).run_id for one in runs} == set(runs)
    with database.read(EVERYBODY) as session:
        assert [row.organisation for row in session.scalars(select(EventRow))] == [None] * 3
    # The old chain goes on, signed, and into a backup.
    with database.write(LOCAL) as session:
        calculations.calculate(bench, session, document(model="new"), "operator")
    signed = checkpoints.make_now(database, Settings(), AT).signed
    with database.read(EVERYBODY) as session:
        for check in (verify.events, verify.records, checkpoints.verify_stored):
            assert check(session).sound
        assert checkpoints.verify_kept(session, [signed]).sound
    held = backups.backup(database, tmp_path, tmp_path / "all.zip", AT)
    assert held.revision == migrate.head()
    database.close()
    restored = f"sqlite:///{tmp_path}/restored.sqlite3"
    assert backups.restore(restored, tmp_path / "restored", tmp_path / "all.zip").rows == held.rows
