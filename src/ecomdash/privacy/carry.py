"""Remembers who was there just before midnight, so that a visit over midnight stays one visitor's."""

import os
import struct
from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import structlog

from ecomdash.clock import US_PER_DAY, US_PER_MINUTE
from ecomdash.events.limits import SESSION_GAP_US

_logger = structlog.get_logger(__name__)

_ENTRY = struct.Struct("<qq")
_REFRESH_US = 5 * US_PER_MINUTE  # how old a told time may get, and so how much too long a visit may be carried


class Notes(Protocol):
    """What an installation's processes tell each other about one midnight: visitor ids and times (microseconds)."""

    def add(self, visitor: int, at: int) -> None:
        """Tell the others; never raises, since what cannot be told costs continuity and not the event."""
        ...

    def news(self) -> Iterable[tuple[int, int]]:
        """What was told since the last call, by whichever process."""
        ...

    def close(self) -> None: ...


class Carry:
    """The visitors of one UTC day that were seen in its last 30 minutes, or since without a 30-minute pause.

    Kept in memory (at most `capacity`, the longest unseen are dropped first) and in the notes that every process of
    the installation adds to and follows. It holds nothing that the stored events do not hold.
    """

    def __init__(self, notes: Notes, day: int, capacity: int = 200_000) -> None:
        self._notes = notes
        self._midnight = (day + 1) * US_PER_DAY
        self._capacity = capacity
        self._seen: dict[int, int] = {}
        self._told: dict[int, int] = {}
        self._last = 0
        self._follow()

    def note(self, visitor: int, at: int) -> None:
        """The visitor, by this day's salt, was seen at `at`; nothing is kept of times before the last 30 minutes."""
        if at < self._midnight - SESSION_GAP_US:
            return
        self._remember(visitor, at)
        if at - self._told.get(visitor, 0) < _REFRESH_US:
            return
        self._told[visitor] = at
        self._notes.add(visitor, at)

    def carries(self, visitor: int, at: int) -> bool:
        """Whether that visitor's visit is still going on at `at`."""
        return at - self._seen.get(visitor, -SESSION_GAP_US - 1) <= SESSION_GAP_US

    def may_carry(self, at: int) -> bool:
        """Whether anybody's visit may still be going on at `at`; follows what other processes told."""
        self._follow()
        return at - self._last <= SESSION_GAP_US and bool(self._seen)

    def close(self) -> None:
        self._notes.close()

    def _follow(self) -> None:
        for visitor, at in self._notes.news():
            if at > self._seen.get(visitor, self._oldest()):
                self._remember(visitor, at)

    def _oldest(self) -> int:
        """The time before which a visitor would be the first to be dropped again."""
        return self._seen[next(iter(self._seen))] if len(self._seen) >= self._capacity else 0

    def _remember(self, visitor: int, at: int) -> None:
        self._seen.pop(visitor, None)  # entered again at the end: the first entry is the longest unseen
        self._seen[visitor] = at
        self._last = max(self._last, at)
        if len(self._seen) > self._capacity:
            forgotten = next(iter(self._seen))
            del self._seen[forgotten]
            self._told.pop(forgotten, None)


class NoteFile:
    """Notes in a file of 16-byte entries, for the processes of one machine; they outlive a SIGKILL."""

    def __init__(self, folder: Path, day: int) -> None:
        self._path = path(folder, day)
        self._offset = 0
        self._descriptor = -1
        self._open(os.O_RDWR | os.O_APPEND)

    def add(self, visitor: int, at: int) -> None:
        if self._descriptor < 0:
            self._open(os.O_RDWR | os.O_APPEND | os.O_CREAT)
        if self._descriptor >= 0:
            try:
                os.write(self._descriptor, _ENTRY.pack(visitor, at))
            except OSError as error:  # a full disk costs continuity after a restart, not the event
                _logger.warning("visit over midnight not noted", error=os.strerror(error.errno or 0))

    def news(self) -> Iterable[tuple[int, int]]:
        if self._descriptor < 0:
            return ()
        size = os.fstat(self._descriptor).st_size // _ENTRY.size * _ENTRY.size
        if size <= self._offset:
            return ()
        data = os.pread(self._descriptor, size - self._offset, self._offset)
        data = data[: len(data) // _ENTRY.size * _ENTRY.size]
        self._offset += len(data)
        return _ENTRY.iter_unpack(data)

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _open(self, flags: int) -> None:
        try:
            self._descriptor = os.open(self._path, flags, 0o600)
        except FileNotFoundError:
            return
        except OSError as error:
            _logger.warning("visits over midnight are not kept", error=os.strerror(error.errno or 0))


def path(folder: Path, day: int) -> Path:
    """The file of that day's carried visitors."""
    return folder / f"midnight-{day}"


def delete_except(folder: Path, days: set[int]) -> None:
    """Remove the files of all other days."""
    kept = {path(folder, day) for day in days}
    for file in folder.glob("midnight-*"):
        if file not in kept:
            file.unlink(missing_ok=True)
