"""How the local log of this machine is: what waits in it for the store, and whether its disk has room."""

import shutil
from pathlib import Path

from ecomdash.log.local import LocalLog
from ecomdash.log.mark import Mark
from ecomdash.settings import Settings


def backlog_bytes(settings: Settings) -> int:
    """Bytes over all partitions between what is durable and what was committed; 0 where the log is elsewhere.

    Raises OSError.
    """
    folder = settings.log_folder
    if settings.log != LocalLog.name or not folder.is_dir():
        return 0
    return sum(_behind(entry) for entry in folder.iterdir() if entry.name.isdecimal())


def log_checks(settings: Settings) -> dict[str, str]:
    """For the health check: "ok" or what is wrong with the local log; nothing where the log is elsewhere."""
    if settings.log != LocalLog.name:
        return {}
    free = shutil.disk_usage(settings.data).free
    state = "ok" if free >= settings.min_free_disk else "the disk is nearly full; the collector answers 503"
    return {"log": state}


def _behind(partition: Path) -> int:
    mark = Mark(partition)
    try:
        return max(0, mark.durable - mark.floor)
    finally:
        mark.close()
