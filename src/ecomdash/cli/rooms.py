"""Opens every room of the one-process server in order, and closes them in reverse."""

from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import sqlalchemy as sa
import structlog

import ecomdash
from ecomdash.api.access import DEMO_SITE
from ecomdash.api.routers.sites import expire_all
from ecomdash.cli.loading import LoaderThread
from ecomdash.clock import Clock, SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.local import LocalLog
from ecomdash.log.opening import open_log
from ecomdash.log.recovery import LogInUse
from ecomdash.privacy.anonymiser import Anonymiser, open_anonymiser
from ecomdash.settings import Settings, SettingsError
from ecomdash.sites import registry
from ecomdash.sites.database import Database, open_database
from ecomdash.sites.errors import NewerDatabase
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import Store, StoreUnavailable
from ecomdash.store.tables import ingest_positions

_logger = structlog.get_logger(__name__)

WEB: Final = Path(ecomdash.__file__).parent / "web"
LOG: Final = "local"


class CannotStart(Exception):  # noqa: N818 - names what happened
    """A room cannot be opened; the message is for the operator."""


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """Everything open."""

    settings: Settings
    clock: Clock
    sites: Database
    store: Store
    log: LocalLog
    anonymiser: Anonymiser
    collector: Collector
    loader: Loader
    thread: LoaderThread
    live: MemoryLive


async def open_rooms(settings: Settings, opened: AsyncExitStack) -> Rooms:
    """Open the rooms; leaving `opened` closes them. Raises CannotStart."""
    try:
        return await _open(settings, opened)
    except (StoreUnavailable, NewerDatabase, LogInUse, SettingsError, OSError) as error:
        raise CannotStart(str(error)) from error


async def _open(settings: Settings, opened: AsyncExitStack) -> Rooms:
    clock = SystemClock()
    sites = open_database(settings.sites_url, demo_key=DEMO_SITE if settings.demo else None)
    opened.push_async_callback(sites.close)
    await sites.migrate()
    store = open_store(settings)
    opened.push_async_callback(store.close)
    await store.migrate()
    await _finish_deletions(sites, store)
    log = open_log(settings, committed=await stored_positions(store))
    opened.push_async_callback(log.close)
    anonymiser = open_anonymiser(settings, clock)
    opened.callback(anonymiser.close)
    live = MemoryLive(clock)
    collector = Collector(log, sites.directory.by_key, anonymiser, clock)
    loader = Loader(log, store, live, sites.directory.by_id, clock, log_name=LOG)
    thread = LoaderThread(loader)
    opened.push_async_callback(thread.stop)
    thread.start()
    return Rooms(
        settings=settings, clock=clock, sites=sites, store=store, log=log, anonymiser=anonymiser,
        collector=collector, loader=loader, thread=thread, live=live,
    )  # fmt: skip


async def stored_positions(store: Store) -> dict[int, int]:
    """How far each partition of the log is in the store."""
    table = ingest_positions
    rows = await store.execute(sa.select(table.c.partition, table.c.position).where(table.c.log == LOG))
    return {partition: position for partition, position in rows}


async def _finish_deletions(sites: Database, store: Store) -> None:
    """Remove what is left of deleted sites: the store may not have answered, or a last event came in between."""
    async with sites.read() as session:
        waiting = await registry.retired(session)
    for site_id in waiting:
        await expire_all(store, site_id)
        async with sites.write() as session:
            await registry.remove(session, site_id)
        _logger.info("removed the data of a deleted site", site_id=site_id)
