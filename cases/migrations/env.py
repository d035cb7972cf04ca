"""Alembic's entry: migrates over the connection that `cases.database` gives."""

from __future__ import annotations

from alembic import context

from cases.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    version_table="schema_version",
)
context.run_migrations()
