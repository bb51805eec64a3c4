"""Runs migrations on the connection that it is handed; Alembic loads this file."""

from alembic import context

from ecomdash.sites.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    version_table=context.config.attributes["version_table"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
