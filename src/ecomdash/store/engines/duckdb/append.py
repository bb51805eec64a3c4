"""Writes one batch: every table and the log positions in one transaction."""

from collections.abc import Mapping
from datetime import datetime

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from ecomdash.events.batch import Batch, Columns
from ecomdash.store import tables
from ecomdash.store.engines.duckdb.arrow import arrow_table
from ecomdash.store.engines.duckdb.connection import rollback

_POSITION = """
INSERT INTO ingest_positions (log, "partition", position) VALUES ($1, $2, $3)
ON CONFLICT (log, "partition") DO UPDATE SET position = excluded.position
"""

# The old row lies within these bounds of the new one (a session only grows; a refund moves to its order's time),
# and the bounds let DuckDB skip all row groups but the last ones: 1 ms for 100 sessions among 1.7 million.
_REPLACE_SESSIONS = """
DELETE FROM analytics_sessions WHERE started_at BETWEEN $1 AND $2
AND (site_id, session_id) IN (SELECT (site_id, session_id) FROM incoming)
"""
_REPLACE_CONVERSIONS = """
DELETE FROM conversion_events WHERE booked_at BETWEEN $1 AND $2
AND (site_id, conversion_id) IN (SELECT (site_id, conversion_id) FROM incoming)
"""


def append(cursor: duckdb.DuckDBPyConnection, batch: Batch, log: str, positions: Mapping[int, int]) -> None:
    """Store the batch and the positions, or nothing of it."""
    cursor.execute("BEGIN")
    try:
        _insert(cursor, tables.analytics_events, batch.events)
        _insert(cursor, tables.bot_events, batch.bots)
        _insert(cursor, tables.product_events, batch.product_events)
        _insert(cursor, tables.order_items, batch.order_items)
        _insert(cursor, tables.ingest_outcomes, batch.outcomes)
        _insert(cursor, tables.analytics_sessions, batch.sessions, _REPLACE_SESSIONS, ("started_at", "ended_at"))
        _insert(cursor, tables.conversion_events, batch.conversions, _REPLACE_CONVERSIONS, ("booked_at", "occurred_at"))
        for partition, position in positions.items():
            cursor.execute(_POSITION, [log, partition, position])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    table: sa.Table,
    columns: Columns,
    replace: str | None = None,
    bounds: tuple[str, str] | None = None,
) -> None:
    if not columns or not next(iter(columns.values())):
        return
    rows = arrow_table(table, columns)
    cursor.register("incoming", rows)
    try:
        if replace and bounds:
            cursor.execute(replace, _span(rows, bounds))
        names = ", ".join(f'"{name}"' for name in columns)
        cursor.execute(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM incoming")  # noqa: S608 - names of our own
    finally:
        cursor.unregister("incoming")


def _span(rows: pa.Table, bounds: tuple[str, str]) -> list[datetime]:
    """The earliest and the latest time in the two columns."""
    extremes = [pc.min_max(rows[name]).as_py() for name in bounds]
    return [min(e["min"] for e in extremes), max(e["max"] for e in extremes)]
