"""What happens when the collector itself fails: the log says where, and nobody's data."""

import traceback

import structlog

from ecomdash.collector.answer import INTERNAL, Answer

_logger = structlog.get_logger(__name__)


def failed(error: Exception) -> Answer:
    """Report an error of ours and give the answer to it.

    The message of an exception may quote what was sent, addresses included, so that only its place is logged.
    """
    where = "".join(traceback.format_tb(error.__traceback__))
    _logger.error("request could not be answered", error=type(error).__name__, where=where)
    return INTERNAL
