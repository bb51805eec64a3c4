"""Blobs in a local folder or an S3 bucket, both through obstore, whose messages are cut to what may be shown."""

import asyncio
import os
import re
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from ecomdash.clock import US_PER_SECOND
from ecomdash.replay.blobs import (
    ALL,
    MAX_BYTES,
    Blob,
    BlobMissing,
    BlobsUnavailable,
    BlobTooLarge,
    checked_folder,
    checked_key,
    is_key,
)
from ecomdash.replay.bucket import Bucket

if TYPE_CHECKING:
    from obstore.store import S3Config

CONNECT_SECONDS: Final = 5
REQUEST_SECONDS = 60
RETRIES: Final = 2
_PAGE: Final = 1_000  # objects listed or removed by one request
_CODE: Final = re.compile(r"<Code>(\w{1,80})</Code>")
_SHOWN: Final = 300  # characters of a message
_ROLE: Final = re.compile(r"/latest/(?:api/token|meta-data)|//169\.254\.170\.2/")  # where AWS has those of a role
_NO_CREDENTIALS: Final = "no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY"


class ObjectBlobs:
    """Blobs in an object store; the ones below say which."""

    def __init__(self, store: LocalStore | S3Store) -> None:
        self._store = store

    async def put(self, key: str, data: bytes) -> None:
        checked_key(key)
        if len(data) > MAX_BYTES:
            raise BlobTooLarge(f"{key} has {len(data)} bytes; {MAX_BYTES} are the most")
        with _explained():
            await obstore.put_async(self._store, key, data, use_multipart=False)

    async def get(self, key: str) -> bytes:
        checked_key(key)
        with _explained(missing=key):
            found = await obstore.get_async(self._store, key)
            if found.meta["size"] > MAX_BYTES:
                raise BlobTooLarge(f"{key} has {found.meta['size']} bytes; {MAX_BYTES} are the most")
            return bytes(await found.bytes_async())

    async def delete(self, key: str) -> None:
        await self._remove([checked_key(key)])

    async def list(self, folder: str = ALL) -> AsyncIterator[Blob]:
        prefix = checked_folder(folder)
        with _explained():
            pages = obstore.list(self._store, prefix, chunk_size=_PAGE)
        while True:
            with _explained():
                page = await anext(pages, None)
            if page is None:
                return
            for found in page:
                if is_key(found["path"]):  # what others put there stays theirs
                    yield Blob(found["path"], found["size"], int(found["last_modified"].timestamp() * US_PER_SECOND))

    async def delete_prefix(self, folder: str) -> int:
        keys = [blob.key async for blob in self.list(checked_folder(folder))]
        for first in range(0, len(keys), _PAGE):
            await self._remove(keys[first : first + _PAGE])
        return len(keys)

    async def _remove(self, keys: Sequence[str]) -> None:
        """Remove the blobs that are there; some storages say which are not."""
        try:
            with _explained(missing=keys[0]):
                await obstore.delete_async(self._store, keys)
        except BlobMissing:
            if len(keys) > 1:
                for key in keys:
                    await self._remove([key])


class FolderBlobs(ObjectBlobs):
    """Blobs as files; a put returns when they would outlast a power failure. Raises BlobsUnavailable."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _explained():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            super().__init__(LocalStore(folder, automatic_cleanup=True))

    async def put(self, key: str, data: bytes) -> None:
        await super().put(key, data)
        with _explained():
            await asyncio.to_thread(self._sync, key)

    def _sync(self, key: str) -> None:
        """The file, then the folders that lead to it, may be new."""
        path = self._folder / key
        while path != self._folder.parent:
            try:
                handle = os.open(path, os.O_RDONLY)
            except FileNotFoundError:
                return  # removed meanwhile
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
            path = path.parent


class BucketBlobs(ObjectBlobs):
    """Blobs in a bucket that speaks S3, with the credentials of the AWS_* variables or of the machine's role."""

    def __init__(self, bucket: Bucket) -> None:
        endpoint = bucket.endpoint or os.environ.get("AWS_ENDPOINT_URL", "")
        with _explained():
            store = S3Store(
                bucket.name,
                prefix=bucket.prefix or None,
                client_options={
                    "allow_http": endpoint.startswith("http://"),
                    "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
                    "timeout": timedelta(seconds=REQUEST_SECONDS),
                },
                retry_config={"max_retries": RETRIES, "retry_timeout": timedelta(seconds=REQUEST_SECONDS)},
                config=_named(bucket),
            )
        super().__init__(store)


def _named(bucket: Bucket) -> "S3Config":
    """What the address says; the library takes the rest from the AWS_* variables."""
    config: S3Config = {}
    if bucket.endpoint:
        config["endpoint"] = bucket.endpoint
    if bucket.region:
        config["region"] = bucket.region
    return config


@contextmanager
def _explained(missing: str = "") -> Iterator[None]:
    """Turn the library's errors into ours: where `missing` names a key, one that is not there is BlobMissing."""
    try:
        yield
    except (BaseError, OSError) as error:
        text = str(error)
        code = _CODE.search(text)
        if missing and isinstance(error, FileNotFoundError) and not (code and code[1] == "NoSuchBucket"):
            raise BlobMissing(missing) from None
        if _ROLE.search(text):
            raise BlobsUnavailable(f"{_NO_CREDENTIALS} (this machine has no role either)") from None
        # the rest of the text may quote the request's signature
        said = (text.splitlines() or [""])[0].partition("<")[0].strip(" :")[:_SHOWN]
        raise BlobsUnavailable(f"{said} ({code[1]})" if code else said or type(error).__name__) from None
