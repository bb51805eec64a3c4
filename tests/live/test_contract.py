"""What every realtime bus does, in one process or over a server."""

import asyncio
import threading
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from tests.live.watching import NOW, event, next_of, next_with, until
from tests.servers.redis import RedisServer

from ecomdash.clock import FixedClock
from ecomdash.live import memory
from ecomdash.live.opening import bus_version, open_live
from ecomdash.live.protocol import Live
from ecomdash.settings import Settings, load

MINUTE = 60_000_000


@pytest.fixture(params=["memory", "redis"])
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Settings]:
    if request.param == "memory":
        yield load({}, live="memory")
        return
    with RedisServer(tmp_path) as server:
        yield load({}, live=server.url)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def live(settings: Settings, clock: FixedClock) -> Iterator[Live]:
    live = open_live(settings, clock)
    yield live
    live.close()


async def test_every_field_of_an_event_arrives(live: Live) -> None:
    order = event(
        2**63 - 1, NOW - 1, event_type="purchase", name="Tee größer", path="/danke?q=ü", country="", device="tablet",
        source="Ünïcode", simulated=True, value=Decimal("-12345678901234.5678"), currency="EUR", order_id="№ 7",
        items=3,
    )  # fmt: skip
    live.publish(7, [order, event(1, value=Decimal("0.10"))])
    await until(lambda: live.snapshot(7).visitors == 2)
    found = live.snapshot(7)
    shown = found.recent_conversions[0]
    assert (shown.revenue, shown.currency, shown.order_id) == (Decimal("-12345678901234.5678"), "EUR", "№ 7")
    assert (shown.country, shown.source, shown.items, shown.simulated) == ("", "Ünïcode", 3, True)
    page, purchase = found.recent_events
    assert (page.value, page.path, page.simulated, page.device) == (Decimal("0.10"), "/", False, "mobile")
    assert (purchase.name, purchase.path, purchase.device) == ("Tee größer", "/danke?q=ü", "tablet")
    assert found.simulated


async def test_a_subscriber_hears_at_once_and_after_each_publish_from_a_thread(live: Live) -> None:
    snapshots = live.subscribe(1)
    assert (await next_of(snapshots)).visitors == 0
    for number in (1, 2, 3):
        thread = threading.Thread(target=live.publish, args=(1, [event(number)]))
        thread.start()
        await next_with(snapshots, number)
        thread.join()
    await snapshots.aclose()


async def test_visitors_are_seen_to_leave_without_any_publish(
    live: Live, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "TICK_SECONDS", 0.01)
    live.publish(1, [event(1)])
    snapshots = live.subscribe(1)
    await next_with(snapshots, 1)
    clock.advance(6 * MINUTE)
    await next_with(snapshots, 0)
    await snapshots.aclose()


async def test_sites_are_apart_and_unknown_ones_empty(live: Live) -> None:
    live.publish(1, [event(1)])
    live.publish(3, [event(1), event(2)])
    await until(lambda: live.snapshot(3).visitors)
    assert [live.snapshot(site).visitors for site in (1, 2, 3)] == [1, 0, 2]


async def test_many_events_in_any_order_are_all_counted(live: Live) -> None:
    events = [event(n % 1000 + 1, NOW - (n * 7919) % MINUTE, path=f"/{n % 40}") for n in range(5_000)]
    live.publish(1, events)
    await until(lambda: live.snapshot(1).pageviews == 5_000)
    assert live.snapshot(1).visitors == 1_000
    assert sum(minute.pageviews for minute in live.snapshot(1).pageviews_per_minute) == 5_000


async def test_what_is_older_than_the_window_is_ignored(live: Live) -> None:
    live.publish(1, [event(1, NOW - 31 * MINUTE, event_type="purchase"), event(2)])
    await until(lambda: live.snapshot(1).visitors)
    assert live.snapshot(1).recent_conversions == []
    assert len(live.snapshot(1).recent_events) == 1


async def test_threads_may_publish_together(live: Live) -> None:
    snapshots = live.subscribe(1)
    await next_of(snapshots)

    def many(first: int) -> None:
        for number in range(first, first + 200):
            live.publish(1, [event(number)])

    threads = [threading.Thread(target=many, args=(1 + 200 * n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    await asyncio.gather(*(asyncio.to_thread(thread.join) for thread in threads))
    assert (await next_with(snapshots, 800)).pageviews == 800
    await snapshots.aclose()


async def test_what_the_store_had_is_the_window_after_a_start(live: Live) -> None:
    live.restore({1: [event(n + 1) for n in range(1_200)], 2: [event(1, NOW - MINUTE)]})
    await until(lambda: live.snapshot(2).visitors)
    await until(lambda: live.snapshot(1).pageviews == 1_200)
    live.publish(1, [event(5_000)])
    await until(lambda: live.snapshot(1).pageviews == 1_201)


async def test_nothing_to_publish_is_no_trouble(live: Live) -> None:
    live.publish(1, [])
    live.restore({})
    live.publish(2, [event(1)])
    await until(lambda: live.snapshot(2).visitors)
    assert live.snapshot(1).visitors == 0
    assert live.trouble == ""


def test_the_operator_is_told_what_it_is(settings: Settings) -> None:
    assert bus_version(settings).lower().startswith(settings.live.partition("://")[0])
