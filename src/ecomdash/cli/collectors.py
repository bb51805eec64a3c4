"""Starts the extra collector processes, starts one again that dies, and ends them."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from dataclasses import fields
from pathlib import Path
from typing import Final

import structlog

from ecomdash.settings import Settings, variable

_logger = structlog.get_logger(__name__)

_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0  # seconds before a process that died is started again
_STEADY_SECONDS: Final = 60.0  # one that lived so long was fine
_END_SECONDS: Final = 20.0


class Collectors:
    """`settings.collectors` processes that hand to the Unix socket `main` what is not theirs."""

    def __init__(self, settings: Settings, main: Path) -> None:
        self._settings, self._main = settings, main
        self._stopping = asyncio.Event()
        self._processes: dict[int, Process] = {}
        self._watches: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start them all; partition 0 of the log is the main process' own."""
        self._watches = [
            asyncio.create_task(self._watch(partition)) for partition in range(1, self._settings.collectors + 1)
        ]

    async def stop(self) -> None:
        """Let them finish what they have accepted, then end them."""
        self._stopping.set()
        for process in self._processes.values():
            if process.returncode is None:
                process.terminate()
        if self._watches:
            _, late = await asyncio.wait(self._watches, timeout=_END_SECONDS)
            for watch in late:
                watch.cancel()
        for process in self._processes.values():
            if process.returncode is None:
                process.kill()
                await process.wait()

    async def _watch(self, partition: int) -> None:
        pause, loop = _FIRST_PAUSE, asyncio.get_running_loop()
        while not self._stopping.is_set():
            began = loop.time()
            process = self._processes[partition] = await self._start(partition)
            code = await process.wait()
            if self._stopping.is_set():
                return
            pause = _FIRST_PAUSE if loop.time() - began > _STEADY_SECONDS else min(2 * pause, _LONGEST_PAUSE)
            _logger.error("a collector process died; starting it again", partition=partition, code=code, seconds=pause)
            await asyncio.sleep(pause)

    async def _start(self, partition: int) -> Process:
        """With a standard input that ends when this process does, whatever ends it."""
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "ecomdash", "collect-beside",
            "--partition", str(partition),
            "--main", str(self._main),
            stdin=PIPE,
            env=_environment(self._settings),
            start_new_session=True,  # Ctrl+C reaches the main process alone, which ends these in order
        )  # fmt: skip


def _environment(settings: Settings) -> dict[str, str]:
    """This process' environment with the settings as they are, flags included."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("ECOMDASH_")}
    chosen = {variable(field.name): str(getattr(settings, field.name)) for field in fields(settings)}
    return own | chosen
