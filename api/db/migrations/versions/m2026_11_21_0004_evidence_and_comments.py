"""Evidence files and what names them; comments as threads that only grow.

``files`` and ``comments`` are made anew: until now nothing wrote them.

Revision: 0004, 2026-11-21
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db.migrations import append_only

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.drop_table("comments")
    op.drop_table("files")
    op.create_table("files",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("sha256", sa.CHAR(length=64), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("media_type", sa.Text(), nullable=False),
    sa.Column("size", sa.BigInteger(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_files_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_files_person_id"),
    sa.PrimaryKeyConstraint("id", name="pk_files"),
    sa.UniqueConstraint("organisation_id", "sha256", name="uq_files_organisation_id_sha256")
    )
    op.create_index("ix_files_organisation_id", "files", ["organisation_id"], unique=False)
    op.create_index("ix_files_sha256", "files", ["sha256"], unique=False)
    op.create_table("file_uses",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("sha256", sa.CHAR(length=64), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=True),
    sa.Column("run_id", sa.CHAR(length=64), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_file_uses_organisation_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_file_uses_product_id"),
    sa.ForeignKeyConstraint(["run_id"], ["records.run_id"], name="fk_file_uses_run_id"),
    sa.PrimaryKeyConstraint("id", name="pk_file_uses")
    )
    for column in ("organisation_id", "product_id", "run_id", "sha256"):
        op.create_index(f"ix_file_uses_{column}", "file_uses", [column], unique=False)
    op.create_table("comments",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("thread", sa.Uuid(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("act", sa.Text(), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=True),
    sa.Column("run_id", sa.CHAR(length=64), nullable=True),
    sa.Column("declaration_id", sa.Uuid(), nullable=True),
    sa.Column("reader_id", sa.Uuid(), nullable=True),
    sa.Column("subject", sa.Text(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["declaration_id"], ["declarations.id"], name="fk_comments_declaration_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_comments_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_comments_person_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_comments_product_id"),
    sa.ForeignKeyConstraint(["reader_id"], ["organisations.id"], name="fk_comments_reader_id"),
    sa.ForeignKeyConstraint(["run_id"], ["records.run_id"], name="fk_comments_run_id"),
    sa.PrimaryKeyConstraint("id", name="pk_comments"),
    sa.UniqueConstraint("thread", "number", name="uq_comments_thread_number")
    )
    for column in ("declaration_id", "organisation_id", "product_id", "reader_id", "run_id"):
        op.create_index(f"ix_comments_{column}", "comments", [column], unique=False)
    append_only.protect("file_uses", "id = NEW.id")
    append_only.protect("comments", "id = NEW.id OR (thread = NEW.thread AND number = NEW.number)")
