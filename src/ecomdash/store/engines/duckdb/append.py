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
from ecomdash.store.engines.arrow import arrow_table
from ecomdash.store.engines.duckdb.connection import incoming, rollback
from ecomdash.store.engines.duckdb.numbers import Numbers
from ecomdash.store.engines.duckdb.parts import parted
from ecomdash.store.protocol import Overtaken

_POSITION = """
INSERT INTO ingest_positions (log, "partition", position) VALUES ($1, $2, $3)
ON CONFLICT (log, "partition") DO UPDATE SET position = excluded.position
"""
_OF_ROWS = (duckdb.DataError, duckdb.ConstraintException)  # no table of rows has a key: a value is missing


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


_OTHER_ORDER = """
SELECT old.order_id FROM conversion_events AS old JOIN incoming AS new USING (site_id, kind, order_id)
WHERE kind = 'order' AND order_id <> '' AND old.conversion_id <> new.conversion_id LIMIT 1
"""


def append(
    cursor: duckdb.DuckDBPyConnection,
    batch: Batch,
    log: str,
    positions: Mapping[int, int],
    since: Mapping[int, int],
    *,
    numbers: Sequence[Numbers],
) -> None:
    """Store the batch and the positions, or nothing of it. Raises Overtaken, and ValueError for rows that cannot be."""
    cursor.execute("BEGIN")
    try:
        _check_positions(cursor, log, {**dict.fromkeys(positions, 0), **since})
        for each in numbers:
            each.number(cursor, batch)
        _insert(cursor, tables.analytics_events, batch.events, numbers)
        _insert(cursor, tables.product_events, batch.product_events, numbers)
        _insert(cursor, tables.bot_events, batch.bots, numbers)
        _insert(cursor, tables.order_items, batch.order_items, numbers)
        _insert(cursor, tables.ingest_outcomes, batch.outcomes, numbers)
        _insert(cursor, tables.analytics_sessions, batch.sessions, numbers, _REPLACE_SESSIONS)
        _insert(cursor, tables.conversion_events, batch.conversions, numbers, _REPLACE_CONVERSIONS)
        for partition, position in positions.items():
            cursor.execute(_POSITION, [log, partition, position])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        for each in numbers:
            each.forget()
        raise


def _check_positions(cursor: duckdb.DuckDBPyConnection, log: str, since: Mapping[int, int]) -> None:
    found = dict(cursor.execute('SELECT "partition", position FROM ingest_positions WHERE log = $1', [log]).fetchall())
    for partition, position in since.items():
        if found.get(partition, 0) != position:
            raise Overtaken(f"partition {partition} is stored up to {found.get(partition, 0)}, not {position}")


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    table: sa.Table,
    columns: Columns,
    numbers: Sequence[Numbers],
    replace: _Replace | None = None,
) -> None:
    for place, rows in parted(table, _rows(table, columns, numbers)):
        if not rows.num_rows:
            continue
        with incoming(cursor, rows):
            if table is tables.conversion_events and (other := cursor.execute(_OTHER_ORDER).fetchall()):
                raise Overtaken(f"order {other[0][0]!r} has been stored meanwhile")
            if replace is not None:
                cursor.execute(replace.statement, _span(rows, replace.bounds))
            try:
                cursor.execute(f"INSERT INTO {place.name} BY NAME SELECT * FROM incoming")  # noqa: S608 - a table of our own
            except _OF_ROWS as error:
                raise ValueError(f"{place.name} does not take this: {error}") from error


def _rows(table: sa.Table, columns: Columns, numbers: Sequence[Numbers]) -> pa.Table:
    replaced = {each.kind.id for each in numbers if table in each.kind.alone}
    rows = arrow_table(table, {name: values for name, values in columns.items() if name not in replaced})
    for each in numbers:
        if each.kind.id in columns and table in each.kind.everywhere:
            rows = rows.append_column(each.kind.no, each.column(columns))
    return rows


def _span(rows: pa.Table, columns: Sequence[str]) -> list[datetime]:
    """The earliest and the latest time in the columns."""
    extremes = [pc.min_max(rows[name]).as_py() for name in columns]
    return [min(each["min"] for each in extremes), max(each["max"] for each in extremes)]
