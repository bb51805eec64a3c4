"""What the window of one process promises beyond the contract: at once, seldom, and to whoever still listens."""

import asyncio

import pytest
from tests.live.watching import NOW, event, next_of

from ecomdash.clock import FixedClock
from ecomdash.live import memory
from ecomdash.live.memory import MemoryLive


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


async def test_a_snapshot_after_a_publish_is_never_an_older_one() -> None:
    live = MemoryLive(FixedClock(NOW))
    for number in range(1, 20):
        live.publish(1, [event(number)])
        assert live.snapshot(1).visitors == number


async def test_restoring_replaces_the_windows_of_all_sites_and_tells_who_listens() -> None:
    live = MemoryLive(FixedClock(NOW))
    live.publish(1, [event(1), event(2)])
    live.publish(2, [event(1)])
    snapshots = live.subscribe(2)
    assert (await next_of(snapshots)).visitors == 1
    live.restore({1: [event(2)], 3: [event(1)]})
    assert [live.snapshot(site).visitors for site in (1, 2, 3)] == [1, 0, 1]
    assert (await next_of(snapshots)).visitors == 0
    await snapshots.aclose()


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
