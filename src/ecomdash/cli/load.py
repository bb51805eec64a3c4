"""`ecomdash load`: takes accepted events from the log into the store and the realtime window."""

import asyncio
import signal
from contextlib import AsyncExitStack, closing

import structlog

from ecomdash.cli.backlog import others_write
from ecomdash.cli.front import Front
from ecomdash.cli.listening import listen
from ecomdash.cli.process import prepare, run
from ecomdash.cli.server import Server, configuration
from ecomdash.cli.store_rooms import StoreRooms, finish_deletions
from ecomdash.jobs.loading_lookups import positions
from ecomdash.log.local import LocalLog
from ecomdash.settings import Settings

_logger = structlog.get_logger(__name__)


def load(settings: Settings, health_port: int | None) -> int:
    """Run until SIGTERM or SIGINT, then finish the batch in flight; the exit code.

    The health check is answered at `health_port`, where one is given.
    """
    prepare(settings)
    return run(settings, _load(settings, health_port))


async def _load(settings: Settings, health_port: int | None) -> None:
    async with AsyncExitStack() as opened:
        listener = None
        if health_port:
            listener = opened.enter_context(closing(listen(settings.host, health_port, "load --health-port")))
        rooms = StoreRooms(settings, opened)
        store = await rooms.shared_store()
        sites = await rooms.sites()
        await finish_deletions(sites, store)
        log = await rooms.log(committed=await positions(store, LocalLog.name))
        live = rooms.live(reads=False)
        loading = rooms.loading(log, store, live, sites, to_the_end=False)
        _logger.info("loading", log=log.name)
        if settings.log == LocalLog.name and not others_write(settings):
            _logger.warning("no collector has written to this log yet: it must have this data folder", of=log.name)
        if listener:
            front = Front(lambda: {"loader": loading.state, "log": log.trouble or "ok"})
            await Server(configuration(front)).serve([listener])
        else:
            await _until_told()
        _logger.info("stopping: the batch in flight is being stored")


async def _until_told() -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, told.set)
    await told.wait()
