"""Organisations, people, products, jobs, exchange; records get a holder, events an organisation.

Revision: 0002, 2026-11-21
"""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID, uuid4

import sqlalchemy as sa
from alembic import op

from api.db.migrations import append_only

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# What there was before organisations belongs to the local one.
LOCAL = UUID("00000000-0000-4000-8000-000000000001")
TAKEN = {
    "versions": "id = NEW.id OR (product_id = NEW.product_id AND number = NEW.number)",
    "holdings": "id = NEW.id OR (organisation_id = NEW.organisation_id AND run_id = NEW.run_id)",
    "checkpoints": "seq = NEW.seq",
}


def upgrade() -> None:
    """Apply."""
    op.create_table("checkpoints",
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column("hash", sa.CHAR(length=64), nullable=False),
    sa.Column("at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("signed", sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint("seq", name="pk_checkpoints")
    )
    op.create_table("organisations",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("slug", sa.Text(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_organisations"),
    sa.UniqueConstraint("slug", name="uq_organisations_slug")
    )
    op.create_table("people",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("email", sa.Text(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("language", sa.Text(), nullable=False),
    sa.Column("password_hash", sa.Text(), nullable=True),
    sa.Column("oidc_subject", sa.Text(), nullable=True),
    sa.Column("failures", sa.Integer(), nullable=False),
    sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
    sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.PrimaryKeyConstraint("id", name="pk_people"),
    sa.UniqueConstraint("email", name="uq_people_email"),
    sa.UniqueConstraint("oidc_subject", name="uq_people_oidc_subject")
    )
    op.create_table("answers",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("key", sa.Text(), nullable=False),
    sa.Column("request_hash", sa.CHAR(length=64), nullable=False),
    sa.Column("status", sa.Integer(), nullable=False),
    sa.Column("headers", sa.JSON(), nullable=False),
    sa.Column("body", sa.LargeBinary(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_answers_organisation_id"),
    sa.PrimaryKeyConstraint("id", name="pk_answers"),
    sa.UniqueConstraint("organisation_id", "key", name="uq_answers_organisation_id_key")
    )
    op.create_index("ix_answers_created_at", "answers", ["created_at"], unique=False)
    op.create_index("ix_answers_organisation_id", "answers", ["organisation_id"], unique=False)
    op.create_table("backgrounds",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("version", sa.Text(), nullable=False),
    sa.Column("sha256", sa.CHAR(length=64), nullable=False),
    sa.Column("licence", sa.Text(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_backgrounds_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_backgrounds_person_id"),
    sa.PrimaryKeyConstraint("id", name="pk_backgrounds"),
    sa.UniqueConstraint("organisation_id", "name", "sha256", name="uq_backgrounds_organisation_id_name_sha256")
    )
    op.create_index("ix_backgrounds_organisation_id", "backgrounds", ["organisation_id"], unique=False)
    op.create_table("jobs",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("kind", sa.Text(), nullable=False),
    sa.Column("payload", sa.JSON(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("done", sa.Integer(), nullable=False),
    sa.Column("total", sa.Integer(), nullable=True),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("worker", sa.Text(), nullable=True),
    sa.Column("result", sa.JSON(), nullable=True),
    sa.Column("error", sa.Text(), nullable=True),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("heartbeat_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_jobs_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_jobs_person_id"),
    sa.PrimaryKeyConstraint("id", name="pk_jobs")
    )
    op.create_index("ix_jobs_created_at", "jobs", ["created_at"], unique=False)
    op.create_index("ix_jobs_organisation_id", "jobs", ["organisation_id"], unique=False)
    op.create_index("ix_jobs_state", "jobs", ["state"], unique=False)
    op.create_table("keys",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("secret_hash", sa.CHAR(length=64), nullable=False),
    sa.Column("scopes", sa.JSON(), nullable=False),
    sa.Column("partner", sa.Text(), nullable=True),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_keys_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_keys_person_id"),
    sa.PrimaryKeyConstraint("id", name="pk_keys"),
    sa.UniqueConstraint("secret_hash", name="uq_keys_secret_hash")
    )
    op.create_index("ix_keys_organisation_id", "keys", ["organisation_id"], unique=False)
    op.create_table("links",
    sa.Column("token_hash", sa.CHAR(length=64), nullable=False),
    sa.Column("purpose", sa.Text(), nullable=False),
    sa.Column("email", sa.Text(), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=True),
    sa.Column("roles", sa.JSON(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_links_organisation_id"),
    sa.PrimaryKeyConstraint("token_hash", name="pk_links")
    )
    op.create_index("ix_links_email", "links", ["email"], unique=False)
    op.create_index("ix_links_organisation_id", "links", ["organisation_id"], unique=False)
    op.create_table("memberships",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=False),
    sa.Column("role", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_memberships_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_memberships_person_id"),
    sa.PrimaryKeyConstraint("id", name="pk_memberships"),
    sa.UniqueConstraint("organisation_id", "person_id", "role", name="uq_memberships_organisation_id_person_id_role")
    )
    op.create_index("ix_memberships_organisation_id", "memberships", ["organisation_id"], unique=False)
    op.create_index("ix_memberships_person_id", "memberships", ["person_id"], unique=False)
    op.create_table("partners",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("name", sa.Text(), nullable=False),
    sa.Column("base_url", sa.Text(), nullable=False),
    sa.Column("auth_url", sa.Text(), nullable=False),
    sa.Column("client_id", sa.Text(), nullable=False),
    sa.Column("sealed_secret", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_partners_organisation_id"),
    sa.PrimaryKeyConstraint("id", name="pk_partners")
    )
    op.create_index("ix_partners_organisation_id", "partners", ["organisation_id"], unique=False)
    op.create_table("products",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("name", sa.JSON(), nullable=False),
    sa.Column("model", sa.Text(), nullable=False),
    sa.Column("rule", sa.Text(), nullable=False),
    sa.Column("head", sa.Integer(), nullable=False),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_products_organisation_id"),
    sa.PrimaryKeyConstraint("id", name="pk_products")
    )
    op.create_index("ix_products_organisation_id", "products", ["organisation_id"], unique=False)
    op.create_index("ix_products_updated_at", "products", ["updated_at"], unique=False)
    op.create_table("sign_ins",
    sa.Column("token_hash", sa.CHAR(length=64), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_sign_ins_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_sign_ins_person_id"),
    sa.PrimaryKeyConstraint("token_hash", name="pk_sign_ins")
    )
    op.create_index("ix_sign_ins_expires_at", "sign_ins", ["expires_at"], unique=False)
    op.create_index("ix_sign_ins_person_id", "sign_ins", ["person_id"], unique=False)
    op.create_table("claims",
    sa.Column("code", sa.CHAR(length=32), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=False),
    sa.Column("instrument", sa.Text(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_claims_organisation_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_claims_product_id"),
    sa.PrimaryKeyConstraint("code", name="pk_claims")
    )
    op.create_index("ix_claims_organisation_id", "claims", ["organisation_id"], unique=False)
    op.create_index("ix_claims_product_id", "claims", ["product_id"], unique=False)
    op.create_table("declarations",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("number", sa.Text(), nullable=True),
    sa.Column("product_id", sa.Uuid(), nullable=False),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("run_id", sa.CHAR(length=64), nullable=False),
    sa.Column("scheme", sa.Text(), nullable=False),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("reason", sa.Text(), nullable=False),
    sa.Column("body_id", sa.Uuid(), nullable=True),
    sa.Column("preparer_id", sa.Uuid(), nullable=True),
    sa.Column("reviewer_id", sa.Uuid(), nullable=True),
    sa.Column("approver_id", sa.Uuid(), nullable=True),
    sa.Column("valid_until", sa.Date(), nullable=True),
    sa.Column("revision", sa.Integer(), nullable=False),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["approver_id"], ["people.id"], name="fk_declarations_approver_id"),
    sa.ForeignKeyConstraint(["body_id"], ["organisations.id"], name="fk_declarations_body_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_declarations_organisation_id"),
    sa.ForeignKeyConstraint(["preparer_id"], ["people.id"], name="fk_declarations_preparer_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_declarations_product_id"),
    sa.ForeignKeyConstraint(["reviewer_id"], ["people.id"], name="fk_declarations_reviewer_id"),
    sa.ForeignKeyConstraint(["run_id"], ["records.run_id"], name="fk_declarations_run_id"),
    sa.PrimaryKeyConstraint("id", name="pk_declarations"),
    sa.UniqueConstraint("number", name="uq_declarations_number")
    )
    op.create_index("ix_declarations_body_id", "declarations", ["body_id"], unique=False)
    op.create_index("ix_declarations_organisation_id", "declarations", ["organisation_id"], unique=False)
    op.create_index("ix_declarations_product_id", "declarations", ["product_id"], unique=False)
    op.create_index("ix_declarations_run_id", "declarations", ["run_id"], unique=False)
    op.create_index("ix_declarations_status", "declarations", ["status"], unique=False)
    op.create_table("files",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=True),
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
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_files_product_id"),
    sa.PrimaryKeyConstraint("id", name="pk_files"),
    sa.UniqueConstraint("organisation_id", "sha256", "product_id", name="uq_files_organisation_id_sha256_product_id")
    )
    op.create_index("ix_files_organisation_id", "files", ["organisation_id"], unique=False)
    op.create_index("ix_files_product_id", "files", ["product_id"], unique=False)
    op.create_table("footprints",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("run_id", sa.CHAR(length=64), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=True),
    sa.Column("status", sa.Text(), nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.Column("partners", sa.JSON(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("deprecated_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_footprints_organisation_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_footprints_product_id"),
    sa.ForeignKeyConstraint(["run_id"], ["records.run_id"], name="fk_footprints_run_id"),
    sa.PrimaryKeyConstraint("id", name="pk_footprints")
    )
    op.create_index("ix_footprints_created_at", "footprints", ["created_at"], unique=False)
    op.create_index("ix_footprints_organisation_id", "footprints", ["organisation_id"], unique=False)
    op.create_index("ix_footprints_product_id", "footprints", ["product_id"], unique=False)
    op.create_index("ix_footprints_run_id", "footprints", ["run_id"], unique=False)
    op.create_table("holdings",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("run_id", sa.CHAR(length=64), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=True),
    sa.Column("version", sa.Integer(), nullable=True),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_holdings_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_holdings_person_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_holdings_product_id"),
    sa.ForeignKeyConstraint(["run_id"], ["records.run_id"], name="fk_holdings_run_id"),
    sa.PrimaryKeyConstraint("id", name="pk_holdings")
    )
    op.create_index("ix_holdings_created_at", "holdings", ["created_at"], unique=False)
    op.create_index("ix_holdings_organisation_id", "holdings", ["organisation_id"], unique=False)
    op.create_index("ix_holdings_organisation_id_run_id", "holdings", ["organisation_id", "run_id"], unique=True)
    op.create_index("ix_holdings_product_id", "holdings", ["product_id"], unique=False)
    op.create_index("ix_holdings_run_id", "holdings", ["run_id"], unique=False)
    op.create_table("messages",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("direction", sa.Text(), nullable=False),
    sa.Column("source", sa.Text(), nullable=False),
    sa.Column("event_id", sa.Text(), nullable=False),
    sa.Column("type", sa.Text(), nullable=False),
    sa.Column("body", sa.JSON(), nullable=False),
    sa.Column("state", sa.Text(), nullable=False),
    sa.Column("attempts", sa.Integer(), nullable=False),
    sa.Column("key_id", sa.Uuid(), nullable=True),
    sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["key_id"], ["keys.id"], name="fk_messages_key_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_messages_organisation_id"),
    sa.PrimaryKeyConstraint("id", name="pk_messages"),
    sa.UniqueConstraint("organisation_id", "direction", "source", "event_id", name="uq_messages_organisation_id_direction_source_event_id")
    )
    op.create_index("ix_messages_organisation_id", "messages", ["organisation_id"], unique=False)
    op.create_index("ix_messages_state", "messages", ["state"], unique=False)
    op.create_table("tokens",
    sa.Column("token_hash", sa.CHAR(length=64), nullable=False),
    sa.Column("key_id", sa.Uuid(), nullable=False),
    sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["key_id"], ["keys.id"], name="fk_tokens_key_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_tokens_organisation_id"),
    sa.PrimaryKeyConstraint("token_hash", name="pk_tokens")
    )
    op.create_index("ix_tokens_expires_at", "tokens", ["expires_at"], unique=False)
    op.create_index("ix_tokens_key_id", "tokens", ["key_id"], unique=False)
    op.create_index("ix_tokens_organisation_id", "tokens", ["organisation_id"], unique=False)
    op.create_table("versions",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("product_id", sa.Uuid(), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("sha256", sa.CHAR(length=64), nullable=False),
    sa.Column("document", sa.LargeBinary(), nullable=False),
    sa.Column("note", sa.Text(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_versions_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_versions_person_id"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name="fk_versions_product_id"),
    sa.PrimaryKeyConstraint("id", name="pk_versions"),
    sa.UniqueConstraint("product_id", "number", name="uq_versions_product_id_number")
    )
    op.create_index("ix_versions_organisation_id", "versions", ["organisation_id"], unique=False)
    op.create_table("comments",
    sa.Column("id", sa.Uuid(), nullable=False),
    sa.Column("declaration_id", sa.Uuid(), nullable=False),
    sa.Column("reader_id", sa.Uuid(), nullable=True),
    sa.Column("answers", sa.Uuid(), nullable=True),
    sa.Column("figure", sa.Text(), nullable=False),
    sa.Column("text", sa.Text(), nullable=False),
    sa.Column("person_id", sa.Uuid(), nullable=True),
    sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
    sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
    sa.Column("organisation_id", sa.Uuid(), nullable=False),
    sa.ForeignKeyConstraint(["answers"], ["comments.id"], name="fk_comments_answers"),
    sa.ForeignKeyConstraint(["declaration_id"], ["declarations.id"], name="fk_comments_declaration_id"),
    sa.ForeignKeyConstraint(["organisation_id"], ["organisations.id"], name="fk_comments_organisation_id"),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_comments_person_id"),
    sa.ForeignKeyConstraint(["reader_id"], ["organisations.id"], name="fk_comments_reader_id"),
    sa.PrimaryKeyConstraint("id", name="pk_comments")
    )
    op.create_index("ix_comments_declaration_id", "comments", ["declaration_id"], unique=False)
    op.create_index("ix_comments_organisation_id", "comments", ["organisation_id"], unique=False)
    op.create_index("ix_comments_reader_id", "comments", ["reader_id"], unique=False)
    op.add_column("events", sa.Column("organisation", sa.Uuid(), nullable=True))
    op.create_index("ix_events_organisation", "events", ["organisation"], unique=False)
    for table, taken in TAKEN.items():
        append_only.protect(table, taken)
    _give_to_local()


def _give_to_local() -> None:
    """Make the local organisation, and let it hold every record there is."""
    connection = op.get_bind()
    organisations = sa.table(
        "organisations", sa.column("id", sa.Uuid()), sa.column("slug"), sa.column("name"), sa.column("kind"),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    records = sa.table("records", sa.column("run_id"), sa.column("created_at", sa.DateTime(timezone=True)))
    holdings = sa.table(
        "holdings", sa.column("id", sa.Uuid()), sa.column("organisation_id", sa.Uuid()), sa.column("run_id"),
        sa.column("created_at", sa.DateTime(timezone=True)),
    )
    connection.execute(
        organisations.insert().values(
            id=LOCAL, slug="local", name="Local desk", kind="maker", created_at=datetime.now(UTC)
        )
    )
    for run, at in connection.execute(sa.select(records.c.run_id, records.c.created_at)).all():
        connection.execute(
            holdings.insert().values(id=uuid4(), organisation_id=LOCAL, run_id=run, created_at=at)
        )


def downgrade() -> None:
    """Not supported: versions and holdings are never removed. Restore a backup instead."""
    raise NotImplementedError
