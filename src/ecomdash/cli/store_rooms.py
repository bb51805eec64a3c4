"""The rooms of the roles that store events or show them: event store, realtime window and loader."""

import asyncio
import secrets
from contextlib import AsyncExitStack
from typing import Final

import structlog

from ecomdash.api.routers.sites import expire_all
from ecomdash.cli.following import again_and_again, running
from ecomdash.cli.loading import Loading
from ecomdash.cli.loop_thread import LoopThread
from ecomdash.cli.rooms import CannotStart, Rooms, or_cannot_start, when_there
from ecomdash.clock import Clock
from ecomdash.jobs.loader import Loader
from ecomdash.jobs.loading_recovery import stored_live_events
from ecomdash.jobs.moving_marks import ready
from ecomdash.live.opening import open_live
from ecomdash.live.protocol import Live
from ecomdash.log.protocol import Log
from ecomdash.settings import Settings
from ecomdash.sites import registry
from ecomdash.sites.database import Database
from ecomdash.sites.keeping import shared_secret
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store

_logger = structlog.get_logger(__name__)

_LOAD_END_SECONDS: Final = 60.0
_WINDOW_SECONDS: Final = 3.0


class StoreRooms(Rooms):
    """Opens these rooms, too."""

    def __init__(self, settings: Settings, opened: AsyncExitStack) -> None:
        super().__init__(settings, opened)
        self._opened_store: Store | None = None

    def is_embedded(self) -> bool:
        """Whether the event store belongs to one process."""
        return self._engine().capabilities.embedded

    async def store(self) -> Store:
        """The migrated event store, which is a whole one."""
        engine = self._engine()
        await when_there(lambda: ready(engine), 0 if engine.capabilities.embedded else self._patience)
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
            self._opened_store = or_cannot_start(lambda: open_store(self.settings))
            self._opened.push_async_callback(self._opened_store.close)
        return self._opened_store

    def live(self, *, reads: bool = True) -> Live:
        """The realtime bus; `reads` is False in a process that shows no window."""
        live = or_cannot_start(lambda: open_live(self.settings, self.clock, reads=reads))
        self._opened.push_async_callback(asyncio.to_thread, live.close)
        return live

    async def window(self, store: Store, sites: Database) -> Live:
        """The realtime window of a process beside which others load; without a bus it is read from the store."""
        live = self.live()
        if not self.settings.shares_live:
            await self._opened.enter_async_context(running(restore_from(store, live, sites, self.clock)))
        return live

    def loading(self, log: Log, store: Store, live: Live, sites: Database, *, to_the_end: bool) -> Loading:
        """The loader at work in a thread of its own; at the end it loads what is in the log, or just lets go."""
        here = asyncio.get_running_loop()

        async def look_again() -> None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(sites.refresh(), here))

        loader = Loader(log, store, live, sites.directory.by_id, self.clock, look_again=look_again)
        loading = Loading(loader, to_the_end=to_the_end)
        thread = LoopThread("loader", loading.run)
        self._opened.push_async_callback(thread.stop, _LOAD_END_SECONDS)
        thread.start()
        return loading


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


async def restore_from(store: Store, live: Live, sites: Database, clock: Clock) -> None:
    """Show in this process' window what others store, a few seconds late."""

    async def restore() -> None:
        live.restore(await stored_live_events(store, clock.now(), sites.directory.by_id))

    await again_and_again("realtime window", restore, _WINDOW_SECONDS)
