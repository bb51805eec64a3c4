"""Opens the rooms that a role needs, one by one, and closes them in reverse; waits a while for those elsewhere.

Those here are what every collector needs; its process loads nothing of the store.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Final, TypeVar

import structlog

import ecomdash
from ecomdash.cli.databases import SitesUnavailable, SitesWrong, open_sites, shared_keeping
from ecomdash.cli.following import follow, roll, running, share
from ecomdash.clock import Clock, SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.events.site import DEMO_SITE
from ecomdash.log.opening import open_log
from ecomdash.log.protocol import Log
from ecomdash.log.recovery import LogInUse
from ecomdash.privacy.addresses import Proxies
from ecomdash.privacy.anonymiser import Anonymiser, open_anonymiser
from ecomdash.privacy.identifiers import SecretDamaged
from ecomdash.settings import Settings, SettingsError
from ecomdash.sites.database import Database
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.protocol import StoreTooNew, StoreUnavailable

_logger = structlog.get_logger(__name__)

WEB: Final = Path(ecomdash.__file__).parent / "web"
_PATIENCE: Final = 30.0  # seconds in which a database that starts at the same time may come up
_LONGEST_PAUSE: Final = 5.0  # seconds between tries
_PASSING = (SitesUnavailable, DatabaseAway, StoreUnavailable, ConnectionError)
_LASTING = (StoreTooNew, LogInUse, SecretDamaged, SettingsError, OSError)

_Room = TypeVar("_Room")


class CannotStart(Exception):  # noqa: N818 - names what happened
    """A room cannot be opened; the message is for the operator."""


class Rooms:
    """Opens rooms; leaving `opened` closes them. Every method raises CannotStart."""

    def __init__(self, settings: Settings, opened: AsyncExitStack, patience: float = _PATIENCE) -> None:
        """`patience` are the seconds in which what is elsewhere may come up."""
        self.settings, self.clock = settings, SystemClock()
        self._opened, self._patience = opened, patience

    async def sites(self) -> Database:
        """The migrated configuration database, whose directory follows what other processes change."""
        demo_key = DEMO_SITE if self.settings.demo else None
        patience = self._patience if self.settings.shares_sites else 0
        sites = await when_there(lambda: open_sites(self.settings, demo_key=demo_key), patience)
        self._opened.push_async_callback(sites.close)
        await self._opened.enter_async_context(running(follow(sites)))
        return sites

    async def log(self, partition: int = 0, committed: dict[int, int] | None = None) -> Log:
        """The log; `partition` is the one of the local log to append to."""

        async def opening() -> Log:
            stopped = threading.Event()
            try:
                return await asyncio.to_thread(open_log, self.settings, partition, committed, stopped.is_set)
            except LogInUse as error:
                whose = (
                    "--partition takes another" if partition else "it is another loader's, or that of ecomdash serve"
                )
                raise CannotStart(f"{error}; {whose}") from error
            finally:  # also when nobody waits any more: the process ends only when the thread does
                stopped.set()

        log = await when_there(opening, self._patience)
        self._opened.push_async_callback(log.close)
        return log

    async def anonymiser(self, sites: Database) -> Anonymiser:
        """The anonymiser, on the secrets of all processes of the installation."""
        keeping = None
        if sites.is_shared:
            keeping = await when_there(lambda: shared_keeping(self.settings, sites, self.clock), self._patience)
            await self._opened.enter_async_context(running(share(keeping, self.clock)))
        anonymiser = or_cannot_start(lambda: open_anonymiser(self.settings, self.clock, keeping))
        self._opened.callback(anonymiser.close)
        await self._opened.enter_async_context(running(roll(anonymiser)))
        return anonymiser

    def proxies(self) -> Proxies:
        """The peers whose X-Forwarded-For is believed."""
        return or_cannot_start(lambda: trusted_proxies(self.settings))

    async def collector(self, log: Log, sites: Database, anonymiser: Anonymiser) -> Collector:
        """A collector, which writes its last counts when it is closed."""
        collector = or_cannot_start(lambda: new_collector(self.settings, log, sites, anonymiser, self.clock))
        self._opened.push_async_callback(collector.close)
        return collector


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


def _may_send(sites: Database, secret: str) -> bool | None:
    """Whether the token may send events; None when there is no such token."""
    return sites.directory.is_trusted_token(secret) if sites.directory.token(secret) else None


def or_cannot_start(opening: Callable[[], _Room]) -> _Room:
    """What `opening` gives. Raises CannotStart."""
    try:
        return opening()
    except (*_PASSING, *_LASTING) as error:
        raise CannotStart(str(error)) from error


async def when_there(opening: Callable[[], Awaitable[_Room]], patience: float) -> _Room:
    """What `opening` gives; what is away now is tried again for `patience` seconds. Raises CannotStart."""
    loop, pause = asyncio.get_running_loop(), 1.0
    deadline = loop.time() + patience
    while True:
        try:
            return await opening()
        except SitesWrong as error:
            raise CannotStart(str(error)) from error
        except _PASSING as error:
            if loop.time() >= deadline:
                raise CannotStart(str(error)) from error
            _logger.warning("not usable yet, trying again", reason=str(error), seconds=pause)
        except _LASTING as error:
            raise CannotStart(str(error)) from error
        await asyncio.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)
