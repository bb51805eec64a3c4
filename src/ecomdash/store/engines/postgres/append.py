"""Writes one batch: every table and the log positions in one transaction."""

from collections.abc import Mapping

import asyncpg
import sqlalchemy as sa

from ecomdash.events.batch import Batch, Columns
from ecomdash.store import tables
from ecomdash.store.engines.postgres.connection import Connection
from ecomdash.store.engines.postgres.dialect import DIALECT
from ecomdash.store.engines.postgres.values import values
from ecomdash.store.engines.postgres.visits import Numbers, Visits, stored
from ecomdash.store.protocol import Overtaken

# A key that is taken is never the rows' fault (see ONE_ORDER), and the only checks are those of the months.
_OF_ROWS = (asyncpg.DataError, asyncpg.NotNullViolationError)
ONE_ORDER = "conversion_events_one_order"  # the index that holds an order once

_BEGIN_AT = """
INSERT INTO ingest_positions (log, "partition", position) SELECT $1, unnest($2::INTEGER[]), 0 ON CONFLICT DO NOTHING
"""
_FOUND = """
SELECT "partition", position FROM ingest_positions WHERE log = $1 AND "partition" = ANY($2::INTEGER[])
ORDER BY "partition" FOR UPDATE
"""
_ADVANCE = """
INSERT INTO ingest_positions (log, "partition", position) SELECT $1, * FROM unnest($2::INTEGER[], $3::BIGINT[])
ON CONFLICT (log, "partition") DO UPDATE SET position = excluded.position
"""


async def append(
    connection: Connection,
    batch: Batch,
    log: str,
    positions: Mapping[int, int],
    since: Mapping[int, int],
    *,
    visits: Visits,
) -> Numbers:
    """Store the batch and the positions within the open transaction. Raises Overtaken, and ValueError for its rows.

    The numbers of its visits are to be remembered once that is committed.
    """
    try:
        await _check_positions(connection, log, positions, {**dict.fromkeys(positions, 0), **since})
        numbers = await _write(connection, batch, visits)
        partitions = sorted(positions)
        await connection.execute(_ADVANCE, log, partitions, [positions[each] for each in partitions])
        return numbers
    except asyncpg.UniqueViolationError as error:
        if error.constraint_name != ONE_ORDER:
            raise
        raise Overtaken(f"an order has been stored meanwhile: {error.detail}") from None
    except (asyncpg.DeadlockDetectedError, asyncpg.SerializationError) as error:
        raise Overtaken(f"another process writes the same rows: {error}") from None


async def _check_positions(
    connection: Connection, log: str, positions: Mapping[int, int], since: Mapping[int, int]
) -> None:
    """Of two that begin at the same place, the second waits here until the first has ended, and sees where it did."""
    new = sorted(partition for partition, position in since.items() if not position and partition in positions)
    if new:
        await connection.execute(_BEGIN_AT, log, new)
    found = dict(await connection.fetch(_FOUND, log, sorted(since)))
    for partition, position in since.items():
        if found.get(partition, 0) != position:
            raise Overtaken(f"partition {partition} is stored up to {found.get(partition, 0)}, not {position}")


async def _write(connection: Connection, batch: Batch, visits: Visits) -> Numbers:
    try:
        numbers = await visits.number(connection, batch)
        await _copy(connection, tables.analytics_events, batch.events, numbers)
        await _copy(connection, tables.product_events, batch.product_events, numbers)
        await _copy(connection, tables.bot_events, batch.bots)
        await _copy(connection, tables.order_items, batch.order_items)
        await _copy(connection, tables.ingest_outcomes, batch.outcomes)
        await _replace(connection, tables.analytics_sessions, batch.sessions, ("site_id", "session_id"))
        await _replace(connection, tables.conversion_events, batch.conversions, ("site_id", "conversion_id"))
        return numbers
    except _OF_ROWS as error:
        raise ValueError(f"the event store does not take this: {error}") from error


async def _copy(connection: Connection, table: sa.Table, columns: Columns, numbers: Numbers | None = None) -> None:
    if columns:
        columns = columns if numbers is None else numbers.numbered(columns)
        rows = zip(*values(table, columns), strict=True)
        await connection.copy_records_to_table(stored(table), records=rows, columns=list(columns))


async def _replace(connection: Connection, table: sa.Table, columns: Columns, key: tuple[str, ...]) -> None:
    """Insert the rows, or put them in the place of those with the same key."""
    if columns:
        await connection.execute(_upsert(table, tuple(columns), key), *values(table, columns))


def _upsert(table: sa.Table, names: tuple[str, ...], key: tuple[str, ...]) -> str:
    listed = ", ".join(f'"{name}"' for name in names)
    arrays = ", ".join(f"${n}::{table.c[name].type.compile(DIALECT)}[]" for n, name in enumerate(names, 1))
    changed = [column.name for column in table.c if column.name not in key]
    targets, sources = (", ".join(f'{prefix}"{name}"' for name in changed) for prefix in ("", "excluded."))
    return (
        f"INSERT INTO {table.name} ({listed}) SELECT * FROM unnest({arrays}) AS new ({listed}) "  # noqa: S608 - our own names
        f"ORDER BY {', '.join(key)} ON CONFLICT ({', '.join(key)}) DO UPDATE SET ({targets}) = ROW({sources})"
    )
