"""What keeps appends waiting, for as long as it takes, and is no trouble: a backup, or the removal of rows."""

import asyncio
from concurrent.futures import Future
from typing import Any, Final, TypeVar

T = TypeVar("T")

_LOOK_AGAIN: Final = 0.05  # seconds


class Rests:
    """Knows those that are under way in this process; safe from any thread and event loop."""

    def __init__(self) -> None:
        self._under_way: set[Future[Any]] = set()

    def until(self, work: Future[T]) -> Future[T]:
        """One lasts from now on until the work ends, whoever still waits for that; gives the work."""
        self._under_way.add(work)
        work.add_done_callback(self._under_way.discard)
        return work

    async def over(self) -> None:
        """Returns once none is under way."""
        while self._under_way:  # noqa: ASYNC110 - they end in other threads, and any loop may wait
            await asyncio.sleep(_LOOK_AGAIN)
