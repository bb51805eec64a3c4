"""Who a visitor without consent is: a number that cannot be turned back once the day's salt is gone."""

import hmac
import threading
from collections.abc import Callable

from ecomdash.clock import US_PER_DAY, Clock
from ecomdash.privacy.carry import Carry
from ecomdash.privacy.keeping import Keeping
from ecomdash.privacy.salts import Salts


class Visitors:
    """HMAC-SHA-256 of (site, address, agent) under the salt of the UTC day, cut to 64 bits.

    A visit that goes on over midnight keeps the id of the day it began on, for as long as no 30 minutes pass without
    an event. A clock that goes back over midnight and forth again finds the same ids; one that leaves by more than a
    day costs the salts, so that visitors of that day count as new once.
    """

    def __init__(self, keeping: Keeping, clock: Clock, random: Callable[[int], bytes]) -> None:
        self._keeping, self._salts, self._clock = keeping, Salts(keeping, random), clock
        self._today = -1
        self._carries: dict[int, Carry] = {}
        self._lock = threading.Lock()
        self.roll()

    def id(self, site_id: int, address: str, agent: str, at: int) -> int:
        """The visitor's signed 64-bit id, never 0, for an event received at `at` (microseconds)."""
        day = at // US_PER_DAY
        today = self._clock.now() // US_PER_DAY
        if today != self._today:
            self.roll()
        message = f"{site_id}\0{address}\0{agent}".encode(errors="surrogatepass")
        before = self._carries.get(day - 1)
        if before is not None and before.may_carry(at):
            visitor = _id(self._salts.of(day - 1), message)
            if before.carries(visitor, at):
                before.note(visitor, at)
                return visitor
        visitor = _id(self._salts.of(day), message)
        current = self._carries.get(day)
        if current is not None:
            current.note(visitor, at)
        return visitor

    def roll(self) -> None:
        """Destroy what belongs to days that are over; to be called now and then, so that it needs no visitors."""
        today = self._clock.now() // US_PER_DAY
        with self._lock:
            if today == self._today:
                return
            self._salts.roll(today)
            wanted = {today - 1, today, today + 1}
            kept = {day: self._carries.get(day) or Carry(self._keeping.notes(day), day) for day in sorted(wanted)}
            for day, gone in self._carries.items():
                if day not in wanted:
                    gone.close()
            self._carries = kept
            self._today = today

    def close(self) -> None:
        for held in self._carries.values():
            held.close()


def _id(salt: bytes, message: bytes) -> int:
    return int.from_bytes(hmac.digest(salt, message, "sha256")[:8], "big", signed=True) or 1
