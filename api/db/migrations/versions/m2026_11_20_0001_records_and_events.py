"""Records and events, and the triggers that refuse to change or remove them.

Revision: 0001, the first, 2026-11-20
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db.migrations import append_only

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

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
    append_only.prepare()
    for table, taken in TAKEN.items():
        append_only.protect(table, taken)


def downgrade() -> None:
    """Not supported: records and events are never removed. Restore a backup instead."""
    raise NotImplementedError
