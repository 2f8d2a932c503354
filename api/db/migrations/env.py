"""Run by Alembic: migrates the connection that :mod:`api.db.migrate` opened."""

from __future__ import annotations

from alembic import context

from api.db.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    compare_type=True,
)
context.run_migrations()
