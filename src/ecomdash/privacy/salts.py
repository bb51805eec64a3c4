"""The random salt of each UTC day: made when first needed, shared by an installation's processes, then destroyed."""

import fcntl
import os
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

import msgspec
import structlog

_logger = structlog.get_logger(__name__)

SALT_BYTES = 16
_FILE_BYTES = 512  # one disk sector, always wholly overwritten: no older salt stays behind in the file's blocks
_TEMPORARY = 40  # days of salts that imports of old visits may hold, in memory only

Draw = Callable[[int], bytes]


class SaltKeeping(Protocol):
    """Where the salts are that an installation's processes share, by day number (days since 1970-01-01, UTC)."""

    @property
    def salts(self) -> Mapping[int, bytes]:
        """Those of today and its neighbours, as far as there are any."""
        ...

    def roll(self, today: int, draw: Draw) -> None:
        """Have today's salt, from `draw(today)` where nobody made it yet, and destroy what is no neighbour's.

        Never raises: what cannot be shared now must not stop the counting.
        """
        ...


class Salts:
    """Salts by day number; yesterday's is for sessions over midnight, tomorrow's for a clock that goes back.

    A day outside that, as an import of old visits has it, gets a salt that lives in memory and ends with the process.
    """

    def __init__(self, keeping: SaltKeeping, random: Callable[[int], bytes]) -> None:
        self._keeping, self._random = keeping, random
        self._today = -1
        self._temporary: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def of(self, day: int) -> bytes:
        """The salt of `day`; call `roll` with today's number first."""
        return self._keeping.salts.get(day) or self._temporary.get(day) or self._make_temporary(day)

    def roll(self, today: int) -> None:
        """Have today's salt, and destroy those that are neither today's nor its neighbours'."""
        if today == self._today:
            return
        with self._lock:
            self._keeping.roll(today, lambda day: self._temporary.get(day) or self._random(SALT_BYTES))
            self._temporary.clear()
            self._today = today

    def _make_temporary(self, day: int) -> bytes:
        with self._lock:
            if len(self._temporary) >= _TEMPORARY:
                del self._temporary[min(self._temporary)]
            return self._temporary.setdefault(day, self._random(SALT_BYTES))


class SaltFile:
    """A file that any number of processes of one machine share; an older salt is overwritten in place."""

    def __init__(self, path: Path) -> None:
        self.salts: dict[int, bytes] = {}
        self._path = path

    def roll(self, today: int, draw: Draw) -> None:
        """As the protocol says; a file that cannot be written is tried again at the next roll."""
        try:
            self.salts = self._exchange(today, draw)
        except OSError as error:
            self.salts = with_today(self.salts, today, draw)
            _logger.error("salts could not be written", error=os.strerror(error.errno or 0))

    def _exchange(self, today: int, draw: Draw) -> dict[int, bytes]:
        """Under a lock on the file: read what other processes may have written, and write what may stay."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            stored = _decode(os.pread(descriptor, _FILE_BYTES, 0))
            kept = with_today(stored, today, draw)
            if kept != stored:
                os.pwrite(descriptor, _encode(kept), 0)
                os.ftruncate(descriptor, _FILE_BYTES)
                os.fsync(descriptor)
            return kept
        finally:
            os.close(descriptor)


def may_stay(day: int, today: int) -> bool:
    """Whether what belongs to `day` is still needed: it is today or a neighbour of today."""
    return abs(day - today) <= 1


def with_today(salts: Mapping[int, bytes], today: int, draw: Draw) -> dict[int, bytes]:
    """The salts that may stay, and today's."""
    kept = {day: salt for day, salt in salts.items() if may_stay(day, today)}
    if today not in kept:
        kept[today] = draw(today)
    return kept


def _encode(salts: dict[int, bytes]) -> bytes:
    return msgspec.json.encode(salts).ljust(_FILE_BYTES)


def _decode(data: bytes) -> dict[int, bytes]:
    """The stored salts; none where the file is new or damaged, which makes visitors of today new once."""
    if not data:
        return {}
    try:
        salts = msgspec.json.decode(data, type=dict[int, bytes])
    except (msgspec.DecodeError, UnicodeDecodeError):
        _logger.error("salts file is damaged, new salts are drawn")
        return {}
    return {day: salt for day, salt in salts.items() if len(salt) == SALT_BYTES}
