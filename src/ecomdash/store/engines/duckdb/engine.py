"""The embedded engine: one writing thread, a few reading ones, one database file."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from ecomdash.events.batch import Batch
from ecomdash.store.engines.duckdb import removal, schema
from ecomdash.store.engines.duckdb.answers import Answers
from ecomdash.store.engines.duckdb.append import append
from ecomdash.store.engines.duckdb.backup import files, resting
from ecomdash.store.engines.duckdb.connection import Connections, submit
from ecomdash.store.engines.duckdb.dialect import render
from ecomdash.store.engines.duckdb.numbers import SESSIONS, VISITORS, Numbers
from ecomdash.store.engines.duckdb.readers import Readers, Rows, fetch
from ecomdash.store.engines.rests import Rests
from ecomdash.store.protocol import Capabilities, Statement, Tables

T = TypeVar("T")
READERS = 4


class DuckDBStore:
    """A Store in the file `path`; opened by the first call, so a file in use elsewhere shows there.

    `answers` is how many it remembers (see answers.py).
    """

    capabilities = Capabilities(embedded=True, exact_quantiles=True)

    def __init__(
        self, path: Path, *, memory: str = "400MB", threads: int = 0, limit_seconds: float = 30.0, answers: int = 500
    ) -> None:
        self.files = files(path)
        self._connections = Connections(path, memory=memory, threads=threads)
        self._readers = Readers(self._connections, READERS)
        self._limit_seconds = limit_seconds
        self._visitors = Numbers(VISITORS)
        self._numbers = (self._visitors, Numbers(SESSIONS))
        self._answers = Answers(answers)
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._rests = Rests()

    async def inspect(self) -> Tables:
        return await self._write(schema.inspect) if self.files[0].exists() else "none"

    async def migrate(self) -> None:
        await self._write(schema.migrate)

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        def work(cursor: duckdb.DuckDBPyConnection) -> None:
            append(cursor, batch, log, positions, since, numbers=self._numbers)
            self._answers.changed(batch)

        await self._write(work)

    async def rested(self) -> None:
        await self._rests.over()

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        limit = self._limit_seconds if limit_seconds is None else limit_seconds
        return await self._readers.run(lambda cursor: self._rows(cursor, statement), limit)

    async def erase(self, site_id: int, visitor_id: int) -> Mapping[str, int]:
        return await self._remove(lambda cursor: removal.erase(cursor, site_id, visitor_id))

    async def expire(self, site_id: int, before: int) -> Mapping[str, int]:
        moment = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=before)).replace(tzinfo=None)
        return await self._remove(lambda cursor: removal.expire(cursor, site_id, moment))

    def resting(self) -> AbstractAsyncContextManager[None]:
        return resting(self._writer, self._connections, self._rests)

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    async def _remove(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        def forgetting(cursor: duckdb.DuckDBPyConnection) -> T:
            for each in self._numbers:
                each.forget()
            try:
                return work(cursor)
            finally:  # here, and not where it is awaited: that may end before the work does
                self._answers.forget()

        return await asyncio.wrap_future(self._rests.until(self._begin(forgetting)))

    async def _write(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        return await asyncio.wrap_future(self._begin(work))

    def _begin(self, work: Callable[[duckdb.DuckDBPyConnection], T]) -> Future[T]:
        def run() -> T:
            with self._connections.cursor() as cursor:
                return work(cursor)

        return submit(self._writer, run)

    def _rows(self, cursor: duckdb.DuckDBPyConnection, statement: Statement) -> Rows:
        try:
            return self._answer(cursor, statement)
        except duckdb.OutOfRangeException:
            self._visitors.look_again(cursor)  # a number is beyond the bound that the statement was rendered with
            return self._answer(cursor, statement)

    def _answer(self, cursor: duckdb.DuckDBPyConnection, statement: Statement) -> Rows:
        sql, values = render(statement, self._visitors.bound)
        reads = statement.get_execution_options().get("reads")
        if reads is None:
            return fetch(cursor, sql, values)
        version = self._answers.version
        rows = self._answers.find(sql, values, reads)
        if rows is None:
            rows = fetch(cursor, sql, values)
            self._answers.keep(sql, values, rows, version)
        return rows

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.close()
        self._connections.close()
