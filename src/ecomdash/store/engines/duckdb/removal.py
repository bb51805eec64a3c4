"""Erasure of one visitor and expiry of old rows, over every table that holds them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

import duckdb
import sqlalchemy as sa

from ecomdash.store.engines.duckdb.connection import rollback
from ecomdash.store.engines.duckdb.dialect import render
from ecomdash.store.engines.duckdb.numbers import ALL_NUMBERED, Numbered
from ecomdash.store.engines.duckdb.parts import stored
from ecomdash.store.tables import metadata, time_of


def erase(cursor: duckdb.DuckDBPyConnection, site_id: int, visitor_id: int) -> Mapping[str, int]:
    """Remove the visitor's rows from every table that names visitors."""
    deletions = [
        (table, sa.delete(part).where(part.c.site_id == site_id, part.c.visitor_id == visitor_id))
        for table in metadata.sorted_tables
        if "visitor_id" in table.c
        for part in stored(table)
    ]
    return _remove(cursor, deletions, site_id)


def expire(cursor: duckdb.DuckDBPyConnection, site_id: int, before: datetime) -> Mapping[str, int]:
    """Remove the site's rows from before that time; sessions go by their start, orders by when they were booked."""
    deletions = [
        (table, sa.delete(part).where(part.c.site_id == site_id, time_of(part) < before))
        for table in metadata.sorted_tables
        if "site_id" in table.c
        for part in stored(table)
    ]
    return _remove(cursor, deletions, site_id)


def _remove(
    cursor: duckdb.DuckDBPyConnection, deletions: Sequence[tuple[sa.Table, sa.Delete]], site_id: int
) -> Mapping[str, int]:
    removed: Counter[str] = Counter()
    cursor.execute("BEGIN")
    try:
        for table, deletion in deletions:
            removed[table.name] += cursor.execute(*render(deletion)).fetchall()[0][0]
        for kind in ALL_NUMBERED:
            cursor.execute(_forget_absent(kind), [site_id])
        cursor.execute("COMMIT")
    except BaseException:
        rollback(cursor)
        raise
    with suppress(duckdb.TransactionException):  # a read is under way; the next checkpoint does it
        cursor.execute("CHECKPOINT")  # what was removed leaves the write-ahead log as well
    return removed


def _forget_absent(kind: Numbered) -> str:
    """Removes a site's ids that no row names any more."""
    names = [table.name for table in kind.everywhere]
    there = " UNION ALL ".join(f"SELECT {kind.no} FROM {name} WHERE {kind.no} IS NOT NULL" for name in names)  # noqa: S608 - our own
    return f"DELETE FROM {kind.table} WHERE site_id = $1 AND {kind.no} NOT IN ({there})"  # noqa: S608 - our own
