"""Entries on their way out: bounded, so that a bus that is away costs memory once and the loader nothing.

Of more than fits, the oldest are given up: the window shows the newest.
"""

import threading
from collections import deque
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

BYTES: Final = 32_000_000  # some 300,000 events


class Parcel(Struct, frozen=True):
    """One encoded entry; `restores` when it is to be sent only where the window was lost."""

    payload: bytes
    restores: bool = False


class Outbox:
    """A queue between the threads that publish and the one that sends."""

    def __init__(self, limit: int = BYTES) -> None:
        self._limit = limit
        self._parcels: deque[Parcel] = deque()
        self._bytes = 0
        self._dropped = 0
        self._closed = False
        self._changed = threading.Condition()

    def put(self, parcel: Parcel) -> None:
        """Add one; never waits."""
        with self._changed:
            self._parcels.append(parcel)
            self._bytes += len(parcel.payload)
            while self._bytes > self._limit:
                restoring = self._forget_first().restores
                while restoring and self._parcels and self._parcels[0].restores:
                    self._forget_first()  # the rest alone would be added to what its beginning was to replace
            self._changed.notify_all()

    def _forget_first(self) -> Parcel:
        self._dropped += 1
        return self._remove_first()

    def _remove_first(self) -> Parcel:
        parcel = self._parcels.popleft()
        self._bytes -= len(parcel.payload)
        return parcel

    def wait(self) -> bool:
        """Wait for something to send; False once there is nothing and never will be."""
        with self._changed:
            self._changed.wait_for(lambda: self._parcels or self._closed)
            return bool(self._parcels)

    def first(self, size: int) -> list[Parcel]:
        """The oldest that belong together, of about `size` bytes but at least one; they stay until `done`."""
        found: list[Parcel] = []
        total = 0
        with self._changed:
            for parcel in self._parcels:
                total += len(parcel.payload)
                if found and (total > size or parcel.restores != found[0].restores):
                    break
                found.append(parcel)
        return found

    def done(self, parcels: Sequence[Parcel]) -> None:
        """Remove these, the oldest; some may have been given up meanwhile."""
        with self._changed:
            for parcel in parcels:
                if self._parcels and self._parcels[0] is parcel:
                    self._remove_first()

    def take_dropped(self) -> int:
        """How many parcels were given up since it was last asked."""
        with self._changed:
            dropped, self._dropped = self._dropped, 0
            return dropped

    def pause(self, seconds: float) -> None:
        """Wait that long, or until it is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed, seconds)

    def close(self) -> None:
        """Nothing more is put in."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def closed(self) -> bool:
        return self._closed
