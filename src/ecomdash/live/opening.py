"""Chooses the realtime bus that the settings name."""

from ecomdash.clock import Clock
from ecomdash.live.memory import MemoryLive
from ecomdash.live.protocol import Live
from ecomdash.settings import Settings, missing_extra


def open_live(settings: Settings, clock: Clock, *, reads: bool = True) -> Live:
    """The bus of these settings; `reads` is False in a process that shows no window. A bus away is none of its faults.

    Raises SettingsError for a kind of bus there is not, or whose driver is not installed.
    """
    if not settings.shares_live:
        return MemoryLive(clock)
    _need_redis(settings.live)
    from ecomdash.live.redis import RedisLive  # noqa: PLC0415 - loads only the bus in use

    return RedisLive(settings.live, clock, reads=reads)


def bus_version(settings: Settings) -> str:
    """What answers at ECOMDASH_LIVE, in a few words. Raises SettingsError and LiveUnavailable."""
    if not settings.shares_live:
        return "memory"
    _need_redis(settings.live)
    from ecomdash.live.redis import version  # noqa: PLC0415 - loads only the bus in use

    return version(settings.live)


def _need_redis(url: str) -> None:
    try:
        import redis  # noqa: F401, PLC0415 - asks whether it is there
    except ImportError as error:
        raise missing_extra("live", url.partition("://")[0], "redis") from error
