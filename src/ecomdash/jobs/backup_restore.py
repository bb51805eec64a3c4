"""Restores a backup: everything is copied, checked and opened beside its place before anything there is touched.

What belongs into a folder waits in that folder, because it may be a mount of its own, which nothing can take the place
of and nothing be moved into.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

from msgspec import Struct

from ecomdash.jobs.backup import count_rows
from ecomdash.jobs.backup_blobs import blobs_in, put_blobs, remove_blobs
from ecomdash.jobs.backup_manifest import BLOBS, EVENTS, SECRET, SITES, BackupDamaged, Bytes, Manifest, copy
from ecomdash.jobs.backup_places import Places
from ecomdash.log.local import LocalLog
from ecomdash.log.mark import Mark
from ecomdash.log.segments import sync
from ecomdash.replay.blobs import is_key
from ecomdash.sites.copying import count_sites
from ecomdash.store.protocol import Store

_WAITING: Final = ".restoring"  # in a folder; beside a file it is the ending


class RestoreRefused(Exception):  # noqa: N818 - names what happened
    """The backup does not go where it should; nothing was changed. The message says what to do."""


class Placed(Struct, frozen=True):
    """A file or folder that is ready beside the place it belongs to."""

    staged: Path
    final: Path


def check(places: Places, manifest: Manifest, *, force: bool) -> None:
    """Raise RestoreRefused where something would be overwritten without `force`, or has no place."""
    if SITES in manifest.files and places.sites is None:
        raise RestoreRefused(
            "the backup has the configuration in a file, and ECOMDASH_SITES names a server: restore without it, then "
            "copy the configuration with ecomdash move --sites"
        )
    if places.blobs is None and any(name.startswith(BLOBS) for name in manifest.files):
        raise RestoreRefused(
            "the backup has recordings in files, and ECOMDASH_BLOBS names a server: restore without it"
        )
    for path in places.files:
        if path.is_dir() or path.is_mount():
            raise RestoreRefused(f"{path} is a folder or a mount, in whose place no file can be put")
    there = [path for path in places.files if path.exists()]
    there += [path for folder in places.folders for path in _others_in(folder)]
    there += blobs_in(Path(places.blobs)) if places.blobs else []
    if there and not force:
        raise RestoreRefused(
            f"{there[0]} is there already; restore into another folder, or say --force to delete what is there"
        )


def stage(folder: Path, manifest: Manifest, places: Places, done: Bytes) -> list[Placed]:
    """Copy every file beside its place and compare it with its checksum. Raises BackupDamaged and OSError."""
    found = list(_staged(places))
    for each in found:
        _delete(each.staged)
    for name, wanted in manifest.files.items():
        target = _target(name, places)
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if copy(folder / name, target, done) != wanted:
            raise BackupDamaged(f"{folder} is damaged: {name} has not the content that it had when it was made")
    for partition, position in manifest.positions.get(LocalLog.name, {}).items():
        _begin_log(Path(places.log) / _WAITING / str(partition), position)
    return [each for each in found if each.staged.exists()]


async def check_rows(store: Store, places: Places, manifest: Manifest) -> None:
    """Compare the staged, migrated store with what the manifest says is in it. Raises BackupDamaged."""
    counted = await count_rows(store)
    for table, rows in manifest.rows.items():
        if counted.get(table) != rows:
            raise BackupDamaged(f"the backup is damaged: {table} has {counted.get(table)} rows instead of {rows}")
    if places.sites and SITES in manifest.files:
        count_sites(_beside(Path(places.sites)))


def put_in_place(staged: list[Placed], places: Places) -> None:
    """Delete what is there and give everything its name, the events last. Raises OSError."""
    for file in places.files:
        file.unlink(missing_ok=True)
    for folder in places.folders:
        for old in _others_in(folder):
            _delete(old)
    if places.blobs:
        remove_blobs(Path(places.blobs))
    for each in staged:
        if str(each.final) == places.blobs:
            put_blobs(each.staged, each.final)
        elif each.final in places.folders:
            for inner in each.staged.iterdir():
                inner.rename(each.final / inner.name)
            sync(each.final)
        else:
            each.staged.rename(each.final)
            sync(each.final.parent)


@contextmanager
def cleaned(places: Places) -> Iterator[None]:
    """Nothing that was staged inside is left afterwards, nor an empty folder that was made for it."""
    made = [each.final for each in _staged(places) if not each.final.exists()]
    try:
        yield
    finally:
        for each in _staged(places):
            _delete(each.staged)
        for final in made:
            with suppress(OSError):  # it is a file, or something is in it
                final.rmdir()


def events_beside(places: Places) -> Path:
    """The staged event store."""
    return _beside(Path(places.events[0]))


def _staged(places: Places) -> Iterator[Placed]:
    """Everything that may be staged, in the order in which it gets its name."""
    events, *others = map(Path, places.events)
    for folder in (*places.folders, *([Path(places.blobs)] if places.blobs else [])):
        yield Placed(folder / _WAITING, folder)
    for file in (*([Path(places.sites)] if places.sites else []), events):
        yield Placed(_beside(file), file)
    for other in others:  # what opening the staged store leaves while it is open
        yield Placed(other.with_name(_beside(events).name + other.name.removeprefix(events.name)), other)


def _target(name: str, places: Places) -> Path:
    if places.blobs and name.startswith(BLOBS) and is_key(key := name.removeprefix(BLOBS)):
        return Path(places.blobs) / _WAITING / key
    targets: dict[str, Callable[[], Path]] = {
        EVENTS: lambda: events_beside(places),
        SITES: lambda: _beside(Path(places.sites or "")),
        SECRET: lambda: Path(places.privacy) / _WAITING / places.secret.name,
    }
    if name not in targets:
        raise BackupDamaged(f"the backup is damaged: nothing is known of a file {name!r}")
    return targets[name]()


def _begin_log(partition: Path, position: int) -> None:
    """Let the partition's positions go on after those that the restored store has, or its events would be skipped."""
    partition.mkdir(parents=True)
    mark = Mark(partition)
    mark.raise_floor(position)
    mark.close()


def _beside(file: Path) -> Path:
    return file.with_name(f"{file.name}{_WAITING}")


def _others_in(folder: Path) -> list[Path]:
    """What is in a folder, if there is one, but for what waits there."""
    return [each for each in folder.iterdir() if each.name != _WAITING] if folder.is_dir() else []


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
