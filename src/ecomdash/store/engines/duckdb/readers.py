"""Reads: a few at a time, each with its own cursor and a time after which it is stopped."""

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import duckdb

from ecomdash.store.engines.duckdb.connection import Connections, submit
from ecomdash.store.protocol import QueryTimeout

Rows = list[tuple[Any, ...]]

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the tables' times are UTC without zone
_MICROSECOND = timedelta(microseconds=1)
_INTERRUPT_AGAIN = 0.05  # seconds


class _Read:
    """One statement, run by a pool thread and stopped by anyone."""

    def __init__(self, connections: Connections, work: Callable[[duckdb.DuckDBPyConnection], Rows]) -> None:
        self._connections = connections
        self._work = work
        self._cursor: duckdb.DuckDBPyConnection | None = None
        self._stopped = False
        self._lock = threading.Lock()

    def stop(self) -> None:
        """End it, or keep it from starting; `run` then raises QueryTimeout. For the event loop's thread.

        DuckDB forgets an interrupt that comes just before a statement begins, so that one alone may be lost.
        """
        with self._lock:
            self._stopped = True
            if self._cursor is None:
                return
            self._cursor.interrupt()
        asyncio.get_running_loop().call_later(_INTERRUPT_AGAIN, self.stop)

    def run(self) -> Rows:
        with self._connections.cursor() as cursor:
            with self._lock:
                if self._stopped:
                    raise QueryTimeout("the query waited too long for its turn")
                self._cursor = cursor
            try:
                return self._work(cursor)
            except duckdb.InterruptException:
                raise QueryTimeout("the query took too long and was stopped") from None
            finally:
                with self._lock:
                    self._cursor = None


class Readers:
    """A pool of `count` reading threads; safe from any event loop."""

    def __init__(self, connections: Connections, count: int) -> None:
        self._connections = connections
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="store-reader")

    async def run(self, work: Callable[[duckdb.DuckDBPyConnection], Rows], limit_seconds: float) -> Rows:
        """What `work` finds; raises QueryTimeout after `limit_seconds`, waiting for a thread included.

        Cancelling stops it.
        """
        read = _Read(self._connections, work)
        timer = asyncio.get_running_loop().call_later(limit_seconds, read.stop)
        try:
            return await asyncio.wrap_future(submit(self._threads, read.run))
        except asyncio.CancelledError:
            read.stop()
            raise
        finally:
            timer.cancel()

    def close(self) -> None:
        """Let running reads end; takes no new ones."""
        self._threads.shutdown()


def fetch(cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> Rows:
    """All rows of a statement, times as microseconds UTC."""
    rows = cursor.execute(sql, values).fetchall()
    description: Sequence[Any] | None = cursor.description
    times = [i for i, column in enumerate(description or ()) if str(column[1]).startswith("TIMESTAMP")]
    if not times:
        return rows
    converted = []
    for row in rows:
        values = list(row)
        for i in times:
            if values[i] is not None:
                values[i] = (values[i] - _EPOCH) // _MICROSECOND
        converted.append(tuple(values))
    return converted
