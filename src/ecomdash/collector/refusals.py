"""Counts refused events and hands them to the log once a second, so that a flood of bad events stays a few bytes."""

import asyncio
from collections import Counter
from collections.abc import Mapping

import structlog

from ecomdash.clock import Clock
from ecomdash.events.outcome import RejectReason
from ecomdash.events.record import Refused, encode
from ecomdash.log.protocol import Log, LogFull

_logger = structlog.get_logger(__name__)
_INTERVAL = 1.0  # seconds


class Refusals:
    """Refused events by site and reason since the last flush; what the last second held is lost with the process."""

    def __init__(self, log: Log, clock: Clock) -> None:
        self._log, self._clock = log, clock
        self._counts: Counter[tuple[int, RejectReason]] = Counter()
        self._flushing: asyncio.Task[None] | None = None

    def add(self, refused: Mapping[tuple[int, RejectReason], int]) -> None:
        """Count refused events, by site and reason. Needs a running event loop."""
        self._counts.update(refused)
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.get_running_loop().create_task(self._flush_later())

    async def flush(self) -> None:
        """Append the counts now; what the log cannot take is kept for the next time."""
        counts, self._counts = self._counts, Counter()
        now = self._clock.now()
        for (site_id, reason), count in counts.items():
            try:
                await self._log.append(encode(Refused(site_id, now, reason.value, count)))
            except LogFull:
                self._counts[site_id, reason] += count

    async def close(self) -> None:
        """Stop waiting and append what is left."""
        if self._flushing is not None:
            self._flushing.cancel()
        await self.flush()
        if self._counts:
            _logger.warning("refused events could not be counted", events=self._counts.total())

    async def _flush_later(self) -> None:
        while self._counts:
            await asyncio.sleep(_INTERVAL)
            await self.flush()
