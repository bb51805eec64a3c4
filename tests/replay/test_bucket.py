"""A bucket's faults: no server, a silent one, no bucket; and what an s3:// address may say."""

import logging
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from tests.servers.s3 import CREDENTIALS, S3Server, shared_server

from ecomdash.replay import objects
from ecomdash.replay.blobs import Blobs, BlobsUnavailable
from ecomdash.replay.bucket import Bucket, parse_bucket
from ecomdash.replay.opening import open_blobs
from ecomdash.settings import SettingsError, load

Use = Callable[[Blobs], Awaitable[object]]
DAY = "replays/7/2026-11-23"


async def _listed(blobs: Blobs) -> list[str]:
    return [blob.key async for blob in blobs.list(DAY)]


USES: dict[str, Use] = {
    "put": lambda blobs: blobs.put(f"{DAY}/a/b.bin", b"1"),
    "get": lambda blobs: blobs.get(f"{DAY}/a/b.bin"),
    "delete": lambda blobs: blobs.delete(f"{DAY}/a/b.bin"),
    "list": _listed,
    "delete_prefix": lambda blobs: blobs.delete_prefix(DAY),
}


@pytest.fixture(autouse=True)
def _credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def own_server() -> Iterator[S3Server]:
    """A server that may be ended."""
    server = S3Server()
    server.start()
    yield server
    server.kill()


async def _refusal(blobs: Blobs, use: Use) -> str:
    with pytest.raises(BlobsUnavailable) as refused:
        await use(blobs)
    assert refused.value.__cause__ is None
    return str(refused.value)


def _shows_credentials(text: str) -> bool:
    return any(value in text for value in CREDENTIALS.values())


async def test_a_server_that_ends_is_unavailable_and_comes_back(own_server: S3Server, caplog: Any) -> None:
    caplog.set_level(logging.DEBUG)
    bucket = own_server.new_bucket()
    blobs = open_blobs(load({}, blobs=own_server.url(bucket)))
    await blobs.put(f"{DAY}/a/b.bin", b"1")
    own_server.kill()
    for use in USES.values():
        said = await _refusal(blobs, use)
        assert "127.0.0.1" in said
        assert "\n" not in said
        assert not _shows_credentials(said + repr(blobs) + caplog.text)
    own_server.start()
    own_server.new_bucket(bucket)
    await blobs.put(f"{DAY}/a/b.bin", b"2")
    assert await blobs.get(f"{DAY}/a/b.bin") == b"2"


async def test_a_server_that_does_not_answer_is_unavailable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(objects, "REQUEST_SECONDS", 1)
    server = shared_server()
    blobs = open_blobs(load({}, blobs=server.url(server.new_bucket())))
    server.pause()
    try:
        await _refusal(blobs, USES["put"])
    finally:
        server.resume()


@pytest.mark.parametrize("name", USES)
async def test_a_bucket_that_is_not_there_is_unavailable_not_empty(name: str) -> None:
    blobs = open_blobs(load({}, blobs=shared_server().url("no-such-bucket")))
    assert "NoSuchBucket" in await _refusal(blobs, USES[name])


async def test_the_aws_variables_decide_what_the_address_leaves_open(monkeypatch: pytest.MonkeyPatch) -> None:
    server = shared_server()
    monkeypatch.setenv("AWS_ENDPOINT_URL", server.endpoint)
    monkeypatch.setenv("AWS_REGION", "eu-central-1")
    blobs = open_blobs(load({}, blobs=f"s3://{server.new_bucket()}"))
    await blobs.put(f"{DAY}/a.bin", b"1")
    assert await blobs.get(f"{DAY}/a.bin") == b"1"


GOOD = {
    "s3://shop": Bucket("shop", "", "", ""),
    "s3://shop/": Bucket("shop", "", "", ""),
    "s3://my.shop-1/a%20b/c/?region=eu-west-1": Bucket("my.shop-1", "a b/c", "", "eu-west-1"),
    "s3://shop/x?endpoint=http://minio:9000/&region=": Bucket("shop", "x", "http://minio:9000", ""),
    "s3://shop?endpoint=https%3A%2F%2Fs3.example": Bucket("shop", "", "https://s3.example", ""),
}


@pytest.mark.parametrize("url", GOOD)
def test_an_address_says_where_the_bucket_is(url: str) -> None:
    assert parse_bucket(url) == GOOD[url]


@pytest.mark.parametrize(
    "url",
    [
        "s3://", "s3:///prefix", "s3://a", "s3://Ünicode", "s3://shop:9000/x", "gs://shop", "s3://shop/../other",
        "s3://shop/a//b", "s3://shop/%2e%2e/x", "s3://shop/a%00b", "s3://shop?endpoint=ftp://host",
        "s3://shop?endpoint=host:9000", "s3://shop?endpoint=http://", "s3://shop?endpoint=http://h:99999",
        "s3://shop?access_key=hush-hush", "s3://shop?region=a&region=b", "s3://shop?region",
        "s3://me:hush-hush@shop/x", "s3://shop?endpoint=http://me:hush-hush@host:9000", "s3://shop/x?[",
    ],
)  # fmt: skip
def test_an_address_of_another_form_is_refused_without_its_secrets(url: str) -> None:
    with pytest.raises(SettingsError, match="ECOMDASH_BLOBS") as refused:
        parse_bucket(url)
    assert "hush" not in str(refused.value)
