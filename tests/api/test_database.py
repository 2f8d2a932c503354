from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from api.cases import calculations
from api.cases.workbench import Workbench
from api.db import migrate
from api.db.session import Database
from api.db.tables import Base, EventRow
from api.db.tenancy import LOCAL
from api.errors import SetupError
from api.store import events
from tests.api.conftest import document

AT = datetime(2026, 11, 20, 12, 0, 0, 123456, tzinfo=timezone(timedelta(hours=8)))

CHANGES = [
    "UPDATE {table} SET {column} = {column}",
    "UPDATE {table} SET {column} = 'x' WHERE 1 = 0 OR {column} <> 'x'",
    "DELETE FROM {table}",
]


@pytest.fixture
def filled(bench: Workbench) -> Database:
    with bench.database.write(LOCAL) as session:
        calculations.calculate(bench, session, document(), "test")
    return bench.database


def test_migrations_from_empty_give_the_tables(database: Database) -> None:
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []
    assert set(inspect(database.engine).get_table_names()) == {*Base.metadata.tables, "alembic_version"}


def test_migrating_again_changes_nothing(database: Database, url: str) -> None:
    migrate.upgrade(url)
    migrate.check(database)
    assert migrate.current(database) == migrate.head()


def test_an_unprepared_database_is_named(url: str) -> None:
    with pytest.raises(SetupError, match="has no tables yet: run `footprint database upgrade`"):
        _check(url)


def test_checking_creates_no_file(tmp_path: Path) -> None:
    with pytest.raises(SetupError):
        _check(f"sqlite:///{tmp_path}/none.sqlite3")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("wrong", ["nonsense", "mysql://localhost/x"])
def test_a_wrong_url_is_named(wrong: str) -> None:
    with pytest.raises(SetupError, match="FOOTPRINT_DATABASE_URL"):
        Database(wrong)


def test_an_unreachable_database_is_named() -> None:
    with pytest.raises(SetupError, match="cannot be reached"):
        migrate.upgrade("postgresql://nobody@127.0.0.1:1/none")


@pytest.mark.parametrize("statement", CHANGES)
@pytest.mark.parametrize(("table", "column"), [("records", "model"), ("events", "actor"), ("holdings", "run_id")])
def test_the_database_refuses_changes(filled: Database, statement: str, table: str, column: str) -> None:
    before = _dump(filled, table)
    with pytest.raises(DBAPIError, match="append-only"), filled.engine.begin() as connection:
        connection.execute(text(statement.format(table=table, column=column)))
    assert _dump(filled, table) == before


@pytest.mark.parametrize("table", ["records", "events"])
def test_the_database_refuses_replacement(filled: Database, table: str) -> None:
    key = "run_id" if table == "records" else "seq"
    copy = f"INSERT {{or_replace}} INTO {table} SELECT * FROM {table} {{clause}}"  # noqa: S608
    if filled.file is None:
        clause = f"WHERE true ON CONFLICT ({key}) DO UPDATE SET {key} = EXCLUDED.{key}"
        statements = [copy.format(or_replace="", clause=clause), f"TRUNCATE {table} CASCADE"]
    else:
        statements = [
            copy.format(or_replace="OR REPLACE", clause=""),
            f"REPLACE INTO {table} SELECT * FROM {table}",  # noqa: S608
        ]
        if table == "events":
            statements.append(
                "INSERT OR REPLACE INTO events (seq, at, actor, action, subject, detail, organisation, "
                "previous_hash, hash) SELECT 99, at, actor, action, subject, detail, organisation, "
                "previous_hash, hash FROM events"
            )
    before = _dump(filled, table)
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), filled.engine.begin() as connection:
            connection.execute(text(statement))
    assert _dump(filled, table) == before


def test_triggers_hold_for_replicas_too(filled: Database) -> None:
    if filled.file is not None:
        pytest.skip("PostgreSQL only")
    with pytest.raises(DBAPIError, match="append-only"), filled.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica; DELETE FROM events"))


def test_sqlite_is_set_up(sqlite_url: str) -> None:
    migrate.upgrade(sqlite_url)
    with closing(Database(sqlite_url)) as database, database.engine.connect() as connection:
        assert connection.execute(text("PRAGMA journal_mode")).scalar() == "wal"
        assert connection.execute(text("PRAGMA foreign_keys")).scalar() == 1
        assert connection.execute(text("PRAGMA busy_timeout")).scalar() == 10_000


def test_times_come_back_in_utc(database: Database) -> None:
    with database.write(LOCAL) as session:
        events.append(session, at=AT, actor="a", action="b", subject="c", detail={})
    with database.read(LOCAL) as session:
        row = session.get_one(EventRow, 1)
        assert row.at == AT
        assert row.at.tzinfo is UTC


def test_a_time_without_zone_is_refused(database: Database) -> None:
    naive = AT.replace(tzinfo=None)
    with pytest.raises(Exception, match="without zone"), database.write(LOCAL) as session:
        events.append(session, at=naive, actor="a", action="b", subject="c", detail={})


def test_a_failed_write_leaves_nothing(database: Database) -> None:
    def act() -> None:
        with database.write(LOCAL) as session:
            events.append(session, at=AT, actor="a", action="b", subject="c", detail={})
            raise InterruptedError

    with pytest.raises(InterruptedError):
        act()
    assert _dump(database, "events") == []


def _check(url: str) -> None:
    with closing(Database(url)) as database:
        migrate.check(database)


def _dump(database: Database, table: str) -> list[tuple[object, ...]]:
    with database.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT * FROM {table}"))]  # noqa: S608
