"""ClickHouse's spelling of the named constructs and of what SQLAlchemy writes otherwise, by what the engine answers."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.store.clickhouse_stores import Place, opened
from tests.store.making import at, batch

from ecomdash.store.expressions import (
    epoch_us,
    folded,
    has_text,
    json_keys,
    json_text,
    like_wildcard,
    mean_money,
    month_day,
    quantile,
    timestamp,
    whole,
)
from ecomdash.store.tables import analytics_events, conversion_events

NOON = at("2026-07-02T12:00")
_e = analytics_events.c
CASES: list[tuple[sa.ColumnElement[Any], object]] = [
    (epoch_us(timestamp(at("2026-03-29T01:02:03.456789"))), at("2026-03-29T01:02:03.456789")),
    (whole(sa.literal(7) + sa.literal(8), sa.literal(4)), 3),
    *(
        (month_day(sa.literal(at(time), sa.BigInteger)), at(time[:8] + "01") // 86_400_000_000)
        for time in ("2026-03-31T23:59:59", "1969-12-31T23:59:59.999999", "1910-05-02", "2024-02-29", "2151-06-30")
    ),
    (has_text(sa.literal("größe 100%"), sa.literal("e 100%")), True),
    (has_text(sa.literal("abc"), sa.literal("a%")), False),
    (like_wildcard(sa.literal("/Shoes/red.html"), "/shoes/*.html"), True),
    (like_wildcard(sa.literal("/shoes/redxhtml"), "/shoes/*.html"), False),
    (like_wildcard(sa.literal("a+b(c)[d]{e}^$|\\"), "a+b(c)[d]{e}^$|\\"), True),
    (like_wildcard(sa.literal("line\nline"), "l*e"), True),
    (like_wildcard(sa.literal("größe"), "gr??e"), True),
    (like_wildcard(sa.literal("ΣΣΣ \u212a ǆ İ"), "σς? k ǅ i"), True),
    (like_wildcard(sa.literal("ı"), "I"), False),
    (folded(sa.literal("GRÖSSE Ж İzmir ΠΆΤΡΑΣ πατρας")), "grösse ж izmir πάτρασ πατρασ"),
    (like_wildcard(sa.literal("🎁 5 € – e\u0301"), "🎁 * € – E\u0301"), True),
    (sa.literal(7) / sa.literal(2), 3.5),
    (sa.literal(-5) + sa.literal(300), 295),
    (sa.func.coalesce(sa.cast(sa.null(), sa.Integer), 0), 0),
    (sa.tuple_(sa.literal("a"), sa.literal(1)).in_([("a", 1), ("b", 2)]), True),
    (sa.literal("x").in_([]), False),
]  # fmt: skip
TEXTS = {
    "text": ('"ä\\"\\u00e9"', 'ä"é'), "whole": ("7", "7"), "fraction": ("1.5", "1.5"), "whole fraction": ("1.0", "1.0"),
    "negative": ("-3.0", "-3.0"), "yes": ("true", "true"), "nothing": ("null", None), "$.a/b~[0]": ('"odd"', "odd"),
    "list": ("[1,2]", "[1,2]"), "object": ('{"a":1}', '{"a":1}'), "empty": ('""', ""), "number as text": ('"1"', "1"),
}  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    with opened(tmp_path_factory.mktemp("dialect")) as found:
        yield found


@pytest.mark.parametrize("case", range(len(CASES)))
async def test_construct(place: Place, case: int) -> None:
    expression, expected = CASES[case]
    store = place.store()
    assert await store.execute(sa.select(expression)) == [(expected,)]
    await store.close()


async def test_a_property_is_the_text_that_was_sent(place: Place) -> None:
    store = place.store()
    properties = "{" + ",".join(f"{json.dumps(key)}:{value}" for key, (value, _) in TEXTS.items()) + "}"
    events = [
        {"visitor_id": 1, "session_id": 1, "occurred_at": NOON, "event_type": "text", "properties": each}
        for each in (properties, None)
    ]
    await store.append(batch(events=events), "texts", {0: 1}, {0: 0})
    texts = sa.select(*(json_text(_e.properties, key) for key in (*TEXTS, "missing"))).where(_e.event_type == "text")
    assert sorted(await store.execute(texts), key=str, reverse=True) == [
        tuple([None] * (len(TEXTS) + 1)),
        (*(text for _, text in TEXTS.values()), None),
    ]
    keys = await store.execute(sa.select(json_keys(_e.properties)).where(_e.event_type == "text"))
    assert sorted(key for (key,) in keys) == sorted(TEXTS)
    await store.close()


async def test_aggregates_of_amounts_and_measures(place: Place) -> None:
    store = place.store()
    c = conversion_events.c
    orders = {"a": ["0.01", "0.02", "0.02"], "b": ["-0.01", "-0.02", "-0.02"], "c": ["99999999999999.9999", "0.0002"]}
    rows = [
        {"order_id": f"{coupon}{n}", "coupon": coupon, "booked_at": NOON, "revenue": Decimal(amount)}
        for coupon, amounts in orders.items()
        for n, amount in enumerate(amounts)
    ]
    rows.append({"order_id": "d", "coupon": "d", "booked_at": NOON, "revenue": None})
    vitals = [
        {"visitor_id": 1, "session_id": 1, "occurred_at": NOON, "event_type": "vital", "lcp_ms": value}
        for value in (4.0, 1.0, 2.0, 3.0, None)
    ]
    await store.append(batch(conversions=rows, events=vitals), "amounts", {0: 1}, {0: 0})
    means = sa.select(c.coupon, mean_money(c.revenue), sa.func.sum(c.revenue)).group_by(c.coupon).order_by(c.coupon)
    assert await store.execute(means) == [
        ("a", Decimal("0.0167"), Decimal("0.05")),
        ("b", Decimal("-0.0167"), Decimal("-0.05")),
        ("c", Decimal("50000000000000.0001"), Decimal("100000000000000.0001")),
        ("d", None, None),
    ]
    measured = sa.select(quantile(_e.lcp_ms, 0.75), sa.func.count(_e.lcp_ms), sa.func.max(_e.target_url))
    assert await store.execute(measured.where(_e.event_type == "vital")) == [(3.25, 4, "")]
    assert await store.execute(measured.where(_e.event_type == "none")) == [(None, 0, None)]
    await store.close()
