"""A thread with an event loop of its own, for work that must not keep requests waiting."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
import uvloop

_logger = structlog.get_logger(__name__)

Work = Callable[[asyncio.Event], Coroutine[Any, Any, None]]


class LoopThread:
    """Runs `work` until it ends by itself or its event is set by `stop`; what it raises is logged."""

    def __init__(self, name: str, work: Work) -> None:
        self._name, self._work = name, work
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    async def stop(self, patience: float) -> None:
        """Set the event and wait up to `patience` seconds for the end."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        await asyncio.to_thread(self._thread.join, patience)
        if self._thread.is_alive():
            _logger.warning("a thread did not end in time", thread=self._name)

    def _main(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._run())
        except Exception:
            _logger.exception("a thread failed", thread=self._name)

    async def _run(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        await self._work(self._stop)
