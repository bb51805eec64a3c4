"""One extra collector process: its own partition of the log, the same port, and the main process for all the rest."""

import asyncio
import sys
from contextlib import AsyncExitStack
from pathlib import Path

import uvloop
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from ecomdash.api.access import DEMO_SITE
from ecomdash.cli import logs
from ecomdash.cli.following import follow, roll, running
from ecomdash.cli.listening import listen
from ecomdash.cli.relay import Relay
from ecomdash.cli.rooms import new_collector
from ecomdash.cli.server import Server, configuration
from ecomdash.clock import SystemClock
from ecomdash.collector.accept import Collector
from ecomdash.collector.endpoint import routes
from ecomdash.collector.protocol import protocol
from ecomdash.log.opening import open_log
from ecomdash.privacy.anonymiser import open_anonymiser
from ecomdash.settings import Settings
from ecomdash.sites.database import open_database


def collect(settings: Settings, partition: int, main: Path) -> int:
    """Collect until told to stop, or until the standard input ends because the main process did.

    `main` is the main process' Unix socket.
    """
    logs.configure(settings.log_level)
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        runner.run(_collect(settings, partition, main))
    return 0


async def _collect(settings: Settings, partition: int, main: Path) -> None:
    clock = SystemClock()
    async with AsyncExitStack() as opened:
        sites = open_database(settings.sites_url, demo_key=DEMO_SITE if settings.demo else None)
        opened.push_async_callback(sites.close)
        await sites.refresh()
        log = open_log(settings, partition)
        opened.push_async_callback(log.close)
        anonymiser = open_anonymiser(settings, clock)
        opened.callback(anonymiser.close)
        collector = new_collector(settings, log, sites, anonymiser, clock)
        opened.push_async_callback(collector.close)
        await opened.enter_async_context(running(follow(sites)))
        await opened.enter_async_context(running(roll(anonymiser)))
        listener = listen(settings.host, settings.port, shared=True)
        server = Server(configuration(_application(collector, main), protocol(collector)), _nothing)
        await opened.enter_async_context(running(_end_with_main(server)))
        await server.serve([listener])


def _application(collector: Collector, main: Path) -> ASGIApp:
    own = {route.path: route.app for route in routes(collector) if isinstance(route, Route)}
    relay = Relay(main)

    async def application(scope: Scope, receive: Receive, send: Send) -> None:
        await own.get(scope["path"], relay)(scope, receive, send)

    return application


async def _nothing() -> None:
    pass


async def _end_with_main(server: Server) -> None:
    """The main process holds the other end of the standard input and never writes to it."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    await reader.read()
    server.should_exit = True
