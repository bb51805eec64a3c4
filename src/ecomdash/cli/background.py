"""Work beside the requests that ends with the server."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import structlog

_logger = structlog.get_logger(__name__)

_PATIENCE_SECONDS: Final = 5.0


class Background:
    """Tasks that share one `stopping` event; what fails is logged and ends alone."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, work: Coroutine[Any, Any, None], name: str) -> None:
        task = asyncio.create_task(self._watched(work, name), name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Ask all to end, wait a little, then cancel."""
        self.stopping.set()
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=_PATIENCE_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def pause(self, seconds: float) -> bool:
        """Wait, or less when told to stop; whether to go on."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return True
        return False

    async def _watched(self, work: Coroutine[Any, Any, None], name: str) -> None:
        try:
            await work
        except Exception:
            _logger.exception("background work failed", work=name)
