"""What every blob storage does: a folder with an odd name, and a bucket behind a real S3 server under an odd prefix."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
import uvloop
from tests.servers.s3 import CREDENTIALS, shared_server

from ecomdash.clock import US_PER_HOUR, SystemClock
from ecomdash.replay.blobs import ALL, MAX_BYTES, MAX_KEY, BadKey, BlobMissing, Blobs, BlobTooLarge
from ecomdash.replay.opening import open_blobs, probe
from ecomdash.settings import Settings, load

DAY = "replays/7/2026-11-23"


@pytest.fixture(params=["folder", "bucket"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    if request.param == "folder":
        return load({}, blobs=f"file://{tmp_path}/my shop #1/ü %41")
    for name, value in CREDENTIALS.items():
        monkeypatch.setenv(name, value)
    server = shared_server()
    return load({}, blobs=server.url(server.new_bucket(), "my%20shop/ü+%231"))


@pytest.fixture
def blobs(settings: Settings) -> Blobs:
    return open_blobs(settings)


async def keys(blobs: Blobs, folder: str = ALL) -> list[str]:
    return sorted([blob.key async for blob in blobs.list(folder)])


async def test_what_is_put_is_what_is_got(blobs: Blobs) -> None:
    every = {
        f"{DAY}/a.txt": b"",
        f"{DAY}/a/b.txt": b"\x00\xff\r\n" * 100,
        f"{DAY}/r=1/a_b-c=.json.zst.tmp": b"x",
        f"{DAY}/-/=.0": b"y",
    }
    for key, data in every.items():
        await blobs.put(key, data)
    assert {key: await blobs.get(key) for key in every} == every
    assert await keys(blobs) == sorted(every)


async def test_a_second_put_takes_the_place_of_the_first(blobs: Blobs) -> None:
    for data in (b"first", b"the second is longer", b"3"):
        await blobs.put(f"{DAY}/a/b.bin", data)
        assert await blobs.get(f"{DAY}/a/b.bin") == data
    assert await keys(blobs) == [f"{DAY}/a/b.bin"]


async def test_a_reader_sees_the_old_or_the_new_bytes_never_a_part(blobs: Blobs) -> None:
    versions = {bytes([number]) * 1_000_000 for number in range(4)}
    await blobs.put(f"{DAY}/a.bin", next(iter(versions)))
    reading = [asyncio.create_task(blobs.get(f"{DAY}/a.bin")) for _ in range(8)]
    await asyncio.gather(*(blobs.put(f"{DAY}/a.bin", data) for data in versions))
    reading += [asyncio.create_task(blobs.get(f"{DAY}/a.bin")) for _ in range(2)]
    assert set(await asyncio.gather(*reading)) <= versions


async def test_what_is_not_there_is_missing_and_may_be_deleted(blobs: Blobs) -> None:
    for key in (f"{DAY}/a.bin", f"{DAY}/no/such/folder/a.bin"):
        with pytest.raises(BlobMissing, match=key):
            await blobs.get(key)
        await blobs.delete(key)
    await blobs.put(f"{DAY}/a.bin", b"1")
    await blobs.delete(f"{DAY}/a.bin")
    await blobs.delete(f"{DAY}/a.bin")
    with pytest.raises(BlobMissing):
        await blobs.get(f"{DAY}/a.bin")
    assert await keys(blobs) == []
    assert await blobs.delete_prefix(f"{DAY}/no/such/folder") == 0


async def test_folders_are_listed_and_removed_by_whole_names(blobs: Blobs) -> None:
    for key in (f"{DAY}/a/1.bin", f"{DAY}/a/b/2.bin", f"{DAY}/a/b/c/3.bin", f"{DAY}/ab/4.bin", f"{DAY}/a.bin"):
        await blobs.put(key, key.encode())
    assert await keys(blobs, f"{DAY}/a") == [f"{DAY}/a/1.bin", f"{DAY}/a/b/2.bin", f"{DAY}/a/b/c/3.bin"]
    assert await keys(blobs, f"{DAY}/a/b") == [f"{DAY}/a/b/2.bin", f"{DAY}/a/b/c/3.bin"]
    assert await keys(blobs, f"{DAY}/b") == []
    assert await blobs.delete_prefix(f"{DAY}/a/b") == 2
    assert await keys(blobs) == [f"{DAY}/a.bin", f"{DAY}/a/1.bin", f"{DAY}/ab/4.bin"]
    assert await blobs.delete_prefix(f"{DAY}/a") == 1
    assert await keys(blobs, "replays/7") == [f"{DAY}/a.bin", f"{DAY}/ab/4.bin"]
    assert await blobs.delete_prefix("replays/8") == 0
    assert await blobs.delete_prefix(ALL) == 2


async def test_a_listing_tells_size_and_time(blobs: Blobs) -> None:
    now = SystemClock().now()
    await blobs.put(f"{DAY}/a/b.bin", bytes(12_345))
    [blob] = [blob async for blob in blobs.list()]
    assert (blob.key, blob.size) == (f"{DAY}/a/b.bin", 12_345)
    assert abs(blob.modified - now) < US_PER_HOUR


async def test_more_than_one_page_is_listed_and_removed(blobs: Blobs) -> None:
    wanted = [f"{DAY}/many/{number % 7}/{number:04}.bin" for number in range(1_020)]
    waiting = iter(wanted)

    async def put_some() -> None:
        for key in waiting:
            await blobs.put(key, b"1")

    await asyncio.gather(put_some(), put_some(), put_some(), put_some())
    await blobs.put(f"{DAY}/few/1.bin", b"1")
    assert await keys(blobs, f"{DAY}/many") == sorted(wanted)
    assert await blobs.delete_prefix(f"{DAY}/many") == 1_020
    assert await keys(blobs) == [f"{DAY}/few/1.bin"]


async def test_twenty_megabytes_come_back_whole(blobs: Blobs) -> None:
    data = bytes(range(256)) * 80_000
    await blobs.put(f"{DAY}/large.bin", data)
    assert await blobs.get(f"{DAY}/large.bin") == data


async def test_more_than_the_limit_is_refused_before_it_is_sent(blobs: Blobs) -> None:
    with pytest.raises(BlobTooLarge, match=r"large\.bin has 32000001 bytes"):
        await blobs.put(f"{DAY}/large.bin", bytes(MAX_BYTES + 1))
    assert await keys(blobs) == []


BAD_KEYS = [
    "", DAY, "notes.txt", "holiday/cat.jpg", "replays/cat.jpg", "replays/7/cat.jpg", "replays/7/2026-11-23.zip",
    "replays/x/2026-11-23/a.bin", "replays/7/november/a.bin", "Replays/7/2026-11-23/a.bin", f"/{DAY}/a.bin",
    f"x/{DAY}/a.bin", f"../{DAY}/a.bin", "replays//7/2026-11-23/a.bin", f"replays/../{DAY}/a.bin",
]  # fmt: skip
BAD_NAMES = [
    "", "a", "/", ".", "..", "../a.bin", "a/../b.bin", "./a.bin", "/a.bin", "a//b.bin", "a/b.bin/", "a.b/c.bin",
    ".hidden", "a/.b", "a.", "a..b", "A.bin", "ä.bin", "a b.bin", "a\\b.bin", "a%2fb.bin", "a%2e%2e.bin", "a#1.bin",
    "a?b.bin", "a:b.bin", "a*.bin", "~/a.bin", "a.bin\n", "a\x00.bin", "a/b\r\n.bin", "a.1.2.3.4", "c:/a.bin",
    "\u202ea.bin",
    "x" * 101 + ".bin", "/".join(["x" * 99] * 6) + ".bin", "a." + "b" * 21,
]  # fmt: skip
Use = Callable[[Blobs, str], Awaitable[object]]


@pytest.mark.parametrize(
    "use", [lambda b, k: b.put(k, b"1"), lambda b, k: b.get(k), lambda b, k: b.delete(k)], ids=["put", "get", "delete"]
)
async def test_a_key_of_another_form_is_refused_and_touches_nothing(blobs: Blobs, use: Use, tmp_path: Path) -> None:
    (tmp_path / "a.bin").write_bytes(b"not a blob")
    for key in BAD_KEYS + [f"{DAY}/{name}" for name in BAD_NAMES]:
        with pytest.raises(BadKey):
            await use(blobs, key)
    assert await keys(blobs) == []
    assert (tmp_path / "a.bin").read_bytes() == b"not a blob"


async def test_a_folder_of_another_form_is_refused(blobs: Blobs) -> None:
    await blobs.put(f"{DAY}/a/b.bin", b"1")
    wrong = ["/", "/a", "a/", "a//b", "..", "a/..", "a/b.bin", "A", "a b", "a%2f", "a\n", "x" * 101, "a/" * 300 + "a"]
    for folder in ["", "a", "replay", "replays2", "/replays", *(f"{ALL}/{each}" for each in wrong)]:
        with pytest.raises(BadKey):
            await keys(blobs, folder)
        with pytest.raises(BadKey):
            await blobs.delete_prefix(folder)
    assert await keys(blobs) == [f"{DAY}/a/b.bin"]


async def test_the_longest_key_is_kept(blobs: Blobs) -> None:
    key = f"{DAY}/" + "/".join(["x" * 99] * 4) + f"/{'y' * 87}.bin"
    assert len(key) == MAX_KEY
    await blobs.put(key, b"1")
    assert await keys(blobs) == [key]


async def test_a_probe_leaves_nothing(settings: Settings) -> None:
    blobs = open_blobs(settings)
    assert await probe(settings) == settings.blobs_url.partition("?")[0]
    assert await keys(blobs) == []


async def test_two_event_loops_share_a_storage_and_a_cancelled_put_harms_nobody(blobs: Blobs) -> None:
    async def put_some(name: str) -> None:
        for number in range(10):
            await blobs.put(f"{DAY}/{name}/{number}.bin", name.encode())
        late = asyncio.create_task(blobs.put(f"{DAY}/late.bin", bytes(5_000_000)))
        await asyncio.sleep(0)
        late.cancel()
        await asyncio.wait([late])

    other = asyncio.to_thread(uvloop.run, put_some("other"))
    await asyncio.gather(other, put_some("this"))
    assert await blobs.get(f"{DAY}/other/9.bin") == b"other"
    assert len([key for key in await keys(blobs) if key != f"{DAY}/late.bin"]) == 20
    if f"{DAY}/late.bin" in await keys(blobs):
        assert await blobs.get(f"{DAY}/late.bin") == bytes(5_000_000)
