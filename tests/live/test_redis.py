"""One window for several processes: who sees what, and that nobody counts an event twice."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.live.watching import NOW, PATIENCE, event, until
from tests.servers.redis import RedisServer

from ecomdash.clock import FixedClock, SystemClock
from ecomdash.live import redis
from ecomdash.live.opening import bus_version, open_live
from ecomdash.live.protocol import LiveUnavailable
from ecomdash.live.redis import FIELD, FILLED, STREAM, WINDOW_SECONDS, RedisLive
from ecomdash.settings import SettingsError, load

LISTENER = Path(__file__).with_name("listener.py")
Opener = Callable[..., RedisLive]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RedisServer]:
    with RedisServer(tmp_path) as server:
        yield server


@pytest.fixture
def opened(server: RedisServer) -> Iterator[Opener]:
    """Opens one more process' bus."""
    every: list[RedisLive] = []

    def one(*, reads: bool = True) -> RedisLive:
        every.append(RedisLive(server.url, FixedClock(NOW), reads=reads))
        return every[-1]

    yield one
    for live in every:
        live.close()


def read_until(listener: "subprocess.Popen[str]", wanted: str) -> list[str]:
    """What the listener says up to the wanted line."""
    assert listener.stdout is not None
    lines = []
    for line in listener.stdout:
        lines.append(line.strip())
        if lines[-1] == wanted:
            return lines
    raise AssertionError(f"the listener ended with {lines}")


def test_subscribers_of_two_processes_see_one_publisher(server: RedisServer, opened: Opener) -> None:
    command = [sys.executable, str(LISTENER), server.url, "1"]
    listeners = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    try:
        for listener in listeners:
            assert read_until(listener, "0") == ["0"]
        loader = opened(reads=False)
        now = SystemClock().now()
        for number in (1, 2, 3):
            loader.publish(1, [event(number, now)])
            loader.publish(2, [event(100 + number, now)])
            for listener in listeners:
                assert read_until(listener, str(number)) == [str(number)]
    finally:
        for listener in listeners:
            listener.kill()
            listener.communicate(timeout=PATIENCE)


async def test_a_process_that_starts_later_has_the_whole_window(opened: Opener) -> None:
    loader = opened()
    for number in range(250):
        loader.publish(number % 2, [event(number + 1, NOW - number * 1_000_000)])
    await until(lambda: loader.snapshot(0).pageviews + loader.snapshot(1).pageviews == 250)
    late = opened()
    await until(lambda: late.snapshot(0).pageviews + late.snapshot(1).pageviews == 250)
    assert (late.snapshot(0), late.snapshot(1)) == (loader.snapshot(0), loader.snapshot(1))


async def test_a_process_that_only_publishes_reads_nothing(opened: Opener) -> None:
    loader, shows = opened(reads=False), opened()
    loader.publish(1, [event(1)])
    await until(lambda: shows.snapshot(1).visitors)
    assert loader.snapshot(1).visitors == 0


async def test_a_loader_that_starts_while_the_window_is_there_does_not_double_it(opened: Opener) -> None:
    first, shows = opened(reads=False), opened()
    stored = [event(1), event(2)]
    first.restore({1: stored})
    first.publish(1, [event(3)])
    await until(lambda: shows.snapshot(1).pageviews == 3)
    second = opened(reads=False)
    second.restore({1: [*stored, event(3)]})
    second.publish(1, [event(4)])
    await until(lambda: shows.snapshot(1).visitors == 4)
    assert shows.snapshot(1).pageviews == 4
    late = opened()
    await until(lambda: late.snapshot(1).visitors == 4)
    assert late.snapshot(1).pageviews == 4


async def test_a_loader_that_starts_after_redis_lost_the_window_brings_it_back(
    server: RedisServer, opened: Opener
) -> None:
    first, shows = opened(reads=False), opened()
    first.restore({1: [event(1)], 2: [event(9)]})
    await until(lambda: shows.snapshot(2).visitors)
    server.client().flushall()
    first.publish(1, [event(2)])
    await until(lambda: shows.snapshot(1).visitors == 2)
    second = opened(reads=False)
    second.restore({1: [event(1), event(2)], 2: [event(9)]})
    second.publish(1, [event(3)])
    await until(lambda: shows.snapshot(1).visitors == 3)
    assert (shows.snapshot(1).pageviews, shows.snapshot(2).pageviews) == (3, 1)
    late = opened()
    await until(lambda: late.snapshot(1).pageviews == 3)
    assert late.snapshot(2).pageviews == 1


async def test_an_entry_that_was_sent_twice_counts_once(server: RedisServer, opened: Opener) -> None:
    loader, shows = opened(reads=False), opened()
    loader.publish(1, [event(1)])
    await until(lambda: shows.snapshot(1).pageviews == 1)
    client = server.client()
    ((_, fields),) = client.xrange(STREAM)
    client.xadd(STREAM, fields)  # as when its answer was lost on the way
    loader.publish(1, [event(2)])
    await until(lambda: shows.snapshot(1).visitors == 2)
    assert shows.snapshot(1).pageviews == 2


async def test_what_is_in_redis_ends_by_itself(server: RedisServer, opened: Opener) -> None:
    loader = opened()
    client = server.client()
    seconds, _ = client.time()
    client.xadd(STREAM, {FIELD: b"x" * 5_000}, id=f"{(seconds - WINDOW_SECONDS - 60) * 1000}-1")
    loader.restore({1: [event(1)]})
    loader.publish(1, [event(2)])
    await until(lambda: loader.snapshot(1).visitors == 2)
    assert client.xlen(STREAM) == 3, "the entry older than the window is gone"
    assert 0 < client.ttl(STREAM) <= WINDOW_SECONDS
    assert 0 < client.ttl(FILLED) <= WINDOW_SECONDS
    assert sorted(client.keys()) == sorted([STREAM, FILLED])


async def test_many_events_take_little_room(server: RedisServer, opened: Opener) -> None:
    loader = opened()
    loader.publish(1, [event(n + 1, NOW - n, path=f"/products/tea-{n % 300}") for n in range(10_000)])
    await until(lambda: loader.snapshot(1).visitors == 10_000)
    assert server.client().memory_usage(STREAM, samples=0) < 40 * 10_000


@pytest.mark.parametrize(
    "url",
    [
        "redis", "kafka://host", "redis://", "redis://host/a", "redis://host/-1", "redis://host:port/0",
        "redis://host:99999/0", "redis://:secret@host/0?socket_timeout=1", "redis://host/0#x", "http://host/0", "redis://a,b/0",
    ],
)  # fmt: skip
def test_what_is_no_bus_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(SettingsError, match="ECOMDASH_LIVE") as refused:
        open_live(load({}, live=url), SystemClock())
    assert ":secret@" not in str(refused.value)


def test_a_missing_driver_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis", None)
    with pytest.raises(SettingsError, match=r"pip install '\.\[redis\]'") as refused:
        open_live(load({}, live="redis://:secret@host/0"), SystemClock())
    assert "secret" not in str(refused.value)


def test_the_operator_is_told_what_does_not_answer(tmp_path: Path) -> None:
    with RedisServer(tmp_path, "--requirepass", "right") as server:
        there = server.url.replace("//", "//:right@")
        assert bus_version(load({}, live=there)).startswith("Redis ")
        for wrong in (server.url, server.url.replace("//", "//:wrong-one@")):
            with pytest.raises(LiveUnavailable) as refused:
                bus_version(load({}, live=wrong))
            assert "wrong-one" not in str(refused.value)
    with pytest.raises(LiveUnavailable, match="does not answer"):
        bus_version(load({}, live=there))


def test_a_server_that_is_too_old_is_told_to_be(server: RedisServer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis, "OLDEST", (99, 0))
    with pytest.raises(LiveUnavailable, match=r"too old; 99\.0 is the oldest"):
        bus_version(load({}, live=server.url))
