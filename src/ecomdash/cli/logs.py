"""Log lines: coloured in a terminal, JSON elsewhere, without passwords and visitors' network addresses in either."""

import logging
import re
import sys
from collections.abc import Iterable, MutableMapping
from typing import Any, Final

import structlog

from ecomdash.settings import Settings

_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}"  # IPv4
    r"|(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}"  # IPv6, three groups at least, so that a time of day is none
    r"|(?:[0-9A-Fa-f]{1,4}:)+:[0-9A-Fa-f]{0,4})(?![\w.])"
)
# these speak about single connections, with the peer's address
_QUIET: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio", "aiosqlite", "alembic")


def without_addresses(servers: Iterable[str]) -> structlog.typing.Processor:
    """structlog processor: whatever looks like an IP address becomes [address], in every text of the line.

    Those in `servers` stay: they are the operator's, who must know which of them a line speaks of.
    """
    known = {found for server in servers for found in _ADDRESS.findall(server)}

    def process(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        for key, value in event.items():
            if isinstance(value, str) and key not in {"timestamp", "level"}:
                event[key] = _ADDRESS.sub(lambda found: found[0] if found[0] in known else "[address]", value)
        return event

    return process


def configure(level: str, settings: Settings) -> None:
    """Send structlog's and the standard library's lines to the standard error, from `level` up.

    They hold no password of the settings, and of network addresses those of its servers alone.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    plain = structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)
    render: list[Any] = [
        structlog.processors.format_exc_info,
        without_addresses(settings.addresses),
        plain if sys.stderr.isatty() else structlog.processors.JSONRenderer(),
    ]
    render.append(lambda _logger, _method, line: settings.conceal(line))
    number = logging.getLevelNamesMapping().get(level.upper(), logging.INFO)
    structlog.configure(
        processors=[*shared, *render],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*shared, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *render],
        )
    )
    handler.setLevel(number)  # some libraries set levels of their own
    logging.basicConfig(handlers=[handler], level=number, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
