"""Restores a backup: everything is copied, checked and opened beside its place before anything there is touched."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from msgspec import Struct

from ecomdash.jobs.backup import count_rows
from ecomdash.jobs.backup_blobs import blobs_in, put_blobs, remove_blobs
from ecomdash.jobs.backup_manifest import BLOBS, EVENTS, SECRET, SITES, BackupDamaged, Bytes, Manifest, copy
from ecomdash.jobs.backup_places import Places
from ecomdash.log.local import LocalLog
from ecomdash.log.mark import Mark
from ecomdash.replay.blobs import is_key
from ecomdash.sites.copying import count_sites
from ecomdash.store.protocol import Store


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
    there = [path for path in places.everything if _holds_something(path)]
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
        _begin_log(_beside(Path(places.log)) / str(partition), position)
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
    for path in places.everything:
        _delete(path)
    blobs = Path(places.blobs) if places.blobs else None
    if blobs:
        remove_blobs(blobs)
    for each in staged:
        if each.final == blobs:
            put_blobs(each.staged, each.final)
        else:
            each.staged.rename(each.final)


def clean(places: Places) -> None:
    """Remove what is staged."""
    for each in _staged(places):
        _delete(each.staged)


def events_beside(places: Places) -> Path:
    """The staged event store."""
    return _beside(Path(places.events[0]))


def _staged(places: Places) -> Iterator[Placed]:
    """Everything that may be staged, in the order in which it gets its name."""
    events, *others = map(Path, places.events)
    finals = [Path(places.privacy), Path(places.log)]
    finals += [Path(each) for each in (places.sites, places.blobs) if each]
    for final in (*finals, events):
        yield Placed(_beside(final), final)
    for other in others:  # what opening the staged store leaves while it is open
        yield Placed(other.with_name(_beside(events).name + other.name.removeprefix(events.name)), other)


def _target(name: str, places: Places) -> Path:
    if places.blobs and name.startswith(BLOBS) and is_key(key := name.removeprefix(BLOBS)):
        return _beside(Path(places.blobs)) / key
    targets: dict[str, Callable[[], Path]] = {
        EVENTS: lambda: events_beside(places),
        SITES: lambda: _beside(Path(places.sites or "")),
        SECRET: lambda: _beside(Path(places.privacy)) / places.secret.name,
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


def _beside(path: Path) -> Path:
    return path.with_name(f"{path.name}.restoring")


def _holds_something(path: Path) -> bool:
    return any(path.iterdir()) if path.is_dir() else path.exists()


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
