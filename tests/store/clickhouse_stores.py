"""Stores on the ClickHouse engine of this process, and a look past them at what lies in its tables."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from tests.servers.clickhouse import embedded_store

from ecomdash.settings import load
from ecomdash.store.engines.clickhouse.address import folder
from ecomdash.store.engines.clickhouse.connection import Clients
from ecomdash.store.engines.clickhouse.engine import ClickHouseStore
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store


class Place:
    """One database, opened as often as wanted, as by as many processes."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.address = folder(url.removeprefix("chdb://"))
        self._clients = Clients(self.address)

    def store(self) -> ClickHouseStore:
        """A store of its own, with nothing in memory."""
        store = open_store(load({}, store=self.url))
        assert isinstance(store, ClickHouseStore)
        return store

    def sql(self, statement: str, **values: Any) -> list[tuple[Any, ...]]:
        """The rows of a plain statement; earlier rows of one that was replaced too, with SETTINGS final = 0."""
        return self._clients.run(lambda client: [tuple(row) for row in client.query(statement, values).result_rows])

    def close(self) -> None:
        self._clients.close()


@contextmanager
def opened(tmp_path: Path) -> Iterator[Place]:
    """An empty database with its tables."""
    with embedded_store(tmp_path) as url:
        place = Place(url)
        store = place.store()
        asyncio.run(_migrate(store))
        yield place
        place.close()


async def _migrate(store: Store) -> None:
    await store.migrate()
    await store.close()


async def count(store: Store, table: sa.Table) -> int:
    return int((await store.execute(sa.select(sa.func.count()).select_from(table)))[0][0])
