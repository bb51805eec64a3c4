"""Tables that keep a number alone give the id it stands for to whoever asks, in any part of a statement."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.store.making import at, batch

from ecomdash.settings import load
from ecomdash.store.engines.duckdb import numbers
from ecomdash.store.engines.opening import open_store
from ecomdash.store.expressions import session_key, timestamp
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events

NOON = at("2026-03-01T12:00")
_e, _s = analytics_events.c, analytics_sessions.c
WHO = {1: -5, 2: 2**63 - 1, 3: 7}  # session -> visitor


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = open_store(load({}, data=tmp_path, store_memory="100MB"))
    await store.migrate()
    events = [
        {"occurred_at": NOON + n, "session_id": n % 3 + 1, "visitor_id": WHO[n % 3 + 1], "event_type": "pageview"}
        for n in range(7)
    ]
    sessions = [{"session_id": key, "visitor_id": who, "started_at": NOON} for key, who in WHO.items()]
    await store.append(batch(events=events, sessions=sessions), "local", {0: 1}, {0: 0})
    yield store
    await store.close()


async def test_an_id_is_read_filtered_grouped_and_joined_by(store: Store) -> None:
    by_visitor = sa.select(_e.visitor_id, sa.func.count()).group_by(_e.visitor_id).order_by(_e.visitor_id)
    assert await store.execute(by_visitor) == [(-5, 3), (7, 2), (2**63 - 1, 2)]
    assert await store.execute(sa.select(sa.func.count()).where(_e.visitor_id.in_([7, -5]))) == [(5,)]
    assert await store.execute(sa.select(sa.func.count(_e.visitor_id.distinct()))) == [(3,)]
    named = sa.select(_e.visitor_id.label("who"), _e.session_id).where(_e.visitor_id == 7).limit(1)
    assert await store.execute(named) == [(7, 3)]
    inner = sa.select(_e.visitor_id, _e.occurred_at).subquery()
    assert await store.execute(sa.select(sa.func.max(inner.c.occurred_at)).where(inner.c.visitor_id == -5)) == [
        (NOON + 6,)
    ]
    joined = sa.select(sa.func.count()).select_from(
        analytics_events.join(analytics_sessions, _e.visitor_id == _s.visitor_id)
    )
    assert await store.execute(joined) == [(7,)]


async def test_the_key_of_a_session_is_the_same_in_every_table(store: Store) -> None:
    order = {"booked_at": NOON, "order_id": "A1", "session_id": 2}
    unknown = {"booked_at": NOON, "order_id": "A2"}
    await store.append(batch(conversions=[order, unknown]), "local", {0: 2}, {0: 1})
    c = conversion_events.c
    buyers = sa.select(session_key(c.session_id)).where(c.order_id == "A1")
    bought = sa.select(_e.session_id, sa.func.count()).where(session_key(_e.session_id).in_(buyers))
    assert await store.execute(bought.group_by(_e.session_id)) == [(2, 2)]
    joined = conversion_events.join(analytics_sessions, session_key(c.session_id) == session_key(_s.session_id))
    assert await store.execute(sa.select(c.order_id, _s.session_id).select_from(joined)) == [("A1", 2)]


async def test_an_alias_reads_its_own_rows(store: Store) -> None:
    a, b = analytics_events.alias("a"), analytics_events.alias("b")
    pairs = sa.select(a.c.visitor_id, b.c.visitor_id).where(
        a.c.occurred_at == timestamp(NOON), b.c.occurred_at == timestamp(NOON + 1)
    )
    assert await store.execute(pairs) == [(-5, 2**63 - 1)]


async def test_numbers_are_consecutive_and_kept_when_nothing_is_remembered(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(numbers, "_REMEMBERED", 2)
    for number in range(4):
        rows = [
            {"session_id": key, "visitor_id": who, "started_at": NOON}
            for key, who in (*WHO.items(), (9, number), (8, 7))
        ]
        await store.append(batch(sessions=rows), "local", {0: number + 2}, {0: number + 1})
    table = sa.table("visitors", sa.column("visitor_id", sa.BigInteger), sa.column("visitor_no", sa.Integer))
    found = await store.execute(sa.select(table.c.visitor_no, table.c.visitor_id).order_by(table.c.visitor_no))
    assert [number for number, _ in found] == list(range(7))
    assert {visitor for _, visitor in found} == {*WHO.values(), 0, 1, 2, 3}
