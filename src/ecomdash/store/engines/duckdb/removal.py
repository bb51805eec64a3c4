"""Erasure of one visitor and expiry of old rows, over every table that holds them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import duckdb
import sqlalchemy as sa

from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.dialect import render
from ecomdash.store.engines.duckdb.visitors import NUMBERED, VisitorNumbers
from ecomdash.store.tables import metadata

_TIMES = ("booked_at", "started_at", "occurred_at", "minute")  # of several, the first says when a row belongs
_FORGET_VISITOR = "DELETE FROM visitors WHERE site_id = $1 AND visitor_id = $2"
_STILL_THERE = " UNION ALL ".join(f"SELECT visitor_no FROM {table.name}" for table in NUMBERED)  # noqa: S608 - our own tables
_FORGET_ABSENT = f"DELETE FROM visitors WHERE site_id = $1 AND visitor_no NOT IN ({_STILL_THERE})"  # noqa: S608 - our own tables


def erase(
    cursor: duckdb.DuckDBPyConnection, site_id: int, visitor_id: int, visitors: VisitorNumbers
) -> Mapping[str, int]:
    """Remove the visitor's rows from every table that names visitors."""
    deletions = [
        sa.delete(table).where(table.c.site_id == site_id, table.c.visitor_id == visitor_id)
        for table in metadata.sorted_tables
        if "visitor_id" in table.c
    ]
    visitors.forget()
    return _remove(cursor, deletions, _FORGET_VISITOR, (site_id, visitor_id))


def expire(
    cursor: duckdb.DuckDBPyConnection, site_id: int, before: datetime, visitors: VisitorNumbers
) -> Mapping[str, int]:
    """Remove the site's rows from before that time; sessions go by their start, orders by when they were booked."""
    deletions = [
        sa.delete(table).where(table.c.site_id == site_id, _time(table) < before)
        for table in metadata.sorted_tables
        if "site_id" in table.c
    ]
    visitors.forget()
    return _remove(cursor, deletions, _FORGET_ABSENT, (site_id,))


def _time(table: sa.Table) -> sa.Column[datetime]:
    return next(table.c[name] for name in _TIMES if name in table.c)


def _remove(
    cursor: duckdb.DuckDBPyConnection, deletions: Sequence[sa.Delete], forget: str, of: Sequence[int]
) -> dict[str, int]:
    removed: dict[str, int] = {}
    cursor.execute("BEGIN")
    try:
        for deletion in deletions:
            removed[str(deletion.table)] = cursor.execute(*render(deletion)).fetchall()[0][0]
        cursor.execute(forget, of)
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise
    with suppress(duckdb.TransactionException):  # a read is under way; the next checkpoint does it
        cursor.execute("CHECKPOINT")  # what was removed leaves the write-ahead log as well
    return removed
