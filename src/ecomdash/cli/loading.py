"""Keeps the loader going: should it fail, the log waits on the disk and it is tried again each second."""

import asyncio
from contextlib import suppress
from typing import Final

import structlog

from ecomdash.jobs.loader import AWAY, Loader

_logger = structlog.get_logger(__name__)

_RETRY_SECONDS: Final = 1.0


class Loading:
    """The work of the loader's thread; `state` is "ok" or what is wrong, for the health check."""

    def __init__(self, loader: Loader, *, to_the_end: bool) -> None:
        """`to_the_end`: when told to stop, load all that is in the log first, and not the batch in flight alone."""
        self._loader, self._to_the_end = loader, to_the_end
        self._failure = ""

    @property
    def state(self) -> str:
        return self._failure or self._loader.trouble or "ok"

    async def run(self, stop: asyncio.Event) -> None:
        """Load until `stop`, and then as far as was said; what is not stored waits in the log for the next start."""
        while not stop.is_set():
            try:
                await self._loader.run(stop)
            except Exception as error:  # the log keeps everything, so that trying again loses nothing
                self._failure = f"failing ({type(error).__name__})"
                _logger.exception("the loader failed; trying again")
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), _RETRY_SECONDS)
            else:
                self._failure = ""
        if not self._to_the_end:
            return
        try:
            await self._loader.drain()
        except AWAY as error:
            _logger.warning("what the log holds is stored at the next start", error=str(error))
        except Exception:
            _logger.exception("the log could not be stored at the end; the rest is loaded at the next start")
