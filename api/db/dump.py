"""Rows as lines of JSON and back: the same for SQLite and PostgreSQL, so a backup moves from one to the other."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Date, LargeBinary, Table, Uuid, delete, insert, select

from api.db.session import Database
from api.db.tables import Base, UtcDateTime

BATCH = 500


def tables() -> tuple[Table, ...]:
    """Return all tables, those that others point to first."""
    return tuple(Base.metadata.sorted_tables)


def snapshot(database: Database) -> Connection:
    """Open a connection whose reads all see the same moment, while others go on writing."""
    if database.file is not None:
        return database.engine.connect()  # a read transaction of SQLite in WAL mode is a snapshot
    return database.engine.connect().execution_options(isolation_level="REPEATABLE READ")


def lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Read a table as lines of JSON, oldest first: an answer comes after the comment it points to."""
    order = [table.c.created_at] if "created_at" in table.c else []
    query = select(table).order_by(*order, *table.primary_key)
    rows = connection.execution_options(yield_per=BATCH).execute(query)
    for row in rows.mappings():
        out = {name: _out(value) for name, value in row.items()}
        yield json.dumps(out, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode() + b"\n"


def load(connection: Connection, table: Table, written: Iterator[bytes]) -> int:
    """Write lines of JSON into an empty table; return how many."""
    columns = {column.name: column.type for column in table.columns}
    count, batch = 0, list[dict[str, Any]]()
    for line in written:
        batch.append({name: _in(columns[name], value) for name, value in json.loads(line).items()})
        if len(batch) == BATCH:
            connection.execute(insert(table), batch)
            count, batch = count + BATCH, []
    if batch:
        connection.execute(insert(table), batch)
    return count + len(batch)


def forget_what_migrations_wrote(connection: Connection) -> None:
    """Empty the one table that migrations fill, so that a backup is written into nothing."""
    connection.execute(delete(Base.metadata.tables["organisations"]))


def _out(value: Any) -> Any:
    match value:
        case bytes():
            return base64.b64encode(value).decode()
        case datetime() | date():
            return value.isoformat()
        case UUID():
            return str(value)
    return value


def _in(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    match kind:
        case LargeBinary():
            return base64.b64decode(value)
        case UtcDateTime():
            return datetime.fromisoformat(value)
        case Date():
            return date.fromisoformat(value)
        case Uuid():
            return UUID(value)
    return value
