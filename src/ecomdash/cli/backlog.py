"""What waits in the local log of this machine for the store, whichever process wrote it."""

import asyncio
import os
from pathlib import Path
from typing import Final

from ecomdash.log.local import LocalLog
from ecomdash.log.mark import Mark
from ecomdash.log.recovery import LogInUse, lock
from ecomdash.settings import Settings

_LOOK: Final = 5.0  # seconds between looks
_UNREAD: Final = 60.0  # seconds without progress after which it is told


def backlog_bytes(settings: Settings) -> int | None:
    """Bytes over all partitions between what is durable and what was committed; None where the log is elsewhere.

    Raises OSError.
    """
    if settings.log != LocalLog.name:
        return None
    folder = settings.log_folder
    if not folder.is_dir():
        return 0
    return sum(_behind(entry) for entry in folder.iterdir() if entry.name.isdecimal())


def _behind(partition: Path) -> int:
    mark = Mark(partition)
    try:
        return max(0, mark.durable - mark.floor)
    finally:
        mark.close()


def others_write(settings: Settings) -> bool:
    """Whether any process but the one that loads has a part of the local log."""
    return any(entry.name.isdecimal() and entry.name != "0" for entry in settings.log_folder.iterdir())


def has_loader(settings: Settings) -> bool:
    """Whether a process loads this local log, or is about to; it has part 0 to itself."""
    try:
        os.close(lock(settings.log_folder / "0", 0))
    except LogInUse:
        return True
    except OSError:
        return False
    return False


class Unread:
    """Watches whether there is a loader for what this process writes to the local log; `trouble` is '' while so.

    One that is there and takes nothing waits for the store, a backup or a removal, which its own health tells.
    """

    def __init__(self, settings: Settings, partition: int) -> None:
        self.trouble = ""
        self._settings = settings
        self._folder = settings.log_folder / str(partition) if settings.log == LocalLog.name else None
        self._floor, self._since = -1, 0.0

    async def watch(self) -> None:
        """Look now and then; nothing where the log is elsewhere, whose own tools tell its readers' lag."""
        if self._folder is None:
            return
        mark = Mark(self._folder)
        try:
            while True:
                self.look(mark.durable, mark.floor, asyncio.get_running_loop().time())
                await asyncio.sleep(_LOOK)
        finally:
            mark.close()

    def look(self, durable: int, floor: int, now: float) -> None:
        """Positions in the log (bytes) at `now` (seconds)."""
        if floor != self._floor or durable <= floor:
            self._floor, self._since = floor, now
        stands = now - self._since >= _UNREAD and not has_loader(self._settings)
        self.trouble = "events are kept, and for a minute no loader took any: is one at this folder?" if stands else ""
