"""`ecomdash collect`: accepts events into the log and serves the browser script; knows no store and no report."""

import asyncio
from contextlib import AsyncExitStack, closing, suppress
from math import inf

import structlog

from ecomdash.cli.backlog import Unread
from ecomdash.cli.following import running
from ecomdash.cli.front import Front
from ecomdash.cli.listening import listen
from ecomdash.cli.process import prepare, run
from ecomdash.cli.rooms import Rooms
from ecomdash.cli.server import Server, configuration
from ecomdash.collector.protocol import protocol
from ecomdash.settings import Settings

_logger = structlog.get_logger(__name__)


def collect(settings: Settings, partition: int) -> int:
    """Run until SIGTERM or SIGINT; the exit code. `partition` is this process' own of a local log.

    While log or configuration are away it waits for them, serves the browser script and answers 503 to events.
    """
    prepare(settings)
    return run(settings, _collect(settings, partition))


async def _collect(settings: Settings, partition: int) -> None:
    async with AsyncExitStack() as opened:
        listener = opened.enter_context(closing(listen(settings.host, settings.port, "collect --port")))
        front = Front(_starting, collects=True, https_only=settings.secure_cookies)
        server = Server(configuration(front))

        async def open_rooms() -> None:
            rooms = Rooms(settings, opened, patience=inf)
            sites = await rooms.sites()
            log = await rooms.log(partition)
            collector = await rooms.collector(log, sites, await rooms.anonymiser(sites))
            unread = Unread(settings, partition)
            await opened.enter_async_context(running(unread.watch()))
            front.collect(collector, lambda: {"log": log.trouble or unread.trouble or "ok"})
            server.config.http_protocol_class = protocol(collector)  # of the connections from now on
            _logger.info("collecting", port=settings.port, log=log.name)

        opening = asyncio.create_task(open_rooms())
        opening.add_done_callback(lambda done: None if done.cancelled() or not done.exception() else server.stop())
        await server.serve([listener])
        opening.cancel()
        with suppress(asyncio.CancelledError):
            await opening
        _logger.info("stopping: what was accepted is durable")


def _starting() -> dict[str, str]:
    return {"collector": "waiting for the log or the configuration database"}
