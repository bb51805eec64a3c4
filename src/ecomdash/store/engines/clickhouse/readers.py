"""Reads: a few at a time, each with a time after which the engine is told to stop it."""

import asyncio
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any
from uuid import uuid4

from clickhouse_connect.driver import Client

from ecomdash.store.engines.clickhouse.connection import Clients, submit
from ecomdash.store.engines.clickhouse.dialect import render
from ecomdash.store.engines.clickhouse.settling import Settling
from ecomdash.store.protocol import QueryTimeout, Statement, StoreUnavailable

Rows = list[tuple[Any, ...]]

_STOP_AGAIN = 0.05  # seconds
_LATE = 5.0  # seconds that a server may take to say that it stopped a statement
_KILL = "KILL QUERY WHERE Settings['log_comment'] = {name:String} AND query NOT LIKE 'KILL%' ASYNC"


class _Read:
    """One statement, run by a pool thread and stopped by anyone."""

    def __init__(self, statement: Statement, limit_seconds: float) -> None:
        self.name = uuid4().hex
        self._statement = statement
        self._limit_seconds = limit_seconds
        self._lock = threading.Lock()
        self._stopped = False
        self._running = False

    def stop(self) -> bool:
        """Keep it from starting; whether it is running, so that the engine must be told."""
        with self._lock:
            self._stopped = True
            return self._running

    def run(self, client: Client) -> Rows:
        with self._lock:
            if self._stopped:
                raise QueryTimeout("the query waited too long for its turn")
            self._running = True
        try:
            sql, values = render(self._statement)
            settings = {"max_execution_time": self._limit_seconds, "log_comment": self.name}
            found = client.query(sql, dict(values), settings, {"DateTime64": "int"}).result_rows
            return [tuple(row) for row in found]
        finally:
            with self._lock:
                self._running = False


class Readers:
    """A pool of `count` reading threads; safe from any event loop."""

    def __init__(self, clients: Clients, settling: Settling, count: int) -> None:
        self._clients = clients
        self._settling = settling
        self._threads = ThreadPoolExecutor(count, thread_name_prefix="store-reader")
        self._stopper = ThreadPoolExecutor(1, thread_name_prefix="store-stopper")

    async def run(self, statement: Statement, limit_seconds: float) -> Sequence[tuple[Any, ...]]:
        """Its rows; raises QueryTimeout after `limit_seconds`, waiting for a thread included. Cancelling stops it."""
        loop = asyncio.get_running_loop()
        read = _Read(statement, limit_seconds)

        def work() -> Rows:
            with self._settling.reading(limit_seconds):
                return self._clients.run(read.run, limit_seconds + _LATE)

        def stop() -> None:
            if read.stop():
                with suppress(StoreUnavailable):
                    submit(self._stopper, lambda: self._kill(read.name)).add_done_callback(stop_again)

        def stop_again(_: object) -> None:
            """It may not have begun yet; asked again once the engine has answered, so that few are ever waiting."""
            with suppress(RuntimeError):  # the caller's loop has ended
                loop.call_soon_threadsafe(loop.call_later, _STOP_AGAIN, stop)

        try:
            async with asyncio.timeout(limit_seconds):
                try:
                    return await asyncio.wrap_future(submit(self._threads, work))
                except asyncio.CancelledError:
                    stop()
                    raise
        except TimeoutError:  # whether or not the engine hears it
            raise QueryTimeout("the query took too long and was stopped") from None

    def close(self) -> None:
        """Let running reads end; takes no new ones."""
        self._threads.shutdown()
        self._stopper.shutdown()

    def _kill(self, name: str) -> None:
        with suppress(StoreUnavailable, QueryTimeout):
            self._clients.run(lambda client: client.command(_KILL, {"name": name}), _LATE)
