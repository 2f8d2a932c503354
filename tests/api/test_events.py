from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from api.cases import calculations, verify
from api.cases.workbench import Workbench
from api.db.session import Database
from api.db.tenancy import EVERYBODY, LOCAL
from api.store import events
from tests.api.conftest import document

AT = datetime(2026, 11, 20, 12, tzinfo=UTC)


def _act(database: Database, subject: str) -> None:
    with database.write(LOCAL) as session:
        events.append(session, at=AT, actor="me", action="test", subject=subject, detail={"n": subject})


@pytest.fixture
def chained(database: Database) -> Database:
    for n in range(5):
        _act(database, f"s{n}")
    return database


def _tamper(database: Database, *statements: str) -> None:
    """Change the log as somebody could who owns the database."""
    with database.engine.begin() as connection:
        if database.file is None:
            connection.execute(text("ALTER TABLE events DISABLE TRIGGER events_append_only"))
        else:
            for name in ("no_update", "no_delete", "no_replace"):
                connection.execute(text(f"DROP TRIGGER events_{name}"))
        for statement in statements:
            connection.execute(text(statement))


def test_a_chain_is_sound(chained: Database) -> None:
    with chained.read(EVERYBODY) as session:
        report = verify.events(session)
        assert report.sound
        assert report.count == 5
        assert report.head == list(events.walk(session))[-1].hash
        assert events.detail(events.about(session, "s3")[0]) == {"n": "s3"}


@pytest.mark.parametrize(
    ("statements", "seq", "what"),
    [
        (["UPDATE events SET actor = 'you' WHERE seq = 3"], 3, "changed"),
        (["UPDATE events SET detail = '{}' WHERE seq = 1"], 1, "changed"),
        (["UPDATE events SET at = '2020-01-01 00:00:00' WHERE seq = 2"], 2, "changed"),
        (["DELETE FROM events WHERE seq = 2"], 3, "missing"),
        (["DELETE FROM events WHERE seq = 1"], 2, "missing"),
        (
            ["DELETE FROM events WHERE seq = 4", "UPDATE events SET seq = 4 WHERE seq = 5"],
            4,
            "does not follow",
        ),
    ],
)
def test_tampering_is_found(chained: Database, statements: list[str], seq: int, what: str) -> None:
    _tamper(chained, *statements)
    with chained.read(EVERYBODY) as session:
        report = verify.events(session)
    assert not report.sound
    assert report.faults[0].seq == seq
    assert what in report.faults[0].what


def test_many_writers_make_one_chain(database: Database) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: _act(database, str(n)), range(80)))
    with database.read(EVERYBODY) as session:
        report = verify.events(session)
    assert report.sound
    assert report.count == 80


def test_a_study_calculated_by_many_at_once_is_stored_once(bench: Workbench) -> None:
    def run(_: int) -> bool:
        with bench.database.write(LOCAL) as session:
            return calculations.calculate(bench, session, document(), "test").created

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(run, range(16))) == 1
    with bench.database.read(EVERYBODY) as session:
        assert verify.events(session).count == 1
        assert verify.records(session).sound


def test_a_missing_record_is_found(bench: Workbench) -> None:
    with bench.database.write(LOCAL) as session:
        run = calculations.calculate(bench, session, document(), "test").run_id
    with bench.database.engine.begin() as connection:
        if bench.database.file is None:
            for table in ("holdings", "records"):
                connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER {table}_append_only"))
        else:
            for table in ("holdings", "records"):
                connection.execute(text(f"DROP TRIGGER {table}_no_delete"))
        for table in ("holdings", "records"):
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608
    with bench.database.read(EVERYBODY) as session:
        report = verify.records(session)
    assert [(f.subject, f.what) for f in report.faults] == [(run, "an event tells of this record, but it is gone")]
