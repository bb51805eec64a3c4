"""Takes accepted events from the log into the store and the live window: in order, exactly once, for ever."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence

import structlog
from msgspec import Struct

from ecomdash.clock import Clock
from ecomdash.events.batch import Batch
from ecomdash.jobs.loading_batch import Assembled, Batches, Prepared
from ecomdash.jobs.loading_garbage import CollectorPause
from ecomdash.jobs.loading_live import live_events
from ecomdash.jobs.loading_lookups import SiteById, positions
from ecomdash.jobs.loading_recovery import seen_events, stored_live_events
from ecomdash.live.protocol import Live
from ecomdash.log.protocol import Log, LogFull, Reassigned, Record
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.protocol import ROWS_AT_FAULT, Overtaken, QueryTimeout, Store, StoreUnavailable

BATCH_BYTES = 8_000_000  # about 20,000 to 50,000 events
MANY_BYTES = 1_000_000  # a batch of this size, some 3,000 events, waits for nothing
LINGER_SECONDS = 0.025  # how long a smaller one waits for company
REST = 4  # times as long as the store took it rests, so that many small batches do not take the machine
LONGEST_REST = 0.25  # seconds
WAIT_SECONDS = 0.5  # how long one read waits, and so how late a stop may be noticed
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # seconds between tries while the store is away
LONG_SECONDS = 15.0  # after which a batch that is not stored yet is told

AWAY = (StoreUnavailable, QueryTimeout, LogFull, DatabaseAway)
_logger = structlog.get_logger(__name__)


class _Flight(Struct):
    """A batch on its way to the store, and the positions it ends at in the partitions it is of."""

    records: Sequence[Record]
    to: dict[int, int]
    assembled: Assembled
    storing: asyncio.Task[None]


class Loader:
    """Reads the log from where the store says it is, and goes on for ever; `log_name` is the log's own unless given.

    Everything it remembers comes back from the store, so it may be killed at any moment. `handled` counts the events
    it dealt with, `progress` is told their number after each batch; `trouble` says what keeps it from loading now, ''
    when nothing does. `run` and `drain` are not to run at the same time. `look_again` reads the sites anew, before one
    that a collector knew is taken to be none; it raises DatabaseAway where that is not possible.
    """

    def __init__(
        self,
        log: Log,
        store: Store,
        live: Live,
        site_by_id: SiteById,
        clock: Clock,
        *,
        log_name: str = "",
        progress: Callable[[int], None] | None = None,
        look_again: Callable[[], Awaitable[None]] | None = None,
    ) -> None:
        self.handled = 0
        self.progress = progress
        self._log = log
        self._store = store
        self._live = live
        self._site_by_id = site_by_id
        self._look_again = look_again
        self._no_sites: set[int] = set()  # ids that stand for no site, and never will again
        self._clock = clock
        self._log_name = log_name or log.name
        self._read_to: dict[int, int] = {}
        self._stored_to: dict[int, int] = {}
        self._batches: Batches | None = None
        self._flight: _Flight | None = None
        self._rested_at = 0.0
        self._collector = CollectorPause()
        self._live_restored = False
        self._trouble, self._pause_seconds = "", FIRST_PAUSE
        self._storing: tuple[asyncio.AbstractEventLoop, float] | None = None  # whose clock said when it began

    @property
    def trouble(self) -> str:
        """Why events are not being stored, in words that anybody may see; '' while all is well. For any thread."""
        if storing := self._storing:
            loop, began = storing
            if (seconds := loop.time() - began) > LONG_SECONDS:
                return f"a batch has been on its way for {seconds:.0f} seconds"
        return self._trouble

    async def run(self, stop: asyncio.Event) -> None:
        """Load until `stop` is set (an event of this loop); while the store is away, wait and try again."""
        while not stop.is_set():
            try:
                await self._recover_once()
                records = await self._read(WAIT_SECONDS)
                await self._load(records)
                if not records:  # and what there was is stored
                    self._is_well()
            except Reassigned:
                await self._land_or_leave()
                self._begin_anew()
            except Overtaken:
                self._begin_anew()
            except AWAY as error:
                seconds = self._pause_seconds
                _logger.warning("cannot store now, the log keeps what comes", error=str(error), retry_seconds=seconds)
                await self._pause(stop, error)
            except Exception as error:  # the loader is never to end by itself, or events would wait for a restart
                _logger.exception("loading failed", retry_seconds=self._pause_seconds)
                await self._pause(stop, error)
        await self._land_or_leave()
        self._collector.end()

    async def _pause(self, stop: asyncio.Event, error: Exception) -> None:
        """Begin anew from what the store has, after a pause, which is longer each time until a batch is stored."""
        self._trouble = f"not loading ({type(error).__name__})"
        self._begin_anew()
        await _sleep(stop, self._pause_seconds)
        self._pause_seconds = min(2 * self._pause_seconds, LONGEST_PAUSE)

    def _is_well(self) -> None:
        self._trouble, self._pause_seconds = "", FIRST_PAUSE

    def _begin_anew(self) -> None:
        self._batches = self._flight = None
        self._collector.end()

    async def drain(self) -> int:
        """Load what is in the log now; the number of events handled. Raises StoreUnavailable, QueryTimeout, LogFull."""
        await self._recover_once()
        before = self.handled
        try:
            while records := await self._log.read(self._read_to, BATCH_BYTES, 0):
                await self._load(records)
            await self._load([])
        except (Reassigned, Overtaken):  # whoever has them now loads the rest
            self._begin_anew()
        finally:
            self._collector.end()
        return self.handled - before

    async def _recover_once(self) -> None:
        if self._batches is None:
            await self._recover()

    async def _recover(self) -> None:
        """Take up position and memory as the store has them."""
        self._flight = None
        found = await positions(self._store, self._log_name)
        batches = Batches(self._store, self._site_by_id, self._clock, self._log)
        batches.seen = await seen_events(self._store)
        if not self._live_restored:
            self._live_restored = True
            self._live.restore(await stored_live_events(self._store, self._clock.now(), self._site_by_id))
        self._stored_to = self._read_to = found
        self._batches = batches
        self._log.commit(found)

    async def _read(self, wait: float) -> list[Record]:
        """The next records; a few wait for more. While a batch is on its way only many, which are worth it."""
        if self._flight:
            records = await self._log.read(self._read_to, BATCH_BYTES, 0)
            return records if _are_many(records) else []
        records = await self._log.read(self._read_to, BATCH_BYTES, wait)
        if records and not _are_many(records):
            now = asyncio.get_running_loop().time()
            await asyncio.sleep(max(LINGER_SECONDS, self._rested_at - now))
            records = [*records, *await self._log.read(_after(self._read_to, records), BATCH_BYTES, 0)]
        return records

    async def _load(self, records: Sequence[Record]) -> None:
        """Send the records to the store, and do not wait for them to be there: the next are prepared meanwhile."""
        if not records:
            await self._land()
            self._collector.end()
            return
        self._collector.begin()
        self._read_to = _after(self._read_to, records)
        prepared = self._prepared(records)
        await self._land()
        if prepared.unknown_sites - self._no_sites and self._look_again:
            await self._look_again()
            prepared = self._prepared(records)
            self._no_sites |= prepared.unknown_sites
        self._collector.breathe()
        await self._send(records, prepared)

    async def _send(self, records: Sequence[Record], prepared: Prepared) -> None:
        """Begin to store the records, or what can be stored of them."""
        try:
            await self._depart(records, prepared)
        except ROWS_AT_FAULT:
            _logger.exception("batch not assembled", records=len(records))
            await self._salvage(records)

    async def _depart(self, records: Sequence[Record], prepared: Prepared) -> None:
        """Assemble the batch and begin to store it. Raises ROWS_AT_FAULT besides what AWAY names."""
        assert self._batches is not None
        try:
            assembled = await self._batches.assemble(prepared)
        except Exception:
            self._batches = None  # its memory may be ahead of the store
            raise
        to = _after({}, records)
        since = {partition: self._stored_to.get(partition, 0) for partition in to}
        storing = asyncio.create_task(self._append(assembled.batch, to, since))
        self._flight = _Flight(records, to, assembled, storing)
        await asyncio.sleep(0)  # so that it begins now

    async def _append(self, batch: Batch, to: dict[int, int], since: dict[int, int]) -> None:
        await self._store.rested()  # which may take as long as it likes, and is no trouble
        loop = asyncio.get_running_loop()
        began = loop.time()
        self._storing = loop, began
        try:
            await self._store.append(batch, self._log_name, to, since)
        finally:
            self._storing = None
        ended = loop.time()
        self._rested_at = ended + min(REST * (ended - began), LONGEST_REST)

    async def _land(self) -> None:
        """Wait for the batch that is on its way, if there is one, or store what can be stored of it."""
        flight, self._flight = self._flight, None
        if flight is None:
            return
        try:
            await self._arrive(flight)
        except ROWS_AT_FAULT:
            _logger.exception("batch not stored", records=len(flight.records))
            await self._salvage(flight.records)

    async def _arrive(self, flight: _Flight) -> None:
        """Wait for the batch, and tell everybody that it is stored. Raises ROWS_AT_FAULT and more."""
        try:
            await flight.storing
        except Exception:
            self._batches = None
            raise
        assert self._batches is not None
        self._is_well()
        self._stored_to = self._stored_to | flight.to
        self._batches.settle(flight.assembled)
        self._log.commit(flight.to)
        for site_id, events in live_events(flight.assembled.stored, flight.assembled.orders, self._clock.now()).items():
            self._live.publish(site_id, events)
        self.handled += flight.assembled.events
        if self.progress:
            self.progress(flight.assembled.events)

    async def _land_or_leave(self) -> None:
        """Wait for the batch that is on its way; where it fails, the log has it for whoever reads it next."""
        try:
            await self._land()
        except Overtaken:
            return
        except Exception as error:
            _logger.warning("the last batch is not stored, the log keeps it", error=str(error))

    async def _salvage(self, records: Sequence[Record]) -> None:
        """Store what can be stored of records that failed together: the one at fault is found by halving.

        That one is tried once more after a pause. Raises ROWS_AT_FAULT where the store does not even take that it was
        given up, so that no record is at fault.
        """
        read_to = self._read_to
        await self._recover()
        records = [record for record in records if record.end > self._stored_to.get(record.partition, 0)]
        middle = len(records) // 2
        if middle:
            for half in (records[:middle], records[middle:]):
                await self._send(half, self._prepared(half))
                await self._land()
        elif records:
            await asyncio.sleep(FIRST_PAUSE)
            try:
                await self._store_now(records, self._prepared(records))
            except ROWS_AT_FAULT:
                _logger.exception("record given up", partition=records[0].partition, end=records[0].end)
                await self._recover()
                await self._store_now(records, Prepared(unreadable=1))
        self._read_to = read_to

    def _prepared(self, records: Sequence[Record]) -> Prepared:
        assert self._batches is not None
        return self._batches.prepare(records)

    async def _store_now(self, records: Sequence[Record], prepared: Prepared) -> None:
        """Store the records, all or none. Raises ROWS_AT_FAULT and more."""
        await self._depart(records, prepared)
        flight, self._flight = self._flight, None
        assert flight is not None
        await self._arrive(flight)


def _after(positions: dict[int, int], records: Sequence[Record]) -> dict[int, int]:
    """The positions once the records are done."""
    return positions | {record.partition: record.end for record in records}


def _are_many(records: Sequence[Record]) -> bool:
    return sum(len(record.payload) for record in records) >= MANY_BYTES


async def _sleep(stop: asyncio.Event, seconds: float) -> None:
    """Sleep, but not past a stop."""
    try:
        async with asyncio.timeout(seconds):
            await stop.wait()
    except TimeoutError:
        return
