"""Creates the tables, and upgrades those an older version wrote."""

from typing import Any, get_args

import duckdb
import sqlalchemy as sa

from ecomdash.events.record import AnyHit
from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.dialect import DIALECT
from ecomdash.store.engines.duckdb.visitors import NUMBER_ONLY, NUMBERED
from ecomdash.store.protocol import StoreTooNew
from ecomdash.store.tables import metadata

VERSION = 1

# What brings a database from version n to n + 1; a fresh database is created at VERSION from tables.py.
STEPS: dict[int, tuple[str, ...]] = {}

# An enumeration is compared ten times as fast as text. A new type of event is a new VERSION with a step that widens it.
_EVENT_TYPES = ", ".join(f"'{name}'" for name in ("", *(hit.__struct_config__.tag for hit in get_args(AnyHit))))
_VISITORS = """
CREATE TABLE visitors (site_id INTEGER NOT NULL, visitor_id BIGINT NOT NULL, visitor_no INTEGER NOT NULL)
"""


def migrate(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the database to VERSION in one transaction. Raises StoreTooNew, having changed nothing."""
    cursor.execute("BEGIN")
    try:
        cursor.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        found = cursor.execute("SELECT version FROM schema_version").fetchall()
        if not found:
            cursor.execute(f"CREATE TYPE event_type AS ENUM ({_EVENT_TYPES})")
            cursor.execute(_VISITORS)
            for table in metadata.sorted_tables:
                cursor.execute(_create(table))
            cursor.execute("INSERT INTO schema_version VALUES ($1)", [VERSION])
        elif found[0][0] > VERSION:
            raise StoreTooNew(
                f"the event store was written by a newer EcomDash (schema {found[0][0]}, this one knows {VERSION}); "
                "install that version again, nothing was changed"
            )
        else:
            for version in range(found[0][0], VERSION):
                for statement in STEPS[version]:
                    cursor.execute(statement)
            cursor.execute("UPDATE schema_version SET version = $1 WHERE version <> $1", [VERSION])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise


def _create(table: sa.Table) -> str:
    """The table as tables.py has it, except for event types (an enumeration) and visitor numbers (see visitors.py)."""
    columns = [_column(column) for column in table.columns if table not in NUMBER_ONLY or column.name != "visitor_id"]
    if table in NUMBERED:
        columns.append("visitor_no INTEGER NOT NULL")
    keys = [f'"{column.name}"' for column in table.primary_key]
    if keys:
        columns.append(f"PRIMARY KEY ({', '.join(keys)})")
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _column(column: sa.Column[Any]) -> str:
    kind = "event_type" if column.name == "event_type" else column.type.compile(DIALECT)
    default = f" DEFAULT '{column.server_default.arg}'" if isinstance(column.server_default, sa.DefaultClause) else ""
    return f'"{column.name}" {kind}{default}{"" if column.nullable else " NOT NULL"}'
