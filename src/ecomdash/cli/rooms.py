"""Opens every room of the one-process server in order, and closes them in reverse."""

import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import structlog

import ecomdash
from ecomdash.api.access import DEMO_SITE
from ecomdash.api.parts import Parts
from ecomdash.api.routers.sites import expire_all
from ecomdash.cli.backlog import backlog_bytes
from ecomdash.cli.databases import SitesUnavailable, open_sites
from ecomdash.cli.loading import Loading
from ecomdash.cli.loop_thread import LoopThread
from ecomdash.clock import Clock, SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.collector.endpoint import routes
from ecomdash.jobs.loader import Loader
from ecomdash.jobs.loading_lookups import positions
from ecomdash.live.memory import MemoryLive
from ecomdash.log.opening import open_log
from ecomdash.log.protocol import Log
from ecomdash.log.recovery import LogInUse
from ecomdash.privacy.addresses import Proxies
from ecomdash.privacy.anonymiser import Anonymiser, open_anonymiser
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.settings import Settings, SettingsError
from ecomdash.sites import registry, users
from ecomdash.sites.database import Database
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import Store, StoreTooNew, StoreUnavailable

_logger = structlog.get_logger(__name__)

WEB: Final = Path(ecomdash.__file__).parent / "web"
_LOG: Final = "local"
_LOAD_END_SECONDS: Final = 60.0


class CannotStart(Exception):  # noqa: N818 - names what happened
    """A room cannot be opened; the message is for the operator."""


@dataclass(frozen=True, kw_only=True)
class Rooms:
    """Everything open."""

    settings: Settings
    clock: Clock
    sites: Database
    store: Store
    log: Log
    anonymiser: Anonymiser
    live: MemoryLive
    collector: Collector
    loading: Loading

    def another_collector(self) -> Collector:
        """A collector for another thread's event loop."""
        return new_collector(self.settings, self.log, self.sites, self.anonymiser, self.clock)

    async def needs_setup(self) -> bool:
        """Whether this is the first run."""
        async with self.sites.read() as session:
            return not self.settings.demo and not await users.any_user(session)

    def parts(self, *, demo_progress: Callable[[], float | None], setup_token: str) -> Parts:
        """What the API works with."""
        return Parts(
            settings=self.settings,
            clock=self.clock,
            sites=self.sites,
            store=self.store,
            live=self.live,
            web=WEB,
            proxies=self.collector.proxies,
            collector_routes=tuple(routes(self.collector)),
            backlog=lambda: backlog_bytes(self.settings.log_folder),
            refusals=self.collector.recent.of_site,
            unknown_keys=self.collector.recent.unknown_keys,
            checks=lambda: {"loader": self.loading.state, "log": _disk(self.settings)},
            demo_progress=demo_progress,
            setup_token=setup_token,
        )


async def open_rooms(settings: Settings, opened: AsyncExitStack) -> Rooms:
    """Open the rooms; leaving `opened` closes them. Raises CannotStart."""
    try:
        return await _open(settings, opened)
    except (SitesUnavailable, StoreUnavailable, StoreTooNew, LogInUse, SecretDamaged, SettingsError, OSError) as error:
        raise CannotStart(str(error)) from error


async def _open(settings: Settings, opened: AsyncExitStack) -> Rooms:
    clock = SystemClock()
    sites = await open_sites(settings, demo_key=DEMO_SITE if settings.demo else None)
    opened.push_async_callback(sites.close)
    store = open_store(settings)
    opened.push_async_callback(store.close)
    await store.migrate()
    await _finish_deletions(sites, store)
    log = open_log(settings, committed=await positions(store, _LOG))
    opened.push_async_callback(log.close)
    anonymiser = open_anonymiser(settings, clock)
    opened.callback(anonymiser.close)
    live = MemoryLive(clock)
    loading = Loading(Loader(log, store, live, sites.directory.by_id, clock))
    thread = LoopThread("loader", loading.run)
    opened.push_async_callback(thread.stop, _LOAD_END_SECONDS)
    thread.start()
    collector = new_collector(settings, log, sites, anonymiser, clock)
    opened.push_async_callback(collector.close)
    return Rooms(
        settings=settings, clock=clock, sites=sites, store=store, log=log, anonymiser=anonymiser, live=live,
        collector=collector, loading=loading,
    )  # fmt: skip


def new_collector(settings: Settings, log: Log, sites: Database, anonymiser: Anonymiser, clock: Clock) -> Collector:
    """A collector with the settings' proxies and the directory's sites and tokens. Raises SettingsError."""
    return Collector(
        log,
        sites.directory.by_key,
        anonymiser,
        clock,
        proxies=_trusted_proxies(settings),
        is_trusted=lambda secret: _may_send(sites, secret),
    )


def _may_send(sites: Database, secret: str) -> bool | None:
    """Whether the token may send events; None when there is no such token."""
    return sites.directory.is_trusted_token(secret) if sites.directory.token(secret) else None


def _trusted_proxies(settings: Settings) -> Proxies:
    try:
        return Proxies(settings.trusted_proxies)
    except ValueError as error:
        raise SettingsError(f"ECOMDASH_TRUSTED_PROXIES: {error}") from error


async def _finish_deletions(sites: Database, store: Store) -> None:
    """Remove what is left of deleted sites: the store may not have answered, or a last event came in between."""
    async with sites.read() as session:
        waiting = await registry.retired(session)
    for site_id in waiting:
        await expire_all(store, site_id)
        async with sites.write() as session:
            await registry.remove(session, site_id)
        _logger.info("removed the data of a deleted site", site_id=site_id)


def _disk(settings: Settings) -> str:
    free = shutil.disk_usage(settings.data).free
    return "ok" if free >= settings.min_free_disk else "the disk is nearly full; the collector answers 503"
