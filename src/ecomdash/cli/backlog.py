"""What waits in the local log of this machine for the store, whichever process wrote it."""

from pathlib import Path

from ecomdash.log.local import LocalLog
from ecomdash.log.mark import Mark
from ecomdash.settings import Settings


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
