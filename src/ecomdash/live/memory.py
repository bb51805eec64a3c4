"""The realtime window of one process, fed by the loader's thread and read by the API's loop."""

import asyncio
import threading
from collections.abc import AsyncGenerator, Mapping, Sequence

from ecomdash.clock import US_PER_SECOND, Clock
from ecomdash.live.protocol import LiveEvent, Snapshot
from ecomdash.live.window import Window

COALESCE_SECONDS = 0.2  # at most one snapshot per publish in this time
TICK_SECONDS = 1.0  # while someone is there, so that they are seen to leave
IDLE_SECONDS = 20.0
_REUSE_US = US_PER_SECOND // 10


class _Subscriber:
    """Wakes one waiting coroutine from any thread."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self.published = asyncio.Event()

    def wake(self) -> None:
        try:
            self._loop.call_soon_threadsafe(self.published.set)
        except RuntimeError:  # its loop was closed before the generator was
            return


class _Site:
    def __init__(self) -> None:
        self.window = Window()
        self.subscribers: set[_Subscriber] = set()
        self.latest: tuple[int, Snapshot] | None = None


class MemoryLive:
    """A Live in this process' memory; starts empty, the loader fills it from the store."""

    trouble = ""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sites: dict[int, _Site] = {}

    def publish(self, site_id: int, events: Sequence[LiveEvent]) -> None:
        with self._lock:
            site = self._sites.setdefault(site_id, _Site())
            site.window.add(events, self._clock.now())
            site.latest = None
            subscribers = list(site.subscribers)
        for subscriber in subscribers:
            subscriber.wake()

    def restore(self, events: Mapping[int, Sequence[LiveEvent]]) -> None:
        now = self._clock.now()
        with self._lock:
            for site_id in self._sites.keys() | events.keys():
                site = self._sites.setdefault(site_id, _Site())
                site.window, site.latest = Window(), None
                site.window.add(events.get(site_id, ()), now)
            subscribers = [subscriber for site in self._sites.values() for subscriber in site.subscribers]
        for subscriber in subscribers:
            subscriber.wake()

    def snapshot(self, site_id: int) -> Snapshot:
        now = self._clock.now()
        with self._lock:
            site = self._sites.get(site_id)
            if site is None:
                return Window().snapshot(now)
            if site.latest is None or not 0 <= now - site.latest[0] < _REUSE_US:
                site.latest = now, site.window.snapshot(now)
            return site.latest[1]

    async def subscribe(self, site_id: int) -> AsyncGenerator[Snapshot]:
        subscriber = _Subscriber()
        loop = asyncio.get_running_loop()
        with self._lock:
            self._sites.setdefault(site_id, _Site()).subscribers.add(subscriber)
        try:
            told_news = loop.time() - COALESCE_SECONDS
            while True:
                snapshot = self.snapshot(site_id)
                yield snapshot
                pause = TICK_SECONDS if snapshot.visitors else IDLE_SECONDS
                if await _happens(subscriber.published, pause):
                    await asyncio.sleep(max(0.0, told_news + COALESCE_SECONDS - loop.time()))
                    told_news = loop.time()
                    subscriber.published.clear()
        finally:
            with self._lock:
                self._sites[site_id].subscribers.discard(subscriber)

    def close(self) -> None:
        """Nothing is on its way anywhere."""


async def _happens(event: asyncio.Event, seconds: float) -> bool:
    """Whether the event is set within that time."""
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
