"""Creates the tables, and upgrades those an older version wrote."""

import duckdb
from sqlalchemy.schema import CreateTable

from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.dialect import DIALECT
from ecomdash.store.protocol import StoreTooNew
from ecomdash.store.tables import metadata

VERSION = 1

# What brings a database from version n to n + 1; a fresh database is created at VERSION from tables.py.
STEPS: dict[int, tuple[str, ...]] = {}


def migrate(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the database to VERSION in one transaction. Raises StoreTooNew, having changed nothing."""
    cursor.execute("BEGIN")
    try:
        cursor.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        found = cursor.execute("SELECT version FROM schema_version").fetchone()
        if found is None:
            for table in metadata.sorted_tables:
                cursor.execute(str(CreateTable(table, if_not_exists=True).compile(dialect=DIALECT)))
            cursor.execute("INSERT INTO schema_version VALUES ($1)", [VERSION])
        elif found[0] > VERSION:
            raise StoreTooNew(
                f"the event store was written by a newer EcomDash (schema {found[0]}, this one knows {VERSION}); "
                "install that version again, nothing was changed"
            )
        else:
            for version in range(found[0], VERSION):
                for statement in STEPS[version]:
                    cursor.execute(statement)
            cursor.execute("UPDATE schema_version SET version = $1 WHERE version <> $1", [VERSION])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise
