"""Publishing from one thread, subscribing in another's loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator

import pytest

from ecomdash.clock import FixedClock
from ecomdash.live import memory
from ecomdash.live.memory import MemoryLive
from ecomdash.live.protocol import LiveEvent, Snapshot

NOW = 1_750_000_000_000_000


def event(visitor: int, at: int = NOW) -> LiveEvent:
    return LiveEvent(at, visitor, "pageview", "pageview", "/", "GB", "mobile", "Google", False)


async def next_of(snapshots: AsyncGenerator[Snapshot]) -> Snapshot:
    async with asyncio.timeout(10):
        return await anext(snapshots)


async def test_a_subscriber_hears_at_once_and_after_each_publish_from_a_thread() -> None:
    live = MemoryLive(FixedClock(NOW))
    snapshots = live.subscribe(1)
    assert (await next_of(snapshots)).visitors == 0
    for number in (1, 2, 3):
        waiting = asyncio.create_task(next_of(snapshots))
        await asyncio.sleep(0)
        thread = threading.Thread(target=live.publish, args=(1, [event(number)]))
        thread.start()
        assert (await waiting).visitors == number
        thread.join()
    await snapshots.aclose()


async def test_many_publishes_make_few_snapshots(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "COALESCE_SECONDS", 60.0)
    live = MemoryLive(FixedClock(NOW))
    snapshots = live.subscribe(1)
    await next_of(snapshots)
    for number in range(100):
        live.publish(1, [event(number + 1)])
    assert (await next_of(snapshots)).visitors == 100
    live.publish(1, [event(101)])
    waiting = asyncio.create_task(next_of(snapshots))
    done, _ = await asyncio.wait([waiting], timeout=0.05)
    assert not done, "the next one has to wait"
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
    await snapshots.aclose()


async def test_visitors_are_seen_to_leave_without_any_publish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "TICK_SECONDS", 0.01)
    clock = FixedClock(NOW)
    live = MemoryLive(clock)
    live.publish(1, [event(1)])
    snapshots = live.subscribe(1)
    assert (await next_of(snapshots)).active_visitors == 1
    clock.advance(31_000_000)
    assert (await next_of(snapshots)).active_visitors == 0
    await snapshots.aclose()


async def test_sites_are_apart_and_unknown_ones_empty() -> None:
    live = MemoryLive(FixedClock(NOW))
    live.publish(1, [event(1)])
    assert (live.snapshot(1).visitors, live.snapshot(2).visitors) == (1, 0)


async def test_a_snapshot_after_a_publish_is_never_an_older_one() -> None:
    live = MemoryLive(FixedClock(NOW))
    for number in range(1, 20):
        live.publish(1, [event(number)])
        assert live.snapshot(1).visitors == number


def test_a_subscriber_whose_loop_is_gone_does_no_harm() -> None:
    live = MemoryLive(FixedClock(NOW))
    held = []

    async def leave_without_closing() -> None:
        snapshots = live.subscribe(1)
        held.append(snapshots)
        await anext(snapshots)

    loop = asyncio.new_event_loop()
    loop.run_until_complete(leave_without_closing())
    loop.close()
    live.publish(1, [event(1)])
    assert live.snapshot(1).visitors == 1


async def test_threads_may_publish_together() -> None:
    live = MemoryLive(FixedClock(NOW))
    snapshots = live.subscribe(1)
    await next_of(snapshots)

    def many(first: int) -> None:
        for number in range(first, first + 200):
            live.publish(1, [event(number)])

    threads = [threading.Thread(target=many, args=(1 + 200 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in threads))
    assert live.snapshot(1).visitors == 800
    found = await next_of(snapshots)
    while found.visitors < 800:
        found = await next_of(snapshots)
    await snapshots.aclose()
