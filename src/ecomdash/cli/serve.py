"""`ecomdash serve`: takes the folder and the port, opens every room, serves, and closes everything in order."""

import socket
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import structlog
import uvicorn
from rich.console import Console

from ecomdash.api.app import create_app
from ecomdash.api.parts import Parts
from ecomdash.cli import banner
from ecomdash.cli.backlog import backlog_bytes
from ecomdash.cli.backup_channel import offered
from ecomdash.cli.collectors import Collectors
from ecomdash.cli.demo_mode import Demo, ensure_site
from ecomdash.cli.folder import DataFolder, InUse, Unusable
from ecomdash.cli.invocation import again
from ecomdash.cli.listening import PortTaken, another_port, listen, listen_inside
from ecomdash.cli.loop_thread import LoopThread
from ecomdash.cli.process import EXIT_FOLDER, EXIT_PORT, prepare, refuse, run
from ecomdash.cli.rooms import WEB, new_collector
from ecomdash.cli.server import Server, configuration
from ecomdash.cli.store_rooms import StoreRooms, finish_deletions, setup_token
from ecomdash.collector.endpoint import routes
from ecomdash.collector.protocol import protocol
from ecomdash.jobs.loading_lookups import positions
from ecomdash.log.local import LocalLog
from ecomdash.settings import Settings
from ecomdash.sites import users

_DEMO_END_SECONDS: Final = 10.0

_logger = structlog.get_logger(__name__)


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; the exit code, with one line on the standard error when it could not start."""
    prepare(settings)
    with ExitStack() as taken:
        try:
            folder = DataFolder(settings.data)
            taken.callback(folder.release)
            listener = listen(settings.host, settings.port, shared=settings.collectors > 0)
            taken.callback(listener.close)
        except PortTaken as error:
            return refuse(settings, EXIT_PORT, error)
        except InUse as error:
            other = again("--data", "another-folder", "--port", str(another_port(settings.port)))
            return refuse(settings, EXIT_FOLDER, f"{error}: open that one, stop it, or start beside it with {other}")
        except Unusable as error:
            return refuse(settings, EXIT_FOLDER, error)
        folder.tell(listener.getsockname()[1])
        return run(settings, _serve(settings, listener))


async def _serve(settings: Settings, listener: socket.socket) -> None:
    console = Console()
    async with AsyncExitStack() as opened:
        rooms = StoreRooms(settings, opened)
        sites = await rooms.sites()
        store = await rooms.store()
        await finish_deletions(sites, store)
        log = await rooms.log(committed=await positions(store, LocalLog.name))
        anonymiser = await rooms.anonymiser(sites)
        live = rooms.live()
        loading = rooms.loading(log, store, live, sites, to_the_end=True)
        collector = await rooms.collector(log, sites, anonymiser)
        demo = None
        if settings.demo:
            await ensure_site(sites, rooms.clock)
            another = new_collector(settings, log, sites, anonymiser, rooms.clock)  # for its own thread
            demo = Demo(another, store, sites, rooms.clock, traffic=settings.demo_traffic, console=console)
        parts = Parts(
            settings=settings,
            clock=rooms.clock,
            sites=sites,
            store=store,
            live=live,
            web=WEB,
            proxies=collector.proxies,
            collector_routes=tuple(routes(collector)),
            backlog=lambda: backlog_bytes(settings),
            refusals=collector.recent.of_site,
            unknown_keys=collector.recent.unknown_keys,
            checks=lambda: {"loader": loading.state, "live": live.trouble or "ok", "log": log.trouble or "ok"},
            demo_progress=lambda: demo.progress if demo else None,
            setup_token=await setup_token(sites),
        )
        server = configuration(create_app(parts), protocol(collector))
        await _listen(parts, opened, listener=listener, server=server, demo=demo, console=console)
        _logger.info("stopping: what was accepted is being stored")


async def _listen(
    parts: Parts,
    opened: AsyncExitStack,
    *,
    listener: socket.socket,
    server: uvicorn.Config,
    demo: Demo | None,
    console: Console,
) -> None:
    settings, port = parts.settings, listener.getsockname()[1]
    await opened.enter_async_context(offered(settings, parts.store))
    needs_setup = await _needs_setup(parts)
    listeners = [listener]
    collectors = None
    if settings.collectors:
        inner = Path(opened.enter_context(TemporaryDirectory(prefix="ecomdash-"))) / "main"
        listeners.append(listen_inside(inner))
        collectors = Collectors(replace(settings, port=port), inner)
        opened.push_async_callback(collectors.stop)

    async def started() -> None:
        note = banner.mixture(parts.sites.directory.all(), demo=settings.demo)
        banner.greet(console, settings, port, needs_setup=needs_setup, setup_token=parts.setup_token, note=note)
        if demo is not None:
            thread = LoopThread("demo", demo.run)
            opened.push_async_callback(thread.stop, _DEMO_END_SECONDS)
            thread.start()
        if collectors is not None:
            collectors.start()

    await Server(server, started).serve(listeners)


async def _needs_setup(parts: Parts) -> bool:
    """Whether this is the first run."""
    async with parts.sites.read() as session:
        return not parts.settings.demo and not await users.any_user(session)
