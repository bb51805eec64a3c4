"""Remembers answers until the days they were read from change: comparisons, past ranges and reloads cost once.

Only statements that say what they read take part, by the execution option `reads`: (start, end) in microseconds UTC.
"""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct

from ecomdash.clock import US_PER_DAY
from ecomdash.events.batch import Batch, Columns
from ecomdash.store.engines.duckdb.readers import Rows

_MOST_ROWS = 1_000  # of one answer; larger ones are exports, asked once
_MOST_DAYS = 1_000  # what spans more is taken to be of all time
_TIMES = ("occurred_at", "booked_at", "started_at", "ended_at", "minute")


Reads = tuple[int, int]


class _Answer(Struct, frozen=True):
    rows: Rows
    version: int


class Answers:
    """At most `most` answers, the least recently used forgotten first; safe from any thread."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[tuple[Any, ...], _Answer] = OrderedDict()
        self._lock = threading.Lock()
        self._version = 0
        self._changed: dict[int, int] = {}  # day -> version of its last change
        self._all_changed = 0

    @property
    def version(self) -> int:
        """Of the data now; to be taken before a statement runs."""
        return self._version

    def find(self, sql: str, values: Sequence[Any], reads: Reads) -> Rows | None:
        """The rows of the same statement, if nothing it reads has changed since."""
        key = (sql, *values)
        with self._lock:
            answer = self._known.get(key)
            if answer is None:
                return None
            if self._last_change(reads) > answer.version:
                del self._known[key]
                return None
            self._known.move_to_end(key)
            return list(answer.rows)

    def keep(self, sql: str, values: Sequence[Any], rows: Rows, version: int) -> None:
        """Remember the rows, read when the data had that version."""
        if len(rows) > _MOST_ROWS or not self._most:
            return
        with self._lock:
            self._known[sql, *values] = _Answer(list(rows), version)
            self._known.move_to_end((sql, *values))
            while len(self._known) > self._most:
                self._known.popitem(last=False)

    def changed(self, batch: Batch) -> None:
        """The batch has been stored."""
        parts = (batch.events, batch.bots, batch.product_events, batch.order_items, batch.outcomes, batch.sessions)
        times = [time for columns in (*parts, batch.conversions) for time in _extremes(columns)]
        if not times:
            return
        days = _days((min(times), max(times) + 1))
        with self._lock:
            self._version += 1
            if len(days) > _MOST_DAYS:
                self._all_changed = self._version
            else:
                self._changed.update(dict.fromkeys(days, self._version))

    def forget(self) -> None:
        """Rows of any time were removed."""
        with self._lock:
            self._version += 1
            self._known.clear()
            self._changed.clear()
            self._all_changed = self._version

    def _last_change(self, reads: Reads) -> int:
        days = _days(reads)
        if len(days) > _MOST_DAYS:
            return self._version
        return max(self._all_changed, *(self._changed.get(day, 0) for day in days), 0)


def _extremes(columns: Columns) -> Iterable[int]:
    for name in _TIMES:
        if columns.get(name):
            yield min(columns[name])
            yield max(columns[name])


def _days(reads: Reads) -> range:
    """The days since 1970 that start <= time < end touches."""
    return range(reads[0] // US_PER_DAY, (reads[1] - 1) // US_PER_DAY + 1)
