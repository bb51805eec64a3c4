"""Writes groups of records to the newest segment: all of a group is durable, or none of it was written."""

import os
from collections.abc import Callable
from pathlib import Path

import structlog

from ecomdash.log import segments
from ecomdash.log.mark import Mark
from ecomdash.log.protocol import LogFull

_logger = structlog.get_logger(__name__)
_sync = getattr(os, "fdatasync", os.fsync)  # fdatasync also flushes the size, which is all that reading needs

FreeSpace = Callable[[Path], int]


def free_space(folder: Path) -> int:
    """Bytes that an unprivileged process may still write on the disk of `folder`."""
    disk = os.statvfs(folder)
    return disk.f_bavail * disk.f_frsize


class Writer:
    """The one writer of a partition; used by one thread at a time.

    `position` (bytes) is where the next record goes. After a failure the partial group is cut away and the next call
    tries again, so that the log recovers by itself once there is room.
    """

    def __init__(
        self, folder: Path, mark: Mark, *, segment_bytes: int, min_free_disk: int, free: FreeSpace = free_space
    ) -> None:
        self._folder, self._mark = folder, mark
        self._segment_bytes, self._min_free_disk, self._free = segment_bytes, min_free_disk, free
        self.position = mark.durable
        self._base = -1
        self._descriptor = -1
        self._full = False

    def write(self, data: bytes) -> None:
        """Append whole frames and return once they are on disk. Raises LogFull: nothing of `data` was kept."""
        try:
            if (free := self._free(self._folder)) < self._min_free_disk:
                raise LogFull(f"{free} bytes of disk are free, {self._min_free_disk} must stay so")
            self._prepare()
            try:
                _write_all(self._descriptor, data)
                _sync(self._descriptor)
            except OSError:
                self._undo()
                raise
        except OSError as error:
            self._note(full=True, why=os.strerror(error.errno or 0))
            raise LogFull(f"the log could not be written: {os.strerror(error.errno or 0)}") from error
        except LogFull as error:
            self._note(full=True, why=str(error))
            raise
        self.position += len(data)
        self._mark.durable = self.position
        if self._full:
            self._note(full=False, why="")

    def has_room(self) -> bool:
        """Whether as much of the disk is free as must stay so."""
        return self._free(self._folder) >= self._min_free_disk

    def close(self) -> None:
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _prepare(self) -> None:
        """Have a segment open that the next byte belongs to."""
        if (floor := self._mark.floor) > self.position:
            self.position = floor
            self.close()
        if self._descriptor >= 0 and (self.position - self._base >= self._segment_bytes or self._is_deleted()):
            self.close()
        if self._descriptor < 0:
            self._open()

    def _is_deleted(self) -> bool:
        """Whether somebody took the segment away: what is written into it then, no reader will ever find."""
        return os.fstat(self._descriptor).st_nlink == 0

    def _open(self) -> None:
        """Go on in the newest segment where it ends at the position and has room, else begin one."""
        existing = segments.bases(self._folder)
        base = existing[-1] if existing else -1
        continues = (
            base >= 0
            and self.position - base < self._segment_bytes
            and segments.path(self._folder, base).stat().st_size == self.position - base
        )
        if not continues:
            # The newest segment may end in bytes that could not be cut away: its name must not be used again.
            self.position = max(self.position, base + 1)
            base = self.position
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._descriptor = os.open(segments.path(self._folder, base), flags, 0o644)
        self._base = base
        if not continues:
            segments.sync(self._folder)

    def _undo(self) -> None:
        """Cut the failed group away; after a failed sync nothing is known of the file's pages, so it is opened anew."""
        try:
            os.ftruncate(self._descriptor, self.position - self._base)
            _sync(self._descriptor)
        except OSError as error:
            _logger.error("log tail could not be cut away", position=self.position, error=os.strerror(error.errno or 0))
        self.close()

    def _note(self, *, full: bool, why: str) -> None:
        """Say once when the log becomes full, and once when it takes records again."""
        if full != self._full:
            self._full = full
            if full:
                _logger.error("log takes no records", why=why)
            else:
                _logger.info("log takes records again")


def _write_all(descriptor: int, data: bytes) -> None:
    written = os.write(descriptor, data)
    while written < len(data):
        written += os.write(descriptor, data[written:])
