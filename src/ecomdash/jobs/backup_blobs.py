"""Recordings in a folder: the files whose names are keys. What others put there is neither saved nor removed."""

from contextlib import suppress
from pathlib import Path

from ecomdash.log.segments import sync
from ecomdash.replay.blobs import ALL, is_key


def blobs_in(folder: Path) -> list[Path]:
    """Their files, in the order of their names; none where there is no such folder."""
    found = (folder / ALL).rglob("*")
    return sorted(path for path in found if is_key(path.relative_to(folder).as_posix()) and path.is_file())


def remove_blobs(folder: Path) -> None:
    """Delete them, and the folders in it that are empty then. Raises OSError."""
    for file in blobs_in(folder):
        file.unlink(missing_ok=True)
        for parent in file.relative_to(folder).parents[:-1]:
            with suppress(OSError):  # something else is in it
                (folder / parent).rmdir()


def put_blobs(staged: Path, folder: Path) -> None:
    """Move them from one folder into another of the same file system. Raises OSError."""
    for file in blobs_in(staged):
        final = folder / file.relative_to(staged)
        final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.rename(final)
    for changed in (folder, folder / ALL, *(folder / ALL).rglob("*/")):
        sync(changed)
