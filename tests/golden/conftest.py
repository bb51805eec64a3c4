"""The golden shop in a real store, filled once for each file of tests."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.engines import ENGINES
from tests.golden.shop import shop

from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("golden")
    with ENGINES[request.param](folder) as url:
        store = open_store(load({}, data=folder, store=url, store_memory="200MB"))

        async def fill() -> None:
            await store.migrate()
            await store.append(shop(), "local", {0: 1}, {0: 0})

        asyncio.run(fill())
        yield store
        asyncio.run(store.close())
