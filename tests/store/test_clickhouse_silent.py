"""A server that takes connections and never answers keeps nobody waiting beyond the limits."""

import asyncio
import socket
from collections.abc import AsyncIterator

import pytest
import sqlalchemy as sa
from tests.store.making import batch

from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import QueryTimeout, Store, StoreUnavailable
from ecomdash.store.tables import analytics_events


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        store = open_store(load({}, store=f"clickhouse://127.0.0.1:{silent.getsockname()[1]}/events"))
        yield store
    await store.close()  # whose connections have ended with the server


async def test_reads_and_appends_end_at_their_limits(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecomdash.store.engines.clickhouse.engine._APPEND_SECONDS", 0.1)
    reads = [store.execute(sa.select(analytics_events.c.path), limit_seconds=0.1) for _ in range(6)]
    async with asyncio.timeout(3):
        ends = await asyncio.gather(*reads, return_exceptions=True)
        with pytest.raises(StoreUnavailable, match="took more than"):
            await store.append(batch(), "local", {0: 1}, {0: 0})
    assert [type(end) for end in ends] == [QueryTimeout] * 6
