"""`ecomdash serve`: takes the folder and the port, opens the rooms, serves, and closes everything in order."""

import asyncio
import socket
import sys
from contextlib import AsyncExitStack, ExitStack
from typing import Final

import typer
import uvloop

from ecomdash.cli import logs
from ecomdash.cli.banner import Banner
from ecomdash.cli.folder import DataFolder, InUse
from ecomdash.cli.listening import PortTaken, listen
from ecomdash.cli.rooms import CannotStart, Rooms, open_rooms
from ecomdash.cli.server import Server, configuration
from ecomdash.settings import Settings

EXIT_FOLDER: Final = 2
EXIT_PORT: Final = 3
EXIT_ROOMS: Final = 4
_SWITCH_SECONDS: Final = 0.0005  # how long the loader's thread may keep the interpreter from a waiting request


def serve(settings: Settings) -> int:
    """Run until SIGTERM or SIGINT; the exit code, with one line on the standard error when it could not start."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    logs.configure(settings.log_level)
    with ExitStack() as taken:
        try:
            taken.callback(DataFolder(settings.data).release)
            listener = listen(settings.host, settings.port, shared=settings.collectors > 0)
            taken.callback(listener.close)
        except (InUse, OSError) as error:
            return _refuse(EXIT_FOLDER, str(error))
        except PortTaken as error:
            return _refuse(EXIT_PORT, str(error))
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(_serve(settings, listener))
        except CannotStart as error:
            return _refuse(EXIT_ROOMS, str(error))
    return 0


def _refuse(code: int, reason: str) -> int:
    typer.echo(f"ecomdash: {reason}", err=True)
    return code


async def _serve(settings: Settings, listener: socket.socket) -> None:
    async with AsyncExitStack() as opened:
        rooms: Rooms = await open_rooms(settings, opened)
        server = Server(configuration(settings, rooms.app()))
        with server.stops_by_signal():
            await server.begin([listener])
            banner = Banner(settings, listener.getsockname()[1], rooms)
            await banner.greet()
            await rooms.begin(banner)
            await server.serve_until_stopped([listener])
            await rooms.end()
