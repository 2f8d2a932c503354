"""Sign-ins by another service that have begun and not come back yet.

Revision: 0005, after 0002, 2026-11-21
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table("departures",
    sa.Column("token_hash", sa.CHAR(length=64), nullable=False),
    sa.Column("language", sa.Text(), nullable=False),
    sa.Column("after", sa.Text(), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("token_hash", name="pk_departures")
    )
    op.create_index("ix_departures_expires_at", "departures", ["expires_at"], unique=False)


def downgrade() -> None:
    """Not supported: restore a backup instead."""
    raise NotImplementedError
