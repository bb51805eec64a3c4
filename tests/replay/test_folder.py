"""What a folder of blobs promises beside the contract: who may read it, what a fault leaves, what is not ours."""

import os
import stat
from pathlib import Path

import pytest

from ecomdash.replay.blobs import ALL, MAX_BYTES, BlobMissing, BlobsUnavailable, BlobTooLarge
from ecomdash.replay.objects import FolderBlobs
from ecomdash.replay.opening import open_blobs, probe
from ecomdash.settings import load

DAY = "replays/7/2026-11-23"


async def test_the_default_is_a_folder_in_the_data_folder(tmp_path: Path) -> None:
    await open_blobs(load({}, data=tmp_path)).put(f"{DAY}/a/b.bin", b"1")
    assert (tmp_path / "blobs" / DAY / "a/b.bin").read_bytes() == b"1"
    assert stat.S_IMODE((tmp_path / "blobs").stat().st_mode) == 0o700


async def test_a_probe_makes_no_folder_and_leaves_nothing_in_one(tmp_path: Path) -> None:
    settings = load({}, data=tmp_path)
    assert await probe(settings) == f"file://{tmp_path}/blobs, made when it is first used"
    assert os.listdir(tmp_path) == []
    await open_blobs(settings).put(f"{DAY}/a.bin", b"1")
    assert await probe(settings) == f"file://{tmp_path}/blobs"
    assert [path for path in (tmp_path / "blobs").rglob("*") if path.is_file()] == [tmp_path / "blobs" / DAY / "a.bin"]
    assert os.listdir(tmp_path / "blobs" / ALL) == ["7"]


async def test_empty_folders_go_with_their_last_blob(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path / "blobs")
    await blobs.put(f"{DAY}/a/b/c.bin", b"1")
    await blobs.put(f"{DAY}/a/d.bin", b"1")
    await blobs.delete(f"{DAY}/a/b/c.bin")
    assert sorted(os.listdir(tmp_path / "blobs" / DAY / "a")) == ["d.bin"]
    await blobs.delete_prefix(ALL)
    assert os.listdir(tmp_path / "blobs") == []


async def test_what_others_put_there_is_neither_listed_nor_removed(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    await blobs.put(f"{DAY}/a/b.bin", b"1")
    theirs = [tmp_path / DAY / "a" / name for name in ("Thumbs.db", ".DS_Store", "notes", "b.bin#1")]
    theirs += [tmp_path / name for name in ("notes.txt", "holiday.jpg", "replays/notes.txt", "replays/7/notes.txt")]
    for file in theirs:
        file.write_bytes(b"theirs")
    assert [blob.key async for blob in blobs.list()] == [f"{DAY}/a/b.bin"]
    assert await blobs.delete_prefix(ALL) == 1
    assert {file.read_bytes() for file in theirs} == {b"theirs"}


async def test_a_file_larger_than_a_blob_is_not_read(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    (tmp_path / DAY).mkdir(parents=True)
    with (tmp_path / DAY / "a.bin").open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(BlobTooLarge):
        await blobs.get(f"{DAY}/a.bin")


async def test_a_file_in_the_place_of_a_folder_is_unavailable(tmp_path: Path) -> None:
    blobs = FolderBlobs(tmp_path)
    (tmp_path / DAY).mkdir(parents=True)
    (tmp_path / DAY / "a").write_bytes(b"a file")
    with pytest.raises(BlobsUnavailable):
        await blobs.put(f"{DAY}/a/b.bin", b"1")
    with pytest.raises((BlobsUnavailable, BlobMissing)):
        await blobs.get(f"{DAY}/a/b.bin")
    assert (tmp_path / DAY / "a").read_bytes() == b"a file"


def test_a_folder_that_cannot_be_is_unavailable(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(BlobsUnavailable, match="file"):
        open_blobs(load({}, blobs=f"file://{tmp_path}/file/blobs"))


async def test_a_full_disk_is_unavailable_and_leaves_the_old_bytes(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="optional: limits of a process are of Unix")
    blobs = FolderBlobs(tmp_path)
    await blobs.put(f"{DAY}/a.bin", b"old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1_000, limits[1]))
    try:
        with pytest.raises(BlobsUnavailable):
            await blobs.put(f"{DAY}/a.bin", bytes(100_000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert await blobs.get(f"{DAY}/a.bin") == b"old"
    assert [blob.key async for blob in blobs.list()] == [f"{DAY}/a.bin"]
