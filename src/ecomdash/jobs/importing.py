"""What every importer shares: reading a file whatever its compression, progress, and digests to know it again by."""

import bz2
import gzip
import hashlib
import io
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

Progress = Callable[[int, int | None], None]
"""Called with the bytes read so far, as they lie in the file, and the file's size (None = unknown)."""

STDIN = Path("-")
OVERTAKEN = "something was stored in between (another import of it?); run the same command again to go on from there"


class ImportRefused(Exception):  # noqa: N818 - names what happened
    """The file, its mapping or the place it should go to makes an import impossible; the message says what to do."""


class _Counting(io.RawIOBase):
    """Passes reads through and counts the bytes, so that progress is known for compressed files too."""

    def __init__(self, inner: BinaryIO) -> None:
        self.inner = inner
        self.count = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]  # the stub's Buffer cannot be sliced
        data = self.inner.read(len(buffer))
        buffer[: len(data)] = data
        self.count += len(data)
        return len(data)


class Reading:
    """An opened file: `stream` gives its decompressed bytes; `done` and `size` count bytes as they lie in the file."""

    def __init__(self, raw: BinaryIO, size: int | None) -> None:
        self._counting = _Counting(raw)
        self.size = size
        self.stream = _decompressed(io.BufferedReader(self._counting, 1 << 20))  # type: ignore[arg-type]  # as readinto

    @property
    def done(self) -> int:
        return self._counting.count


def _decompressed(stream: io.BufferedReader) -> io.BufferedReader:
    magic = stream.peek(6)[:6]
    if magic.startswith(b"\x1f\x8b"):
        return io.BufferedReader(gzip.GzipFile(fileobj=stream), 1 << 18)
    if magic.startswith(b"\xfd7zXZ\x00"):
        return io.BufferedReader(lzma.LZMAFile(stream), 1 << 18)
    if magic.startswith(b"BZh"):
        return io.BufferedReader(bz2.BZ2File(stream), 1 << 18)
    return stream


@contextmanager
def reading(path: Path) -> Iterator[Reading]:
    """Open a plain, gzip, xz or bzip2 file, told by its first bytes; `-` is standard input.

    Raises ImportRefused when it cannot be opened, and when it turns out to be cut off or damaged inside the block.
    """
    try:
        if path == STDIN:
            yield Reading(cast(BinaryIO, sys.stdin.buffer), None)
        else:
            with path.open("rb", buffering=0) as raw:
                yield Reading(cast(BinaryIO, raw), path.stat().st_size)
    except (EOFError, gzip.BadGzipFile, lzma.LZMAError, zlib.error) as error:
        raise ImportRefused(f"{path} is damaged or cut off: {error}") from error
    except OSError as error:
        raise ImportRefused(f"cannot read {path}: {error.strerror or error}") from error


def digest(*parts: str | bytes) -> str:
    """128 bits of BLAKE2b over the parts, as 32 hexadecimal digits."""
    state = hashlib.blake2b(digest_size=16)
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        state.update(len(data).to_bytes(8, "big") + data)
    return state.hexdigest()
