"""Gentle live traffic in the demo shop: a few visitors at a time who walk real visits with time to think."""

import asyncio
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

import structlog

from ecomdash.clock import US_PER_SECOND, Clock
from ecomdash.collector.accept import Collector
from ecomdash.events.site import Site
from ecomdash.jobs.demo import people
from ecomdash.jobs.demo.calendar import HOURS
from ecomdash.jobs.demo.journey import Journey, eagerness, intent
from ecomdash.jobs.demo.shop import shop
from ecomdash.jobs.demo.visits import agent_of, origin_of, stamped
from ecomdash.jobs.demo.walk import Conditions
from ecomdash.log.protocol import LogFull

_FEWEST, _MOST = 4, 12
_ARRIVAL_SECONDS = (1.0, 5.0)
_PATIENCE = 1.6  # live visitors take longer than those of the history, so that few of them fill the shop
_EAGERNESS = 5.0  # and buy more often, so that there is an order to see every couple of minutes
_HEARTBEAT_MS = 12_000
_PAUSE_WHEN_FULL = 30.0  # seconds

_logger = structlog.get_logger(__name__)


async def simulate(collector: Collector, site: Site, clock: Clock, stop: asyncio.Event) -> None:
    """Send visitors, 4 at night to 12 in the evening of the shop's zone, until `stop` is set; then end at once.

    Everything is sent with origin `simulated`, by which reports and the live view label it.
    """
    rng = Random(f"{site.key}/{clock.now()}")  # noqa: S311 - made-up visits, not secrets
    visitors: set[asyncio.Task[None]] = set()
    try:
        while not stop.is_set():
            if len(visitors) < _wanted(clock, site):
                visitor = asyncio.create_task(_visit(collector, site, clock, Random(rng.random())))  # noqa: S311 - as above
                visitors.add(visitor)
                visitor.add_done_callback(visitors.discard)
            await _wait(stop, rng.uniform(*_ARRIVAL_SECONDS))
    finally:
        for visitor in list(visitors):
            visitor.cancel()
        await asyncio.gather(*visitors, return_exceptions=True)


async def _wait(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return


def _wanted(clock: Clock, site: Site) -> int:
    hour = datetime.fromtimestamp(clock.now() / US_PER_SECOND, ZoneInfo(site.timezone)).hour
    return _FEWEST + round((_MOST - _FEWEST) * HOURS[hour] / max(HOURS))


async def _visit(collector: Collector, site: Site, clock: Clock, rng: Random) -> None:
    now = clock.now()
    who = people.person(f"live/{now}", rng.randrange(2**31))
    source = who.favourite
    conditions = Conditions(
        origin=origin_of(site), currency=site.currency, order_id=f"MF-L{now // 1_000}", heartbeat_ms=_HEARTBEAT_MS
    )
    reach = intent(rng, _EAGERNESS * eagerness(who, source, returning=False))
    for position, step in enumerate(Journey(rng, shop(), who, source, conditions).steps(reach)):
        await asyncio.sleep(step.pause_ms / 1_000 * _PATIENCE)
        at = clock.now()
        hit = stamped(step.hit, f"live/{now}/{who.number}", position, at, who)
        try:
            await collector.accept_hits(
                site, [hit], ip=who.address, user_agent=agent_of(who, source), received_at=at, origin="simulated"
            )
        except LogFull:
            _logger.warning("simulated visitor left: the log is full")
            await asyncio.sleep(_PAUSE_WHEN_FULL)
            return
