"""One extra collector process of `serve`: its own part of the log, the same port, the main process for all the rest."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ecomdash.cli.following import running
from ecomdash.cli.listening import listen
from ecomdash.cli.process import prepare, run
from ecomdash.cli.relay import Relay
from ecomdash.cli.rooms import Rooms
from ecomdash.cli.server import Server, configuration
from ecomdash.collector.accept import Collector
from ecomdash.collector.endpoint import routes
from ecomdash.collector.protocol import protocol
from ecomdash.settings import Settings


def collect_beside(settings: Settings, partition: int, main: Path) -> int:
    """Collect until told to stop, or until the standard input ends because the main process did.

    `main` is the main process' Unix socket.
    """
    prepare(settings)
    return run(settings, _collect(settings, partition, main))


async def _collect(settings: Settings, partition: int, main: Path) -> None:
    async with AsyncExitStack() as opened:
        rooms = Rooms(settings, opened)
        sites = await rooms.sites()
        log = await rooms.log(partition)
        collector = await rooms.collector(log, sites, await rooms.anonymiser(sites))
        listener = listen(settings.host, settings.port, shared=True)
        server = Server(configuration(_application(collector, main), protocol(collector)))
        await opened.enter_async_context(running(_end_with_main(server)))
        await server.serve([listener])


def _application(collector: Collector, main: Path) -> ASGIApp:
    own = {route.path: route.app for route in routes(collector) if isinstance(route, Route)}
    relay = Relay(main)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await own.get(scope["path"], relay)(scope, receive, send)

    return application


async def _end_with_main(server: Server) -> None:
    """The main process holds the other end of the standard input and never writes to it."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    server.should_exit = True
