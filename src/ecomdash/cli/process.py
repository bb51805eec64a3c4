"""Runs a role to its end: what keeps it from starting is one line and an exit code."""

import asyncio
import sys
from collections.abc import Coroutine
from typing import Any, Final

import typer
import uvloop

from ecomdash.cli import logs
from ecomdash.cli.folder import InUse, Unusable
from ecomdash.cli.listening import PortTaken
from ecomdash.cli.rooms import CannotStart
from ecomdash.settings import Settings

EXIT_FOLDER: Final = 2
EXIT_PORT: Final = 3
EXIT_ROOMS: Final = 4
_SWITCH_SECONDS: Final = 0.0005  # how long another thread may keep the interpreter from a waiting request


def prepare(settings: Settings) -> None:
    """Say how this process logs, and how its threads take turns."""
    sys.setswitchinterval(_SWITCH_SECONDS)
    logs.configure(settings.log_level, settings)


def run(settings: Settings, work: Coroutine[Any, Any, None]) -> int:
    """Run the work until it ends; the exit code."""
    try:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(work)
    except PortTaken as error:
        return refuse(settings, EXIT_PORT, error)
    except (InUse, Unusable) as error:
        return refuse(settings, EXIT_FOLDER, error)
    except CannotStart as error:
        return refuse(settings, EXIT_ROOMS, error)
    except KeyboardInterrupt:  # while it was still opening
        return 130
    return 0


def refuse(settings: Settings, code: int, reason: Exception | str) -> int:
    """Say why on the standard error; the code."""
    typer.echo(f"ecomdash: {settings.conceal(str(reason))}", err=True)
    return code
