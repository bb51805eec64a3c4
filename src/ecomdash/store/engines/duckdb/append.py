"""Writes one batch: every table and the log positions in one transaction."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from ecomdash.events.batch import Batch, Columns
from ecomdash.store import tables
from ecomdash.store.engines.duckdb.arrow import arrow_table
from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.visitors import NUMBER_ONLY, Visitor, VisitorNumbers, numbers_column

_POSITION = """
INSERT INTO ingest_positions (log, "partition", position) VALUES ($1, $2, $3)
ON CONFLICT (log, "partition") DO UPDATE SET position = excluded.position
"""


class _Replace(NamedTuple):
    """How the rows that incoming ones replace are removed.

    The old row's time lies within the bounds of the new one (a session only grows; a refund moves to its order's
    time), and they let DuckDB skip all row groups but the last: 1 ms for 100 sessions among 1.7 million.
    """

    statement: str
    bounds: tuple[str, str]


_REPLACE_SESSIONS = _Replace(
    """
    DELETE FROM analytics_sessions AS old USING incoming AS new WHERE old.started_at BETWEEN $1 AND $2
    AND old.site_id = new.site_id AND old.session_id = new.session_id
    """,
    ("started_at", "ended_at"),
)
_REPLACE_CONVERSIONS = _Replace(
    """
    DELETE FROM conversion_events AS old USING incoming AS new WHERE old.booked_at BETWEEN $1 AND $2
    AND old.site_id = new.site_id AND old.conversion_id = new.conversion_id
    """,
    ("booked_at", "occurred_at"),
)


def append(
    cursor: duckdb.DuckDBPyConnection, batch: Batch, log: str, positions: Mapping[int, int], visitors: VisitorNumbers
) -> None:
    """Store the batch and the positions, or nothing of it."""
    cursor.execute("BEGIN")
    try:
        numbers = visitors.number(cursor, batch)
        _insert(cursor, _rows(tables.analytics_events, batch.events, numbers))
        _insert(cursor, _rows(tables.product_events, batch.product_events, numbers))
        _insert(cursor, _rows(tables.bot_events, batch.bots))
        _insert(cursor, _rows(tables.order_items, batch.order_items))
        _insert(cursor, _rows(tables.ingest_outcomes, batch.outcomes))
        _insert(cursor, _rows(tables.analytics_sessions, batch.sessions, numbers), _REPLACE_SESSIONS)
        _insert(cursor, _rows(tables.conversion_events, batch.conversions), _REPLACE_CONVERSIONS)
        for partition, position in positions.items():
            cursor.execute(_POSITION, [log, partition, position])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        visitors.forget()
        raise


def _rows(table: sa.Table, columns: Columns, numbers: Mapping[Visitor, int] | None = None) -> tuple[str, pa.Table]:
    kept = {name: values for name, values in columns.items() if name != "visitor_id" or table not in NUMBER_ONLY}
    rows = arrow_table(table, kept)
    if numbers is not None and columns:
        rows = rows.append_column("visitor_no", pa.array(numbers_column(columns, numbers), pa.int32()))
    return table.name, rows


def _insert(cursor: duckdb.DuckDBPyConnection, rows: tuple[str, pa.Table], replace: _Replace | None = None) -> None:
    name, incoming = rows
    if not incoming.num_rows:
        return
    cursor.register("incoming", incoming)
    try:
        if replace is not None:
            cursor.execute(replace.statement, _span(incoming, replace.bounds))
        cursor.execute(f"INSERT INTO {name} BY NAME SELECT * FROM incoming")  # noqa: S608 - a table of our own
    finally:
        cursor.unregister("incoming")


def _span(rows: pa.Table, columns: Sequence[str]) -> list[datetime]:
    """The earliest and the latest time in the columns."""
    extremes = [pc.min_max(rows[name]).as_py() for name in columns]
    return [min(each["min"] for each in extremes), max(each["max"] for each in extremes)]
