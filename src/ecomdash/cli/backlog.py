"""How much of the local log is accepted but not yet in the store."""

from pathlib import Path

from ecomdash.log.mark import Mark


def backlog_bytes(log_folder: Path) -> int:
    """Bytes over all partitions between what is durable and what was committed."""
    return sum(_behind(entry) for entry in log_folder.iterdir() if entry.name.isdecimal())


def _behind(partition: Path) -> int:
    mark = Mark(partition)
    try:
        return max(0, mark.durable - mark.floor)
    finally:
        mark.close()
