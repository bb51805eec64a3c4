"""The engines under contract: every test here runs once for each of them."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from ecomdash.settings import Settings, load
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import Store

Opener = Callable[[], Store]

ENGINES = {"duckdb": lambda folder: f"duckdb:///{folder / 'events.duckdb'}"}


@pytest.fixture(params=sorted(ENGINES))
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    return load({}, data=tmp_path, store=ENGINES[request.param](tmp_path), store_memory="200MB")


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
