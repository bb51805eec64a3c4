"""Seeds the demo's history once, day by day; a crash in the middle is made good at the next start without doubling."""

import asyncio
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from ecomdash.clock import US_PER_DAY, Clock
from ecomdash.collector.accept import Collector
from ecomdash.events.batch import Batch
from ecomdash.events.site import Site
from ecomdash.jobs.demo.calendar import DAYS, days, plan
from ecomdash.jobs.demo.shop import shop
from ecomdash.jobs.demo.visits import Request, Visits, cut
from ecomdash.jobs.loading_lookups import positions, stored_ids
from ecomdash.store.protocol import Overtaken, Store

SEED = "ecomdash-demo"
_DONE, _ANCHOR = 0, 1  # partitions of the ledger: days finished, and the time (microseconds) the history ends at
_TOGETHER = 200  # requests under way at once; one fsync serves them all
_SENT = 0.9  # of the progress; the rest is the loader's
_LOOK_SECONDS, _PATIENCE_SECONDS = 0.1, 60.0


async def seed(collector: Collector, store: Store, site: Site, clock: Clock, progress: Callable[[float], None]) -> None:
    """Make 30 days of history that end now; nothing when it is there already. A loader has to be running.

    `progress` is called with 0 to 1; at 1 everything is in the store. The same site at the same time gets the same
    events. The ledger in the store says how many days are in the log for good and what "now" was: a seeding that was
    interrupted goes on with the same history, and the loader drops what the log has of the day it broke off in.
    """
    ledger = f"demo:{site.id}"
    done, now = await _begun(store, ledger, clock.now())
    if done >= DAYS:
        progress(1.0)
        return
    zone = ZoneInfo(site.timezone)
    visits = Visits(SEED, site, shop())
    last: UUID | None = None
    for index, date in enumerate(days(now, zone)):
        day = plan(Random(f"{SEED}/plan/{index}"), index, date, zone)  # noqa: S311 - made-up visits, not secrets
        requests = visits.of(day)  # also of days that are done: their refunds are still to come
        if index < done:
            continue
        if index == DAYS - 1:
            requests = cut(requests, now)
        last = await _send(collector, site, requests) or last
        try:
            await store.append(Batch(), ledger, {_DONE: index + 1}, {_DONE: index})
        except Overtaken:  # another process seeds, too
            done = (await positions(store, ledger)).get(_DONE, 0)
        progress(_SENT * (index + 1) / DAYS)
    if last is not None:
        await _loaded(store, site, last, now)
    progress(1.0)


async def _begun(store: Store, ledger: str, now: int) -> tuple[int, int]:
    """The days that are done, and when the history ends, which is now for whoever asks first."""
    found = await positions(store, ledger)
    if not found:
        with suppress(Overtaken):
            await store.append(Batch(), ledger, {_DONE: 0, _ANCHOR: now}, {})
        found = await positions(store, ledger)
    return found[_DONE], found[_ANCHOR]


async def _loaded(store: Store, site: Site, event: UUID, now: int) -> None:
    """Wait until the store has the event, but not for ever: the log keeps it safe."""
    for _ in range(int(_PATIENCE_SECONDS / _LOOK_SECONDS)):
        if await stored_ids(store, site.id, {event.bytes}, now - 2 * US_PER_DAY, now):
            return
        await asyncio.sleep(_LOOK_SECONDS)


async def _send(collector: Collector, site: Site, requests: Sequence[Request]) -> UUID | None:
    """Accept all, durably; the id of the last event that was accepted."""
    last: UUID | None = None
    for first in range(0, len(requests), _TOGETHER):
        together = requests[first : first + _TOGETHER]
        ends = [request.hits[-1].event_id for request in together]  # the collector takes the ids out of the hits
        receipts = await asyncio.gather(
            *(
                collector.accept_hits(
                    site,
                    request.hits,
                    ip=request.address,
                    user_agent=request.agent,
                    received_at=request.received_at,
                    trusted=True,
                    origin="simulated",
                )
                for request in together
            )
        )
        for end, receipt in zip(ends, receipts, strict=True):
            last = UUID(end) if receipt.accepted else last
    return last
