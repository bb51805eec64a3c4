"""The only place that reads the wall clock, which everything else is handed as a Clock, and the machine's uptime."""

import time
from typing import Protocol

US_PER_SECOND = 1_000_000
US_PER_MINUTE = 60 * US_PER_SECOND
US_PER_HOUR = 60 * US_PER_MINUTE
US_PER_DAY = 24 * US_PER_HOUR


_SINCE_START = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the latter stands still in suspension


def uptime() -> float:
    """Seconds since the machine started, those of its suspension too where the system counts them; never jumps."""
    return time.clock_gettime(_SINCE_START)


class Clock(Protocol):
    """Tells the time of day."""

    def now(self) -> int:
        """Microseconds since 1970-01-01T00:00:00Z."""
        ...


class SystemClock:
    """The machine's clock; it may jump in either direction."""

    def now(self) -> int:
        return time.time_ns() // 1000


class FixedClock:
    """A clock that stands still until told to move, for tests and deterministic history."""

    def __init__(self, now: int) -> None:
        self.time = now

    def now(self) -> int:
        return self.time

    def advance(self, microseconds: int) -> None:
        """Move by `microseconds`, backwards when negative."""
        self.time += microseconds
