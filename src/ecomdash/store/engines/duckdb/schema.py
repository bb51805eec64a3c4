"""Creates the tables, and upgrades those an older version wrote."""

from typing import Any, get_args

import duckdb
import sqlalchemy as sa

from ecomdash.events.record import AnyHit
from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.dialect import DIALECT
from ecomdash.store.engines.duckdb.numbers import ALL_NUMBERED, create
from ecomdash.store.engines.duckdb.parts import EVENTS_VIEW, stored
from ecomdash.store.engines.duckdb.steps import STEPS
from ecomdash.store.protocol import StoreTooNew, Tables
from ecomdash.store.tables import metadata

VERSION = 2

# An enumeration is compared ten times as fast as text. A new type of event is a new VERSION with a step that widens it.
_EVENT_TYPES = ", ".join(f"'{name}'" for name in ("", *(hit.__struct_config__.tag for hit in get_args(AnyHit))))


def inspect(cursor: duckdb.DuckDBPyConnection) -> Tables:
    """What tables there are. Raises StoreTooNew."""
    if not cursor.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = 'schema_version'").fetchall():
        return "none"
    found = _version(cursor)
    return "none" if found is None else "ready" if found == VERSION else "older"


def migrate(cursor: duckdb.DuckDBPyConnection) -> None:
    """Bring the database to VERSION in one transaction. Raises StoreTooNew, having changed nothing."""
    cursor.execute("BEGIN")
    try:
        cursor.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        found = _version(cursor)
        if found is None:
            cursor.execute(f"CREATE TYPE event_type AS ENUM ({_EVENT_TYPES})")
            for kind in ALL_NUMBERED:
                cursor.execute(create(kind))
            for table in metadata.sorted_tables:
                for part in stored(table):
                    cursor.execute(_create(part))
            cursor.execute(EVENTS_VIEW)
            cursor.execute("INSERT INTO schema_version VALUES ($1)", [VERSION])
        else:
            for version in range(found, VERSION):
                for statement in STEPS[version]:
                    cursor.execute(statement)
            cursor.execute("UPDATE schema_version SET version = $1 WHERE version <> $1", [VERSION])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise


def _version(cursor: duckdb.DuckDBPyConnection) -> int | None:
    """The version of the tables; None where they were never made. Raises StoreTooNew."""
    rows: list[tuple[int]] = cursor.execute("SELECT version FROM schema_version").fetchall()
    if not rows:
        return None
    [[found]] = rows
    if found > VERSION:
        raise StoreTooNew(
            f"the event store was written by a newer EcomDash (schema {found}, this one knows {VERSION}); "
            "install that version again, nothing was changed"
        )
    return found


def _create(table: sa.Table) -> str:
    """The table as tables.py has it, except for event types (an enumeration) and numbers for ids (see numbers.py)."""
    replaced = {kind.id for kind in ALL_NUMBERED if table in kind.alone}
    columns = [_column(column) for column in table.columns if column.name not in replaced]
    numbers = [kind for kind in ALL_NUMBERED if table in kind.everywhere]
    columns += [f"{kind.no} INTEGER{'' if table.c[kind.id].nullable else ' NOT NULL'}" for kind in numbers]
    keys = [f'"{column.name}"' for column in table.primary_key]
    if keys:
        columns.append(f"PRIMARY KEY ({', '.join(keys)})")
    return f"CREATE TABLE {table.name} ({', '.join(columns)})"


def _column(column: sa.Column[Any]) -> str:
    kind = "event_type" if column.name == "event_type" else column.type.compile(DIALECT)
    default = f" DEFAULT '{column.server_default.arg}'" if isinstance(column.server_default, sa.DefaultClause) else ""
    return f'"{column.name}" {kind}{default}{"" if column.nullable else " NOT NULL"}'
