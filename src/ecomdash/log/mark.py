"""A partition's two numbers, shared between processes by a mapped file: how far it is durable, how far it was read."""

import mmap
import os
from pathlib import Path

_SIZE = 16
_SANE = 2**62  # bytes that no log will ever have had; whatever says so is damage


class Mark:
    """Two positions (bytes) in 16 mapped bytes; each is read and written at once, so no reader sees half a number.

    `durable` is moved by the writer alone, after the fsync. `floor` is raised by readers: the writer never gives out a
    position below it again, even if the segments were lost meanwhile. The file needs no fsync: an older value only
    makes recovery look at more.
    """

    def __init__(self, folder: Path) -> None:
        """Open or create the mark of a partition's folder. Raises OSError."""
        descriptor = os.open(folder / "mark", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            if os.fstat(descriptor).st_size < _SIZE:
                os.ftruncate(descriptor, _SIZE)
            self._map = mmap.mmap(descriptor, _SIZE)
        finally:
            os.close(descriptor)
        self._bytes = memoryview(self._map)
        self._words = self._bytes.cast("Q")
        for index in range(2):
            if self._words[index] >= _SANE:
                self._words[index] = 0

    @property
    def durable(self) -> int:
        """Everything below this position is on disk."""
        return self._words[0]

    @durable.setter
    def durable(self, position: int) -> None:
        self._words[0] = position

    @property
    def floor(self) -> int:
        """No record may be written below this position any more."""
        return self._words[1]

    def raise_floor(self, position: int) -> None:
        """Keep positions below `position` from being given out again."""
        self._words[1] = max(self._words[1], position)

    def close(self) -> None:
        self._words.release()
        self._bytes.release()
        self._map.close()
