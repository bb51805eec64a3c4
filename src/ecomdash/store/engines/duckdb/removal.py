"""Erasure of one visitor and expiry of old rows, over every table that holds them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

import duckdb
import sqlalchemy as sa

from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.dialect import render
from ecomdash.store.tables import metadata

_TIMES = ("booked_at", "started_at", "occurred_at", "minute")  # of several, the first says when a row belongs


def erase(cursor: duckdb.DuckDBPyConnection, site_id: int, visitor_id: int) -> Mapping[str, int]:
    """Remove the visitor's rows from every table that names visitors."""
    return _remove(
        cursor,
        [
            sa.delete(table).where(table.c.site_id == site_id, table.c.visitor_id == visitor_id)
            for table in metadata.sorted_tables
            if "visitor_id" in table.c
        ],
    )


def expire(cursor: duckdb.DuckDBPyConnection, site_id: int, before: datetime) -> Mapping[str, int]:
    """Remove the site's rows from before that time; sessions go by their start, orders by when they were booked."""
    return _remove(
        cursor,
        [
            sa.delete(table).where(table.c.site_id == site_id, _time(table) < before)
            for table in metadata.sorted_tables
            if "site_id" in table.c
        ],
    )


def _time(table: sa.Table) -> sa.Column[datetime]:
    return next(table.c[name] for name in _TIMES if name in table.c)


def _remove(cursor: duckdb.DuckDBPyConnection, deletions: Sequence[sa.Delete]) -> dict[str, int]:
    removed: dict[str, int] = {}
    cursor.execute("BEGIN")
    try:
        for deletion in deletions:
            count = cursor.execute(*render(deletion)).fetchone()
            removed[str(deletion.table)] = count[0] if count else 0
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise
    return removed
