"""A process whose files may not grow beyond a limit, as on a full disk; writes what became of it as JSON."""

import asyncio
import json
import resource
import sys
from pathlib import Path

import sqlalchemy as sa
from tests.store.making import at, batch, new_id

from ecomdash.events.batch import Batch
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import StoreUnavailable
from ecomdash.store.tables import analytics_events, ingest_positions

LIMIT = 3_000_000
EVENTS = 2_000


async def fill(data: Path) -> dict[str, object]:
    """Append until the disk is full, try again in vain, make room, and append once more."""
    store = open_store(load({}, data=data))
    await store.migrate()
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, resource.RLIM_INFINITY))
    stored, refusals = 0, 0
    while refusals < 3 and stored < 1_000:
        try:
            await store.append(_events(stored), "local", {0: stored + 1}, {0: stored})
            stored += 1
        except StoreUnavailable:
            refusals += 1
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    await store.append(_events(stored), "local", {0: stored + 1}, {0: stored})
    counted = sa.select(sa.func.count()).select_from(analytics_events)
    events = (await store.execute(counted))[0][0]
    position = (await store.execute(sa.select(ingest_positions.c.position)))[0][0]
    await store.close()
    return {"stored": stored, "refusals": refusals, "events": events, "position": position}


def _events(position: int) -> Batch:
    noon = at("2026-03-01T12:00") + position * 1_000_000
    return batch(
        events=[
            {"occurred_at": noon + n, "visitor_id": n, "session_id": n, "event_type": "pageview", "path": str(new_id())}
            for n in range(EVENTS)
        ]
    )


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(fill(Path(sys.argv[1])))))
