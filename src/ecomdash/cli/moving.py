"""`ecomdash move`: copies the event store, the configuration, or both to another engine, and says what to do next."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Column, Table

from ecomdash.cli.backup_channel import NotHeld, held
from ecomdash.cli.configure import Refused
from ecomdash.cli.databases import SitesUnavailable, bring_secret, has_sites, open_sites
from ecomdash.cli.folder import DataFolder, InUse, Unusable
from ecomdash.cli.moved import note, place, refuse_gone, refuse_half_restored
from ecomdash.jobs import moving
from ecomdash.jobs.backup import BackupFailed, check_room, copy_events
from ecomdash.jobs.backup_manifest import EVENTS
from ecomdash.jobs.backup_places import store_at
from ecomdash.jobs.moving_marks import MoveRefused, ready
from ecomdash.jobs.moving_verify import Difference
from ecomdash.settings import Settings, SettingsError, load, redacted
from ecomdash.sites.copying import CopyDiffers, TargetNotEmpty, copy_rows
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import InFiles, Overtaken, Store, StoreTooNew, StoreUnavailable

EXIT_AGAIN: Final = 3  # all is well so far, and another pass is needed
EXIT_DIFFERENT: Final = 1
_SNAPSHOT: Final = "moving"
_SHOWN: Final = 20  # differing days that are listed

out = Console(highlight=False)
console = Console(stderr=True, highlight=False)


def move(data: Path | None, source: str | None, target: str | None, sites: str | None, *, stopped: bool) -> int:
    """Run one pass and say what came of it; the exit code: 0 done, 1 different, 3 again. Raises Refused."""
    if target is None and sites is None:
        raise Refused("say where to: --to for the events, --sites for the configuration, or both")
    try:
        return asyncio.run(_move(data, source, target, sites, stopped=stopped))
    except (MoveRefused, NotHeld, BackupFailed, Unusable, StoreTooNew, SettingsError, TargetNotEmpty) as error:
        raise Refused(str(error)) from error
    except (SitesUnavailable, DatabaseAway, CopyDiffers) as error:
        raise Refused(f"the configuration was not copied: {error}") from error
    except Overtaken as error:
        raise Refused(
            f"something else writes to the target ({error}); stop it and run the same command again"
        ) from error
    except (StoreUnavailable, OSError) as error:
        raise Refused(f"{error}; run the same command again to go on from here") from error


async def _move(data: Path | None, source: str | None, target: str | None, sites: str | None, *, stopped: bool) -> int:
    ours = load(data=data, store=source)
    refuse_half_restored(ours.data)
    if sites is not None:
        if place(ours.sites_url) == place(load(data=data, sites=sites).sites_url):
            raise Refused("the configuration is there already: ECOMDASH_SITES and --sites are the same")
        refuse_gone(ours.data, ours.sites_url, sites, "ECOMDASH_SITES=")
    if target is not None:
        theirs = _target(data, target)
        if place(ours.store_url) == place(theirs.store_url):
            raise Refused("the events are there already: --from and --to are the same")
        refuse_gone(ours.data, ours.store_url, theirs.store_url, "--from ")
        async with _source(ours, stopped=stopped) as (store, last), _opened(theirs) as other:
            with _bar() as progress:
                outcome = await moving.move(store, other, place(ours.store_url), progress, last=last)
        _report(outcome)
        if outcome.differing and (last or not outcome.source_moved_on):
            return EXIT_DIFFERENT
        if not outcome.finished:
            _say_again(ours, last=last)
            return EXIT_AGAIN
        if ours.data.is_dir():
            note(ours.data, "ECOMDASH_STORE", ours.store_url, theirs.store_url)
    if sites is not None:
        await _move_sites(ours, sites)
    _say_done(target, sites)
    return 0


@asynccontextmanager
async def _source(settings: Settings, *, stopped: bool) -> AsyncIterator[tuple[Store, bool]]:
    """The store to copy from, and whether nobody else writes to it now: of a store in use, a copy of this moment."""
    store = open_store(settings)
    try:
        if not store.capabilities.embedded:
            await _found(store, settings)
            yield store, stopped
            return
        shutil.rmtree(settings.data / _SNAPSHOT, ignore_errors=True)  # of a move that was killed
        try:
            await _found(store, settings)
        except StoreUnavailable:
            if not (isinstance(store, InFiles) and _in_use(settings.data)):
                raise
        else:
            yield store, True
            return
    finally:
        await store.close()
    async with _snapshot(settings) as copy:
        yield copy, False


async def _found(store: Store, settings: Settings) -> None:
    if await store.inspect() == "none":
        raise Refused(f"there is no event store at {redacted(settings.store_url)}")
    await ready(store)


@asynccontextmanager
async def _snapshot(settings: Settings) -> AsyncIterator[Store]:
    folder = settings.data / _SNAPSHOT
    folder.mkdir(mode=0o700)
    try:
        console.print("The server runs: its events as of now are copied first.")
        with held(settings.data) as places:
            check_room(map(Path, places.events), folder, settings.min_free_disk)  # below which no event is taken
            copy_events(places, folder, lambda _: None)
        store = store_at(settings, places.engine, folder / EVENTS)
        try:
            await ready(store)
            yield store
        finally:
            await store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _target(data: Path | None, url: str) -> Settings:
    try:
        return load(data=data, store=url)
    except SettingsError as error:
        raise Refused(str(error).replace("ECOMDASH_STORE", "--to")) from error


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Store]:
    store = open_store(settings)
    try:
        try:
            await store.migrate()
        except StoreUnavailable as error:
            raise Refused(f"the target {redacted(settings.store_url)} is not ready: {error}") from error
        yield store
    finally:
        await store.close()


def _in_use(data: Path) -> bool:
    if not data.is_dir():
        return False
    try:
        DataFolder(data).release()
    except InUse:
        return True
    return False


async def _move_sites(settings: Settings, url: str) -> None:
    if _in_use(settings.data):
        raise Refused("the configuration is copied while no server works with it: stop it, and run this again")
    if not has_sites(settings):
        raise Refused(f"there is no configuration at {settings.sites_url}")
    source = await open_sites(settings)
    try:
        target = await open_sites(load(data=settings.data, sites=url))
        try:
            await bring_secret(settings, source, target)
            copied = await copy_rows(source, target)
        finally:
            await target.close()
    finally:
        await source.close()
    if settings.data.is_dir():
        note(settings.data, "ECOMDASH_SITES", settings.sites_url, url)
    out.print(f"Configuration: {sum(copied.values()):,} rows copied and compared, {copied['sites']:,} of them sites.")
    if not copied["sites"]:
        out.print(f"There is no site at {place(settings.sites_url)}: is it the one you meant?")


def _report(outcome: moving.Outcome) -> None:
    mended = f", {outcome.mended:,} brought up to date" if outcome.mended else ""
    compared = f"{outcome.rows:,} rows of {outcome.days:,} days (by table) compared."
    out.print(f"{outcome.copied:,} rows copied{mended}; {compared}")
    if not outcome.differing:
        return
    table = Table(
        "table", "site", "day", Column("rows here", justify="right"), Column("there", justify="right"), box=None
    )
    for each in outcome.differing[:_SHOWN]:
        at = each.at
        table.add_row(at.table, str(at.site_id), _date(each), f"{each.source.rows:,}", f"{each.target.rows:,}")
    out.print(table)
    if (more := len(outcome.differing) - _SHOWN) > 0:
        out.print(f"and {more:,} more")
    days = "1 day is" if len(outcome.differing) == 1 else f"{len(outcome.differing):,} days are"
    out.print(f"{days} not the same on both sides (rows, or what is in them).")


def _date(each: Difference) -> str:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=each.at.day)).date().isoformat()


def _say_again(settings: Settings, *, last: bool) -> None:
    if last:
        out.print("The source was written to meanwhile. Stop what writes to it, and run the same command again.")
        return
    embedded = open_store(settings).capabilities.embedded
    how = "the same command again" if embedded else "the same command again with --stopped"
    out.print(
        "Nothing is lost and nothing has changed for visitors: the events go on into the old store.\n"
        f"Next: stop EcomDash everywhere, and run {how}. It copies what came meanwhile and finishes."
    )


def _say_done(target: str | None, sites: str | None) -> None:
    lines = [f"{name}={url}" for name, url in (("ECOMDASH_STORE", target), ("ECOMDASH_SITES", sites)) if url]
    shown = "\n".join(f"  {redacted(line)}" for line in lines)
    out.print(
        f"Done: every row is there and the same. Next: set\n{shown}\nand start EcomDash. The old one is untouched."
    )


@contextmanager
def _bar() -> Iterator[Callable[[str, int, int], None]]:
    """A bar over the rows of each stage; in a pipe or a file nothing is drawn."""
    columns = (
        SpinnerColumn(), TextColumn("{task.description}"), BarColumn(40), MofNCompleteColumn(), TimeRemainingColumn()
    )  # fmt: skip
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as progress:
        tasks = {stage: progress.add_task(f"{stage} rows", total=None) for stage in ("copying", "comparing")}
        yield lambda stage, done, total: progress.update(tasks[stage], completed=done, total=total)
