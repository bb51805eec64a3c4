"""The PostgreSQL engine: reads from a few connections, writes in one transaction each."""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from concurrent.futures import Future
from typing import Any

import asyncpg

from ecomdash.events.batch import Batch
from ecomdash.store.engines.postgres import removal, schema
from ecomdash.store.engines.postgres.append import append
from ecomdash.store.engines.postgres.connection import Connections
from ecomdash.store.engines.postgres.dialect import render
from ecomdash.store.engines.postgres.partitions import Partitions
from ecomdash.store.engines.postgres.visits import Visits
from ecomdash.store.engines.rests import Rests
from ecomdash.store.protocol import Capabilities, QueryTimeout, Statement, StoreUnavailable, Tables

READERS = 4
_WRITERS = 2
_APPEND_SECONDS = 120.0  # a server that takes longer for a batch is not to be waited for


class PostgresStore:
    """A Store in the database at `url` (postgresql://...); connects when first asked."""

    capabilities = Capabilities(embedded=False, exact_quantiles=True)

    def __init__(self, url: str, *, limit_seconds: float = 30.0) -> None:
        self._connections = Connections(url, readers=READERS, writers=_WRITERS)
        self._partitions = Partitions()
        self._visits = Visits()
        self._limit_seconds = limit_seconds
        self._rests = Rests()

    async def inspect(self) -> Tables:
        return await self._connections.run(schema.inspect(self._connections))

    async def migrate(self) -> None:
        await self._connections.run(schema.migrate(self._connections))

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        await self._connections.run(self._append(batch, log, positions, since))

    async def rested(self) -> None:
        await self._rests.over()

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        limit = self._limit_seconds if limit_seconds is None else limit_seconds
        sql, values = render(statement)
        return await self._connections.run(self._rows(sql, values, limit))

    async def erase(self, site_id: int, visitor_id: int) -> Mapping[str, int]:
        return await self._remove(removal.erase(self._connections, site_id, visitor_id))

    async def expire(self, site_id: int, before: int) -> Mapping[str, int]:
        return await self._remove(removal.expire(self._connections, site_id, before))

    async def close(self) -> None:
        await self._connections.close()

    async def _append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        try:
            async with asyncio.timeout(_APPEND_SECONDS):
                await self._partitions.provide(self._connections, batch)
                async with self._connections.writing() as connection:
                    try:
                        numbers = await append(connection, batch, log, positions, since, visits=self._visits)
                    except asyncpg.CheckViolationError as error:
                        self._partitions.forget()
                        raise StoreUnavailable(f"a month that was there is gone, it is made again: {error}") from None
                self._visits.remember(numbers)
        except TimeoutError:
            raise StoreUnavailable(f"the event store took more than {_APPEND_SECONDS:.0f} s for a batch") from None

    async def _remove(self, work: Coroutine[Any, Any, Mapping[str, int]]) -> Mapping[str, int]:
        end = self._rests.until(Future[None]())
        try:
            return await self._connections.run(work)
        finally:
            end.set_result(None)

    async def _rows(self, sql: str, values: Sequence[Any], limit: float) -> list[tuple[Any, ...]]:
        """The driver asks the server to stop a statement that is cancelled, and the limit cancels."""
        try:
            async with asyncio.timeout(limit), self._connections.reading() as connection:
                rows = await connection.fetch(sql, *values)
        except TimeoutError:
            raise QueryTimeout("the query took too long and was stopped") from None
        return [tuple(row.values()) for row in rows]
