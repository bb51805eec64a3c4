"""New event ids for events that come without one: UUIDs of version 7 (RFC 9562), which sort by time."""

import random
import secrets

# A seed of the system's own randomness per process: ids must be unique, not secret.
_random = random.Random(secrets.randbits(256))  # noqa: S311


def new_event_id(at: int) -> bytes:
    """16 bytes: 48 bits of milliseconds of `at` (microseconds UTC), version and variant, 74 random bits."""
    noise = _random.getrandbits(74)
    high = (at // 1_000 & 0xFFFF_FFFF_FFFF) << 16 | 0x7000 | noise >> 62
    return (high << 64 | 1 << 63 | noise & 0x3FFF_FFFF_FFFF_FFFF).to_bytes(16, "big")
