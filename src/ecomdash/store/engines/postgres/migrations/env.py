"""Runs migrations on the connection that it is handed; Alembic loads this file."""

from alembic import context

from ecomdash.store.engines.postgres.migrations import VERSION_TABLE

context.configure(connection=context.config.attributes["connection"], version_table=VERSION_TABLE)
with context.begin_transaction():
    context.run_migrations()
