"""The contract of blob storage: named bytes, written whole or not at all, listed and removed by folder.

Keys are made by the program, never by a visitor, and of few characters, so that they mean the same in every storage.
They begin alike, so that nothing that others keep in the same place is taken for a blob.
"""

import re
from collections.abc import AsyncIterator
from typing import Final, Protocol

from msgspec import Struct

MAX_BYTES: Final = 32_000_000
MAX_KEY: Final = 512  # characters

ALL: Final = "replays"  # the folder of all blobs

_FOLDER: Final = r"[a-z0-9_=-]{1,100}"
_FOLDERS: Final = re.compile(rf"{ALL}(?:/{_FOLDER})*")
_OF_A_DAY: Final = rf"{ALL}/[0-9]{{1,19}}/[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}"
_KEY: Final = re.compile(rf"{_OF_A_DAY}/(?:{_FOLDER}/)*{_FOLDER}(?:\.[a-z0-9]{{1,20}}){{1,3}}")


class BlobsUnavailable(Exception):  # noqa: N818 - names what happened
    """The storage does not answer, or refuses; the message is for the operator and holds no credentials."""


class BlobMissing(KeyError):  # noqa: N818 - names what happened
    """There is no blob of this key."""


class BlobTooLarge(ValueError):  # noqa: N818 - names what happened
    """A blob has more than MAX_BYTES."""


class BadKey(ValueError):  # noqa: N818 - names what happened
    """A key or folder is not of the form that all storages share."""


class Blob(Struct, frozen=True):
    """What is known of a blob without reading it: `size` in bytes, `modified` in microseconds UTC."""

    key: str
    size: int
    modified: int


class Blobs(Protocol):
    """Put, get, delete, list; from any event loop. Every method raises BadKey and BlobsUnavailable.

    A key is like replays/7/2026-11-23/0.json.zst: the site and the day, then, if wanted, folders of a-z 0-9 _ = -, and
    a name with one to three endings. No folder has a dot, so that no blob is another's folder.
    """

    async def put(self, key: str, data: bytes) -> None:
        """Keep the bytes, in place of those the key had: readers see the old or the new. Raises BlobTooLarge."""
        ...

    async def get(self, key: str) -> bytes:
        """The bytes. Raises BlobMissing and BlobTooLarge."""
        ...

    async def delete(self, key: str) -> None:
        """Remove the blob, if there is one."""
        ...

    def list(self, folder: str = ALL) -> AsyncIterator[Blob]:
        """The blobs of a folder and the folders in it, in no order."""
        ...

    async def delete_prefix(self, folder: str) -> int:
        """Remove the blobs of a folder and the folders in it; how many they were."""
        ...


def checked_key(key: str) -> str:
    """The key. Raises BadKey."""
    if len(key) > MAX_KEY or not _KEY.fullmatch(key):
        raise BadKey(f"not a key of a blob: {key[:MAX_KEY]!r}")
    return key


def checked_folder(folder: str) -> str:
    """The folder, without a slash at its end. Raises BadKey."""
    if len(folder) > MAX_KEY or not _FOLDERS.fullmatch(folder):
        raise BadKey(f"not a folder of blobs: {folder[:MAX_KEY]!r}")
    return folder


def is_key(name: str) -> bool:
    """Whether an object found in the storage is one of ours."""
    return len(name) <= MAX_KEY and _KEY.fullmatch(name) is not None
