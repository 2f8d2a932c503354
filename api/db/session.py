"""Engine and sessions.

A writing transaction takes the one writer's place before it reads anything (``BEGIN IMMEDIATE`` on SQLite, an
advisory lock on PostgreSQL): what it reads to decide, the end of the event chain above all, cannot change
under it. So keep writing transactions short and calculate before the first query.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session

from api.db.tenancy import KEY, Tenant
from api.errors import SetupError

# Any number that no other program on the same PostgreSQL database uses: "footprin" in ASCII.
WRITER_LOCK = 0x666F6F747072696E
BUSY_TIMEOUT_MS = 10_000
WRITER = "footprint_writer"


class Database:
    """Hands out sessions that read, and sessions that write and are committed by their edge."""

    def __init__(self, url: str) -> None:
        self.url = parse(url)
        self.engine = _engine(self.url)
        self._writer = self.engine.execution_options(**{WRITER: True})

    @property
    def file(self) -> Path | None:
        """The SQLite file, if it is one."""
        name = self.url.database
        return Path(name) if self.url.get_backend_name() == "sqlite" and name else None

    @contextmanager
    def read(self, tenant: Tenant) -> Iterator[Session]:
        """Open a session whose changes, if any, are thrown away."""
        with Session(self.engine, info={KEY: tenant}) as session:
            yield session

    @contextmanager
    def write(self, tenant: Tenant) -> Iterator[Session]:
        """Open a session that is committed when the block ends well, and rolled back otherwise."""
        with Session(self._writer, info={KEY: tenant}) as session, session.begin():
            yield session

    @contextmanager
    def writing_connection(self) -> Iterator[Connection]:
        """Open a connection in a writing transaction, for migrations."""
        with self._writer.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()


def parse(url: str) -> URL:
    """Read a database URL; PostgreSQL is always spoken to by psycopg 3."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        what = "FOOTPRINT_DATABASE_URL is not a database URL, e.g. sqlite:///var/footprint.sqlite3"
        raise SetupError(what) from None
    if parsed.drivername in {"postgres", "postgresql"}:
        parsed = parsed.set(drivername="postgresql+psycopg")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        what = f"FOOTPRINT_DATABASE_URL names {parsed.drivername}: only sqlite and postgresql are supported"
        raise SetupError(what)
    return parsed


def _engine(url: URL) -> Engine:
    if url.get_backend_name() == "postgresql":
        engine = create_engine(url, pool_pre_ping=True)
        event.listen(engine, "begin", _begin_postgresql)
        return engine
    engine = create_engine(url, connect_args={"timeout": BUSY_TIMEOUT_MS / 1000})
    event.listen(engine, "connect", _connect_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _connect_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver begins no transactions of its own
    for pragma in ("journal_mode = WAL", "foreign_keys = ON", f"busy_timeout = {BUSY_TIMEOUT_MS}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get(WRITER)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(WRITER):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITER_LOCK})")
