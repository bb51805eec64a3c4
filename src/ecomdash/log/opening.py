"""Chooses the log that the settings name."""

from collections.abc import Mapping

from ecomdash.log.local import LocalLog
from ecomdash.settings import Settings, SettingsError


def open_log(settings: Settings, partition: int = 0, committed: Mapping[int, int] | None = None) -> LocalLog:
    """The log of the settings, appending to `partition`; `committed` are the positions stored elsewhere.

    Raises SettingsError for a kind of log there is not, LogInUse and OSError.
    """
    if settings.log != "local":
        raise SettingsError(f"ECOMDASH_LOG must be local, not {settings.log!r}")
    return LocalLog(
        settings.log_folder,
        partition=partition,
        segment_bytes=settings.segment_bytes,
        min_free_disk=settings.min_free_disk,
        committed=committed,
    )
