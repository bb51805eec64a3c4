"""Makes a journal entry of a batch: checked against what is stored, with what its rows replace."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa
from clickhouse_connect.driver import Client

from ecomdash.events.batch import Batch, Columns
from ecomdash.store import tables
from ecomdash.store.engines.arrow import arrow_table
from ecomdash.store.engines.clickhouse.dialect import render
from ecomdash.store.engines.clickhouse.journal import Entry, Journal, stream
from ecomdash.store.engines.clickhouse.layout import LAYOUTS
from ecomdash.store.engines.clickhouse.packing import packed
from ecomdash.store.protocol import Overtaken

_CHUNK = 2_000  # values in one condition
_PARTS = {
    "events": tables.analytics_events,
    "product_events": tables.product_events,
    "bots": tables.bot_events,
    "order_items": tables.order_items,
    "outcomes": tables.ingest_outcomes,
    "sessions": tables.analytics_sessions,
    "conversions": tables.conversion_events,
}


def append(
    client: Client,
    journal: Journal,
    batch: Batch,
    log: str,
    positions: Mapping[int, int],
    *,
    since: Mapping[int, int],
) -> None:
    """Store the batch and the positions, or nothing of it. Raises Overtaken, and ValueError for rows that cannot be."""
    rows = {table: _checked(table, getattr(batch, name)) for name, table in _PARTS.items()}
    written = False
    while not written:
        number = journal.settle(client) + 1
        _check_positions(client, log, {**dict.fromkeys(positions, 0), **since})
        _check_orders(client, rows[tables.conversion_events])
        streams = {
            table.name: stream(_versioned(client, table, found, number) if LAYOUTS[table].id else packed(found))
            for table, found in rows.items()
            if found.num_rows
        }
        written = journal.write(client, number, Entry(log, dict(positions), streams))


def _checked(table: sa.Table, columns: Columns) -> pa.Table:
    """The rows as Arrow of the tables' types; raises ROWS_AT_FAULT, as the engine itself never does.

    It judges no row: it would put a zero where a value is missing that must be there.
    """
    rows = arrow_table(table, columns)
    if rows.num_rows:
        for column in table.c:
            given = column.name in rows.column_names
            missing = rows[column.name].null_count if given else column.server_default is None
            if missing and not column.nullable:
                raise ValueError(f"{table.name}: {column.name} must be given in every row")
    return rows


def _check_positions(client: Client, log: str, since: Mapping[int, int]) -> None:
    c = tables.ingest_positions.c
    found = dict(_select(client, sa.select(c.partition, c.position).where(c.log == log)))
    for partition, position in since.items():
        if found.get(partition, 0) != position:
            raise Overtaken(f"partition {partition} is stored up to {found.get(partition, 0)}, not {position}")


def _check_orders(client: Client, rows: pa.Table) -> None:
    if not rows.num_rows:
        return
    orders = {
        (site, order): UUID(bytes=key)
        for site, kind, order, key in zip(
            *(_plain(rows, name) for name in ("site_id", "kind", "order_id", "conversion_id")), strict=True
        )
        if kind == "order" and order
    }
    c = tables.conversion_events.c
    for chunk in _chunks({order for _, order in orders}):
        named = sa.select(c.site_id, c.order_id, c.conversion_id).where(
            c.site_id.in_(sorted({site for site, _ in orders})), c.kind == "order", c.order_id.in_(chunk)
        )
        # Without FINAL: a later row of a conversion has its order too, and the index on orders is of use.
        for site, order, key in _select(client, named, {"final": 0}):
            if orders.get((site, order), key) != key:
                raise Overtaken(f"order {order!r} has been stored meanwhile")


def _versioned(client: Client, table: sa.Table, rows: pa.Table, number: int) -> pa.Table:
    """The rows as those of this entry, and where they replace rows that lie elsewhere, the end of these."""
    ends = _ends(client, table, rows)
    return pa.concat_tables(
        [_marked(ends, 2 * number - 1, dead=1), _marked(rows, 2 * number, dead=0)], promote_options="default"
    )


def _marked(rows: pa.Table, version: int, *, dead: int) -> pa.Table:
    count = rows.num_rows
    marked = rows.append_column("version", pa.array([version] * count, pa.uint64()))
    return marked.append_column("dead", pa.array([dead] * count, pa.uint8()))


def _ends(client: Client, table: sa.Table, rows: pa.Table) -> pa.Table:
    """The keys of stored rows that the new ones replace, but not where they are."""
    layout = LAYOUTS[table]
    sites, ids = _plain(rows, "site_id"), _plain(rows, layout.id)
    places = zip(*(_plain(rows, name) for name in layout.moves), strict=True)
    there = dict(zip(zip(sites, ids, strict=True), places, strict=True))
    names = list(dict.fromkeys(("site_id", layout.id, *layout.moves, layout.shard)))
    first, last = _span(rows, layout.time)
    moved: list[tuple[Any, ...]] = []
    for chunk in _chunks(UUID(bytes=key) if isinstance(key, bytes) else key for key in ids):
        statement = sa.select(*(table.c[name] for name in names)).where(
            table.c.site_id.in_(sorted(set(sites))),
            table.c[layout.time].between(first, last),
            table.c[layout.id].in_(chunk),
        )
        for site, key, *rest in _select(client, statement):
            row = (site, getattr(key, "bytes", key), *rest)
            place = row[2 : 2 + len(layout.moves)]
            if there.get(row[:2], place) != place:
                moved.append(row)
    return arrow_table(table, {name: [row[i] for row in moved] for i, name in enumerate(names)})


def _span(rows: pa.Table, time: str) -> tuple[datetime, datetime]:
    """Within which times the rows to be replaced lie: a session only grows, a refund moves to its order's time."""
    until = "ended_at" if time == "started_at" else "occurred_at"
    times = [pc.min_max(rows[name]).as_py() for name in (time, until)]
    return min(each["min"] for each in times), max(each["max"] for each in times)


def _plain(rows: pa.Table, name: str) -> list[Any]:
    """A column as Python values; times as microseconds, ids as they are."""
    column = rows[name]
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.int64())
    if isinstance(column.type, pa.UuidType):
        return [value.bytes if isinstance(value, UUID) else value for value in column.to_pylist()]
    return list(column.to_pylist())


def _select(client: Client, statement: sa.Select[Any], settings: dict[str, Any] | None = None) -> list[tuple[Any, ...]]:
    sql, values = render(statement)
    found = client.query(sql, dict(values), settings, {"DateTime64": "int"}).result_rows
    return [tuple(row) for row in found]


def _chunks(values: Iterable[Any]) -> Iterable[list[Any]]:
    found = list(values)
    return (found[start : start + _CHUNK] for start in range(0, len(found), _CHUNK))
