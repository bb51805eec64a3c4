"""Group commit: one thread writes, and one fsync serves every append that waits at that moment."""

import asyncio
import threading
from collections import defaultdict
from collections.abc import Callable
from queue import Empty, SimpleQueue

import structlog

_logger = structlog.get_logger(__name__)

Waiter = asyncio.Future[None]
_Appends = list[tuple[bytes, Waiter]]
GROUP_BYTES = 8_000_000  # what one fsync may carry at most, so that a flood does not make the first wait for the last


class GroupCommit:
    """Runs `write(data)` in a thread of its own and resolves each append's future in its own event loop.

    The appends of one turn of an event loop are handed to the thread together: waking it for each would cost more than
    the rest of an append. `landed` is called in that thread after each group, to wake readers.
    """

    def __init__(self, write: Callable[[bytes], None], landed: Callable[[], None], name: str) -> None:
        self._write, self._landed = write, landed
        self._gathered: dict[asyncio.AbstractEventLoop, _Appends] = {}
        self._queue: SimpleQueue[_Appends | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    def submit(self, data: bytes) -> Waiter:
        """A future of the running loop: done once `data` is durable, or failed with what `write` raised."""
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()
        gathered = self._gathered.get(loop)
        if gathered is None:
            gathered = self._gathered[loop] = []
            loop.call_soon(self._hand_over, loop)
        gathered.append((data, waiter))
        return waiter

    def stop(self) -> None:
        """Write what waits, then end the thread; blocks until then."""
        for loop in list(self._gathered):
            self._hand_over(loop)
        self._queue.put(None)
        self._thread.join()

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        if gathered := self._gathered.pop(loop, None):
            self._queue.put(gathered)

    def _run(self) -> None:
        running = True
        while running:
            appends = self._queue.get()
            group: _Appends = []
            size = 0
            while appends is not None:
                group += appends
                size += sum(len(data) for data, _ in appends)
                if size >= GROUP_BYTES:
                    break
                try:
                    appends = self._queue.get_nowait()
                except Empty:
                    break
            running = appends is not None
            if group:
                self._commit(b"".join([data for data, _ in group]), [waiter for _, waiter in group])

    def _commit(self, data: bytes, waiters: list[Waiter]) -> None:
        failure: Exception | None = None
        try:
            self._write(data)
        except Exception as error:  # whatever it is, those who wait must hear of it and the thread go on
            failure = error
        resolve(waiters, failure)
        if failure is None:
            self._landed()


def resolve(waiters: list[Waiter], failure: Exception | None) -> None:
    """Finish the appends, each in its own event loop; callable from any thread."""
    by_loop: defaultdict[asyncio.AbstractEventLoop, list[Waiter]] = defaultdict(list)
    for waiter in waiters:
        by_loop[waiter.get_loop()].append(waiter)
    for loop, group in by_loop.items():
        try:
            loop.call_soon_threadsafe(_finish, group, failure)
        except RuntimeError:  # the loop was closed while its appends waited: nobody is left to hear of it
            _logger.debug("appends outlived their event loop", appends=len(group))


def _finish(waiters: list[Waiter], failure: Exception | None) -> None:
    for waiter in waiters:
        if waiter.done():  # cancelled: its request was given up
            continue
        if failure is None:
            waiter.set_result(None)
        else:
            waiter.set_exception(failure)
