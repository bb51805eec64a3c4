"""The golden shop in a real store, filled once for all tests here."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.golden.shop import shop

from ecomdash.settings import load
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import Store


@pytest.fixture(scope="package")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = open_store(load({}, data=tmp_path_factory.mktemp("golden"), store_memory="200MB"))

    async def fill() -> None:
        await store.migrate()
        await store.append(shop(), "local", {0: 1})

    asyncio.run(fill())
    yield store
    asyncio.run(store.close())
