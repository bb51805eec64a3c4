"""Events for the realtime window, and waiting for what it shows."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any

from ecomdash.live.protocol import LiveEvent, Snapshot

NOW = 1_750_000_000_000_000
PATIENCE = 30.0


def event(visitor: int, at: int = NOW, **fields: Any) -> LiveEvent:
    given: dict[str, Any] = {
        "event_type": "pageview", "name": "pageview", "path": "/", "country": "GB", "device": "mobile",
        "source": "Google", "simulated": False,
    }  # fmt: skip
    return LiveEvent(at, visitor, **(given | fields))


async def until(holds: Callable[[], object]) -> None:
    """Wait for the condition; TimeoutError when it does not come about."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - what changes is in other processes
            await asyncio.sleep(0.005)


async def next_of(snapshots: AsyncGenerator[Snapshot]) -> Snapshot:
    async with asyncio.timeout(PATIENCE):
        return await anext(snapshots)


async def next_with(snapshots: AsyncGenerator[Snapshot], visitors: int) -> Snapshot:
    """The next snapshot that shows this many visitors of five minutes."""
    while (found := await next_of(snapshots)).visitors != visitors:
        pass
    return found
