"""Stores under which an import breaks off, or is not alone."""

from collections.abc import Awaitable, Callable
from typing import Any

from ecomdash.store.protocol import Store, StoreUnavailable


class Failing:
    """A store whose n-th append fails, before or after the batch is stored."""

    def __init__(self, store: Store, at: int, *, stored: bool) -> None:
        self.capabilities = store.capabilities
        self._store, self._left, self._stored = store, at, stored

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def append(self, batch: Any, log: str, positions: Any, since: Any) -> None:
        self._left -= 1
        if self._left or self._stored:
            await self._store.append(batch, log, positions, since)
        if not self._left:
            raise StoreUnavailable("killed")


class Between:
    """A store into which somebody else writes, once, just before the first append."""

    def __init__(self, store: Store, write: Callable[[], Awaitable[object]]) -> None:
        self.capabilities = store.capabilities
        self._store, self._write = store, write
        self._done = False

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def append(self, batch: Any, log: str, positions: Any, since: Any) -> None:
        if not self._done:
            self._done = True
            await self._write()
        await self._store.append(batch, log, positions, since)
