"""Seeds the demo's history once, day by day; a crash in the middle is made good at the next start without doubling."""

import asyncio
from collections.abc import Callable, Sequence
from random import Random
from typing import Protocol
from zoneinfo import ZoneInfo

from ecomdash.clock import Clock
from ecomdash.collector.accept import Collector
from ecomdash.events.batch import Batch
from ecomdash.events.site import Site
from ecomdash.jobs.demo.calendar import DAYS, days, plan
from ecomdash.jobs.demo.shop import shop
from ecomdash.jobs.demo.visits import Request, Visits, cut
from ecomdash.jobs.importing import imported
from ecomdash.store.protocol import Store

SEED = "ecomdash-demo"
_DONE, _ANCHOR = 0, 1  # partitions of the ledger: days finished, and the time (microseconds) the history ends at
_TOGETHER = 200  # requests under way at once; one fsync serves them all


class Loading(Protocol):
    """What history needs of the loader: the store it loads into, and to be told to load what the log holds now."""

    store: Store

    async def drain(self) -> int: ...


async def seed(
    collector: Collector, loader: Loading, site: Site, clock: Clock, progress: Callable[[float], None]
) -> None:
    """Make 30 days of history that end now; nothing when it is there already.

    `progress` is called with 0 to 1. The loader must not be running. The same site at the same time gets the same
    events. The ledger in the store says how many days are done and what "now" was, so that a seeding that was
    interrupted goes on with the same history; of the day it broke off in, what came through is recognised by event id.
    """
    ledger = f"demo:{site.id}"
    found = await imported(loader.store, ledger)
    done, now = found.get(_DONE, 0), found.get(_ANCHOR, clock.now())
    if done >= DAYS:
        progress(1.0)
        return
    if not found:
        await loader.store.append(Batch(), ledger, {_DONE: 0, _ANCHOR: now})
    await loader.drain()
    zone = ZoneInfo(site.timezone)
    visits = Visits(SEED, site, shop())
    for index, date in enumerate(days(now, zone)):
        day = plan(Random(f"{SEED}/plan/{index}"), index, date, zone)  # noqa: S311 - made-up visits, not secrets
        requests = visits.of(day)  # also of days that are done: their refunds are still to come
        if index < done:
            continue
        await _send(collector, site, requests if index < DAYS - 1 else cut(requests, now))
        await loader.drain()
        await loader.store.append(Batch(), ledger, {_DONE: index + 1})
        progress((index + 1) / DAYS)


async def _send(collector: Collector, site: Site, requests: Sequence[Request]) -> None:
    for first in range(0, len(requests), _TOGETHER):
        await asyncio.gather(
            *(
                collector.accept_hits(
                    site, request.hits,
                    ip=request.address,
                    user_agent=request.agent,
                    received_at=request.received_at,
                    trusted=True,
                    origin="simulated",
                )
                for request in requests[first : first + _TOGETHER]
            )
        )  # fmt: skip
