"""The loader in a thread of its own, so that enrichment never keeps a request waiting."""

import asyncio
import threading
from typing import Final

import structlog
import uvloop

from ecomdash.jobs.loader import Loader

_logger = structlog.get_logger(__name__)

_RETRY_SECONDS: Final = 1.0
_END_SECONDS: Final = 60.0


class LoaderThread:
    """Runs the loader until `stop`; should it fail, the log waits on the disk and it is tried again each second."""

    def __init__(self, loader: Loader) -> None:
        self.state = "ok"  # or what is wrong, for the health check
        self._loader = loader
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._main, name="loader", daemon=True)

    def start(self) -> None:
        self._thread.start()
        self._ready.wait()

    async def stop(self) -> None:
        """Store what is in the log, then end. What is not stored within a minute stays in the log for the next start."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop.set)
        await asyncio.to_thread(self._thread.join, _END_SECONDS)
        if self._thread.is_alive():
            _logger.warning("the loader did not finish; the rest is loaded at the next start")

    def _main(self) -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(self._run())

    async def _run(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._stop = asyncio.Event()
        self._ready.set()
        while not self._stop.is_set():
            try:
                self.state = "ok"
                await self._loader.run(self._stop)
            except Exception as error:  # the log keeps everything, so that trying again loses nothing
                self.state = f"failing ({type(error).__name__})"
                _logger.exception("the loader failed; trying again")
                await asyncio.wait({asyncio.ensure_future(self._stop.wait())}, timeout=_RETRY_SECONDS)
        try:
            await self._loader.drain()
        except Exception:
            _logger.exception("the log could not be stored at the end; the rest is loaded at the next start")
