"""Makes a backup: the files of an installation at one moment, in a folder that has its name only once it is whole."""

import shutil
from collections.abc import Iterable
from pathlib import Path

import sqlalchemy as sa

import ecomdash
from ecomdash.jobs.backup_blobs import blobs_in
from ecomdash.jobs.backup_manifest import (
    BLOBS,
    EVENTS,
    FORMAT,
    SECRET,
    SITES,
    Bytes,
    FileOf,
    Manifest,
    copy,
    fingerprint,
    write,
    written_time,
)
from ecomdash.jobs.backup_places import Places
from ecomdash.jobs.loading_lookups import all_positions
from ecomdash.log.segments import sync
from ecomdash.sites.copying import copy_file
from ecomdash.store.protocol import Store
from ecomdash.store.tables import metadata


class BackupFailed(Exception):  # noqa: N818 - names what happened
    """No backup was made, and nothing of one is left; the message says why."""


def staging(target: Path) -> Path:
    """The folder, beside the target, in which a backup is made; what an earlier one left there is removed.

    Raises BackupFailed and OSError.
    """
    if target.exists():
        raise BackupFailed(f"{target} is there already; name a folder that is not")
    part = target.with_name(f"{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    part.mkdir(parents=True, mode=0o700)
    return part


def files_of(places: Places) -> list[Path]:
    """The files that a backup is made of, but for small ones."""
    files = [Path(each) for each in (*places.events, *([places.sites] if places.sites else []))]
    return files + (blobs_in(Path(places.blobs)) if places.blobs else [])


def check_room(files: Iterable[Path], folder: Path, spare: int = 0) -> None:
    """Raise BackupFailed where a copy of the files in that folder would leave less than `spare` bytes free."""
    wanted, free = spare + sum(file.stat().st_size for file in files if file.exists()), shutil.disk_usage(folder).free
    if wanted > free:
        raise BackupFailed(f"{folder.parent} has {free:,} bytes free, and a copy needs {wanted:,}")


def copy_events(places: Places, part: Path, done: Bytes) -> None:
    """Copy the event store's files, which do not change meanwhile. Raises BackupFailed and OSError."""
    for source in map(Path, places.events):
        ending = source.name.removeprefix(Path(places.events[0]).name)
        before = _state(source)
        if before is None:
            continue
        copy(source, part / f"{EVENTS}{ending}", done)
        if _state(source) != before:
            raise BackupFailed(f"{source} was written to while it was copied; is another program at work there?")
    if not (part / EVENTS).exists():
        raise BackupFailed(f"there is no event store at {places.events[0]}, so there is nothing to save")


def copy_configuration(places: Places, part: Path) -> None:
    """Copy the configuration database and the secret that makes ids of one installation the same for ever.

    The salts stay out: they are to be gone when their day is over. Raises OSError and SQLAlchemyError.
    """
    if places.sites and Path(places.sites).exists():
        copy_file(Path(places.sites), part / SITES)
        (part / SITES).chmod(0o600)
    if places.secret.exists():
        copy(places.secret, part / SECRET, lambda _: None)


def copy_blobs(places: Places, part: Path, done: Bytes) -> dict[str, FileOf]:
    """Copy what recordings there are; one that is deleted meanwhile is left out. Raises OSError."""
    copied: dict[str, FileOf] = {}
    root = Path(places.blobs or "")
    for source in blobs_in(root) if places.blobs else ():
        name = f"{BLOBS}{source.relative_to(root).as_posix()}"
        (part / name).parent.mkdir(parents=True, exist_ok=True)
        try:
            copied[name] = copy(source, part / name, done)
        except FileNotFoundError:
            (part / name).unlink(missing_ok=True)
    return copied


async def describe(store: Store, at: int) -> Manifest:
    """The manifest, without files, of a copied store, migrated; `at` is its moment (microseconds UTC)."""
    return Manifest(
        format=FORMAT,
        version=ecomdash.__version__,
        created_at=written_time(at),
        files={},
        rows=await count_rows(store),
        positions=await all_positions(store),
    )


async def count_rows(store: Store) -> dict[str, int]:
    """The rows of every table. Raises StoreUnavailable and whatever a damaged store may raise."""
    counted = {table.name: sa.select(sa.func.count()).select_from(table) for table in metadata.sorted_tables}
    return {name: int((await store.execute(statement))[0][0]) for name, statement in counted.items()}


def complete(part: Path, target: Path, described: Manifest, blobs: dict[str, FileOf], done: Bytes) -> Manifest:
    """Write the manifest and give the folder its name. Raises BackupFailed and OSError."""
    files = {name: fingerprint(part / name, done) for name in (EVENTS, SITES, SECRET) if (part / name).exists()}
    if left := {each.name for each in part.iterdir()} - {*files, BLOBS.rstrip("/")}:
        raise BackupFailed(f"the copied event store could not be closed properly: {left.pop()} is left of it")
    manifest = Manifest(
        format=described.format,
        version=described.version,
        created_at=described.created_at,
        files=files | blobs,
        rows=described.rows,
        positions=described.positions,
    )
    write(manifest, part)
    sync(part)
    part.rename(target)
    sync(target.parent)
    return manifest


def _state(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns
