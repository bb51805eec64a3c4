"""The random salt of each UTC day: made when first needed, shared by an installation's processes, then destroyed."""

import fcntl
import os
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec
import structlog

_logger = structlog.get_logger(__name__)

SALT_BYTES = 16
_FILE_BYTES = 512  # one disk sector, always wholly overwritten: no older salt stays behind in the file's blocks
_TEMPORARY = 40  # days of salts that imports of old visits may hold, in memory only


class Salts:
    """Salts by day number (days since 1970-01-01, UTC).

    The file holds the salts of today and its neighbours alone (yesterday's for sessions over midnight, tomorrow's
    only after a clock that went back); any older one is overwritten in place. A day outside that, as an import of old
    visits has it, gets a salt that lives in memory and ends with the process.
    """

    def __init__(self, path: Path, random: Callable[[int], bytes]) -> None:
        self._path, self._random = path, random
        self._today = -1
        self._kept: dict[int, bytes] = {}
        self._temporary: dict[int, bytes] = {}
        self._lock = threading.Lock()

    def of(self, day: int) -> bytes:
        """The salt of `day`; call `roll` with today's number first."""
        return self._kept.get(day) or self._temporary.get(day) or self._make_temporary(day)

    def roll(self, today: int) -> None:
        """Have today's salt, and destroy those that are neither today's nor its neighbours'."""
        if today == self._today:
            return
        with self._lock:
            try:
                self._kept = self._exchange(today)
            except OSError as error:
                # An unwritable disk must not stop the counting; the file is tried again at the next roll.
                self._kept = self._with_today(self._kept, today)
                _logger.error("salts could not be written", error=os.strerror(error.errno or 0))
            self._temporary.clear()
            self._today = today

    def _exchange(self, today: int) -> dict[int, bytes]:
        """Under a lock on the file: read what other processes may have written, and write what may stay."""
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            stored = _decode(os.pread(descriptor, _FILE_BYTES, 0))
            kept = self._with_today(stored, today)
            if kept != stored:
                os.pwrite(descriptor, _encode(kept), 0)
                os.ftruncate(descriptor, _FILE_BYTES)
                os.fsync(descriptor)
            return kept
        finally:
            os.close(descriptor)

    def _with_today(self, salts: dict[int, bytes], today: int) -> dict[int, bytes]:
        kept = {day: salt for day, salt in salts.items() if abs(day - today) <= 1}
        if today not in kept:
            kept[today] = self._temporary.get(today) or self._random(SALT_BYTES)
        return kept

    def _make_temporary(self, day: int) -> bytes:
        with self._lock:
            if len(self._temporary) >= _TEMPORARY:
                del self._temporary[min(self._temporary)]
            return self._temporary.setdefault(day, self._random(SALT_BYTES))


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
