"""What append promises: everything of a batch with its positions, or nothing."""

import json
import uuid
from decimal import Decimal

import pytest
import sqlalchemy as sa
from tests.store.making import TABLES, Row, at, batch, new_id

from ecomdash.events.batch import Batch
from ecomdash.store.protocol import ROWS_AT_FAULT, Overtaken, Store
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    conversion_events,
    ingest_positions,
    metadata,
    order_items,
)

NOON = at("2026-03-01T12:00")
EVENT = {"occurred_at": NOON, "visitor_id": 1, "session_id": 1, "event_type": "pageview", "path": "/"}
SESSION = {"session_id": 1, "visitor_id": 1, "started_at": NOON, "pageviews": 1}


async def count(store: Store, table: sa.Table) -> int:
    return int((await store.execute(sa.select(sa.func.count()).select_from(table)))[0][0])


async def positions(store: Store) -> dict[tuple[str, int], int]:
    rows = await store.execute(sa.select(ingest_positions))
    return {(log, partition): position for log, partition, position in rows}


async def test_a_value_of_every_kind_comes_back_as_it_went_in(store: Store) -> None:
    event_id = uuid.uuid4()
    properties = {"größe": "L", "n": 1.5, "yes": True, "none": None}
    values = {
        "event_id": event_id.bytes,
        "occurred_at": NOON + 123_456,
        "visitor_id": -(2**63),
        "session_id": 2**63 - 1,
        "event_type": "add_to_cart",
        "path": "/käse/日本?'\"\\;--",
        "engaged_ms": 86_400_000,
        "scroll_depth": 100,
        "value": Decimal("-12345678901234.5678"),
        "cls": 0.25,
        "properties": json.dumps(properties),
        "country": "DE",
    }
    await store.append(batch(events=[values]), "local", {0: 1}, {0: 0})
    c = analytics_events.c
    wanted = [c[name] for name in values] + [c.lcp_ms, c.city]
    (row,) = await store.execute(sa.select(*wanted).where(c.site_id == 1))
    found = dict(zip([column.name for column in wanted], row, strict=True))
    assert found.pop("event_id") == event_id
    stored = found.pop("properties")
    assert (json.loads(stored) if isinstance(stored, str) else stored) == properties
    assert found == {
        **{name: value for name, value in values.items() if name not in {"event_id", "properties"}},
        "lcp_ms": None,
        "city": "",
    }
    assert type(found["value"]) is Decimal


async def test_every_table_takes_rows_and_no_table_takes_others(store: Store) -> None:
    rows: dict[str, list[Row]] = {
        "events": [EVENT],
        "bots": [{"occurred_at": NOON, "bot": "GPTBot", "event_type": "pageview"}],
        "product_events": [
            {"occurred_at": NOON, "visitor_id": 1, "session_id": 1, "event_type": "view_item", "product_id": "a"}
        ],
        "order_items": [{"booked_at": NOON, "product_id": "a", "quantity": 2, "revenue": Decimal("3.30")}],
        "outcomes": [{"minute": NOON, "outcome": "stored", "events": 3, "lag_ms": 12, "measured": 3}],
        "sessions": [SESSION],
        "conversions": [{"booked_at": NOON, "order_id": "A1", "revenue": Decimal("3.30"), "units": 2}],
    }
    assert rows.keys() == TABLES.keys()
    await store.append(batch(**rows), "local", {0: 1}, {0: 0})
    for table in metadata.sorted_tables:
        assert await count(store, table) == 1, table.name


async def test_columns_that_may_be_null_can_be_left_out(store: Store) -> None:
    rows = batch(conversions=[{"booked_at": NOON, "order_id": "A1"}], order_items=[{"booked_at": NOON, "quantity": 1}])
    for columns in (rows.conversions, rows.order_items):
        for name in ("session_id", "visitor_id", "customer_id"):
            del columns[name]
    await store.append(rows, "local", {0: 1}, {0: 0})
    c = conversion_events.c
    assert await store.execute(sa.select(c.order_id, c.session_id, c.visitor_id)) == [("A1", None, None)]
    assert await store.execute(sa.select(order_items.c.session_id)) == [(None,)]


async def test_positions_advance_with_the_batch_by_log_and_partition(store: Store) -> None:
    await store.append(batch(events=[EVENT]), "local", {0: 10, 1: 20}, {0: 0, 1: 0})
    await store.append(batch(events=[EVENT]), "local", {0: 30}, {0: 10})
    await store.append(Batch(), "other", {0: 5}, {})
    assert await positions(store) == {("local", 0): 30, ("local", 1): 20, ("other", 0): 5}
    assert await count(store, analytics_events) == 2


async def test_a_batch_begins_where_the_log_is_stored_to(store: Store) -> None:
    await store.append(batch(events=[EVENT]), "local", {0: 10}, {0: 0})
    for since in ({0: 0}, {0: 11}, {0: 10, 1: 5}, {}, {1: 0}):
        with pytest.raises(Overtaken):
            await store.append(batch(events=[EVENT]), "local", {0: 20}, since)
    assert await positions(store) == {("local", 0): 10}
    assert await count(store, analytics_events) == 1
    await store.append(batch(events=[EVENT]), "local", {0: 20, 1: 5}, {0: 10, 1: 0})
    assert await positions(store) == {("local", 0): 20, ("local", 1): 5}


async def test_an_order_that_another_stored_meanwhile_is_not_stored_again(store: Store) -> None:
    order = {"conversion_id": new_id(), "order_id": "A1", "booked_at": NOON, "occurred_at": NOON}
    await store.append(batch(conversions=[order]), "local", {0: 1}, {0: 0})
    other = {**order, "conversion_id": new_id()}
    with pytest.raises(Overtaken):
        await store.append(batch(events=[EVENT], conversions=[other]), "local", {1: 1}, {1: 0})
    assert await positions(store) == {("local", 0): 1}
    assert await count(store, analytics_events) == 0
    again, refund, elsewhere = order, {**other, "kind": "refund"}, {**other, "site_id": 2}
    await store.append(batch(conversions=[again, refund, elsewhere]), "local", {1: 1}, {1: 0})
    assert await count(store, conversion_events) == 3


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param({"conversions": [{"booked_at": NOON, "revenue": Decimal("1e30")}]}, id="money too large"),
        pytest.param({"sessions": [{**SESSION, "session_id": 2, "pageviews": 2**40}]}, id="number too large"),
        pytest.param({"conversions": [{"booked_at": "yesterday"}]}, id="time as text"),
    ],
)
async def test_a_batch_that_fails_leaves_nothing_behind(store: Store, bad: dict[str, list[Row]]) -> None:
    await store.append(batch(events=[EVENT], sessions=[SESSION]), "local", {0: 1}, {0: 0})
    later = {**SESSION, "session_id": 2, "visitor_id": 2}
    rows: dict[str, list[Row]] = {"events": [EVENT], "sessions": [later], **bad}
    made = batch(**rows)
    with pytest.raises(ROWS_AT_FAULT):
        await store.append(made, "local", {0: 2}, {0: 1})
    assert await positions(store) == {("local", 0): 1}
    assert await count(store, analytics_events) == 1
    assert await count(store, analytics_sessions) == 1
    await store.append(batch(events=[EVENT], sessions=[later]), "local", {0: 2}, {0: 1})
    assert await positions(store) == {("local", 0): 2}
    assert await count(store, analytics_sessions) == 2


async def test_rows_that_can_never_be_stored_are_no_passing_trouble(store: Store) -> None:
    rows = batch(events=[EVENT], outcomes=[{"minute": NOON, "outcome": "stored", "events": 1}])
    del rows.outcomes["events"]
    with pytest.raises(ROWS_AT_FAULT, match="events"):
        await store.append(rows, "local", {0: 1}, {0: 0})
    assert await count(store, analytics_events) == 0


async def test_a_session_replaces_its_earlier_self_and_no_other(store: Store) -> None:
    others = [{**SESSION, "session_id": 2}, {**SESSION, "site_id": 2}]
    await store.append(batch(sessions=[SESSION, *others]), "local", {0: 1}, {0: 0})
    grown = {**SESSION, "ended_at": NOON + 60_000_000, "pageviews": 2}
    await store.append(batch(sessions=[grown]), "local", {0: 2}, {0: 1})
    earlier = {**grown, "started_at": NOON - 60_000_000, "pageviews": 3}
    await store.append(batch(sessions=[earlier]), "local", {0: 3}, {0: 2})
    c = analytics_sessions.c
    rows = await store.execute(
        sa.select(c.site_id, c.session_id, c.started_at, c.pageviews).order_by(c.site_id, c.session_id)
    )
    assert rows == [(1, 1, NOON - 60_000_000, 3), (1, 2, NOON, 1), (2, 1, NOON, 1)]


async def test_a_refund_moves_to_the_day_of_its_order(store: Store) -> None:
    refund = {"conversion_id": uuid.uuid4().bytes, "kind": "refund", "order_id": "A1", "refund": Decimal(5)}
    day = 86_400_000_000
    await store.append(batch(conversions=[{**refund, "occurred_at": NOON, "booked_at": NOON}]), "local", {0: 1}, {0: 0})
    await store.append(
        batch(conversions=[{**refund, "occurred_at": NOON, "booked_at": NOON - 30 * day}]), "local", {0: 2}, {0: 1}
    )
    c = conversion_events.c
    assert await store.execute(sa.select(c.booked_at, c.refund)) == [(NOON - 30 * day, Decimal(5))]


async def test_money_adds_up_exactly(store: Store) -> None:
    prices = [Decimal("0.10"), Decimal("0.20"), Decimal("-0.05"), Decimal("1234567.8901")]
    await store.append(
        batch(order_items=[{"booked_at": NOON, "revenue": price} for price in prices]), "local", {0: 1}, {0: 0}
    )
    (total,) = (await store.execute(sa.select(sa.func.sum(order_items.c.revenue))))[0]
    assert total == Decimal("1234568.1401")
