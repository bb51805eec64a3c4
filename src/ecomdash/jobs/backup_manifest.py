"""What a backup says of itself: made by which version and when, its files with their checksums, the rows in it.

A folder with a readable manifest is a whole backup: it is written last, and the folder gets its name after that.
"""

import hashlib
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
from msgspec import Struct

FORMAT = 1
MANIFEST = "manifest.json"
EVENTS, SITES, SECRET, BLOBS = "events", "sites", "secret", "blobs/"  # names in a backup
_BLOCK = 1 << 20
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Bytes = Callable[[int], None]
"""Called with the number of bytes done since the last call."""


class BackupDamaged(Exception):  # noqa: N818 - names the state
    """It is no backup, or not a whole one; the message says what is wrong with it."""


class FileOf(Struct, frozen=True):
    """A file of a backup: its size in bytes and its SHA-256 in hexadecimal digits."""

    bytes: int
    sha256: str


class Manifest(Struct, frozen=True, kw_only=True):
    """`created_at` is the moment whose state it holds (ISO 8601, UTC); `positions` are those of the logs then."""

    format: int
    version: str
    created_at: str
    files: dict[str, FileOf]
    rows: dict[str, int]
    positions: dict[str, dict[int, int]]

    @property
    def size(self) -> int:
        """Bytes of all files."""
        return sum(each.bytes for each in self.files.values())


def written_time(at: int) -> str:
    """A time in microseconds UTC as the manifest has it."""
    return (_EPOCH + timedelta(microseconds=at)).isoformat(timespec="seconds").replace("+00:00", "Z")


def write(manifest: Manifest, folder: Path) -> None:
    """Put the manifest into the folder, durably. Raises OSError."""
    with (folder / MANIFEST).open("xb") as file:
        file.write(msgspec.json.format(msgspec.json.encode(manifest)))
        file.flush()
        os.fsync(file.fileno())


def read(folder: Path) -> Manifest:
    """The manifest of a backup whose files are all there in full length. Raises BackupDamaged."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except OSError as error:
        raise BackupDamaged(f"{folder} is no whole backup: its {MANIFEST} cannot be read ({error.strerror})") from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise BackupDamaged(f"{folder} is damaged: its {MANIFEST} is not one ({error})") from error
    if manifest.format > FORMAT:
        raise BackupDamaged(f"{folder} was made by a newer EcomDash ({manifest.version}); install that version first")
    for name, wanted in manifest.files.items():
        if not _inside(name):
            raise BackupDamaged(f"{folder} is damaged: {name!r} is not the name of a file in it")
        path = folder / name
        size = path.stat().st_size if path.is_file() else None
        if size != wanted.bytes:
            found = "is missing" if size is None else f"has {size:,} bytes instead of {wanted.bytes:,}"
            raise BackupDamaged(f"{folder} is damaged: {name} {found}")
    if missing := {EVENTS} - manifest.files.keys():
        raise BackupDamaged(f"{folder} is damaged: its {MANIFEST} names no {missing.pop()}")
    return manifest


def fingerprint(path: Path, done: Bytes) -> FileOf:
    """Size and checksum of a file as it is. Raises OSError."""
    state, size = hashlib.sha256(), 0
    for block in _blocks(path):
        state.update(block)
        size += len(block)
        done(len(block))
    return FileOf(size, state.hexdigest())


def copy(source: Path, target: Path, done: Bytes) -> FileOf:
    """Copy a file durably, readable for its owner alone; what was copied. Raises OSError."""
    state, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for block in _blocks(source):
            file.write(block)
            state.update(block)
            size += len(block)
            done(len(block))
        file.flush()
        os.fsync(file.fileno())
    return FileOf(size, state.hexdigest())


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb", buffering=0) as file:
        while block := file.read(_BLOCK):
            yield block


def _inside(name: str) -> bool:
    parts = Path(name).parts
    return bool(parts) and not Path(name).is_absolute() and ".." not in parts
