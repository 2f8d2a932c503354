"""Records and events, and the triggers that refuse to change or remove them.

Revision: 0001, the first, 2026-11-20
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# SQLite runs no DELETE trigger for rows that INSERT OR REPLACE throws out, so a taken key is refused as well.
SQLITE = """
CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never changed'); END
---
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never removed'); END
---
CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table}
WHEN EXISTS (SELECT 1 FROM {table} WHERE {taken})
BEGIN SELECT RAISE(ABORT, '{table} is append-only: a row is never replaced'); END
"""

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

TAKEN = {"records": "run_id = NEW.run_id", "events": "seq = NEW.seq OR hash = NEW.hash"}


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "records",
        sa.Column("run_id", sa.CHAR(64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("product_name", sa.JSON(), nullable=False),
        sa.Column("model", sa.Text(), nullable=False),
        sa.Column("rule_id", sa.Text(), nullable=False),
        sa.Column("rule_version", sa.Text(), nullable=False),
        sa.Column("background_id", sa.Text(), nullable=False),
        sa.Column("background_version", sa.Text(), nullable=False),
        sa.Column("total", sa.Double(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("run_id", name="pk_records"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_records_created_at_run_id", "records", ["created_at", "run_id"])
    op.create_table(
        "events",
        sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.CHAR(64), nullable=False),
        sa.Column("hash", sa.CHAR(64), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_events"),
        sa.UniqueConstraint("hash", name="uq_events_hash"),
    )
    op.create_index("ix_events_subject", "events", ["subject"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute(sa.text(REFUSE))
    template = POSTGRESQL if op.get_bind().dialect.name == "postgresql" else SQLITE
    for table, taken in TAKEN.items():
        for statement in template.format(table=table, taken=taken).split("---"):
            op.execute(sa.text(statement))


def downgrade() -> None:
    """Not supported: records and events are never removed. Restore a backup instead."""
    raise NotImplementedError
