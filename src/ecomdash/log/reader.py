"""Reads one partition's durable records after a position, stepping over damage and deleted segments."""

import os
from bisect import bisect_right
from pathlib import Path

import structlog

from ecomdash.log import frame, segments
from ecomdash.log.mark import Mark
from ecomdash.log.protocol import Record

_logger = structlog.get_logger(__name__)
_CHUNK = 65_536  # bytes read at least


class PartitionReader:
    """Records of the partition in `folder`; used by one thread at a time.

    `skipped_bytes` counts the damaged bytes that were stepped over since it was opened.
    """

    def __init__(self, folder: Path, number: int, mark: Mark) -> None:
        self._folder, self._number, self._mark = folder, number, mark
        self._base, self._descriptor = -1, -1
        self._holes: dict[int, int] = {}  # where damage begins -> where it was found to end
        self.skipped_bytes = 0

    def read(self, position: int, limit: int) -> list[Record]:
        """Durable records after `position`, about `limit` bytes of them and at least one where there is one."""
        durable = self._mark.durable
        if position > durable:  # segments were lost: what comes next must come after what the reader has
            self._mark.raise_floor(position)
        limit = max(limit, _CHUNK)
        while position < durable:
            base, end = self._extent(max(position, 0), durable)
            position = max(position, base)
            if position in self._holes:
                position = self._holes[position]
                continue
            if found := self._records(base, position, min(limit, end - position), end):
                return found
            position = self._step_over(base, position, end)
        return []

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._base, self._descriptor = -1, -1

    def _extent(self, position: int, durable: int) -> tuple[int, int]:
        """Where the segment that holds `position`, or else the first one after it, begins and ends."""
        bases = segments.bases(self._folder)
        index = max(bisect_right(bases, position) - 1, 0)
        if index >= len(bases):
            return durable, durable
        following = bases[index + 1] if index + 1 < len(bases) else durable
        return bases[index], min(following, durable)

    def _records(self, base: int, position: int, size: int, end: int) -> list[Record]:
        data = self._load(base, position, size)
        whole = frame.length_at(data, 0)
        if whole is not None and len(data) < whole <= end - position:
            data = self._load(base, position, whole)
        return [Record(self._number, position + ends, payload) for ends, payload in frame.records(data)]

    def _load(self, base: int, position: int, size: int) -> bytes:
        """Up to `size` bytes at `position`; empty where the segment is gone or ends before."""
        if base != self._base:
            self.close()
            try:
                self._descriptor = os.open(segments.path(self._folder, base), os.O_RDONLY)
            except FileNotFoundError:  # committed and deleted since it was listed
                return b""
            self._base = base
        there = os.fstat(self._descriptor).st_size - (position - base)
        return os.pread(self._descriptor, min(size, there), position - base) if there > 0 else b""

    def _step_over(self, base: int, position: int, end: int) -> int:
        """Where to go on after bytes that hold no record: at the next undamaged one, or at the end of the segment."""
        data = self._load(base, position, end - position)
        found = frame.next_record(data, 1)
        resume = end if found is None else position + found
        damaged = min(len(data), resume - position)
        if damaged:
            self.skipped_bytes += damaged
            _logger.error(
                "damaged log bytes skipped", partition=self._number, segment=base, at=position, skipped_bytes=damaged
            )
        if resume > position:  # at the very end there is no damage, and records may follow
            self._holes[position] = resume
        return resume
