"""The read API over events that came in by the collector: numbers, shapes, ranges, filters, and hostile questions."""

import json
from decimal import Decimal
from typing import Any

import pytest
from tests.api.shop import API, NOON, Shop

from ecomdash.api import schemas
from ecomdash.api.arrivals import arrivals

MILLISECOND = 1_000
MINUTE = 60_000_000
DAY = 24 * 60 * MINUTE


def _at(microseconds: int) -> int:
    return (NOON + microseconds) // MILLISECOND


def _visit(name: str, *paths: str, at: int = 0, referrer: str = "") -> list[dict[str, Any]]:
    who = {"visitor_id": name, "session_id": f"{name}/{at}"}
    return [
        who
        | {"event_type": "pageview", "url": f"https://shop.example{path}", "occurred_at": _at(at + n * MINUTE)}
        | ({"referrer": referrer} if referrer and n == 0 else {})
        for n, path in enumerate(paths)
    ]


def _order(name: str, order_id: str, value: str, at: int = 0) -> dict[str, Any]:
    return {
        "event_type": "purchase", "visitor_id": name, "session_id": f"{name}/{at}", "order_id": order_id,
        "value": value, "currency": "GBP", "url": "https://shop.example/thanks", "occurred_at": _at(at + 5 * MINUTE),
        "items": [{"item_id": "mug", "item_name": "Mug", "price": value, "quantity": 1}],
    }  # fmt: skip


@pytest.fixture
async def busy(demo: Shop) -> Shop:
    """Two visitors today and one yesterday; 0.10 + 0.20 of orders, which a float would not add up to 0.3."""
    ago = -30 * MINUTE
    await demo.track(
        "demo",
        *_visit("ann", "/", "/mug", at=ago, referrer="https://news.example/story"),
        _order("ann", "1", "0.10", at=ago),
        *_visit("bob", "/", at=ago),
        _order("bob", "2", "0.20", at=ago),
        *_visit("eve", "/mug", at=-DAY),
        token=await demo.add_token("ingest"),
    )
    return demo


async def _query(shop: Shop, **question: Any) -> dict[str, Any]:
    async with shop.client() as client:
        answer = await client.post(f"{API}/analytics/query", json=question)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = json.loads(answer.text, parse_float=Decimal)
    schemas.QueryResponse.model_validate(json.loads(answer.text))
    return document


async def test_the_summary(busy: Shop) -> None:
    async with busy.client() as client:
        answer = await client.get(f"{API}/analytics/summary?preset=today&comparison=previous_period")
    assert answer.status_code == 200, answer.text
    schemas.Summary.model_validate(answer.json())
    found = json.loads(answer.text, parse_float=Decimal)
    assert (found["pageviews"], found["visitors"], found["sessions"], found["orders"]) == (3, 2, 2, 2)
    assert Decimal(found["revenue"]) == Decimal("0.30")
    assert (found["conversion_rate"], found["currency"]) == (100, "GBP")
    assert found["top_pages"][0] == {"page": "/", "pageviews": 2, "visitors": 2}
    assert found["top_referrers"] == [{"referrer": "news.example/story", "visits": 1}]
    assert found["devices"] == [{"device": "desktop", "visitors": 2, "sessions": 2}]
    assert found["comparison"]["visitors"] in {0, 1}
    assert found["range"] == {"from": "2026-06-01T00:00:00+01:00", "to": "2026-06-02T00:00:00+01:00"}
    assert found["meta"]["partial"] is True


async def test_money_is_an_exact_number(busy: Shop) -> None:
    found = await _query(busy, metrics=["revenue", "orders"], dimensions=["day"], range={"preset": "7d"})
    assert Decimal(found["totals"]["metrics"][0]) == Decimal("0.30")
    assert [column["unit"] for column in found["columns"]] == ["time", "currency", "count"]
    assert len(found["rows"]) == 7
    assert found["rows"][-1]["dimensions"] == ["2026-06-01"]


async def test_a_breakdown_with_order_limit_and_offset(busy: Shop) -> None:
    question = {"metrics": ["pageviews"], "dimensions": ["page"], "range": {"preset": "7d"}}
    found = await _query(busy, **question, order=[{"field": "page", "direction": "asc"}], limit=1, offset=1)
    assert [row["dimensions"] for row in found["rows"]] == [["/mug"]]
    assert found["meta"]["row_count"] == 2
    assert found["totals"]["metrics"] == [4]


@pytest.mark.parametrize(
    ("filters", "visitors"),
    [
        ({"field": "page", "values": ["/mug"]}, 2),
        ({"field": "page", "op": "is", "values": ["/mug", "/"]}, 3),
        ({"and": [{"field": "page", "values": ["/"]}, {"field": "referrer", "op": "contains", "values": ["news"]}]}, 1),
        ({"or": [{"field": "page", "values": ["/nothing"]}, {"field": "device", "values": ["desktop"]}]}, 3),
        ({"not": {"field": "referrer", "op": "contains", "values": ["news"]}}, 2),
        ({"field": "page", "values": ["'; drop table analytics_events; --"]}, 0),
        ({"field": "page", "op": "contains", "values": ["%", "_", "\\", "\u0000", "💶"]}, 0),
        ({"field": "property:it's; --", "values": ["x"]}, 0),
    ],
)
async def test_filters_by_both_ways_of_asking(busy: Shop, filters: dict[str, Any], visitors: int) -> None:
    found = await _query(busy, metrics=["visitors"], filters=filters, range={"preset": "7d"})
    assert found["totals"]["metrics"] == [visitors]
    async with busy.client() as client:
        params = {"preset": "7d", "filters": json.dumps(filters)}
        summary = await client.get(f"{API}/analytics/summary", params=params)
    assert summary.json()["visitors"] == visitors, summary.text


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ({"metrics": ["visitors; drop table x"]}, "metrics"),
        ({"metrics": ["vistors"]}, "metrics"),
        ({"metrics": ["visitors"], "dimensions": ["1=1"]}, "dimensions"),
        ({"metrics": ["visitors"], "dimensions": ["property:"]}, "dimensions"),
        ({"metrics": ["visitors"], "filters": {"field": "password", "values": ["x"]}}, "filters"),
        ({"metrics": ["visitors"], "dimensions": ["page"], "order": [{"field": "revenue"}]}, "order"),
        ({"metrics": ["visitors"], "range": {"from": "2026-01-02", "to": "2026-01-01"}}, "range"),
        ({"metrics": ["visitors"], "range": {"from": "0001-01-01", "to": "9999-12-31"}}, "range"),
        (
            {"metrics": ["visitors"], "filters": {"or": [{"and": [{"field": "page", "values": ["x"]}] * 50}] * 50}},
            "filters",
        ),
    ],
)
async def test_a_question_that_cannot_be_answered(busy: Shop, question: dict[str, Any], field: str) -> None:
    async with busy.client() as client:
        answer = await client.post(f"{API}/analytics/query", json=question)
    assert answer.status_code == 422, answer.text
    assert answer.json()["type"] == "/problems/invalid_question"
    assert answer.json()["errors"][0]["field"].split(".")[0] == field


async def test_the_largest_question_is_answered(busy: Shop) -> None:
    filters = {
        "or": [{"field": "page", "op": "contains", "values": [f"/{n}/{m}" for m in range(5)]} for n in range(50)]
    }
    found = await _query(
        busy, metrics=["visitors", "pageviews"], dimensions=["page", "source", "country", "device"], filters=filters,
        limit=10_000,
    )  # fmt: skip
    assert found["rows"] == []


async def test_a_custom_comparison_and_a_custom_range(busy: Shop) -> None:
    found = await _query(
        busy,
        metrics=["visitors"],
        range={"from": "2026-06-01", "to": "2026-06-01"},
        comparison={"from": "2026-05-31", "to": "2026-05-31"},
    )
    assert (found["totals"]["metrics"], found["totals"]["comparison"]) == ([2], [1])
    assert found["comparison_range"]["from"] == "2026-05-31T00:00:00+01:00"


async def test_realtime(busy: Shop) -> None:
    await busy.track("demo", *_visit("now", "/live"), _order("now", "9", "12.50"))
    async with busy.client() as client:
        answer = await client.get(f"{API}/analytics/realtime")
    schemas.Realtime.model_validate(answer.json())
    found = json.loads(answer.text, parse_float=Decimal)
    assert (found["active_visitors"], found["pageviews"]) == (1, 1)
    assert {"name": "/live", "visitors": 1} in found["top_pages"]
    assert found["recent_conversions"][0]["order_id"] == "9"
    assert Decimal(found["recent_conversions"][0]["revenue"]) == Decimal("12.50")
    assert len(found["pageviews_per_minute"]) == 30


async def test_quality_counts_every_outcome(busy: Shop) -> None:
    async with busy.client() as client:
        bad = await client.post(
            f"{API}/analytics/track/event", json={"event_type": "pageview", "url": 7, "site_key": "demo"}
        )
        assert bad.status_code in {400, 422}
    async with busy.client(**{"user-agent": "Googlebot/2.1 (+http://www.google.com/bot.html)"}) as robot:
        await robot.post(f"{API}/analytics/track/event", json=_visit("robot", "/")[0] | {"site_key": "demo"})
    await busy.load()
    async with busy.client() as client:
        answer = await client.get(f"{API}/analytics/quality?preset=today")
    schemas.Quality.model_validate(answer.json())
    found = answer.json()
    assert (found["stored"], found["dropped"]) == (6, 1)
    assert found["bots"][0]["events"] == 1
    assert sum(bucket["stored"] for bucket in found["timeline"]) == 6
    assert found["last_event_at"] is not None


async def test_the_properties_that_events_carry_can_be_listed(shop: Shop) -> None:
    key, other = await shop.add_site(), await shop.add_site("Other")
    token = await shop.add_token("read")
    await shop.track(key, *(_visit("ann", "/")[0] | {"properties": properties} for properties in (
        {"plan": "pro", "größe": 4}, {"plan": "free"}, {}
    )))  # fmt: skip
    await shop.track(other, _visit("bob", "/")[0] | {"properties": {"theirs": True}})
    address = f"{API}/analytics/properties"
    async with shop.client(authorization=f"Bearer {token}") as client:
        answer = await client.get(f"{address}?site={key}&preset=today")
        before = await client.get(f"{address}?site={key}&preset=yesterday")
        wrong = await client.get(f"{address}?site={key}&preset=today&from=2026-01-01&to=2026-01-02")
        nowhere = await client.get(f"{address}?site=none")
    assert answer.json() == [{"key": "plan", "events": 2}, {"key": "größe", "events": 1}]
    assert before.json() == []
    assert (wrong.status_code, nowhere.status_code) == (422, 404)
    async with shop.client() as stranger:
        assert (await stranger.get(f"{address}?site={key}")).status_code == 401


async def test_the_catalog_has_what_questions_may_name(busy: Shop) -> None:
    async with busy.client() as client:
        answer = await client.get(f"{API}/catalog")
    catalog = schemas.Catalog.model_validate(answer.json())
    for metric in catalog.metrics:
        await _query(busy, metrics=[metric.name], range={"preset": "today"})
    assert {"page", "source", "country"} <= {dimension.name for dimension in catalog.dimensions}
    assert {"pageview", "purchase"} <= {event.name for event in catalog.event_types}


async def test_the_site_list_shows_when_events_came(busy: Shop) -> None:
    async with busy.client() as client:
        site = (await client.get(f"{API}/sites")).json()[0]
    assert site["first_event_at"] == "2026-06-01T11:35:00Z", "the first order was booked before it arrived"
    assert site["last_event_at"] == "2026-06-01T12:00:00Z"


async def test_deleting_a_site_deletes_what_is_stored_of_it(shop: Shop) -> None:
    await shop.add_user("ann@example.com", "owner")
    key = await shop.add_site()
    other = await shop.add_site("Other")
    await shop.track(key, *_visit("ann", "/"))
    await shop.track(other, *_visit("bob", "/"))
    client = await shop.log_in("ann@example.com")
    sites = {site["key"]: site for site in (await client.get(f"{API}/sites")).json()}
    currency = await client.patch(f"{API}/sites/{sites[key]['id']}", json={"currency": "USD"})
    assert currency.status_code == 409, "what is stored would be taken for dollars"
    assert (await client.delete(f"{API}/sites/{sites[key]['id']}")).status_code == 204
    async with shop.client() as browser:
        late = await browser.post(f"{API}/analytics/track/event", json=_visit("ann", "/")[0] | {"site_key": key})
    assert late.status_code in {403, 404, 422}, late.text
    assert (await client.get(f"{API}/analytics/summary?site={key}")).status_code == 404
    assert (await client.get(f"{API}/analytics/summary?site={other}&preset=today")).json()["visitors"] == 1
    assert set(await arrivals(shop.parts.store)) == {sites[other]["id"]}


async def test_quality_tells_what_was_refused_last(shop: Shop) -> None:
    key, other = await shop.add_site(), await shop.add_site("Other")
    token = await shop.add_token("read")
    bad: list[dict[str, Any]] = [
        {"event_type": "purchase", "order_id": "1", "currency": "ann@example.com"},
        {"event_type": "pageview", "x": 1},
    ]
    async with shop.client(authorization=f"Bearer {token}") as client:
        first = (await client.get(f"{API}/analytics/quality?site={key}")).json()
        assert first["recent_refusals"] == []
        assert first["unknown_keys"] == {"events": 0, "last_at": None, "key_hint": None}
    async with shop.client() as sender:
        for event in bad:
            await sender.post(f"{API}/analytics/track/event", json=event | {"site_key": key})
        for number in range(25):
            event = {"event_type": "pageview", "site_key": other, f"a{number}": 1}
            await sender.post(f"{API}/analytics/track/event", json=event)
        await sender.post(f"{API}/analytics/track/event", json={"event_type": "pageview", "site_key": "0123456789ab"})
    async with shop.client(authorization=f"Bearer {token}") as client:
        answer = await client.get(f"{API}/analytics/quality?site={key}&preset=yesterday")
        others = (await client.get(f"{API}/analytics/quality?site={other}")).json()["recent_refusals"]
    schemas.Quality.model_validate(answer.json())
    found = answer.json()
    assert "ann@" not in answer.text
    told = [(one["event_type"], one["reason"], one["field"], one["events"]) for one in found["recent_refusals"]]
    assert told == [("pageview", "unknown_field", "x", 1), ("purchase", "invalid_field", "currency", 1)]
    assert found["recent_refusals"][0]["occurred_at"] == "2026-06-01T12:00:00Z"
    assert found["unknown_keys"] == {"events": 1, "last_at": "2026-06-01T12:00:00Z", "key_hint": "01234567"}
    assert found["refusals_incomplete"] is False
    assert [one["field"] for one in others] == [f"a{number}" for number in range(24, 4, -1)]
