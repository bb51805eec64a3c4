"""Opens the rooms that a role needs, one by one, and closes them in reverse; waits a while for those elsewhere."""

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, TypeVar

import structlog

import ecomdash
from ecomdash.api.access import DEMO_SITE
from ecomdash.api.routers.sites import expire_all
from ecomdash.cli.databases import SitesUnavailable, SitesWrong, open_sites, shared_keeping
from ecomdash.cli.following import follow, restore_from, roll, running, share
from ecomdash.cli.loading import Loading
from ecomdash.cli.loop_thread import LoopThread
from ecomdash.clock import Clock, SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.jobs.loader import Loader
from ecomdash.live.opening import open_live
from ecomdash.live.protocol import Live
from ecomdash.log.opening import open_log
from ecomdash.log.protocol import Log
from ecomdash.log.recovery import LogInUse
from ecomdash.privacy.addresses import Proxies
from ecomdash.privacy.anonymiser import Anonymiser, open_anonymiser
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.settings import Settings, SettingsError
from ecomdash.sites import registry
from ecomdash.sites.database import Database
from ecomdash.sites.errors import DatabaseAway
from ecomdash.sites.keeping import shared_secret
from ecomdash.store.opening import open_store
from ecomdash.store.protocol import Store, StoreTooNew, StoreUnavailable

_logger = structlog.get_logger(__name__)

WEB: Final = Path(ecomdash.__file__).parent / "web"
_LOAD_END_SECONDS: Final = 60.0
_PATIENCE: Final = 30  # seconds in which a database that starts at the same time may come up
_PASSING = (SitesUnavailable, DatabaseAway, StoreUnavailable, ConnectionError)
_LASTING = (StoreTooNew, LogInUse, SecretDamaged, SettingsError, OSError)

_Room = TypeVar("_Room")


class CannotStart(Exception):  # noqa: N818 - names what happened
    """A room cannot be opened; the message is for the operator."""


class Rooms:
    """Opens rooms; leaving `opened` closes them. Every method raises CannotStart."""

    def __init__(self, settings: Settings, opened: AsyncExitStack) -> None:
        self.settings, self.clock = settings, SystemClock()
        self._opened = opened
        self._opened_store: Store | None = None

    async def sites(self) -> Database:
        """The migrated configuration database, whose directory follows what other processes change."""
        demo_key = DEMO_SITE if self.settings.demo else None
        sites = await _when_there(lambda: open_sites(self.settings, demo_key=demo_key), wait=self.settings.shares_sites)
        self._opened.push_async_callback(sites.close)
        await self._opened.enter_async_context(running(follow(sites)))
        return sites

    def is_embedded(self) -> bool:
        """Whether the event store belongs to one process."""
        return self._engine().capabilities.embedded

    async def store(self) -> Store:
        """The migrated event store."""
        engine = self._engine()
        await _when_there(engine.migrate, wait=not engine.capabilities.embedded)
        return engine

    async def shared_store(self) -> Store:
        """The same, for a role that does not have it to itself."""
        if self.is_embedded():
            raise CannotStart(
                "ECOMDASH_STORE is an embedded store, which belongs to one process: run ecomdash serve "
                "(with --collectors N for more collectors), or name a database server"
            )
        return await self.store()

    def _engine(self) -> Store:
        if self._opened_store is None:
            self._opened_store = _or_cannot_start(lambda: open_store(self.settings))
            self._opened.push_async_callback(self._opened_store.close)
        return self._opened_store

    async def log(self, partition: int = 0, committed: dict[int, int] | None = None) -> Log:
        """The log; `partition` is the one of the local log to append to."""

        async def opening() -> Log:
            try:
                return await asyncio.to_thread(open_log, self.settings, partition, committed)
            except LogInUse as error:
                raise CannotStart(f"{error}; --partition takes another" if partition else str(error)) from error

        log = await _when_there(opening, wait=True)
        self._opened.push_async_callback(log.close)
        return log

    async def anonymiser(self, sites: Database) -> Anonymiser:
        """The anonymiser, on the secrets of all processes of the installation."""
        keeping = None
        if sites.is_shared:
            keeping = await _when_there(lambda: shared_keeping(self.settings, sites, self.clock), wait=True)
            await self._opened.enter_async_context(running(share(keeping, self.clock)))
        anonymiser = _or_cannot_start(lambda: open_anonymiser(self.settings, self.clock, keeping))
        self._opened.callback(anonymiser.close)
        await self._opened.enter_async_context(running(roll(anonymiser)))
        return anonymiser

    def live(self, *, reads: bool = True) -> Live:
        """The realtime bus; `reads` is False in a process that shows no window."""
        live = _or_cannot_start(lambda: open_live(self.settings, self.clock, reads=reads))
        self._opened.push_async_callback(asyncio.to_thread, live.close)
        return live

    async def window(self, store: Store) -> Live:
        """The realtime window of a process beside which others load; without a bus it is read from the store."""
        live = self.live()
        if not self.settings.shares_live:
            await self._opened.enter_async_context(running(restore_from(store, live, self.clock)))
        return live

    def proxies(self) -> Proxies:
        """The peers whose X-Forwarded-For is believed."""
        return _or_cannot_start(lambda: trusted_proxies(self.settings))

    async def collector(self, log: Log, sites: Database, anonymiser: Anonymiser) -> Collector:
        """A collector, which writes its last counts when it is closed."""
        collector = _or_cannot_start(lambda: new_collector(self.settings, log, sites, anonymiser, self.clock))
        self._opened.push_async_callback(collector.close)
        return collector

    def loading(self, log: Log, store: Store, live: Live, sites: Database, *, to_the_end: bool) -> Loading:
        """The loader at work in a thread of its own; at the end it loads what is in the log, or just lets go."""
        loader = Loader(log, store, live, sites.directory.by_id, self.clock, log_name=log.name)
        loading = Loading(loader, to_the_end=to_the_end)
        thread = LoopThread("loader", loading.run)
        self._opened.push_async_callback(thread.stop, _LOAD_END_SECONDS)
        thread.start()
        return loading


def new_collector(settings: Settings, log: Log, sites: Database, anonymiser: Anonymiser, clock: Clock) -> Collector:
    """A collector with the settings' proxies and the directory's sites and tokens. Raises SettingsError."""
    return Collector(
        log,
        sites.directory.by_key,
        anonymiser,
        clock,
        proxies=trusted_proxies(settings),
        is_trusted=lambda secret: _may_send(sites, secret),
    )


def trusted_proxies(settings: Settings) -> Proxies:
    """Raises SettingsError."""
    try:
        return Proxies(settings.trusted_proxies)
    except ValueError as error:
        raise SettingsError(f"ECOMDASH_TRUSTED_PROXIES: {error}") from error


async def finish_deletions(sites: Database, store: Store) -> None:
    """Remove what is left of deleted sites: the store may not have answered, or a last event came in between."""
    async with sites.read() as session:
        waiting = await registry.retired(session)
    for site_id in waiting:
        await expire_all(store, site_id)
        async with sites.write() as session:
            await registry.remove(session, site_id)
        _logger.info("removed the data of a deleted site", site_id=site_id)


async def setup_token(sites: Database) -> str:
    """What the first set-up asks for from anywhere but this machine; of several processes all ask for the same."""
    if sites.is_shared:
        return (await shared_secret(sites, "setup", lambda: secrets.token_bytes(16))).hex()
    return secrets.token_urlsafe(16)


def _may_send(sites: Database, secret: str) -> bool | None:
    """Whether the token may send events; None when there is no such token."""
    return sites.directory.is_trusted_token(secret) if sites.directory.token(secret) else None


def _or_cannot_start(opening: Callable[[], _Room]) -> _Room:
    try:
        return opening()
    except (*_PASSING, *_LASTING) as error:
        raise CannotStart(str(error)) from error


async def _when_there(opening: Callable[[], Awaitable[_Room]], *, wait: bool) -> _Room:
    """What `opening` gives; what is away now is tried again for a while where `wait` says so."""
    for attempt in range(_PATIENCE + 1):
        try:
            return await opening()
        except SitesWrong as error:
            raise CannotStart(str(error)) from error
        except _PASSING as error:
            if not wait or attempt == _PATIENCE:
                raise CannotStart(str(error)) from error
            if attempt == 0:
                _logger.warning("waiting for what is not there yet", reason=str(error), seconds=_PATIENCE)
            await asyncio.sleep(1)
        except _LASTING as error:
            raise CannotStart(str(error)) from error
    raise AssertionError("the last attempt returns or raises")
