"""Rows that replace others, wherever these lie, and what is left of a visitor who was erased."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from tests.store.clickhouse_stores import Place, count, opened
from tests.store.making import at, batch, new_id

from ecomdash.clock import US_PER_DAY
from ecomdash.events.batch import Columns
from ecomdash.store.engines.arrow import arrow_table
from ecomdash.store.engines.clickhouse.packing import packed
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_events, analytics_sessions, bot_events, conversion_events

NOON = at("2026-03-01T12:00")
_s = analytics_sessions.c


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as found:
        yield found


async def sessions(store: Store) -> list[tuple[int, int, int]]:
    found = await store.execute(sa.select(_s.visitor_id, _s.started_at, _s.pageviews).order_by(_s.session_id))
    return [(visitor, started, pageviews) for visitor, started, pageviews in found]


async def test_a_session_that_turns_out_to_have_begun_last_month_is_one(place: Place) -> None:
    store = place.store()
    midnight = at("2026-03-01T00:00")
    row = {"session_id": 1, "visitor_id": 1, "started_at": midnight + 5, "ended_at": midnight + 9, "pageviews": 1}
    for n, started in enumerate((midnight + 5, midnight - 5, midnight - 5, midnight - 7)):
        later = {**row, "started_at": started, "pageviews": n + 1}
        await store.append(batch(sessions=[later]), "local", {0: n + 1}, {0: n})
        assert await sessions(store) == [(1, started, n + 1)]
    place.sql("OPTIMIZE TABLE analytics_sessions FINAL")
    assert await sessions(store) == [(1, midnight - 7, 4)]
    await store.close()


async def test_a_session_that_comes_to_be_of_another_visitor_is_theirs_alone(place: Place) -> None:
    store = place.store()
    row = {"session_id": 1, "started_at": NOON, "ended_at": NOON}
    for n, visitor in enumerate((7, 8, 7, 9)):
        rows = batch(sessions=[{**row, "visitor_id": visitor, "pageviews": n}])
        await store.append(rows, "local", {0: n + 1}, {0: n})
        assert await sessions(store) == [(visitor, NOON, n)]
    for gone in (7, 8):
        assert (await store.erase(1, gone))["analytics_sessions"] == 0
        assert await sessions(store) == [(9, NOON, 3)]
    assert (await store.erase(1, 9))["analytics_sessions"] == 1
    assert await sessions(store) == []  # and not as it was when it was another's
    assert place.sql("SELECT count() FROM analytics_sessions WHERE dead = 0 SETTINGS final = 0") == [(0,)]
    await store.close()


async def test_of_an_erased_visitor_the_journal_keeps_nothing(place: Place) -> None:
    store = place.store()
    event = {"visitor_id": 7, "session_id": 1, "occurred_at": NOON, "event_type": "pageview", "path": "/mine"}
    await store.append(batch(events=[event]), "local", {0: 1}, {0: 0})
    assert place.sql("SELECT count() FROM ingest_journal") == [(1,)]
    await store.erase(1, 7)
    assert place.sql("SELECT count() FROM ingest_journal") == [(0,)]
    await store.append(batch(events=[{**event, "visitor_id": 8}]), "local", {0: 2}, {0: 1})
    assert await count(store, analytics_events) == 1
    await store.close()


async def test_an_old_order_comes_back_in_another_month_and_is_still_one(place: Place) -> None:
    store = place.store()
    order = {"conversion_id": new_id(), "kind": "refund", "order_id": "A1", "occurred_at": NOON}
    for n, days in enumerate((0, 70, 70)):
        moved = {**order, "booked_at": NOON - days * US_PER_DAY, "visitor_id": 5 if n else None}
        await store.append(batch(conversions=[moved]), "local", {0: n + 1}, {0: n})
    c = conversion_events.c
    assert await store.execute(sa.select(c.booked_at, c.visitor_id)) == [(NOON - 70 * US_PER_DAY, 5)]
    await store.close()


async def test_years_of_history_come_in_one_batch(place: Place) -> None:
    store = place.store()
    days = range(0, 365 * 12, 15)
    events = [
        {"visitor_id": n, "session_id": n, "occurred_at": NOON - n * US_PER_DAY, "event_type": "pageview"} for n in days
    ]
    await store.append(batch(events=events), "local", {0: 1}, {0: 0})
    assert await count(store, analytics_events) == len(days)
    await store.close()


async def test_ids_and_arrivals_come_back_as_they_were(place: Place) -> None:
    store = place.store()
    ids = [uuid.UUID(int=0), uuid.UUID(int=2**128 - 1), uuid.uuid4(), uuid.UUID("01963c5e-0e0a-7abc-8def-0123456789ab")]
    lags = [0, -US_PER_DAY, 48 * 3_600_000_001, 999]
    rows = [
        {
            "event_id": each.bytes,
            "visitor_id": 1,
            "session_id": 1,
            "occurred_at": NOON + n,
            "received_at": NOON + n + lag,
        }
        for n, (each, lag) in enumerate(zip(ids, lags, strict=True))
    ]
    bot = {"event_id": ids[2].bytes, "occurred_at": NOON, "bot": "x", "event_type": "pageview"}
    await store.append(batch(events=rows, bots=[bot]), "local", {0: 1}, {0: 0})
    c = analytics_events.c
    found = await store.execute(sa.select(c.event_id, c.received_at).order_by(c.occurred_at))
    assert found == [(each, NOON + n + lag) for n, (each, lag) in enumerate(zip(ids, lags, strict=True))]
    assert await store.execute(sa.select(c.occurred_at).where(c.event_id.in_([ids[1], uuid.uuid4()]))) == [(NOON + 1,)]
    late = sa.select(c.event_id).where(c.received_at > sa.func.fromUnixTimestamp64Micro(NOON + US_PER_DAY))
    assert await store.execute(late) == [(ids[2],)]
    assert await store.execute(sa.select(bot_events.c.event_id)) == [(ids[2],)]
    await store.close()


@given(st.lists(st.tuples(st.binary(min_size=16, max_size=16), st.integers(0, 2**52)), min_size=1, max_size=5))
def test_a_packed_id_is_the_id(events: list[tuple[bytes, int]]) -> None:
    columns: Columns = {"event_id": [event_id for event_id, _ in events], "occurred_at": [time for _, time in events]}
    rows = packed(arrow_table(analytics_events, columns))
    stored = zip(rows["id_high"].to_pylist(), rows["id_low"].to_pylist(), events, strict=True)
    for high, low, (event_id, time) in stored:
        whole = (high + (time // 1000 << 16)) % 2**64 << 64 | low
        assert whole.to_bytes(16, "big") == event_id
