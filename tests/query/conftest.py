"""Stores with tables and no rows."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.engines import ENGINES

from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store


@pytest.fixture(scope="module", params=ENGINES)
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("empty")
    with ENGINES[request.param](folder) as url:
        store = open_store(load({}, data=folder, store=url, store_memory="100MB"))
        asyncio.run(store.migrate())
        yield store
        asyncio.run(store.close())


@pytest.fixture(params=ENGINES)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    with ENGINES[request.param](tmp_path) as url:
        store = open_store(load({}, data=tmp_path, store=url, store_memory="100MB"))
        await store.migrate()
        yield store
        await store.close()
