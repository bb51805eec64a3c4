"""The data folder belongs to one process at a time, and says whose it is."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path
from typing import Final

_HELD: Final = "in-use"
_NOTE_BYTES: Final = 1_000


class InUse(Exception):  # noqa: N818 - names the state
    """Another process works on this data folder; the message says which one and where."""


class Unusable(Exception):  # noqa: N818 - names the state
    """The folder cannot be made or written; the message says why."""


class DataFolder:
    """Holds the folder, made when it is not there, until `release` or the end of the process.

    Raises InUse and Unusable.
    """

    def __init__(self, path: Path) -> None:
        self._path, self._is_new = path, not path.exists()
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path / _HELD, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Unusable(f"the data folder {path} cannot be used: {_reason(error)}") from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(self._descriptor, _NOTE_BYTES, 0).decode(errors="replace").strip()
            os.close(self._descriptor)
            other = f"another EcomDash ({holder})" if holder else "another EcomDash process"
            raise InUse(f"{other} works on {path.resolve()}") from None
        self.tell()

    def tell(self, port: int | None = None) -> None:
        """Leave in the folder for others which process this is and, where it serves, on which port."""
        note = f"process {os.getpid()}" + (f", port {port}" if port else "")
        try:
            os.ftruncate(self._descriptor, 0)
            os.pwrite(self._descriptor, note.encode(), 0)
        except OSError:  # a full disk: the folder is held all the same
            return

    def release(self) -> None:
        """Let the next process have it; one that was made for this and was not used is removed."""
        with suppress(OSError):
            if self._is_new and os.listdir(self._path) == [_HELD]:
                (self._path / _HELD).unlink()
                self._path.rmdir()
        os.close(self._descriptor)

    def __enter__(self) -> "DataFolder":
        return self

    def __exit__(self, *_: object) -> None:
        self.release()


def _reason(error: OSError) -> str:
    if isinstance(error, FileExistsError):
        return "it is a file"
    return f"{error.strerror}" + (f" ({error.filename})" if error.filename else "")
