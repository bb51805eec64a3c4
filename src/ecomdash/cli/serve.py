"""`ecomdash serve`: takes the folder and the port, opens the rooms, serves, and closes everything in order."""

import asyncio
import secrets
import socket
import sys
from contextlib import AsyncExitStack, ExitStack
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import structlog
import typer
import uvloop
from rich.console import Console

from ecomdash.api.app import create_app
from ecomdash.cli import banner, logs
from ecomdash.cli.backup_channel import offered
from ecomdash.cli.collectors import Collectors
from ecomdash.cli.demo_mode import Demo, ensure_site
from ecomdash.cli.folder import DataFolder, InUse, Unusable
from ecomdash.cli.following import follow, roll, running
from ecomdash.cli.invocation import again
from ecomdash.cli.listening import PortTaken, another_port, listen, listen_inside
from ecomdash.cli.loop_thread import LoopThread
from ecomdash.cli.rooms import CannotStart, Rooms, open_rooms
from ecomdash.cli.server import Server, configuration
from ecomdash.collector.protocol import protocol
from ecomdash.settings import Settings

EXIT_FOLDER: Final = 2
EXIT_PORT: Final = 3
EXIT_ROOMS: Final = 4
_SWITCH_SECONDS: Final = 0.0005  # how long another thread may keep the interpreter from a waiting request
_DEMO_END_SECONDS: Final = 10.0

_logger = structlog.get_logger(__name__)


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; the exit code, with one line on the standard error when it could not start."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    logs.configure(settings.log_level)
    with ExitStack() as taken:
        try:
            folder = DataFolder(settings.data)
            taken.callback(folder.release)
            listener = listen(settings.host, settings.port, shared=settings.collectors > 0)
            taken.callback(listener.close)
            folder.tell(listener.getsockname()[1])
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_serve(settings, listener))
        except PortTaken as error:
            return _refuse(EXIT_PORT, error)
        except InUse as error:
            other = again("--data", "another-folder", "--port", str(another_port(settings.port)))
            return _refuse(EXIT_FOLDER, f"{error}: open that one, stop it, or start beside it with {other}")
        except Unusable as error:
            return _refuse(EXIT_FOLDER, error)
        except CannotStart as error:
            return _refuse(EXIT_ROOMS, error)
        except KeyboardInterrupt:  # while it was still opening
            return 130
    return 0


def _refuse(code: int, reason: Exception | str) -> int:
    typer.echo(f"ecomdash: {reason}", err=True)
    return code


async def _serve(settings: Settings, listener: socket.socket) -> None:
    console = Console()
    setup_token = secrets.token_urlsafe(16)
    async with AsyncExitStack() as opened:
        rooms = await open_rooms(settings, opened)
        demo = await _demo(rooms, console) if settings.demo else None
        app = create_app(rooms.parts(demo_progress=lambda: demo.progress if demo else None, setup_token=setup_token))
        needs_setup = await rooms.needs_setup()
        await opened.enter_async_context(offered(settings, rooms.store))
        await opened.enter_async_context(running(follow(rooms.sites)))
        await opened.enter_async_context(running(roll(rooms.anonymiser)))
        listeners = [listener]
        collectors = None
        if settings.collectors:
            inner = Path(opened.enter_context(TemporaryDirectory(prefix="ecomdash-"))) / "main"
            listeners.append(listen_inside(inner))
            collectors = Collectors(replace(settings, port=listener.getsockname()[1]), inner)
            opened.push_async_callback(collectors.stop)

        async def started() -> None:
            port = listener.getsockname()[1]
            note = banner.mixture(rooms.sites.directory.all(), demo=settings.demo)
            banner.greet(console, settings, port, needs_setup=needs_setup, setup_token=setup_token, note=note)
            if demo is not None:
                thread = LoopThread("demo", demo.run)
                opened.push_async_callback(thread.stop, _DEMO_END_SECONDS)
                thread.start()
            if collectors is not None:
                collectors.start()

        await Server(configuration(app, protocol(rooms.collector)), started).serve(listeners)
        _logger.info("stopping: what was accepted is being stored")


async def _demo(rooms: Rooms, console: Console) -> Demo:
    await ensure_site(rooms.sites, rooms.clock)
    collector, traffic = rooms.another_collector(), rooms.settings.demo_traffic
    return Demo(collector, rooms.store, rooms.sites, rooms.clock, traffic=traffic, console=console)
