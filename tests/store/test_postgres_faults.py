"""A server that fails, is stopped and started again: nothing is lost or stored twice, and no call hangs."""

import asyncio
import os
import signal
import socket
from collections.abc import AsyncIterator, Iterator
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from tests.servers.postgres import Server, new_server
from tests.store.making import at, batch

from ecomdash.store.engines.postgres import connection
from ecomdash.store.engines.postgres.connection import Connections
from ecomdash.store.engines.postgres.engine import READERS, PostgresStore
from ecomdash.store.engines.postgres.values import set_codecs
from ecomdash.store.engines.postgres.visits import Visits
from ecomdash.store.protocol import Overtaken, QueryTimeout, StoreUnavailable
from ecomdash.store.tables import analytics_events, analytics_sessions, ingest_positions

NOON = at("2026-03-01T12:00")
COUNT = sa.select(sa.func.count()).select_from(analytics_events)
_RUNNING = """
SELECT count(*) FROM pg_stat_activity
WHERE application_name = 'ecomdash' AND state = 'active' AND backend_type = 'client backend'
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One that writes to its disk before it says so."""
    server = new_server({"log_min_messages": "fatal"})
    yield server
    server.stop()


@pytest.fixture
async def store(server: Server) -> AsyncIterator[PostgresStore]:
    with server.database() as name:
        store = PostgresStore(server.url(name))
        await store.migrate()
        yield store
        await store.close()


def rows(number: int) -> list[dict[str, object]]:
    return [
        {"occurred_at": NOON + n, "visitor_id": n, "session_id": n, "event_type": "pageview"} for n in range(number)
    ]


async def position(store: PostgresStore) -> int:
    found = await store.execute(sa.select(ingest_positions.c.position))
    return int(found[0][0]) if found else 0


async def load(store: PostgresStore, until: asyncio.Event) -> int:
    """As the loader does: what fails is read again from where the store says it is; how often it failed."""
    failures, known = 0, await position(store)
    while not until.is_set():
        session = {"session_id": known % 7, "visitor_id": 1, "started_at": NOON, "pageviews": known}
        try:
            await store.append(batch(events=rows(10), sessions=[session]), "local", {0: known + 1}, {0: known})
            known += 1
        except (StoreUnavailable, Overtaken):
            failures += 1
            await asyncio.sleep(0.05)
            try:
                known = await position(store)
            except StoreUnavailable:
                continue
    return failures


async def advances(store: PostgresStore, loading: asyncio.Task[int]) -> None:
    """Wait for five batches more; a loader that failed fails the test."""
    first = await position(store)
    while await position(store) < first + 5:
        if loading.done():
            raise AssertionError("the loader ended") from loading.exception()
        await asyncio.sleep(0.02)


@pytest.mark.parametrize("end", ["stop", "kill"])
async def test_stopped_and_started_again_under_load(server: Server, store: PostgresStore, end: str) -> None:
    until = asyncio.Event()
    loading = asyncio.create_task(load(store, until))
    for _ in range(2):
        await advances(store, loading)
        await asyncio.to_thread(getattr(server, end))
        with pytest.raises(StoreUnavailable):
            await store.execute(COUNT)
        await asyncio.to_thread(server.start)
    await advances(store, loading)
    until.set()
    assert await loading > 0
    stored = await position(store)
    assert await store.execute(COUNT) == [(10 * stored,)]
    s = analytics_sessions.c
    assert await store.execute(sa.select(sa.func.count(), sa.func.max(s.pageviews))) == [(7, stored - 1)]


async def running(server: Server, statements: int) -> None:
    """Wait until the server has so many under way."""
    for _ in range(1000):
        if server.sql(_RUNNING) == str(statements):
            return
        await asyncio.sleep(0.02)
    raise AssertionError(f"there are never {statements} statements")


async def test_what_is_stopped_stops_on_the_server(server: Server, store: PostgresStore) -> None:
    await store.append(batch(events=rows(2000)), "local", {0: 1}, {0: 0})
    a, b, c = (analytics_events.alias(name) for name in "abc")
    endless = sa.select(sa.func.sum(a.c.visitor_id * b.c.visitor_id % 7 + c.c.visitor_id)).select_from(
        a.join(b, sa.true()).join(c, sa.true())
    )
    with pytest.raises(QueryTimeout):
        await store.execute(endless, limit_seconds=0.2)
    cancelled = asyncio.create_task(store.execute(endless))
    await running(server, 1)
    cancelled.cancel()
    with pytest.raises(asyncio.CancelledError):
        await cancelled
    await running(server, 0)
    assert await store.execute(COUNT) == [(2000,)]


async def test_closed_while_it_is_asked_nobody_waits_for_ever(store: PostgresStore) -> None:
    await store.append(batch(events=rows(2000)), "local", {0: 1}, {0: 0})
    sleep = sa.select(sa.func.pg_sleep(1), analytics_events.c.site_id).limit(1)
    asked = [asyncio.create_task(store.execute(sleep)) for _ in range(12)]
    await asyncio.sleep(0.2)
    await store.close()
    ends = await asyncio.gather(*asked, return_exceptions=True)
    assert all(isinstance(end, list | StoreUnavailable) for end in ends)
    with pytest.raises(StoreUnavailable, match="closed"):
        await store.append(batch(events=rows(1)), "local", {0: 2}, {0: 1})


async def test_a_connection_that_somebody_ended_is_replaced(server: Server, store: PostgresStore) -> None:
    assert await store.execute(COUNT) == [(0,)]
    server.sql("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ecomdash'")
    ends = await asyncio.gather(*(store.execute(COUNT) for _ in range(3)), return_exceptions=True)
    assert all(end == [(0,)] or isinstance(end, StoreUnavailable) for end in ends)
    assert await store.execute(COUNT) == [(0,)]


async def nothing_is_answered(store: PostgresStore, since: int) -> None:
    """Neither call lasts: the limits, made short, hold."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("ecomdash.store.engines.postgres.engine._APPEND_SECONDS", 0.2)
        patch.setattr("ecomdash.store.engines.postgres.connection._END_SECONDS", 0.2)
        async with asyncio.timeout(20):
            with pytest.raises(QueryTimeout):
                await store.execute(COUNT, limit_seconds=0.2)
            with pytest.raises(StoreUnavailable, match="more than"):
                await store.append(batch(events=rows(2)), "local", {0: since + 1}, {0: since})


async def test_limits_hold_while_the_server_is_silent(server: Server, store: PostgresStore) -> None:
    await store.append(batch(events=rows(1)), "local", {0: 1}, {0: 0})
    with server.silent():
        await nothing_is_answered(store, 1)  # on the connections there are
        await nothing_is_answered(store, 1)  # and on new ones
    await store.append(batch(events=rows(1)), "local", {0: 2}, {0: 1})
    assert await store.execute(COUNT) == [(2,)]


async def test_of_connections_that_went_silent_together_one_is_waited_for(server: Server, store: PostgresStore) -> None:
    """As after a failover: what was connected hears nothing more, the other machine answers who connects anew."""
    await store.append(batch(events=rows(1)), "local", {0: 1}, {0: 0})
    await asyncio.gather(*(store.execute(COUNT) for _ in range(READERS)))
    with server.silent("ecomdash"):
        await nothing_is_answered(store, 1)
        async with asyncio.timeout(20):
            await store.append(batch(events=rows(1)), "local", {0: 2}, {0: 1})
            assert await store.execute(COUNT) == [(2,)]


async def test_a_connection_that_goes_silent_while_it_is_made(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    pids: list[int] = []

    async def stopped(connection: asyncpg.Connection) -> None:
        if not pids:
            pids.append(connection.get_server_pid())
            os.kill(pids[0], signal.SIGSTOP)
        await set_codecs(connection)

    monkeypatch.setattr("ecomdash.store.engines.postgres.connection.set_codecs", stopped)
    try:
        async with asyncio.timeout(20):
            with pytest.raises(QueryTimeout):
                await store.execute(COUNT, limit_seconds=1)
            assert await store.execute(COUNT) == [(0,)]
    finally:
        for pid in pids:
            os.kill(pid, signal.SIGCONT)


async def test_the_system_looks_whether_the_server_is_still_there(server: Server) -> None:
    connection = await Connections(server.url(), readers=1, writers=1).connect()
    its = connection._transport.get_extra_info("socket")
    assert its.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
    await connection.close()


async def test_a_server_that_only_reads_is_waited_for(server: Server, store: PostgresStore) -> None:
    name = server.sql("SELECT datname FROM pg_database ORDER BY oid DESC LIMIT 1")  # the one that the fixture made
    server.sql(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    again = PostgresStore(server.url(name))
    with pytest.raises(StoreUnavailable, match="read-only"):
        await again.append(batch(events=rows(1)), "local", {0: 1}, {0: 0})
    await again.close()
    server.sql(f"ALTER DATABASE {name} RESET default_transaction_read_only")
    await store.append(batch(events=rows(1)), "local", {0: 1}, {0: 0})
    assert await store.execute(COUNT) == [(1,)]


async def test_a_process_that_stops_within_a_batch_keeps_nobody_from_it(
    store: PostgresStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection._WRITING, "idle_in_transaction_session_timeout", "200ms")
    stopped, goes_on = asyncio.Event(), asyncio.Event()
    real = Visits.number

    async def number(self: Visits, *given: Any) -> Any:
        if self is one._visits:
            here.call_soon_threadsafe(stopped.set)
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(goes_on.wait(), here))
        return await real(self, *given)

    here = asyncio.get_running_loop()
    one = PostgresStore(store._connections._url)
    monkeypatch.setattr(Visits, "number", number)
    storing = asyncio.create_task(one.append(batch(events=rows(5)), "local", {0: 1}, {0: 0}))
    async with asyncio.timeout(30):
        await stopped.wait()
        await store.append(batch(events=rows(5)), "local", {0: 1}, {0: 0})
        goes_on.set()
        with pytest.raises(StoreUnavailable):
            await storing
    assert await store.execute(COUNT) == [(5,)]
    await one.close()
