"""Erasure of one visitor and expiry of old rows, over every table that holds them."""

from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa
from clickhouse_connect.driver import Client

from ecomdash.store.engines.clickhouse.dialect import render
from ecomdash.store.engines.clickhouse.layout import LAYOUTS
from ecomdash.store.engines.clickhouse.schema import stored
from ecomdash.store.expressions import timestamp

_CHUNK = 2_000


def erase(client: Client, cluster: str, site_id: int, visitor_id: int) -> Mapping[str, int]:
    """Remove the visitor's rows from every table that names visitors; the number of rows removed, by table."""
    removed = {}
    for table, layout in LAYOUTS.items():
        if "visitor_id" not in table.c:
            continue
        theirs = sa.and_(table.c.site_id == site_id, table.c.visitor_id == visitor_id)
        if not layout.id:
            removed[table.name] = _remove(client, cluster, table, theirs)
            continue
        # By id, so that no earlier row, of when the visit was somebody else's, comes to light.
        key = table.c[layout.id]
        ids = [row[0] for row in _rows(client, sa.select(key).where(theirs))]
        for start in range(0, len(ids), _CHUNK):
            chunk = ids[start : start + _CHUNK]
            _remove(client, cluster, table, sa.and_(table.c.site_id == site_id, key.in_(chunk)))
        _remove(client, cluster, table, theirs)
        removed[table.name] = len(ids)
    return removed


def expire(client: Client, cluster: str, site_id: int, before: int) -> Mapping[str, int]:
    """Remove the site's rows from before that time; sessions go by their start, orders by when they were booked."""
    removed = {}
    for table, layout in LAYOUTS.items():
        old = sa.and_(table.c.site_id == site_id, table.c[layout.time] < timestamp(before))
        removed[table.name] = _remove(client, cluster, table, old)
    return removed


def _remove(client: Client, cluster: str, table: sa.Table, condition: sa.ColumnElement[bool]) -> int:
    """The number of rows that were there; their room is taken back by the engine, in its own time."""
    ((count,),) = _rows(client, sa.select(sa.func.count()).select_from(table).where(condition))
    # Even where no row is to be seen, one that was replaced may be there.
    sql, values = render(sa.delete(table).where(condition))
    where = sql.partition(" WHERE ")[2]
    name = stored(table, cluster)
    client.command(f"DELETE FROM {name} WHERE {where}", dict(values))  # noqa: S608 - our own tables, values bound
    if count:
        client.command(f"ALTER TABLE {name} APPLY DELETED MASK", settings={"mutations_sync": 0})
    return int(count)


def _rows(client: Client, statement: sa.Select[Any]) -> list[tuple[Any, ...]]:
    sql, values = render(statement)
    return [tuple(row) for row in client.query(sql, dict(values)).result_rows]
