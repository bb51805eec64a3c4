"""Small work beside the requests, for as long as the server runs."""

import asyncio
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import structlog

from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.sites.database import Database

_FOLLOW_SECONDS: Final = 2.0
_ROLL_SECONDS: Final = 60.0

_logger = structlog.get_logger(__name__)


@asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run the work beside what is inside, and cancel it at the end."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def follow(sites: Database) -> None:
    """See the changes that other processes make to sites and tokens, within two seconds."""
    while True:
        await asyncio.sleep(_FOLLOW_SECONDS)
        try:
            await sites.refresh()
        except Exception:
            _logger.exception("sites could not be read again")


async def roll(anonymiser: Anonymiser) -> None:
    """Destroy the salts of days that are over, visitors or not."""
    while True:
        anonymiser.roll()
        await asyncio.sleep(_ROLL_SECONDS)
