"""What execute promises: rows as Python values, a time limit, and reads beside a writer."""

import asyncio
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import sqlalchemy as sa
from tests.store.making import at, batch

from ecomdash.settings import Settings
from ecomdash.store.engines.opening import open_store
from ecomdash.store.expressions import unique_visitors, visitor_key
from ecomdash.store.protocol import QueryTimeout, Store, StoreUnavailable
from ecomdash.store.tables import analytics_events, analytics_sessions

NOON = at("2026-03-01T12:00")
_e, _s = analytics_events.c, analytics_sessions.c
COUNT = sa.select(sa.func.count()).select_from(analytics_events)


def events(number: int, **values: object) -> list[dict[str, object]]:
    return [
        {"occurred_at": NOON + n, "visitor_id": n, "session_id": n, "event_type": "pageview", **values}
        for n in range(number)
    ]


def endless() -> sa.Select[Any]:
    """A statement that would take hours over 3,000 rows."""
    a, b, c = (analytics_events.alias(name) for name in "abc")
    return sa.select(sa.func.sum(a.c.visitor_id * b.c.visitor_id % 7 + c.c.visitor_id % 5)).select_from(
        a.join(b, sa.true()).join(c, sa.true())
    )


async def test_a_statement_that_takes_too_long_is_stopped_and_the_next_one_works(store: Store) -> None:
    await store.append(batch(events=events(3000)), "local", {0: 1}, {0: 0})
    with pytest.raises(QueryTimeout):
        await store.execute(endless(), limit_seconds=0.2)
    assert await store.execute(COUNT) == [(3000,)]


async def test_the_limit_of_the_settings_holds_where_none_is_given(settings: Settings, store: Store) -> None:
    await store.append(batch(events=events(3000)), "local", {0: 1}, {0: 0})
    await store.close()
    hasty = open_store(replace(settings, query_timeout=0.2))
    with pytest.raises(QueryTimeout):
        await hasty.execute(endless())
    assert await hasty.execute(COUNT, limit_seconds=30) == [(3000,)]
    await hasty.close()


async def test_a_cancelled_read_ends(store: Store) -> None:
    await store.append(batch(events=events(3000)), "local", {0: 1}, {0: 0})
    reads = [asyncio.ensure_future(store.execute(endless())) for _ in range(12)]
    await asyncio.sleep(0.1)
    for read in reads:
        read.cancel()
    assert all(isinstance(end, asyncio.CancelledError) for end in await asyncio.gather(*reads, return_exceptions=True))
    assert await store.execute(COUNT) == [(3000,)]


async def test_a_read_that_waits_for_its_turn_longer_than_its_limit_gives_up(store: Store) -> None:
    await store.append(batch(events=events(3000)), "local", {0: 1}, {0: 0})
    busy = [asyncio.ensure_future(store.execute(endless(), limit_seconds=1)) for _ in range(8)]
    await asyncio.sleep(0.05)
    with pytest.raises(QueryTimeout):
        await store.execute(COUNT, limit_seconds=0.05)
    ends = await asyncio.gather(*busy, return_exceptions=True)
    assert all(isinstance(end, QueryTimeout) for end in ends)


async def test_readers_see_whole_batches_while_a_writer_appends(store: Store) -> None:
    done = asyncio.Event()

    async def write() -> None:
        for n in range(20):
            await store.append(batch(events=events(10), sessions=[_session(n)]), "local", {0: n + 1}, {0: n})
        done.set()

    async def read() -> list[tuple[int, int]]:
        both = sa.select(
            COUNT.scalar_subquery(), sa.select(sa.func.count()).select_from(analytics_sessions).scalar_subquery()
        )
        seen = []
        while not done.is_set():
            seen.append(tuple((await store.execute(both))[0]))
        return seen

    _, seen = await asyncio.gather(write(), read())
    assert seen
    assert all(found_events == 10 * sessions for found_events, sessions in seen)
    assert [row[0] for row in seen] == sorted(row[0] for row in seen)


async def test_it_can_be_used_from_another_thread_with_its_own_event_loop(store: Store) -> None:
    found: list[object] = []

    def other() -> None:
        found.extend(asyncio.run(_append_and_count(store)))

    thread = threading.Thread(target=other)
    thread.start()
    while thread.is_alive():
        await store.execute(COUNT)
    thread.join()
    assert found == [(5,)]


async def _append_and_count(store: Store) -> list[tuple[int, ...]]:
    await store.append(batch(events=events(5)), "local", {0: 1}, {0: 0})
    return list(await store.execute(COUNT))


async def test_values_are_bound_and_never_read_as_sql(store: Store) -> None:
    path = "'; DROP TABLE analytics_events; -- $1 :x %s"
    await store.append(batch(events=[*events(1, path=path), *events(2)]), "local", {0: 1}, {0: 0})
    assert await store.execute(COUNT.where(_e.path == path)) == [(1,)]
    assert await store.execute(COUNT.where(_e.path.in_([path, "x"]))) == [(1,)]


@pytest.mark.parametrize("groups", [1, 10**9], ids=["few groups", "many groups"])
async def test_different_visitors_are_counted_exactly(store: Store, opener: Callable[[], Store], groups: int) -> None:
    def visits(first: int, number: int, site: int = 1) -> list[dict[str, object]]:
        return [
            {"site_id": site, "session_id": first * 1000 + n, "visitor_id": first + n - 2**62, "started_at": NOON}
            for n in range(number)
        ]

    statement = (
        sa.select(_s.site_id, unique_visitors(visitor_key(_s.visitor_id), groups))
        .group_by(_s.site_id)
        .order_by(_s.site_id)
    )
    await store.append(batch(sessions=visits(0, 100)), "local", {0: 1}, {0: 0})
    await store.append(batch(sessions=visits(50, 100) + visits(0, 30, site=2)), "local", {0: 2}, {0: 1})
    assert await store.execute(statement) == [(1, 150), (2, 30)]
    await store.close()
    again = opener()
    try:
        assert await again.execute(statement) == [(1, 150), (2, 30)]
        await again.append(batch(sessions=visits(140, 20)), "local", {0: 3}, {0: 2})
        assert await again.execute(statement) == [(1, 160), (2, 30)]
        nobody = statement.where(_s.visitor_id == 0)
        assert await again.execute(nobody) == []
    finally:
        await again.close()


async def test_a_closed_store_says_so(opener: Callable[[], Store]) -> None:
    store = opener()
    await store.migrate()
    await store.close()
    with pytest.raises(StoreUnavailable):
        await store.execute(COUNT)


def _session(number: int) -> dict[str, object]:
    return {"session_id": number, "visitor_id": number, "started_at": NOON}
