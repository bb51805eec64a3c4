"""Chooses the blob storage that the settings name."""

import os
from pathlib import Path
from typing import Final

from ecomdash.replay.blobs import ALL, Blobs, BlobsUnavailable
from ecomdash.replay.bucket import parse_bucket
from ecomdash.settings import Settings

_PROBE: Final = f"{ALL}/0/1970-01-01/probe.txt"


def open_blobs(settings: Settings) -> Blobs:
    """The blob storage of these settings; a folder is made, a bucket is not asked yet.

    Raises SettingsError for an address of no storage, and BlobsUnavailable for a folder that cannot be.
    """
    from ecomdash.replay.objects import BucketBlobs, FolderBlobs  # noqa: PLC0415 - loads a large library

    scheme, _, place = settings.blobs_url.partition("://")
    if scheme == "file" and place.startswith("/"):
        return FolderBlobs(Path(place))
    return BucketBlobs(parse_bucket(settings.blobs_url))


async def probe(settings: Settings) -> str:
    """What the storage is, in a few words, after a small blob was written, read and removed; makes no folder.

    Raises SettingsError, and BlobsUnavailable when any of that is not possible.
    """
    url = settings.blobs_url
    if url.startswith("file://") and not _is_made(Path(url.removeprefix("file://"))):
        return f"{url}, made when it is first used"
    blobs = open_blobs(settings)
    await blobs.put(_PROBE, b"ok")
    if await blobs.get(_PROBE) != b"ok":
        raise BlobsUnavailable("what was written is not what is read")
    await blobs.delete(_PROBE)
    return url.partition("?")[0]


def _is_made(folder: Path) -> bool:
    """Whether it is there. Raises BlobsUnavailable where it cannot be made either."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise BlobsUnavailable(f"{folder} cannot be made or written by this user")
    return there == folder
