"""How the server finds rows: months are left out, indexes serve what they are for, joins nobody reads are dropped."""

import asyncio
import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg
import pytest
import sqlalchemy as sa
from bench.traffic import SITE, START, Traffic
from tests.servers.postgres import empty_store, shared_server

from ecomdash.clock import US_PER_DAY
from ecomdash.jobs.loading_lookups import moment
from ecomdash.store.engines.postgres.dialect import render
from ecomdash.store.engines.postgres.engine import PostgresStore
from ecomdash.store.protocol import Statement
from ecomdash.store.tables import FREQUENT_TYPES, analytics_events, analytics_sessions, bot_events, conversion_events

_e, _s, _c = analytics_events.c, analytics_sessions.c, conversion_events.c
_COUNT = sa.func.count()


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    """A month of traffic, some in the two months before it and in the one after."""

    async def fill(url: str) -> None:
        store = PostgresStore(url)
        for number, part in enumerate(Traffic(40_000, 10_000).batches()):
            await store.append(part, "local", {0: number + 1}, {0: number})
        (early,) = Traffic(500, 1_000).batches()
        for days in (-60, -30, 31):
            early.events["occurred_at"] = [START + days * US_PER_DAY + n for n in range(len(early.events["site_id"]))]
            early.sessions = early.conversions = early.order_items = early.product_events = {}
            await store.append(early, f"{days} days", {0: 1}, {0: 0})
        await store.close()

    with empty_store(Path()) as url:
        asyncio.run(fill(url))
        shared_server().sql("VACUUM ANALYZE", url.rsplit("/", 1)[1])
        yield url


async def plan(url: str, statement: Statement, *, small: bool = False) -> list[dict[str, Any]]:
    """The nodes of its plan; of a table too small to need an index, the plan as if it were large."""
    sql, values = render(statement)
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(f"SET enable_seqscan = {'off' if small else 'on'}")
        (text,) = await connection.fetchrow(f"EXPLAIN (FORMAT JSON) {sql}", *values)
    finally:
        await connection.close()
    found: list[dict[str, Any]] = []
    nodes = [json.loads(text)[0]["Plan"]]
    while nodes:
        found.append(nodes.pop())
        nodes += found[-1].get("Plans", [])
    return found


def relations(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["Relation Name"] for node in nodes if "Relation Name" in node}


def parts(month: str, of: str = "") -> set[str]:
    """The parts of a month of events by type, or an index of each."""
    return {f"{month}_{kind}{of}" for kind in (*FREQUENT_TYPES, "other")}


def indexes(nodes: list[dict[str, Any]]) -> set[str]:
    return {node["Index Name"] for node in nodes if "Index Name" in node}


def between(first: int, last: int) -> list[sa.ColumnElement[bool]]:
    """Days since the traffic began, in UTC."""
    return [_e.site_id == SITE, _e.occurred_at >= _day(first), _e.occurred_at < _day(last)]


def _day(number: float) -> datetime:
    return moment(START + int(number * US_PER_DAY))


async def test_a_report_reads_its_months_alone(url: str) -> None:
    nodes = await plan(url, sa.select(_COUNT).select_from(analytics_events).where(*between(1, 29)))
    assert relations(nodes) == parts("event_rows_2026_10")
    nodes = await plan(url, sa.select(_COUNT).select_from(analytics_events).where(*between(-20, 5)))
    assert relations(nodes) == parts("event_rows_2026_09") | parts("event_rows_2026_10")


async def test_a_report_of_some_types_reads_their_parts_alone(url: str) -> None:
    pageviews = sa.select(_COUNT).where(*between(1, 29), _e.event_type == "pageview")
    assert relations(await plan(url, pageviews)) == {"event_rows_2026_10_pageview"}
    pages = sa.select(_COUNT).where(*between(1, 29), _e.event_type.in_(["pageview", "engagement"]))
    assert relations(await plan(url, pages)) == {"event_rows_2026_10_pageview", "event_rows_2026_10_engagement"}
    products = sa.select(_COUNT).where(*between(1, 29), _e.event_type == "add_to_cart")
    assert relations(await plan(url, products)) == {"event_rows_2026_10_other"}


async def test_visits_are_joined_only_where_they_are_read(url: str) -> None:
    pages = sa.select(_e.path, _COUNT).where(*between(0, 30), _e.event_type == "pageview").group_by(_e.path)
    assert "visits" not in relations(await plan(url, pages))
    countries = sa.select(_e.country, _COUNT).where(*between(0, 30)).group_by(_e.country)
    assert "visits" in relations(await plan(url, countries))


async def test_an_hour_is_found_by_its_time(url: str) -> None:
    hour = sa.select(_COUNT).where(_e.site_id == SITE, _e.occurred_at >= _day(3), _e.occurred_at < _day(3.04))
    assert indexes(await plan(url, hour)) == parts("event_rows_2026_10", "_site_id_occurred_at_idx")


async def test_the_first_and_last_event_are_read_from_the_ends(url: str) -> None:
    nodes = await plan(
        url, sa.select(sa.func.min(_e.occurred_at), sa.func.max(_e.occurred_at)).where(_e.site_id == SITE)
    )
    assert not [node for node in nodes if node["Node Type"] == "Seq Scan" and node["Plan Rows"] > 1_000]
    assert any("site_id_occurred_at" in name for name in indexes(nodes))


async def test_events_sent_again_are_found_by_id(url: str) -> None:
    ids = [UUID(int=n) for n in range(20)]
    seen = sa.select(_e.event_id).where(*between(-5, 5), _e.event_id.in_(ids))
    assert parts("event_rows_2026_10", "_event_id_idx") <= indexes(await plan(url, seen))
    b = bot_events.c
    machines = sa.select(b.event_id).where(
        b.site_id == SITE, b.occurred_at.between(_day(0), _day(9)), b.event_id.in_(ids)
    )
    assert not relations(await plan(url, machines))  # no month of machines is there yet


@pytest.mark.parametrize(
    ("statement", "index"),
    [
        (sa.select(_s.pageviews).where(_s.site_id == SITE, _s.session_id.in_([1, 2, 3])), "analytics_sessions_pkey"),
        (
            sa.select(_s.pageviews).where(_s.site_id == SITE, _s.visitor_id.in_([1, 2, 3])),
            "analytics_sessions_site_id_visitor_id_idx",
        ),
        (
            sa.select(_s.pageviews).where(_s.site_id == SITE, _s.client_session.in_([1, 2, 3])),
            "analytics_sessions_site_id_client_session_idx",
        ),
        (
            sa.select(_s.pageviews).where(_s.site_id == SITE, _s.started_at.between(_day(3), _day(3.1))),
            "analytics_sessions_site_id_started_at_idx",
        ),
        (
            sa.select(_c.revenue).where(_c.site_id == SITE, _c.order_id.in_(["A1", "A2"])),
            "conversion_events_site_id_order_id_idx",
        ),
        (
            sa.select(_c.revenue).where(_c.site_id == SITE, _c.booked_at.between(_day(3), _day(3.1))),
            "conversion_events_site_id_booked_at_idx",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
async def test_an_index_serves_what_it_is_for(url: str, statement: Statement, index: str) -> None:
    assert indexes(await plan(url, statement, small=True)) == {index}


async def test_what_arrived_lately_is_found_among_all_months(url: str) -> None:
    nodes = await plan(url, sa.select(_e.event_id).where(_e.received_at >= _day(3), _e.received_at < _day(3.01)))
    assert "event_rows_2026_10_pageview_received_at_idx" in indexes(nodes)
