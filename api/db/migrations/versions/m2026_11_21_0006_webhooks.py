"""Webhooks and their deliveries.

Revision: 0006, after 0005, 2026-11-21
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table("webhooks",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("url", sa.Text(), nullable=False),
    sa.Column("kinds", sa.JSON(), nullable=False),
    sa.Column("sealed_secret", sa.Text(), nullable=False),
    sa.Column("seen_seq", sa.BigInteger(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_webhooks_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_webhooks_person_id"),
    sa.PrimaryKeyConstraint("id", name="pk_webhooks")
    )
    op.create_index("ix_webhooks_organisation_id", "webhooks", ["organisation_id"], unique=False)
    op.create_table("deliveries",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("webhook_id", sa.Uuid(), nullable=False),
    sa.Column("seq", sa.BigInteger(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("status", sa.Integer(), nullable=True),
    sa.Column("problem", sa.Text(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_deliveries_organisation_id"),
    sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name="fk_deliveries_webhook_id"),
    sa.PrimaryKeyConstraint("id", name="pk_deliveries"),
    sa.UniqueConstraint("webhook_id", "seq", name="uq_deliveries_webhook_id_seq")
    )
    op.create_index("ix_deliveries_organisation_id", "deliveries", ["organisation_id"], unique=False)
    op.create_index("ix_deliveries_state", "deliveries", ["state"], unique=False)


def downgrade() -> None:
    """Not supported: restore a backup instead."""
    raise NotImplementedError
