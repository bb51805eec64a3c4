"""Makes a partition usable again: its torn tail is trimmed, and the position to go on at is found."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import structlog

from ecomdash.log import frame, segments
from ecomdash.log.mark import Mark

_logger = structlog.get_logger(__name__)


class LogInUse(Exception):  # noqa: N818 - names the state
    """Another process writes to this partition."""


def lock(folder: Path, patience: float) -> int:
    """The descriptor that holds the partition's write lock until it is closed; waits up to `patience` seconds.

    Raises LogInUse.
    """
    descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o644)
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                os.close(descriptor)
                raise LogInUse(f"another process writes to {folder}") from None
            time.sleep(0.02)
        else:
            return descriptor


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    try:
        descriptor = lock(folder, 0)
    except LogInUse:
        yield False
        return
    try:
        yield True
    finally:
        os.close(descriptor)


def recover(folder: Path, mark: Mark) -> int:
    """Trim the newest segment after its last whole record, and return the position that the next record gets.

    What lies beyond the mark was never acknowledged, so that what is trimmed is owed to nobody and is not kept. Damage
    below the mark is left in place: readers step over it, and a person may look at it. The position is never below
    what was durable or read before, even where files were lost, so that a reader's stored position stays true.
    The partition must be locked. Raises OSError.
    """
    known = segments.bases(folder)
    end = 0
    if known:
        base = known[-1]
        path = segments.path(folder, base)
        size = path.stat().st_size
        acknowledged = mark.durable - base
        start = acknowledged if 0 <= acknowledged <= size else 0
        keep = start + frame.end_of_last(_read_from(path, start))
        end = base + keep
        _settle(path, keep)
        if keep < size:
            _logger.warning("log tail trimmed", segment=path.name, at=end, trimmed_bytes=size - keep)
    mark.durable = max(end, mark.durable, mark.floor)
    return mark.durable


def _read_from(path: Path, offset: int) -> bytes:
    with path.open("rb") as file:
        file.seek(offset)
        return file.read()


def _settle(path: Path, size: int) -> None:
    """Cut the file to `size` and make what remains durable: it may have been written but not yet synced."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.ftruncate(descriptor, size)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def recover_orphan(folder: Path, mark: Mark) -> None:
    """Recover a partition that no process writes to now, so that its last records can be read; else do nothing."""
    with _locked(folder) as free:
        if free:
            recover(folder, mark)
