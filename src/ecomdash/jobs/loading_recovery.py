"""Brings back from the store what the loader keeps in memory, so that a restart changes nothing."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from msgspec import structs

from ecomdash.clock import US_PER_DAY, US_PER_MINUTE
from ecomdash.enrichment.conversions import ORDER
from ecomdash.enrichment.dedup import SeenEvents, hashes, ids_of_text
from ecomdash.enrichment.session_memory import KEEP_US, SessionMemory
from ecomdash.events.limits import DEDUP_US
from ecomdash.jobs.loading_live import PURCHASE, SIMULATED
from ecomdash.jobs.loading_lookups import SiteById, id_bytes, moment, sessions_since
from ecomdash.jobs.loading_subject import subject
from ecomdash.live.protocol import LiveEvent
from ecomdash.live.window import MINUTES
from ecomdash.store.protocol import Store
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    bot_events,
    conversion_events,
    product_events,
)

_IDS = 250_000  # ids fetched in one row of text (9 MB)
_SECONDS = 120.0
_LIVE_EVENTS = 200_000


async def session_memory(store: Store, site_id: int) -> SessionMemory:
    """The sessions of the site's last hour."""
    s = analytics_sessions.c
    [[ended_at]] = await store.execute(sa.select(sa.func.max(s.ended_at)).where(s.site_id == site_id), _SECONDS)
    if ended_at is None:
        return SessionMemory()
    memory = SessionMemory(complete_since=ended_at - KEEP_US)
    memory.put_all(await sessions_since(store, site_id, ended_at - KEEP_US))
    memory.advance(ended_at)
    return memory


async def seen_events(store: Store) -> SeenEvents:
    """The ids of the last seven days before the newest arrival, fetched as text by the hundred thousand."""
    seen = SeenEvents()
    e, b = analytics_events.c, bot_events.c
    newest = (await store.execute(sa.select(sa.func.max(e.received_at)), _SECONDS))[0][0]
    if newest is None:
        newest = (await store.execute(sa.select(sa.func.max(b.occurred_at)), _SECONDS))[0][0]
    if newest is None:
        return seen
    first = (newest - DEDUP_US) // US_PER_DAY * US_PER_DAY
    seen.complete_since = first
    for time in (e.received_at, b.occurred_at):
        for since, until in await _slices(store, time, first, newest + 1):
            await _remember(store, seen, time, since, until)
    return seen


async def _slices(store: Store, time: sa.Column[Any], since: int, until: int) -> list[tuple[int, int]]:
    """The time cut into parts of about `_IDS` events at most."""
    within = (time >= moment(since)) & (time < moment(until))
    count = (await store.execute(sa.select(sa.func.count()).select_from(time.table).where(within), _SECONDS))[0][0]
    if count <= _IDS or until - since <= US_PER_MINUTE:
        return [(since, until)] if count else []
    middle = (since + until) // 2
    return [
        *await _slices(store, time, since, middle),
        *await _slices(store, time, middle, until),
    ]


async def _remember(store: Store, seen: SeenEvents, time: sa.Column[Any], since: int, until: int) -> None:
    table = time.table
    text = sa.func.aggregate_strings(sa.cast(table.c.event_id, sa.String), "")
    statement = (
        sa.select(table.c.site_id, text).where(time >= moment(since), time < moment(until)).group_by(table.c.site_id)
    )
    for site_id, ids in await store.execute(statement, _SECONDS):
        found = ids_of_text(ids)
        seen.remember(hashes([site_id] * (len(found) // 16), found), [until - 1])


async def stored_live_events(store: Store, now: int, site_by_id: SiteById) -> dict[int, list[LiveEvent]]:
    """Per site, the events and orders of the last half hour; `site_by_id` tells the currency of converted orders."""
    e = analytics_events.c
    since = moment(now - MINUTES * US_PER_MINUTE)
    orders = await _orders(store, since, site_by_id)
    products = await _products(store, since)
    rows = await store.execute(
        sa.select(
            e.site_id, e.event_id, e.occurred_at, e.visitor_id, e.event_type, e.name, e.path, e.country, e.device,
            e.source, e.properties, e.value, e.search_term, e.target_url,
        )
        .where(e.occurred_at >= since)
        .order_by(e.occurred_at.desc())
        .limit(_LIVE_EVENTS),
        _SECONDS,
    )  # fmt: skip
    found: dict[int, list[LiveEvent]] = {}
    for site_id, event_id, at, visitor, kind, name, path, country, device, source, properties, value, *told in rows:
        simulated = SIMULATED in str(properties or "")
        about = subject(kind, name, told[0] or told[1], products.get(event_id, ""), properties)
        event = LiveEvent(at, visitor, kind, about, path, country, device, source, simulated, value)
        _, order = orders.pop(id_bytes(event_id), (0, event))
        found.setdefault(site_id, []).append(structs.replace(order, path=path, simulated=simulated))
    for site_id, order in orders.values():
        found.setdefault(site_id, []).append(order)
    return found


async def _products(store: Store, since: datetime) -> dict[Any, str]:
    """The list that was shown, or else a product, by event id; of several products the first in the alphabet."""
    p = product_events.c
    shown = sa.case(
        ((p.event_type == "view_item_list") & (p.list_name != ""), p.list_name),
        (p.product_name == "", p.product_id),
        else_=p.product_name,
    )
    statement = sa.select(p.event_id, sa.func.min(shown)).where(p.occurred_at >= since).group_by(p.event_id)
    return {row[0]: row[1] for row in await store.execute(statement, _SECONDS)}


async def _orders(store: Store, since: datetime, site_by_id: SiteById) -> dict[bytes, tuple[int, LiveEvent]]:
    """Site and purchase, by the id of the event it came with."""
    c = conversion_events.c
    rows = await store.execute(
        sa.select(
            c.site_id, c.conversion_id, c.occurred_at, c.visitor_id, c.country, c.device, c.source, c.revenue,
            c.original_amount, c.currency, c.order_id, c.units,
        ).where(c.occurred_at >= since, c.kind == ORDER),
        _SECONDS,
    )  # fmt: skip
    found = {}
    for site_id, key, at, visitor, country, device, source, revenue, amount, currency, order_id, units in rows:
        site = site_by_id(site_id)
        value, unit = (revenue, site.currency) if site and revenue is not None else (amount, currency)
        found[id_bytes(key)] = site_id, LiveEvent(
            at, visitor or 0, PURCHASE, PURCHASE, "", country, device, source, False, value, unit, order_id, units
        )  # fmt: skip
    return found
