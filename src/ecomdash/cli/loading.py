"""The loader's whole work: it loads until it is told to stop, and then as far as is wanted."""

import asyncio

import structlog

from ecomdash.jobs.loader import AWAY, Loader

_logger = structlog.get_logger(__name__)


class Loading:
    """The work of the loader's thread; `state` is "ok" or what is wrong, for the health check."""

    def __init__(self, loader: Loader, *, to_the_end: bool) -> None:
        """`to_the_end`: when told to stop, load all that is in the log first, and not the batch in flight alone."""
        self._loader, self._to_the_end = loader, to_the_end

    @property
    def state(self) -> str:
        return self._loader.trouble or "ok"

    async def run(self, stop: asyncio.Event) -> None:
        """Load until `stop`, and then as far as was said; what is not stored waits in the log for the next start."""
        await self._loader.run(stop)
        if not self._to_the_end:
            return
        try:
            await self._loader.drain()
        except AWAY as error:
            _logger.warning("what the log holds is stored at the next start", error=str(error))
        except Exception:
            _logger.exception("the log could not be stored at the end; the rest is loaded at the next start")
