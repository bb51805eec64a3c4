"""Breakdowns of the golden shop, worked out by hand."""

from decimal import Decimal

import pytest
from tests.golden.asking import WEEKEND, days, table
from tests.golden.shop import SITE

from ecomdash.query.question import IsNot, Order, Question
from ecomdash.query.run import ask
from ecomdash.store.protocol import Store


async def test_by_source_with_money_and_visits_from_two_tables(store: Store) -> None:
    found = await table(store, "visitors sessions bounce_rate orders revenue net_revenue", "source")
    assert found == {
        "Google": (2, 3, 0.0, 2, Decimal("169.80"), Decimal("149.90")),
        "Direct": (1, 2, 100.0, 0, 0, 0),
        "Newsletter": (1, 1, 0.0, 0, 0, 0),
        None: (0, 0, None, 1, 200, 200),  # the imported order has no visit
    }
    assert list(found) == ["Google", "Direct", "Newsletter", None]


async def test_by_country_the_unknown_one_is_none(store: Store) -> None:
    assert await table(store, "visitors pageviews", "country") == {"DE": (2, 8), None: (1, 2), "AT": (1, 1)}


async def test_by_page(store: Store) -> None:
    assert await table(store, "pageviews visitors sessions engaged_time scroll_depth", "page") == {
        "/": (4, 3, 4, pytest.approx(25 / 4), 80.0),
        "/shoes": (3, 2, 3, pytest.approx(190 / 3), 70.0),
        "/cart": (2, 1, 2, None, None),
        "/sale": (1, 1, 1, 8.0, None),
        "/thanks": (1, 1, 1, None, None),
    }


async def test_by_entry_and_exit_page(store: Store) -> None:
    assert await table(store, "sessions bounce_rate", "entry_page") == {
        "/": (3, pytest.approx(200 / 3)),
        "/shoes": (2, 0.0),
        "/sale": (1, 0.0),
    }
    assert await table(store, "sessions", "exit_page") == {"/": (3,), "/cart": (1,), "/sale": (1,), "/thanks": (1,)}
    assert await table(store, "orders revenue", "entry_page") == {"/shoes": (2, Decimal("169.80"))}


async def test_by_event(store: Store) -> None:
    assert await table(store, "events visitors", "event") == {
        "pageview": (11, 4),
        "engagement": (7, 4),
        "web_vitals": (4, 2),
        "add_to_cart": (2, 1),
        "purchase": (2, 2),
        "begin_checkout": (1, 1),
        "signup": (1, 1),
        "view_item": (1, 1),
    }
    assert (await table(store, "events", "event_type"))["custom"] == (1,)


async def test_by_property_only_events_that_have_it(store: Store) -> None:
    assert await table(store, "events visitors", "property:plan") == {"pro": (1, 1)}
    assert await table(store, "events", "property:a/b") == {"1": (1,)}
    assert await table(store, "events", "property:$.plan") == {}


async def test_by_product(store: Store) -> None:
    metrics = "product_views add_to_carts checkouts orders units items_revenue items_refunds customers"
    assert await table(store, metrics, "product", order=(Order("items_revenue"),)) == {
        "vase": (0, 0, 0, 1, 4, Decimal("200.00"), 0, 1),
        "shoe": (1, 2, 1, 1, 2, Decimal("99.90"), Decimal("19.90"), 1),
        "hat": (0, 0, 0, 1, 1, Decimal("50.00"), 0, 1),
        "socks": (0, 1, 1, 1, 1, Decimal("9.90"), 0, 1),
    }
    assert await table(store, "units", "product_category") == {"Home": (4,), "Footwear": (3,), "Headwear": (1,)}
    assert await table(store, "visitors sessions", "product") == {"shoe": (1, 2), "socks": (1, 1)}


async def test_by_two_dimensions(store: Store) -> None:
    assert await table(store, "sessions revenue", "device day") == {
        ("desktop", "2026-03-28"): (1, 0),
        ("desktop", "2026-03-29"): (1, Decimal("119.80")),
        ("mobile", "2026-03-29"): (2, 0),
        ("mobile", "2026-03-30"): (1, 0),
        ("tablet", "2026-03-30"): (1, 50),
        (None, "2026-03-30"): (0, 200),
    }


async def test_by_campaign_leaves_out_visits_without_one(store: Store) -> None:
    assert await table(store, "visitors sessions", "utm_campaign") == {"spring": (1, 1)}


async def test_by_coupon_and_by_clock(store: Store) -> None:
    assert await table(store, "orders revenue", "coupon") == {"MARCH": (1, Decimal("119.80"))}
    weekdays = await table(store, "sessions orders", "day_of_week")
    assert weekdays == {"1": (2, 2), "6": (1, 0), "7": (3, 1), **dict.fromkeys("2345", (0, 0))}
    hours = await table(store, "sessions", "hour_of_day")
    assert len(hours) == 24
    assert {hour: n for hour, (n,) in hours.items() if n} == {"1": 1, "3": 1, "10": 1, "12": 1, "23": 2}


async def test_by_weekday_and_hour_only_those_there_are(store: Store) -> None:
    question = Question(
        metrics=("sessions", "visitors"),
        dimensions=("day_of_week", "hour_of_day"),
        range=WEEKEND,
        comparison=days("2026-03-21", "2026-03-23"),
        limit=2,
        offset=1,
    )
    result = await ask(store, question, SITE)
    assert [(row.dimensions, row.metrics, row.comparison) for row in result.rows] == [
        (("1", "12"), (1, 1), (0, 0)),
        (("6", "23"), (1, 1), (0, 0)),
    ]
    assert (result.row_count, result.totals, result.comparison_totals) == (6, (6, 4), (0, 0))


async def test_totals_are_of_people_and_not_sums_of_rows(store: Store) -> None:
    question = Question(metrics=("visitors", "pageviews"), dimensions=("page",), range=WEEKEND, limit=2)
    result = await ask(store, question, SITE)
    assert [row.metrics for row in result.rows] == [(3, 4), (2, 3)]
    assert result.totals == (4, 11)
    assert result.row_count == 5


async def test_totals_under_a_filter_on_the_rows_are_of_those_rows(store: Store) -> None:
    own = IsNot("event_type", ("pageview", "engagement", "web_vitals"))
    question = Question(metrics=("events", "visitors"), dimensions=("event",), filters=own, range=WEEKEND)
    result = await ask(store, question, SITE)
    assert [row.dimensions[0] for row in result.rows][:2] == ["add_to_cart", "purchase"]
    assert result.totals == (7, 3)
    shoes = Question(metrics=("visitors",), dimensions=("page",), filters=IsNot("page", ("/",)), range=WEEKEND)
    assert (await ask(store, shoes, SITE)).totals == (3,)


async def test_the_same_rows_of_another_period_stand_beside(store: Store) -> None:
    question = Question(
        metrics=("visitors", "revenue"),
        dimensions=("source",),
        range=days("2026-03-30", "2026-03-30"),
        comparison=days("2026-03-28", "2026-03-29"),
        limit=1,
    )
    result = await ask(store, question, SITE)
    (row,) = result.rows
    assert (row.dimensions, row.metrics, row.comparison) == (("Direct",), (1, 0), (1, 0))
    assert (result.totals, result.comparison_totals) == ((2, 250), (3, Decimal("119.80")))


async def test_days_are_compared_by_their_place(store: Store) -> None:
    question = Question(
        metrics=("sessions",),
        dimensions=("day",),
        range=days("2026-03-29", "2026-03-30"),
        comparison=days("2026-03-28", "2026-03-28"),
    )
    result = await ask(store, question, SITE)
    assert [(row.dimensions[0], row.metrics, row.comparison) for row in result.rows] == [
        ("2026-03-29", (3,), (1,)),
        ("2026-03-30", (2,), None),
    ]
