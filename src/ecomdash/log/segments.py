"""The files of a partition: a segment is named by the position of its first byte and ends where the next begins."""

import os
from itertools import pairwise
from pathlib import Path

_SUFFIX = ".log"


def path(folder: Path, base: int) -> Path:
    """The file of the segment that begins at position `base`."""
    return folder / f"{base:020d}{_SUFFIX}"


def bases(folder: Path) -> list[int]:
    """The first positions of the segments there are, ascending."""
    names = (entry.removesuffix(_SUFFIX) for entry in os.listdir(folder) if entry.endswith(_SUFFIX))
    return sorted(int(name) for name in names if name.isdecimal())


def delete_below(folder: Path, position: int) -> None:
    """Delete the segments that end at or before `position`; the newest one always stays, it carries the position."""
    existing = bases(folder)
    for base, following in pairwise(existing):
        if following <= position:
            path(folder, base).unlink(missing_ok=True)


def make_folder(folder: Path) -> None:
    """Create the folder and those above it, where they are missing, so that they outlast a loss of power."""
    if not folder.is_dir():
        make_folder(folder.parent)
        folder.mkdir(exist_ok=True)
        sync(folder.parent)


def sync(place: Path) -> None:
    """Let a file, or the names in a folder, outlast a power cut. Raises OSError."""
    descriptor = os.open(place, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
