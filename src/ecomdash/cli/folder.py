"""The data folder belongs to one process at a time."""

import fcntl
import os
from pathlib import Path


class InUse(Exception):  # noqa: N818 - names the state
    """Another process works on this data folder."""


class Unusable(Exception):  # noqa: N818 - names the state
    """The folder cannot be made or written; the message says why."""


class DataFolder:
    """Holds the folder, made when it is not there, until `release` or the end of the process.

    Raises InUse and Unusable.
    """

    def __init__(self, path: Path) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(path / "in-use", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise Unusable(f"the data folder {path} cannot be used: {_reason(error)}") from None
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(self._descriptor)
            raise InUse(f"another EcomDash process works on {path}") from None

    def release(self) -> None:
        """Let the next process have it."""
        os.close(self._descriptor)


def _reason(error: OSError) -> str:
    if isinstance(error, FileExistsError):
        return "it is a file"
    return f"{error.strerror}" + (f" ({error.filename})" if error.filename else "")
