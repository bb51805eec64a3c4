"""The engines under contract: every test here runs once for each of them, and each way to speak to it."""

from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
from tests.engines import CONNECTIONS

from ecomdash.settings import Settings, load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store

Opener = Callable[[], Store]


@pytest.fixture(params=CONNECTIONS)
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    with CONNECTIONS[request.param](tmp_path) as url:
        yield load({}, data=tmp_path, store=url, store_memory="200MB")


@pytest.fixture
def opener(settings: Settings) -> Opener:
    """Opens the same data again each time."""
    return lambda: open_store(settings)


@pytest.fixture
async def store(opener: Opener) -> AsyncIterator[Store]:
    store = opener()
    await store.migrate()
    yield store
    await store.close()
