"""Chooses the log that the settings name."""

from collections.abc import Callable, Mapping

from ecomdash.log.local import LocalLog
from ecomdash.log.protocol import Log
from ecomdash.settings import Settings, SettingsError, missing_extra


def open_log(
    settings: Settings,
    partition: int = 0,
    committed: Mapping[int, int] | None = None,
    is_stopped: Callable[[], bool] = lambda: False,
) -> Log:
    """The log of the settings; `partition` is the local log's to append to, `committed` its positions stored elsewhere.

    Blocks; a log on other machines is waited for for some seconds, and not after `is_stopped()`.
    Raises SettingsError for a kind of log there is not, LogInUse, and OSError, of which ConnectionError where the log
    is on other machines and none of them answers.
    """
    if settings.log == "local":
        return LocalLog(
            settings.log_folder,
            partition=partition,
            segment_bytes=settings.segment_bytes,
            min_free_disk=settings.min_free_disk,
            committed=committed,
        )
    if settings.log.startswith("kafka://"):
        return _kafka(settings.log, is_stopped)
    raise SettingsError(f"ECOMDASH_LOG must be local or kafka://host:port/topic, not {settings.log.partition(':')[0]}")


def caution(settings: Settings) -> str:
    """What of a log that can be opened is not as it should be, for the operator; '' when nothing is. Blocks.

    What of it could not be asked is told like that, too.
    """
    if settings.log == "local":
        return ""
    from ecomdash.log.kafka_address import parse  # noqa: PLC0415 - loads only the log in use
    from ecomdash.log.kafka_topic import size_caution  # noqa: PLC0415

    return size_caution(parse(settings.log))


def _kafka(address: str, is_stopped: Callable[[], bool]) -> Log:
    from ecomdash.log.kafka_address import parse  # noqa: PLC0415 - loads only the log in use

    parsed = parse(address)
    try:
        from ecomdash.log.kafka import KafkaLog  # noqa: PLC0415 - its driver is an extra
    except ImportError as error:
        raise missing_extra("log", "kafka", "kafka") from error
    return KafkaLog(parsed, is_stopped)
