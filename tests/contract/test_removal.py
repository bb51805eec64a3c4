"""What erase and expire promise: those rows and no others, from every table, with their numbers."""

import asyncio

import sqlalchemy as sa
from tests.store.making import Row, at, batch, new_id

from ecomdash.clock import US_PER_DAY
from ecomdash.store.expressions import unique_visitors, visitor_key
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_events, analytics_sessions, metadata

NOON = at("2026-03-01T12:00")
SITED = [table for table in metadata.sorted_tables if "site_id" in table.c]


def rows(site: int, visitor: int, time: int) -> dict[str, list[Row]]:
    """One row in every table that has sites."""
    who = {"site_id": site, "visitor_id": visitor, "session_id": visitor}
    return {
        "events": [{**who, "occurred_at": time, "event_type": "pageview"}],
        "bots": [{"site_id": site, "occurred_at": time, "bot": "x", "event_type": "pageview"}],
        "product_events": [{**who, "occurred_at": time, "event_type": "view_item"}],
        "order_items": [{**who, "booked_at": time}],
        "outcomes": [{"site_id": site, "minute": time, "outcome": "stored", "events": 1}],
        "sessions": [{**who, "started_at": time, "session_id": time * 10 + visitor}],
        "conversions": [{**who, "booked_at": time}],
    }


async def fill(store: Store, *parts: dict[str, list[Row]]) -> None:
    for part in parts:
        await store.append(batch(**part), new_id().hex(), {0: 1}, {0: 0})


async def left(store: Store, table: sa.Table, site: int) -> int:
    statement = sa.select(sa.func.count()).select_from(table).where(table.c.site_id == site)
    return int((await store.execute(statement))[0][0])


async def test_erasing_a_visitor_removes_their_rows_alone(store: Store) -> None:
    await fill(store, rows(1, 7, NOON), rows(1, 7, NOON + US_PER_DAY), rows(1, 8, NOON), rows(2, 7, NOON))
    removed = await store.erase(1, 7)
    named = {table.name for table in SITED if "visitor_id" in table.c}
    assert removed == dict.fromkeys(named, 2)
    for table in SITED:
        assert await left(store, table, 1) == (1 if table.name in named else 3), table.name
        assert await left(store, table, 2) == 1, table.name
    assert set((await store.erase(1, 7)).values()) == {0}


async def test_a_removal_can_be_waited_for_by_who_did_not_ask_for_it(store: Store) -> None:
    await store.rested()
    await fill(store, rows(1, 7, NOON))
    removing = asyncio.create_task(store.erase(1, 7))
    await asyncio.sleep(0)
    await store.rested()
    assert await left(store, analytics_events, 1) == 0
    await removing


async def test_a_visitor_who_comes_back_after_erasure_is_a_new_one(store: Store) -> None:
    await fill(store, rows(1, 7, NOON), rows(1, 8, NOON), rows(2, 7, NOON))
    await store.erase(1, 7)
    await fill(store, rows(1, 7, NOON + US_PER_DAY))
    for table in (analytics_events, analytics_sessions):
        statement = (
            sa.select(table.c.site_id, unique_visitors(visitor_key(table.c.visitor_id), 1))
            .group_by(table.c.site_id)
            .order_by(table.c.site_id)
        )
        assert await store.execute(statement) == [(1, 2), (2, 1)]


async def test_expiry_removes_what_is_older_on_that_site(store: Store) -> None:
    await fill(store, rows(1, 7, NOON - 1), rows(1, 7, NOON), rows(1, 8, NOON - 5 * US_PER_DAY), rows(2, 7, NOON - 1))
    removed = await store.expire(1, NOON)
    assert removed == {table.name: 2 for table in SITED}
    for table in SITED:
        assert await left(store, table, 1) == 1, table.name
        assert await left(store, table, 2) == 1, table.name
    assert set((await store.expire(1, NOON)).values()) == {0}


async def test_visitors_are_counted_right_after_expiry(store: Store) -> None:
    await fill(store, rows(1, 7, NOON - US_PER_DAY), rows(1, 8, NOON - US_PER_DAY), rows(1, 8, NOON))
    await store.expire(1, NOON)
    await fill(store, rows(1, 7, NOON), rows(1, 9, NOON), rows(1, 8, NOON + US_PER_DAY))
    visitors = sa.select(unique_visitors(visitor_key(analytics_sessions.c.visitor_id), 1)).where(
        analytics_sessions.c.site_id == 1
    )
    assert await store.execute(visitors) == [(3,)]
