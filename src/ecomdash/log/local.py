"""The local log, for one machine: segment files in a folder per partition, one writing process per partition."""

import asyncio
import contextlib
import os
import threading
from collections.abc import Mapping
from pathlib import Path

import structlog

from ecomdash.log import frame, segments
from ecomdash.log.group import GroupCommit, Waiter
from ecomdash.log.mark import Mark
from ecomdash.log.protocol import LogFull, Record
from ecomdash.log.reader import PartitionReader
from ecomdash.log.recovery import lock, recover, recover_orphan
from ecomdash.log.writer import FreeSpace, Writer, free_space

_logger = structlog.get_logger(__name__)

_POLL = 0.02  # seconds between looks at other processes' partitions
_DISCOVER = 1.0  # seconds between looks for new partitions
_LOCK_PATIENCE = 5.0  # seconds in which a process that is being replaced may end


class _Partition:
    def __init__(self, folder: Path, number: int, mark: Mark) -> None:
        self.mark = mark
        self.reader = PartitionReader(folder, number, mark)

    def close(self) -> None:
        self.reader.close()
        self.mark.close()


class LocalLog:
    """Appends to `folder/<partition>/` and reads every partition of `folder`.

    Positions are byte offsets that only ever grow, across segments and restarts. `append` returns after the fsync that
    carried its payload; `read` returns nothing that is not durable. A torn tail is trimmed when the log is opened:
    it was never acknowledged, so nothing of it is kept. Damage in what was acknowledged is stepped over and reported,
    and left in its file. `append`, `read` and `commit` may be called from any thread or event loop.
    """

    name = "local"
    shards = 1  # of one process, which has a partition to itself

    def __init__(
        self,
        folder: Path,
        *,
        partition: int = 0,
        segment_bytes: int = 64_000_000,
        min_free_disk: int = 200_000_000,
        committed: Mapping[int, int] | None = None,
        free: FreeSpace = free_space,
    ) -> None:
        """Open and, where the last process died, recover. Sizes are bytes.

        `committed` are positions already stored elsewhere: where this log's end lies before its own (its files were
        lost), it goes on after it. `free` tells the free bytes of a disk. Raises LogInUse and OSError.
        """
        self._folder, self._number = folder, partition
        own = folder / str(partition)
        segments.make_folder(own)
        self._lock = lock(own, _LOCK_PATIENCE)
        self._mark = Mark(own)
        self._mark.raise_floor((committed or {}).get(partition, 0))
        recover(own, self._mark)
        self._writer = Writer(own, self._mark, segment_bytes=segment_bytes, min_free_disk=min_free_disk, free=free)
        self._group = GroupCommit(self._writer.write, self._wake_readers, name=f"ecomdash-log-{partition}")
        self._partitions = {partition: _Partition(own, partition, Mark(own))}
        self._looked = -_DISCOVER
        self._turn = 0
        self._reading = threading.Lock()
        self._waiting: set[asyncio.Future[None]] = set()
        self._waiting_lock = threading.Lock()
        self._closed = False

    async def append(self, payload: bytes, shard: int = 0) -> None:
        """Return once the payload is durable. Raises LogFull, or PayloadTooLarge beyond 16 MB."""
        await self.submit(payload)

    def submit(self, payload: bytes) -> Waiter:
        """Like `append`, as a future of the running event loop. Raises PayloadTooLarge, and LogFull once closed."""
        if self._closed:
            raise LogFull("the log is closed")
        return self._group.submit(frame.frame(payload))

    async def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        """Durable records after `positions`, about `limit` bytes; waits up to `wait` seconds for the first one."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + wait
        while True:
            waiter = loop.create_future()
            with self._waiting_lock:
                self._waiting.add(waiter)
            try:
                found = self._collect(positions, limit, loop.time())
                remaining = deadline - loop.time()
                if found or remaining <= 0 or self._closed:
                    return found
                patience = _POLL if len(self._partitions) > 1 else _DISCOVER
                await asyncio.wait([waiter], timeout=min(remaining, patience))
            finally:
                with self._waiting_lock:
                    self._waiting.discard(waiter)
                waiter.cancel()

    def commit(self, positions: Mapping[int, int]) -> None:
        """Delete the segments that lie wholly below `positions`, of any partition."""
        with self._reading:
            for number, position in positions.items():
                partition = self._partitions.get(number)
                if partition is not None and not self._closed:
                    partition.mark.raise_floor(position)
                    segments.delete_below(self._folder / str(number), position)

    @property
    def trouble(self) -> str:
        return "" if self._writer.has_room() else "the disk is nearly full; the collector answers 503"

    @property
    def skipped_bytes(self) -> int:
        """Damaged bytes that reading stepped over since the log was opened."""
        return sum(partition.reader.skipped_bytes for partition in self._partitions.values())

    async def close(self) -> None:
        """Finish the appends that wait, wake readers and release the partition; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        await asyncio.to_thread(self._group.stop)
        self._wake_readers()
        with self._reading:
            self._writer.close()
            for partition in self._partitions.values():
                partition.close()
            self._mark.close()
            os.close(self._lock)

    def _collect(self, positions: Mapping[int, int], limit: int, now: float) -> list[Record]:
        """What is there now, beginning with another partition each time so that none starves."""
        with self._reading:
            if self._closed:
                return []
            if now - self._looked >= _DISCOVER:
                self._looked = now
                self._discover()
            numbers = sorted(self._partitions)
            self._turn += 1
            first = self._turn % len(numbers)
            found: list[Record] = []
            for number in numbers[first:] + numbers[:first]:
                here = self._partitions[number].reader.read(positions.get(number, 0), limit)
                found += here
                limit -= sum(len(record.payload) for record in here)
                if limit <= 0:
                    break
            return found

    def _discover(self) -> None:
        """Follow partitions that other processes made since the last look."""
        for entry in self._folder.iterdir():
            if entry.name.isdecimal() and int(entry.name) not in self._partitions and entry.is_dir():
                number = int(entry.name)
                mark = Mark(entry)
                recover_orphan(entry, mark)
                self._partitions[number] = _Partition(entry, number, mark)

    def _wake_readers(self) -> None:
        with self._waiting_lock:
            waiting, self._waiting = self._waiting, set()
        for waiter in waiting:
            with contextlib.suppress(RuntimeError):  # its event loop is closed
                waiter.get_loop().call_soon_threadsafe(_wake, waiter)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
