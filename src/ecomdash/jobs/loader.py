"""Takes accepted events from the log into the store and the live window: in order, exactly once, for ever."""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from ecomdash.clock import Clock
from ecomdash.jobs import loading_recovery
from ecomdash.jobs.loading_batch import Assembled, Batches, Prepared, SiteById
from ecomdash.jobs.loading_live import live_events
from ecomdash.jobs.loading_lookups import positions
from ecomdash.live.protocol import Live
from ecomdash.log.protocol import Log, Record
from ecomdash.store.protocol import QueryTimeout, Store, StoreUnavailable

BATCH_BYTES = 8_000_000  # about 20,000 to 50,000 events
LINGER_SECONDS = 0.025  # how long a small batch waits for company
LINGER_BYTES = 64_000  # a batch of this size waits no more
WAIT_SECONDS = 0.5  # how long one read waits, and so how late a stop may be noticed
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between tries while the store is away

_AWAY = (StoreUnavailable, QueryTimeout)
_logger = structlog.get_logger(__name__)


class Loader:
    """Reads the named log from where the store says it is, and goes on for ever.

    Everything it remembers comes back from the store, so it may be killed at any moment. `progress` is told the number
    of events handled after each batch. `trouble` says what keeps it from loading now, '' when nothing does.
    `run` and `drain` are not to run at the same time.
    """

    def __init__(
        self,
        log: Log,
        store: Store,
        live: Live,
        site_by_id: SiteById,
        clock: Clock,
        *,
        log_name: str = "local",
        progress: Callable[[int], None] | None = None,
    ) -> None:
        self.trouble = ""
        self._log = log
        self._store = store
        self._live = live
        self._site_by_id = site_by_id
        self._clock = clock
        self._log_name = log_name
        self.progress = progress
        self._positions: dict[int, int] = {}
        self._batches: Batches | None = None
        self._live_restored = False

    async def run(self, stop: asyncio.Event) -> None:
        """Load until `stop` is set (an event of this loop); while the store is away, wait and try again."""
        pause = FIRST_PAUSE
        while not stop.is_set():
            try:
                if self._batches is None:
                    await self._recover()
                await self._load(await self._read(WAIT_SECONDS))
                self.trouble, pause = "", FIRST_PAUSE
            except _AWAY as error:
                self.trouble = str(error)
                _logger.warning("event store away, the log keeps what comes", error=str(error), retry_seconds=pause)
                await _sleep(stop, pause)
                pause = min(2 * pause, LONGEST_PAUSE)

    async def drain(self) -> int:
        """Load what is in the log now; the number of events handled. Raises StoreUnavailable and QueryTimeout."""
        if self._batches is None:
            await self._recover()
        handled = 0
        while records := await self._log.read(self._positions, BATCH_BYTES, 0):
            handled += await self._load(records)
        return handled

    async def _recover(self) -> None:
        """Take up position and memory as the store has them."""
        found = await positions(self._store, self._log_name)
        batches = Batches(self._store, self._site_by_id, self._clock)
        batches.seen = await loading_recovery.seen_events(self._store)
        if not self._live_restored:
            self._live_restored = True
            for site_id, events in (await loading_recovery.live_events(self._store, self._clock.now())).items():
                self._live.publish(site_id, events)
        self._positions, self._batches = found, batches
        self._log.commit(found)

    async def _read(self, wait: float) -> list[Record]:
        """The next records; a few wait a moment for more."""
        records = await self._log.read(self._positions, BATCH_BYTES, wait)
        if records and sum(len(record.payload) for record in records) < LINGER_BYTES:
            await asyncio.sleep(LINGER_SECONDS)
            records = [*records, *await self._log.read(_after(self._positions, records), BATCH_BYTES, 0)]
        return records

    async def _load(self, records: Sequence[Record]) -> int:
        """Store the records; one that makes the batch fail is found by halving and given up, not the others."""
        if not records:
            return 0
        try:
            assert self._batches is not None
            return await self._store_batch(records, self._batches.prepare([record.payload for record in records]))
        except _AWAY:
            self._batches = None  # what was assembled is not stored, so memory is ahead of the store
            raise
        except Exception:  # whatever it is, the events behind it must not wait for ever
            _logger.exception("batch not stored", records=len(records))
            await self._recover()
            records = [record for record in records if record.end > self._positions.get(record.partition, 0)]
            if len(records) == 1:
                return await self._store_batch(records, Prepared(unreadable=1))
            middle = len(records) // 2
            return await self._load(records[:middle]) + await self._load(records[middle:])

    async def _store_batch(self, records: Sequence[Record], prepared: Prepared) -> int:
        assert self._batches is not None
        assembled = await self._batches.assemble(prepared)
        reached = _after(self._positions, records)
        await self._store.append(assembled.batch, self._log_name, reached)
        self._positions = reached
        self._batches.settle(assembled)
        self._log.commit(reached)
        self._publish(assembled)
        if self.progress:
            self.progress(assembled.events)
        return assembled.events

    def _publish(self, assembled: Assembled) -> None:
        for site_id, events in live_events(assembled.stored, assembled.orders, self._clock.now()).items():
            self._live.publish(site_id, events)


def _after(positions: dict[int, int], records: Sequence[Record]) -> dict[int, int]:
    """The positions once the records are done."""
    return positions | {record.partition: record.end for record in records}


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not past a stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
