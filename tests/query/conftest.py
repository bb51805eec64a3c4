"""Stores with tables and no rows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from ecomdash.settings import load
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import Store


@pytest.fixture(scope="package")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(load({}, data=tmp_path_factory.mktemp("empty"), store_memory="100MB"))
    asyncio.run(store.migrate())
    yield store
    asyncio.run(store.close())


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = open_store(load({}, data=tmp_path, store_memory="100MB"))
    await store.migrate()
    yield store
    await store.close()
