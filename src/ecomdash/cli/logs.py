"""Log lines: coloured in a terminal, JSON elsewhere, and without network addresses and passwords in either."""

import logging
import re
import sys
from collections.abc import Callable, MutableMapping
from typing import Any, Final

import structlog

_ADDRESS: Final = re.compile(
    r"(?<![\w.:])(?:\d{1,3}(?:\.\d{1,3}){3}"  # IPv4
    r"|(?:[0-9A-Fa-f]{0,4}:){3,7}[0-9A-Fa-f]{0,4}"  # IPv6, three groups at least, so that a time of day is none
    r"|(?:[0-9A-Fa-f]{1,4}:)+:[0-9A-Fa-f]{0,4})(?![\w.])"
)
# these speak about single connections, with the peer's address
_QUIET: Final = ("uvicorn", "uvicorn.error", "uvicorn.access", "websockets", "asyncio", "aiosqlite", "alembic")


def without_addresses(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """structlog processor: whatever looks like an IP address becomes [address], in every text of the line."""
    for key, value in event.items():
        if isinstance(value, str) and key not in {"timestamp", "level"}:
            event[key] = _ADDRESS.sub("[address]", value)
    return event


def configure(level: str, conceal: Callable[[str], str] = str) -> None:
    """Send structlog's and the standard library's lines to the standard error, from `level` up.

    `conceal` takes passwords out of a line, wherever in it they are.
    """
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    terminal = sys.stderr.isatty()
    render: list[Any] = (
        [without_addresses, structlog.dev.ConsoleRenderer()]
        if terminal
        else [structlog.processors.format_exc_info, without_addresses, structlog.processors.JSONRenderer()]
    )
    render.append(lambda _logger, _method, line: conceal(line))
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
    logging.basicConfig(handlers=[handler], level=number, force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(number, logging.WARNING))
