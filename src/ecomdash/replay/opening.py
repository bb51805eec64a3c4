"""Chooses the blob storage that the settings name."""

from pathlib import Path
from typing import Final

from ecomdash.replay.blobs import Blobs, BlobsUnavailable
from ecomdash.replay.bucket import parse_bucket
from ecomdash.settings import Settings

_PROBE: Final = "doctor/probe.txt"


def open_blobs(settings: Settings) -> Blobs:
    """The blob storage of these settings; a folder is made, a bucket is not asked yet.

    Raises SettingsError for an address of no storage, and BlobsUnavailable for a folder that cannot be.
    """
    from ecomdash.replay.objects import BucketBlobs, FolderBlobs  # noqa: PLC0415 - loads a large library

    scheme, _, place = settings.blobs_url.partition("://")
    if scheme == "file" and place.startswith("/"):
        return FolderBlobs(Path(place))
    return BucketBlobs(parse_bucket(settings.blobs_url))


async def probe(blobs: Blobs) -> None:
    """Write, read and remove a small blob. Raises BlobsUnavailable when any of that is not possible."""
    await blobs.put(_PROBE, b"ok")
    if await blobs.get(_PROBE) != b"ok":
        raise BlobsUnavailable("what was written is not what is read")
    await blobs.delete(_PROBE)
