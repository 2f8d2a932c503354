"""Declarations on their way through review, and the public register.

``declarations`` is made anew: until now nothing wrote it.

Revision: 0007, after 0006, 2026-11-21
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from api.db.migrations import append_only

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

FIXED = (
    "id", "declaration_id", "status_index", "scheme", "number", "product_name", "model", "holder", "gtin", "rule_id",
    "rule_version", "total", "unit", "issued", "expires", "words", "document", "signed", "credential", "created_at",
)  # fmt: skip


def upgrade() -> None:
    """Apply."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    if postgresql:
        op.drop_constraint("fk_comments_declaration_id", "comments", type_="foreignkey")
    op.drop_table("declarations")
    op.create_table("declarations",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("run_id", sa.CHAR(length=64), nullable=False),
    sa.Column("scheme", sa.Text(), nullable=False),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("recommended", sa.Boolean(), nullable=False),
    sa.Column("body_id", sa.Uuid(), nullable=True),
    sa.Column("preparer_id", sa.Uuid(), nullable=True),
    sa.Column("preparers", sa.JSON(), nullable=False),
    sa.Column("reviewer_id", sa.Uuid(), nullable=True),
    sa.Column("approver_id", sa.Uuid(), nullable=True),
    sa.Column("withheld", sa.JSON(), nullable=False),
    sa.Column("replaces_id", sa.Uuid(), nullable=True),
    sa.Column("register_id", sa.Text(), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["approver_id"], ["people.id"], name="fk_declarations_approver_id"),
    sa.ForeignKeyConstraint(["body_id"], ["organisations.id"], name="fk_declarations_body_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_declarations_organisation_id"),
    sa.ForeignKeyConstraint(["preparer_id"], ["people.id"], name="fk_declarations_preparer_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_declarations_product_id"),
    sa.ForeignKeyConstraint(["replaces_id"], ["declarations.id"], name="fk_declarations_replaces_id"),
    sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name="fk_declarations_reviewer_id"),
    sa.ForeignKeyConstraint(["run_id"], ["records.run_id"], name="fk_declarations_run_id"),
    sa.PrimaryKeyConstraint("id", name="pk_declarations"),
    sa.UniqueConstraint("register_id", name="uq_declarations_register_id")
    )
    for column in ("body_id", "organisation_id", "product_id", "run_id", "status", "updated_at"):
        op.create_index(f"ix_declarations_{column}", "declarations", [column], unique=False)
    if postgresql:
        op.create_foreign_key(
            "fk_comments_declaration_id", "comments", "declarations", ["declaration_id"], ["id"]
        )
    op.create_table("declaration_acts",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("declaration_id", sa.Uuid(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("act", sa.Text(), nullable=False),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("run_id", sa.CHAR(length=64), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("detail", sa.JSON(), nullable=False),
    sa.Column("actor", sa.Text(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("reader_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["declaration_id"], ["declarations.id"], name="fk_declaration_acts_declaration_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_declaration_acts_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_declaration_acts_person_id"),
    sa.ForeignKeyConstraint(["reader_id"], ["organisations.id"], name="fk_declaration_acts_reader_id"),
    sa.PrimaryKeyConstraint("id", name="pk_declaration_acts"),
    sa.UniqueConstraint("declaration_id", "number", name="uq_declaration_acts_declaration_id_number")
    )
    for column in ("declaration_id", "organisation_id", "reader_id", "run_id"):
        op.create_index(f"ix_declaration_acts_{column}", "declaration_acts", [column], unique=False)
    _register()
    append_only.protect(
        "declaration_acts", "id = NEW.id OR (declaration_id = NEW.declaration_id AND number = NEW.number)"
    )
    append_only.protect("register_history", "id = NEW.id OR (entry_id = NEW.entry_id AND number = NEW.number)")
    append_only.protect(
        "register_papers",
        "id = NEW.id OR (entry_id = NEW.entry_id AND kind = NEW.kind AND language = NEW.language)",
    )
    append_only.freeze(
        "register_entries",
        FIXED,
        "id = NEW.id OR declaration_id = NEW.declaration_id OR status_index = NEW.status_index",
    )


def _register() -> None:
    op.create_table("register_entries",
    sa.Column("id", sa.Text(), nullable=False),
    sa.Column("declaration_id", sa.Uuid(), nullable=False),
    sa.Column("status_index", sa.Integer(), nullable=False),
    sa.Column("scheme", sa.Text(), nullable=False),
    sa.Column("number", sa.Text(), nullable=True),
    sa.Column("product_name", sa.JSON(), nullable=False),
    sa.Column("model", sa.Text(), nullable=False),
    sa.Column("holder", sa.Text(), nullable=False),
    sa.Column("gtin", sa.Text(), nullable=True),
    sa.Column("rule_id", sa.Text(), nullable=False),
    sa.Column("rule_version", sa.Text(), nullable=False),
    sa.Column("total", sa.Double(), nullable=False),
    sa.Column("unit", sa.Text(), nullable=False),
    sa.Column("issued", sa.Date(), nullable=False),
    sa.Column("expires", sa.Date(), nullable=True),
    sa.Column("words", sa.Text(), nullable=False),
    sa.Column("document", sa.LargeBinary(), nullable=False),
    sa.Column("signed", sa.Text(), nullable=False),
    sa.Column("credential", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("status_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("superseded_by", sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(["declaration_id"], ["declarations.id"], name="fk_register_entries_declaration_id"),
    sa.PrimaryKeyConstraint("id", name="pk_register_entries"),
    sa.UniqueConstraint("declaration_id", name="uq_register_entries_declaration_id"),
    sa.UniqueConstraint("status_index", name="uq_register_entries_status_index")
    )
    for column in ("created_at", "gtin", "rule_id", "scheme", "status"):
        op.create_index(f"ix_register_entries_{column}", "register_entries", [column], unique=False)
    op.create_table("register_history",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("entry_id", sa.Text(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name="fk_register_history_entry_id"),
    sa.PrimaryKeyConstraint("id", name="pk_register_history"),
    sa.UniqueConstraint("entry_id", "number", name="uq_register_history_entry_id_number")
    )
    op.create_table("register_papers",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("entry_id", sa.Text(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("language", sa.Text(), nullable=False),
    sa.Column("media_type", sa.Text(), nullable=False),
    sa.Column("sha256", sa.CHAR(length=64), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["entry_id"], ["register_entries.id"], name="fk_register_papers_entry_id"),
    sa.PrimaryKeyConstraint("id", name="pk_register_papers"),
    sa.UniqueConstraint("entry_id", "kind", "language", name="uq_register_papers_entry_id_kind_language")
    )


def downgrade() -> None:
    """Not supported: restore a backup instead."""
    raise NotImplementedError
