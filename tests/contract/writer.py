"""A process that appends for ever and prints each position once it is stored; started and killed by test_kill.py."""

import asyncio
import sys
from pathlib import Path

from tests.store.making import at, batch

from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store

EVENTS = 10
_NOON = at("2026-03-01T12:00")


async def write(data: Path, url: str, first: int) -> None:
    store = open_store(load({}, data=data, store=url))
    await store.migrate()
    for position in range(first + 1, 1_000_000):
        rows = [
            {"occurred_at": _NOON + n, "visitor_id": position * EVENTS + n, "session_id": n, "event_type": "pageview"}
            for n in range(EVENTS)
        ]
        session = {"session_id": position % 7, "visitor_id": position % 7, "started_at": _NOON, "pageviews": position}
        await store.append(batch(events=rows, sessions=[session]), "local", {0: position}, {0: position - 1})
        sys.stdout.write(f"{position}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(write(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])))
