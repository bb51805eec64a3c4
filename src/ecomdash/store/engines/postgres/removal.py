"""Erasure of one visitor and expiry of old rows, over every table that holds them."""

from collections.abc import Callable, Mapping, Sequence

import sqlalchemy as sa

from ecomdash.store.engines.postgres.connection import Connections
from ecomdash.store.engines.postgres.visits import remove_unused, stored
from ecomdash.store.tables import metadata, time_of

_AS_LONG_AS_IT_TAKES = "SET LOCAL statement_timeout = 0"


async def erase(connections: Connections, site_id: int, visitor_id: int) -> Mapping[str, int]:
    """Remove the visitor's rows from every table that names visitors."""
    named = [table for table in metadata.sorted_tables if "visitor_id" in table.c]
    return await _remove(connections, named, lambda _: "visitor_id = $2", site_id, visitor_id)


async def expire(connections: Connections, site_id: int, before: int) -> Mapping[str, int]:
    """Remove the site's rows from before that time; sessions go by their start, orders by when they were booked."""
    sited = [table for table in metadata.sorted_tables if "site_id" in table.c]
    return await _remove(connections, sited, lambda table: f"{time_of(table).name} < $2", site_id, before)


async def _remove(
    connections: Connections,
    tables: Sequence[sa.Table],
    condition: Callable[[sa.Table], str],
    site_id: int,
    value: int,
) -> Mapping[str, int]:
    removed: dict[str, int] = {}
    async with connections.writing() as connection:
        await connection.execute(_AS_LONG_AS_IT_TAKES)
        for table in tables:
            statement = f"DELETE FROM {stored(table)} WHERE site_id = $1 AND {condition(table)}"  # noqa: S608 - names of our own
            status = await connection.execute(statement, site_id, value)
            removed[table.name] = int(status.split()[-1])
    # Apart, because an append holds the visits first and then its sessions. Were it not done, the next removal does it.
    async with connections.writing() as connection:
        await connection.execute(_AS_LONG_AS_IT_TAKES)
        await remove_unused(connection, site_id)
    return removed
