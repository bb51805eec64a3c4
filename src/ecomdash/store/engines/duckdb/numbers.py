"""Small consecutive numbers for visitors and sessions: faster to count and to look up than their ids, smaller to keep.

A bit set of visitors is filled 4 to 7 times as fast as a hash set of ids: 10 ms instead of 42 for the 0.8 million among
1.7 million sessions, 13 instead of 76 by source; visits that saw a page are found in three quarters of the time. Tables
of events keep the number alone (1 to 3 bytes for 8); the dialect reads it as the id where that is asked for.
"""

from collections.abc import Iterable, Sequence

import duckdb
import pyarrow as pa
import sqlalchemy as sa
from msgspec import Struct

from ecomdash.events.batch import Batch, Columns
from ecomdash.store.engines.duckdb.connection import incoming
from ecomdash.store.engines.duckdb.parts import stored
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    conversion_events,
    order_items,
    product_events,
)

Id = tuple[int, int | None]  # site_id, and an id of that site


class Numbered(Struct, frozen=True):
    """What is numbered: `table` says which number each `id` has.

    The tables in `beside` have the number beside the id (NULL where that is NULL), those in `alone` in its place.
    """

    table: str
    id: str
    no: str
    alone: tuple[sa.Table, ...]
    beside: tuple[sa.Table, ...]

    @property
    def everywhere(self) -> tuple[sa.Table, ...]:
        """All tables that have the number."""
        return (*self.alone, *self.beside)


_EVENTS = (analytics_events, *stored(analytics_events), product_events)  # the first for those who read, not in the file
VISITORS = Numbered("visitors", "visitor_id", "visitor_no", _EVENTS, (analytics_sessions,))
SESSIONS = Numbered(
    "sessions", "session_id", "session_no", _EVENTS, (analytics_sessions, conversion_events, order_items)
)
ALL_NUMBERED = (VISITORS, SESSIONS)

_STEP = 1 << 16
_REMEMBERED = 100_000  # ids whose number needs no look-up; the active ones of some hours


def create(kind: Numbered) -> str:
    """The table that says which number each id has."""
    return (
        f"CREATE TABLE {kind.table} (site_id INTEGER NOT NULL, {kind.id} BIGINT NOT NULL, {kind.no} INTEGER NOT NULL)"
    )


class Numbers:
    """Numbers the ids of each batch; used by the writing thread alone, `highest` by any."""

    def __init__(self, kind: Numbered) -> None:
        self.kind = kind
        self._known: dict[Id, int] = {}
        self._next: int | None = None
        self.highest = 0

    @property
    def bound(self) -> int:
        """Above every number given so far, and changing seldom."""
        return (self.highest // _STEP + 2) * _STEP

    def number(self, cursor: duckdb.DuckDBPyConnection, batch: Batch) -> None:
        """Give every id in the batch its number, new ones within the open transaction."""
        parts = (batch.events, batch.sessions, batch.product_events, batch.conversions, batch.order_items)
        every: set[Id] = set()
        wanted = {each for each in every.union(*map(self._ids, parts)) if each[1] is not None}
        if len(self._known) + len(wanted) > _REMEMBERED:
            self._known.clear()
        unknown = [each for each in wanted if each not in self._known]
        if unknown:
            self._look_up(cursor, unknown)

    def column(self, columns: Columns) -> pa.Array:
        """The numbers of the ids of a table's columns, row by row; their batch has been numbered."""
        return pa.array(list(map(self._known.get, self._ids(columns))), pa.int32())

    def look_again(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Ids may have been numbered before this process opened the file, or a moment ago."""
        self.highest = max(self.highest, self._free(cursor))

    def forget(self) -> None:
        """After a failed transaction or an erasure: what is remembered may not be in the table."""
        self._known.clear()
        self._next = None

    def _ids(self, columns: Columns) -> Iterable[Id]:
        return zip(columns["site_id"], columns[self.kind.id], strict=True) if self.kind.id in columns else ()

    def _look_up(self, cursor: duckdb.DuckDBPyConnection, unknown: list[Id]) -> None:
        table, id_, no = self.kind.table, self.kind.id, self.kind.no
        if self._next is None:
            self._next = self._free(cursor)
        find = f"SELECT site_id, {id_}, {no} FROM {table} SEMI JOIN incoming USING (site_id, {id_})"  # noqa: S608 - our own
        found = _with(cursor, self._table(unknown), find)
        self._known.update(((site, each), number) for site, each, number in found)
        new = [each for each in unknown if each not in self._known]
        if new:
            numbers = range(self._next, self._next + len(new))
            rows = self._table(new).append_column(no, pa.array(numbers, pa.int32()))
            _with(cursor, rows, f"INSERT INTO {table} BY NAME SELECT * FROM incoming")  # noqa: S608 - our own
            self._known.update(zip(new, numbers, strict=True))
            self._next = numbers.stop
        self.highest = self._next

    def _free(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """One more than the highest number given."""
        found = cursor.execute(f"SELECT coalesce(max({self.kind.no}), -1) + 1 FROM {self.kind.table}")  # noqa: S608 - our own
        return int(found.fetchall()[0][0])

    def _table(self, ids: Sequence[Id]) -> pa.Table:
        sites, numbers = zip(*ids, strict=True)
        return pa.table({"site_id": pa.array(sites, pa.int32()), self.kind.id: pa.array(numbers, pa.int64())})


def _with(cursor: duckdb.DuckDBPyConnection, rows: pa.Table, statement: str) -> list[tuple[int, int, int]]:
    with incoming(cursor, rows):
        return cursor.execute(statement).fetchall()
