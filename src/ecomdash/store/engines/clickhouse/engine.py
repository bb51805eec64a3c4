"""A Store on ClickHouse: one writing thread, a few reading ones, each with a client of its own."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

from clickhouse_connect.driver import Client

from ecomdash.events.batch import Batch
from ecomdash.store.engines.clickhouse import removal, schema
from ecomdash.store.engines.clickhouse.address import Address
from ecomdash.store.engines.clickhouse.append import append
from ecomdash.store.engines.clickhouse.connection import Clients, submit
from ecomdash.store.engines.clickhouse.journal import Journal
from ecomdash.store.engines.clickhouse.readers import Readers
from ecomdash.store.engines.clickhouse.settling import Settling
from ecomdash.store.engines.rests import Rests
from ecomdash.store.protocol import Capabilities, Statement, StoreUnavailable, Tables

T = TypeVar("T")
READERS = 4
_APPEND_SECONDS = 120.0  # a server that takes longer for a batch is not to be waited for


class ClickHouseStore:
    """A Store in the database at `address`; connected by the first call, so that what is wrong with it shows there."""

    def __init__(self, address: Address, *, memory: str = "", threads: int = 0, limit_seconds: float = 30.0) -> None:
        embedded = address.folder is not None
        self.capabilities = Capabilities(embedded=embedded, exact_quantiles=True)
        self._cluster = address.cluster
        self._clients = Clients(address, memory=memory, threads=threads)
        settling = Settling()
        self._readers = Readers(self._clients, settling, READERS)
        self._journal = Journal(settling)
        self._limit_seconds = limit_seconds
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="store-writer")
        self._rests = Rests()

    async def inspect(self) -> Tables:
        place = self._clients.address
        if place.folder and not (place.folder.is_file() or (place.folder / "metadata").exists()):
            return "none"  # where the engine would begin to make its files

        def work() -> Tables:
            return self._clients.look(lambda client: schema.inspect(client, place.database))

        return await asyncio.wrap_future(submit(self._writer, work))

    async def migrate(self) -> None:
        def work(client: Client) -> None:
            schema.migrate(client, self._clients.address)
            self._journal.settle(client)

        await self._write(work)

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        try:
            async with asyncio.timeout(_APPEND_SECONDS):
                await self._write(lambda client: append(client, self._journal, batch, log, positions, since=since))
        except TimeoutError:
            raise StoreUnavailable(f"the event store took more than {_APPEND_SECONDS:.0f} s for a batch") from None

    async def rested(self) -> None:
        await self._rests.over()

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        return await self._readers.run(statement, self._limit_seconds if limit_seconds is None else limit_seconds)

    async def erase(self, site_id: int, visitor_id: int) -> Mapping[str, int]:
        return await self._remove(lambda client: removal.erase(client, self._cluster, site_id, visitor_id))

    async def expire(self, site_id: int, before: int) -> Mapping[str, int]:
        return await self._remove(lambda client: removal.expire(client, self._cluster, site_id, before))

    async def close(self) -> None:
        await asyncio.to_thread(self._close)

    async def _remove(self, work: Callable[[Client], T]) -> T:
        def after_all(client: Client) -> T:
            last = self._journal.settle(client)
            self._journal.forget(client, last)  # it has the rows as well
            return work(client)

        return await asyncio.wrap_future(self._rests.until(self._begin(after_all)))

    async def _write(self, work: Callable[[Client], T]) -> T:
        return await asyncio.wrap_future(self._begin(work))

    def _begin(self, work: Callable[[Client], T]) -> Future[T]:
        return submit(self._writer, lambda: self._clients.run(work))

    def _close(self) -> None:
        self._writer.shutdown()
        self._readers.close()
        self._clients.close()
