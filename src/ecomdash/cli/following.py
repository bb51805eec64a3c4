"""Small work beside the requests, for as long as the server runs."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import structlog

from ecomdash.clock import Clock
from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.sites.database import Database
from ecomdash.sites.errors import DatabaseAway
from ecomdash.sites.keeping import SharedKeeping
from ecomdash.store.protocol import QueryTimeout, StoreUnavailable

_FOLLOW_SECONDS: Final = 2.0
_ROLL_SECONDS: Final = 60.0
_SHARE_SECONDS: Final = 1.0
_AWAY: Final = (DatabaseAway, StoreUnavailable, QueryTimeout)

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
    await again_and_again("sites", sites.refresh, _FOLLOW_SECONDS)


async def share(keeping: SharedKeeping, clock: Clock) -> None:
    """Exchange salts and midnights with other machines."""
    await again_and_again("visitors' salts", lambda: keeping.exchange(clock.now()), _SHARE_SECONDS)


async def again_and_again(what: str, work: Callable[[], Awaitable[None]], seconds: float) -> None:
    """While it fails, say so once; what is known goes on to be used."""
    failing = False
    while True:
        try:
            await work()
        except Exception as error:
            if not failing and isinstance(error, _AWAY):
                _logger.warning("database away, going on with what is known", of=what, error=str(error))
            elif not failing:
                _logger.exception("could not be read again", of=what)
            failing = True
        else:
            if failing:
                _logger.info("read again", of=what)
            failing = False
        await asyncio.sleep(seconds)


async def roll(anonymiser: Anonymiser) -> None:
    """Destroy the salts of days that are over, visitors or not."""
    while True:
        anonymiser.roll()
        await asyncio.sleep(_ROLL_SECONDS)
