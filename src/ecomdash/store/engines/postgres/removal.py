"""Erasure of one visitor and expiry of old rows, over every table that holds them."""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from ecomdash.store.engines.postgres.connection import Connections
from ecomdash.store.engines.postgres.visits import remove_unused, stored
from ecomdash.store.tables import metadata

_TIMES = ("booked_at", "started_at", "occurred_at", "minute")  # of several, the first says when a row belongs


async def erase(connections: Connections, site_id: int, visitor_id: int) -> Mapping[str, int]:
    """Remove the visitor's rows from every table that names visitors."""
    named = [table for table in metadata.sorted_tables if "visitor_id" in table.c]
    return await _remove(connections, named, "visitor_id = $2", site_id, visitor_id)


async def expire(connections: Connections, site_id: int, before: int) -> Mapping[str, int]:
    """Remove the site's rows from before that time; sessions go by their start, orders by when they were booked."""
    sited = [table for table in metadata.sorted_tables if "site_id" in table.c]
    return await _remove(connections, sited, "{time} < $2", site_id, before)


def _time(table: sa.Table) -> str:
    return next((name for name in _TIMES if name in table.c), "")


async def _remove(
    connections: Connections, tables: Sequence[sa.Table], condition: str, site_id: int, value: int
) -> Mapping[str, int]:
    removed: dict[str, int] = {}
    async with connections.writing() as connection:
        for table in tables:
            where = condition.format(time=_time(table))
            statement = f"DELETE FROM {stored(table)} WHERE site_id = $1 AND {where}"  # noqa: S608 - names of our own
            status = await connection.execute(statement, site_id, value)
            removed[table.name] = int(status.split()[-1])
        await remove_unused(connection, site_id)
    return removed
