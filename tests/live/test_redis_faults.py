"""Redis away, dead, silent, full or holding nonsense: publishing never waits, nothing is counted twice, it recovers."""

import asyncio
import contextlib
import zlib
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import msgspec
import pytest
import redis
from structlog.testing import capture_logs
from tests.enrichment.loading import Shop, opened_store
from tests.enrichment.making import accepted, hit, page
from tests.live.watching import NOW, PATIENCE, event, until
from tests.servers.redis import RedisServer

from ecomdash.clock import Clock, FixedClock
from ecomdash.live.entries import BYTES, Entry, encode
from ecomdash.live.redis import FIELD, STREAM, RedisLive

AWAY = "realtime bus away; events are stored all the same"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    """Not started yet."""
    server = RedisServer(tmp_path, "--maxmemory-policy", "noeviction")
    yield server
    server.kill()


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    for store in opened_store("duckdb", tmp_path):
        yield Shop(store)


@contextlib.contextmanager
def bus(server: RedisServer, clock: Clock | None = None, **options: Any) -> Iterator[RedisLive]:
    live = RedisLive(server.url, clock or FixedClock(NOW), **options)
    try:
        yield live
    finally:
        live.close()


def entry(number: int, *, sender: int = 5, **fields: Any) -> bytes:
    return encode(Entry(sender=sender, number=number, site_id=1, events=[event(number, **fields)]))


async def test_what_is_published_before_redis_is_there_arrives_when_it_is(server: RedisServer) -> None:
    with capture_logs() as logs, bus(server) as shows, bus(server, reads=False) as loader:
        loader.restore({1: [event(1)]})
        for number in range(2, 51):
            loader.publish(1, [event(number)])
        await until(lambda: loader.trouble and shows.trouble)
        assert shows.snapshot(1).visitors == 0
        assert str(server.port) not in loader.trouble + shows.trouble
        server.start()
        await until(lambda: shows.snapshot(1).visitors == 50)
        await until(lambda: not (loader.trouble or shows.trouble))
    told = [log["part"] for log in logs if log["event"] == AWAY]
    assert sorted(told) == ["live-reader", "live-sender"], "each says it once, not with each try"


async def test_a_server_killed_and_started_empty_costs_the_running_windows_nothing(server: RedisServer) -> None:
    server.start()
    with bus(server) as shows, bus(server, reads=False) as loader:
        for number in range(1, 11):
            loader.publish(1, [event(number)])
        await until(lambda: shows.snapshot(1).pageviews == 10)
        server.kill()
        for number in range(11, 21):
            loader.publish(1, [event(number)])
        await until(lambda: loader.trouble and shows.trouble)
        assert shows.snapshot(1).visitors == 10
        server.start()
        await until(lambda: shows.snapshot(1).visitors == 20)
        assert shows.snapshot(1).pageviews == 20
        with bus(server) as late:
            await until(lambda: late.snapshot(1).visitors == 10)


async def test_a_server_that_keeps_its_data_gives_it_back_and_nobody_counts_it_twice(tmp_path: Path) -> None:
    with RedisServer(tmp_path, "--appendonly", "yes", "--appendfsync", "always") as server, bus(server) as shows:
        with bus(server, reads=False) as loader:
            loader.restore({1: [event(1)]})
            loader.publish(1, [event(2)])
            await until(lambda: shows.snapshot(1).visitors == 2)
            server.kill()
            server.start()
            loader.publish(1, [event(3)])
            await until(lambda: shows.snapshot(1).visitors == 3)
        with bus(server) as late, bus(server, reads=False) as next_loader:
            next_loader.restore({1: [event(1), event(2), event(3)]})
            next_loader.publish(1, [event(4)])
            await until(lambda: shows.snapshot(1).visitors == late.snapshot(1).visitors == 4)
            assert (shows.snapshot(1).pageviews, late.snapshot(1).pageviews) == (4, 4)


async def test_killed_again_and_again_under_load_nothing_is_counted_twice(server: RedisServer) -> None:
    server.start()
    with bus(server) as shows, bus(server, reads=False) as loader:
        published = 0
        for _ in range(4):
            for _ in range(100):
                published += 1
                loader.publish(1, [event(published)])
                await asyncio.sleep(0.001)
            server.kill()
            server.start()
        last = published + 1
        await until(lambda: not loader.trouble)
        loader.publish(2, [event(last)])
        await until(lambda: shows.snapshot(2).visitors)
        found = shows.snapshot(1)
        assert found.pageviews == found.visitors <= published
        assert found.pageviews >= 100


async def test_a_server_that_does_not_answer_keeps_nobody_waiting(server: RedisServer) -> None:
    server.start()
    with bus(server, outbox_bytes=20_000) as live, capture_logs() as logs:
        live.publish(1, [event(1)])
        await until(lambda: live.snapshot(1).visitors)
        server.pause()

        def publish_many() -> None:
            for number in range(2, 5_002):
                live.publish(1, [event(number)])

        await asyncio.wait_for(
            asyncio.to_thread(publish_many), PATIENCE
        )  # were each to wait for an answer, this would take hours
        assert live.snapshot(1).visitors == 1
        await until(lambda: live.trouble)
        server.resume()
        await until(lambda: any("lost entries" in log["event"] for log in logs))
        await until(lambda: live.snapshot(1).recent_events[0].name == "pageview" and not live.trouble)
        live.publish(1, [event(9_000)])
        await until(lambda: 2 <= live.snapshot(1).visitors < 1_000)
    (lost,) = [log["entries"] for log in logs if "lost entries" in log["event"]]
    assert 4_000 < lost < 5_000


async def test_closing_while_redis_is_silent_ends(server: RedisServer) -> None:
    server.start()
    with bus(server) as live:
        live.publish(1, [event(1)])
        await until(lambda: live.snapshot(1).visitors)
        server.pause()
        live.publish(1, [event(2)])
    server.resume()


async def test_what_was_published_before_closing_is_sent(server: RedisServer) -> None:
    server.start()
    with bus(server) as shows:
        with bus(server, reads=False) as loader:
            for number in range(1, 301):
                loader.publish(1, [event(number)])
        await until(lambda: shows.snapshot(1).visitors == 300)


NONSENSE: list[dict[bytes, bytes]] = [
    {b"other": b"field"},
    {FIELD: b""},
    {FIELD: b"\xff\x00nonsense"},
    {FIELD: b"\x78\x9c cut short"},
    {FIELD: zlib.compress(entry(1))[:-5]},
    {FIELD: zlib.compress(bytes(20 * BYTES), 9)},
    {FIELD: b"\x91" * 100_000},
    {FIELD: msgspec.msgpack.encode([5, 1, 1, [["soon", 1, "pageview", "", "", "", "", "", False]]])},
    {FIELD: msgspec.msgpack.encode([5, 1, "site", []])},
    {FIELD: msgspec.msgpack.encode({"sender": 5})},
    {FIELD: entry(1, at=2**62)},
    {FIELD: entry(1, at=-1)},
    {FIELD: entry(1, event_type="purchase", value=Decimal("NaN"))},
    {FIELD: entry(1, event_type="purchase", value=Decimal("Infinity"))},
    {FIELD: entry(1).replace(b"mobile", b"\xff\xfe\xfd\xfc\xfb\xfa")},
]


async def test_nonsense_in_the_stream_is_ignored_and_told(server: RedisServer) -> None:
    server.start()
    client = server.client()
    with bus(server) as live, capture_logs() as logs:
        for fields in NONSENSE:
            client.xadd(STREAM, fields)
        live.publish(1, [event(1)])
        await until(lambda: live.snapshot(1).visitors == 1)
        assert live.snapshot(1).pageviews == 1
        assert live.trouble == ""
    told = [log["so_far"] for log in logs if "ignored" in log["event"]]
    assert told == [1, 2, 4, 8]
    with bus(server) as late:
        await until(lambda: late.snapshot(1).visitors == 1)


async def test_a_key_of_another_kind_in_its_place_is_trouble_until_it_is_gone(server: RedisServer) -> None:
    server.start()
    client = server.client()
    client.set(STREAM, "not a stream")
    with bus(server) as live:
        live.publish(1, [event(1)])
        await until(lambda: live.trouble)
        client.delete(STREAM)
        await until(lambda: live.snapshot(1).visitors == 1 and not live.trouble)


async def test_a_server_whose_clock_is_behind_is_followed_from_its_beginning(server: RedisServer) -> None:
    server.start()
    server.client().xadd(STREAM, {FIELD: entry(1)}, id="99999999999999-0")
    with bus(server) as shows, bus(server, reads=False) as loader:
        await until(lambda: shows.snapshot(1).visitors == 1)
        server.kill()
        loader.publish(1, [event(2), event(3)])
        await until(lambda: shows.trouble)
        server.start()
        await until(lambda: shows.snapshot(1).visitors == 2)
        loader.publish(1, [event(4)])
        await until(lambda: shows.snapshot(1).pageviews == 3)


def fill(client: Any, limit: int) -> None:
    """Use up the server's memory, to the last hundred bytes."""
    client.config_set("maxmemory", limit)
    for size in (100_000, 10_000, 1_000, 100):
        with contextlib.suppress(redis.exceptions.OutOfMemoryError):
            for number in range(limit):
                client.set(f"other:{size}:{number}", bytes(size))


async def test_a_full_server_takes_nothing_and_goes_on_when_there_is_room(server: RedisServer) -> None:
    server.start()
    client = server.client()
    with bus(server) as live, capture_logs() as logs:
        live.publish(1, [event(1)])
        await until(lambda: live.snapshot(1).visitors)
        await asyncio.to_thread(fill, client, 8_000_000)
        for number in range(2, 102):
            live.publish(1, [event(number)])
        await until(lambda: live.trouble)
        assert "OutOfMemory" in live.trouble
        client.config_set("maxmemory", 0)
        await until(lambda: live.snapshot(1).visitors == 101)
        assert live.snapshot(1).pageviews == 101
    assert [log["part"] for log in logs if log["event"] == AWAY] == ["live-sender"]


async def test_a_server_full_of_what_has_left_the_window_makes_room_by_itself(server: RedisServer) -> None:
    server.start()
    client = server.client()
    seconds, _ = client.time()
    client.config_set("maxmemory", 8_000_000)
    with contextlib.suppress(redis.exceptions.OutOfMemoryError):
        for number in range(1, 1_000):
            client.xadd(STREAM, {FIELD: bytes(50_000)}, id=f"{(seconds - 3_600) * 1000}-{number}")
    assert client.xlen(STREAM) > 50
    with bus(server) as live:
        live.publish(1, [event(1)])
        await until(lambda: live.snapshot(1).visitors == 1)


async def test_the_loader_stores_without_redis(server: RedisServer, shop: Shop) -> None:
    with bus(server, shop.clock) as live:
        loader = shop.loader(live=live)
        for path in ("/", "/a", "/b"):
            shop.arrive(accepted(hit(page(path))))
            await loader.drain()
        assert len(await shop.rows("analytics_events", "path")) == 3
        server.start()
        await until(lambda: live.snapshot(shop.site.id).pageviews == 3)
        await shop.loader(live=live).drain()
        live.publish(shop.site.id + 1, [event(1, shop.clock.now())])
        await until(lambda: live.snapshot(shop.site.id + 1).pageviews == 1)
        assert live.snapshot(shop.site.id).pageviews == 3, "the second loader restored what was there"
