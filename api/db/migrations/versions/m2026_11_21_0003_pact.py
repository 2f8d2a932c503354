"""Partners and messages of the PACT exchange: version, automatic answers, whose message, what it answers.

Revision: 0003, 2026-11-21
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; both tables were not used before."""
    with op.batch_alter_table("partners") as table:
        table.add_column(sa.Column("version", sa.Text(), nullable=False, server_default="3"))
        table.add_column(sa.Column("automatic", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("messages") as table:
        table.add_column(sa.Column("partner_id", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("answers", sa.Uuid(), nullable=True))
        table.add_column(sa.Column("error", sa.Text(), nullable=True))
        table.create_foreign_key("fk_messages_partner_id", "partners", ["partner_id"], ["id"])
        table.create_foreign_key("fk_messages_answers", "messages", ["answers"], ["id"])
        table.create_index("ix_messages_partner_id", ["partner_id"])


def downgrade() -> None:
    """Not supported: restore a backup instead."""
    raise NotImplementedError
