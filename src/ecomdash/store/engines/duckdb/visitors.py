"""Small consecutive numbers for visitors: faster to count than their ids, and smaller to keep.

A bit set of numbers is filled 4 to 7 times as fast as a hash set of 64-bit ids: 10 ms instead of 42 for the 0.8 million
visitors among 1.7 million sessions on two cores, 13 instead of 76 by source. Tables of events keep the number alone
(3 bytes for 8); the dialect reads it as visitor_id where that is asked for.
"""

from collections.abc import Iterable, Mapping, Sequence

import duckdb
import pyarrow as pa

from ecomdash.events.batch import Batch, Columns
from ecomdash.store.tables import analytics_events, analytics_sessions, product_events

NUMBERED = (analytics_events, analytics_sessions, product_events)  # tables with a visitor_no
NUMBER_ONLY = (analytics_events, product_events)  # of these, those without a visitor_id
Visitor = tuple[int, int]  # site_id, visitor_id

_STEP = 1 << 16
_REMEMBERED = 100_000  # visitors whose number needs no look-up; the active ones of some hours
_FIND = "SELECT site_id, visitor_id, visitor_no FROM visitors SEMI JOIN unknown_visitors USING (site_id, visitor_id)"
_ADD = "INSERT INTO visitors SELECT site_id, visitor_id, visitor_no FROM new_visitors"


class VisitorNumbers:
    """Numbers the visitors of each batch; used by the writing thread alone, `highest` by any."""

    def __init__(self) -> None:
        self._known: dict[Visitor, int] = {}
        self._next: int | None = None
        self.highest = 0

    @property
    def bound(self) -> int:
        """Above every number given so far, and changing seldom."""
        return (self.highest // _STEP + 2) * _STEP

    def number(self, cursor: duckdb.DuckDBPyConnection, batch: Batch) -> dict[Visitor, int]:
        """The number of every visitor in the batch; new ones are given theirs within the open transaction."""
        parts = (batch.events, batch.sessions, batch.product_events)
        wanted = {visitor for columns in parts for visitor in _visitors(columns)}
        if len(self._known) + len(wanted) > _REMEMBERED:
            self._known.clear()
        unknown = [visitor for visitor in wanted if visitor not in self._known]
        if unknown:
            self._look_up(cursor, unknown)
        return {visitor: self._known[visitor] for visitor in wanted}

    def forget(self) -> None:
        """After a failed transaction or an erasure: what is remembered may not be in the table."""
        self._known.clear()
        self._next = None

    def _look_up(self, cursor: duckdb.DuckDBPyConnection, unknown: list[Visitor]) -> None:
        if self._next is None:
            self._next = next_number(cursor)
        cursor.register("unknown_visitors", _table(unknown))
        try:
            found = cursor.execute(_FIND).fetchall()
        finally:
            cursor.unregister("unknown_visitors")
        self._known.update(((site, visitor), number) for site, visitor, number in found)
        new = [visitor for visitor in unknown if visitor not in self._known]
        if new:
            numbers = range(self._next, self._next + len(new))
            cursor.register("new_visitors", _table(new).append_column("visitor_no", pa.array(numbers, pa.int32())))
            try:
                cursor.execute(_ADD)
            finally:
                cursor.unregister("new_visitors")
            self._known.update(zip(new, numbers, strict=True))
            self._next = numbers.stop
        self.highest = self._next


def next_number(cursor: duckdb.DuckDBPyConnection) -> int:
    """One more than the highest number given."""
    return int(cursor.execute("SELECT coalesce(max(visitor_no), -1) + 1 FROM visitors").fetchall()[0][0])


def numbers_column(columns: Columns, numbers: Mapping[Visitor, int]) -> list[int]:
    """The numbers of the visitors of a table's columns, row by row."""
    return [numbers[visitor] for visitor in _visitors(columns)]


def _visitors(columns: Columns) -> Iterable[Visitor]:
    return zip(columns["site_id"], columns["visitor_id"], strict=True) if columns else ()


def _table(visitors: Sequence[Visitor]) -> pa.Table:
    return pa.table(
        {
            "site_id": pa.array([site for site, _ in visitors], pa.int32()),
            "visitor_id": pa.array([visitor for _, visitor in visitors], pa.int64()),
        }
    )
