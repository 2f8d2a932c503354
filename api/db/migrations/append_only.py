"""Triggers by which the database itself refuses to change or remove a row, or parts of it."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

# SQLite runs no DELETE trigger for rows that INSERT OR REPLACE throws out, so a taken key is refused as well.
KEPT_SQLITE = """---
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never removed'); END
---
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never replaced'); END
"""
SQLITE = (
    """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never changed'); END
"""
    + KEPT_SQLITE
)

POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
---
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_append_only
"""

REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only: % is refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$
"""


def prepare() -> None:
    """Create what the triggers call; once, before the first table is protected."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(REFUSE))


def protect(table: str, taken: str) -> None:
    """Let a table only grow; ``taken`` is the condition under which a row with a key of ``NEW`` exists."""
    template = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for statement in template.format(table=table, taken=taken).split("---"):
        op.execute(sa.text(statement))


FROZEN_SQLITE = (
    """
CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {columns} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: what was published is never changed'); END
"""
    + KEPT_SQLITE
)

FROZEN_POSTGRESQL = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE OF {columns} OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
---
ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_frozen
"""


def freeze(table: str, columns: Sequence[str], taken: str) -> None:
    """Let only the other columns of a row change, and no row go."""
    template = FROZEN_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else FROZEN_SQLITE
    for statement in template.format(table=table, columns=", ".join(columns), taken=taken).split("---"):
        op.execute(sa.text(statement))
