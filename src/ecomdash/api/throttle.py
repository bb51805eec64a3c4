"""Slows down guessing: so many failures per key and window, in memory; keys are kept only as salted hashes."""

import hashlib
import ipaddress
import secrets
from collections import OrderedDict
from typing import Final

from ecomdash.clock import US_PER_MINUTE, US_PER_SECOND, Clock

WINDOW_US: Final = 15 * US_PER_MINUTE
_KEYS: Final = 10_000  # remembered at most; the oldest is forgotten first


def network_of(address: str) -> str:
    """What one customer of a provider has: an IPv4 address, or the 64-bit network of an IPv6 address (RFC 6177)."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    return address if parsed.version == 4 else str(ipaddress.ip_network((parsed, 64), strict=False))


class Throttle:
    """Counts failures; `limit` of them within 15 minutes close a key until the oldest is 15 minutes old."""

    def __init__(self, clock: Clock, limit: int) -> None:
        self._clock = clock
        self._limit = limit
        self._salt = secrets.token_bytes(16)
        self._failures: OrderedDict[bytes, list[int]] = OrderedDict()

    def wait_seconds(self, *key: str) -> int:
        """How long until the next attempt is allowed; 0 = now."""
        now = self._clock.now()
        recent = self._recent(self._hashed(key), now)
        if len(recent) < self._limit:
            return 0
        return max(1, (recent[-self._limit] + WINDOW_US - now) // US_PER_SECOND)

    def failed(self, *key: str) -> None:
        """Count a failure."""
        now = self._clock.now()
        hashed = self._hashed(key)
        self._failures[hashed] = [*self._recent(hashed, now), now][-self._limit :]
        self._failures.move_to_end(hashed)
        while len(self._failures) > _KEYS:
            self._failures.popitem(last=False)

    def succeeded(self, *key: str) -> None:
        """Forget the failures of the key."""
        self._failures.pop(self._hashed(key), None)

    def _recent(self, hashed: bytes, now: int) -> list[int]:
        # a failure "in the future" was counted before the clock was set back; it must not close the key for ever
        return [at for at in self._failures.get(hashed, ()) if now - WINDOW_US < at <= now]

    def _hashed(self, key: tuple[str, ...]) -> bytes:
        return hashlib.blake2b("\0".join(key).encode(), key=self._salt, digest_size=16).digest()
