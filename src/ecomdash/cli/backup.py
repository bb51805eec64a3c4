"""`ecomdash backup` and `ecomdash restore`: the embedded installation into a folder, while it runs, and back."""

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from sqlalchemy.exc import SQLAlchemyError

from ecomdash.cli.backup_channel import NotHeld, held
from ecomdash.cli.configure import Refused
from ecomdash.cli.folder import DataFolder, InUse, Unusable
from ecomdash.cli.moved import forget
from ecomdash.clock import SystemClock
from ecomdash.jobs import backup as making
from ecomdash.jobs import backup_restore as restoring
from ecomdash.jobs.backup_manifest import EVENTS, BackupDamaged, Manifest, read
from ecomdash.jobs.backup_places import NoFiles, Places, places, store_at
from ecomdash.jobs.backup_unfinished import HalfRestored, is_half_restored, noted
from ecomdash.jobs.moving_marks import ready
from ecomdash.settings import Settings, SettingsError, redacted
from ecomdash.store.protocol import StoreTooNew, StoreUnavailable

console = Console(stderr=True, highlight=False)
_WRONG = (
    making.BackupFailed, restoring.RestoreRefused, BackupDamaged, NoFiles, NotHeld, InUse, Unusable, SettingsError,
    StoreUnavailable, StoreTooNew, HalfRestored,
)  # fmt: skip


def backup(settings: Settings, target: Path) -> None:
    """Make a backup in a new folder `target`. Raises Refused."""
    with _refusing("no backup was made"):
        part = making.staging(target)
        try:
            manifest = _make(settings, part, target)
        finally:
            shutil.rmtree(part, ignore_errors=True)
    typer.echo(f"{target}: {_said(manifest)}, as of {manifest.created_at}")
    if settings.shares_sites:
        elsewhere = redacted(settings.sites_url)
        typer.echo(f"Sites and users are not in it: they are in {elsewhere}, to be saved by its server's own means.")


def restore(settings: Settings, source: Path, *, force: bool) -> None:
    """Put the backup in the folder `source` into the places that the settings name. Raises Refused."""
    with _refusing("nothing was restored"):
        manifest = read(source)
        folder = DataFolder(settings.data)
        try:
            where = places(settings)
            restoring.check(where, manifest, force=force or is_half_restored(settings.data, where))
            with restoring.cleaned(where):
                with _bar("restoring", manifest.size) as done:
                    staged = restoring.stage(source, manifest, where, done)
                asyncio.run(_check(settings, where, manifest))
                with noted(settings.data, where):
                    restoring.put_in_place(staged, where)
                    forget(settings.data)
        finally:
            folder.release()
    typer.echo(f"{settings.data}: {_said(manifest)}, as of {manifest.created_at}, restored from {source}")


@contextmanager
def at_rest(settings: Settings) -> Iterator[Places]:
    """Where the installation lies, with nobody writing to its event store. Raises Refused's reasons."""
    if not settings.data.is_dir():
        raise making.BackupFailed(f"there is no data folder {settings.data}")
    mine = places(settings)
    try:
        folder = DataFolder(settings.data)
    except InUse:
        with held(settings.data) as parts:
            yield parts
        return
    try:
        yield mine
    finally:
        folder.release()


def _make(settings: Settings, part: Path, target: Path) -> Manifest:
    with _bar("copying", None) as done, at_rest(settings) as parts:
        at = SystemClock().now()
        making.check_room(making.files_of(parts), part)
        making.copy_events(parts, part, done)
        making.copy_configuration(parts, part)
    with _bar("copying recordings", None) as done:
        blobs = making.copy_blobs(parts, part, done)
    described = asyncio.run(_describe(settings, parts, part, at))
    with _bar("checking", None) as done:
        return making.complete(part, target, described, blobs, done)


async def _describe(settings: Settings, parts: Places, part: Path, at: int) -> Manifest:
    """Open the copy, which brings what its write-ahead log holds into it, and count what is in it."""
    store = store_at(settings, parts.engine, part / EVENTS)
    try:
        await ready(store)
        return await making.describe(store, at)
    finally:
        await store.close()


async def _check(settings: Settings, where: Places, manifest: Manifest) -> None:
    store = store_at(settings, where.engine, restoring.events_beside(where))
    try:
        await store.migrate()
        await restoring.check_rows(store, where, manifest)
    finally:
        await store.close()


@contextmanager
def _refusing(consequence: str) -> Iterator[None]:
    try:
        yield
    except _WRONG as error:
        raise Refused(str(error)) from error
    except (OSError, SQLAlchemyError) as error:
        raise Refused(f"{error}; {consequence}") from error


@contextmanager
def _bar(what: str, size: int | None) -> Iterator[Callable[[int], None]]:
    """A progress bar over bytes; in a pipe or a file nothing is drawn."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(40), DownloadColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        task = progress.add_task(what, total=size)
        yield lambda count: progress.advance(task, count)


def _said(manifest: Manifest) -> str:
    rows = sum(manifest.rows.values())
    return f"{rows:,} rows, {len(manifest.files):,} files, {manifest.size:,} bytes"
