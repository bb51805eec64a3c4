"""The shape of answers: ranges, what lies ahead, paging, the summary, data quality and the catalog."""

from decimal import Decimal

from tests.store.making import Row, at, batch

from ecomdash.clock import US_PER_DAY, US_PER_MINUTE
from ecomdash.events.outcome import DropReason, RejectReason
from ecomdash.query.catalog import catalog
from ecomdash.query.quality import LABELS, OutcomeRow, quality, span
from ecomdash.query.question import Column, Context, Interval, Is, Order, Question
from ecomdash.query.ranges import comparison, resolve
from ecomdash.query.run import ask
from ecomdash.query.summary import CountryRow, PageRow, summary
from ecomdash.store.protocol import Store

NOW = at("2026-07-16T15:30+02:00")
SITE = Context(site_id=1, timezone="Europe/Berlin", currency="EUR", now=NOW)
TODAY = resolve("today", SITE)


def visit(number: int, time: int, **fields: object) -> Row:
    return {"session_id": number, "visitor_id": number, "started_at": time, "pageviews": 1, **fields}


def view(number: int, time: int, page: str = "/", **fields: object) -> Row:
    who = {"session_id": number, "visitor_id": number, "occurred_at": time, "event_type": "pageview", "path": page}
    return {**who, **fields}


async def test_an_answer_describes_itself(store: Store) -> None:
    question = Question(metrics=("revenue", "lcp"), dimensions=("day", "source"), range=TODAY)
    result = await ask(store, question, SITE)
    assert result.columns == (
        Column("day", "dimension", "Day", "time"),
        Column("source", "dimension", "Source", "text"),
        Column("revenue", "metric", "Revenue", "currency"),
        Column("lcp", "metric", "LCP", "milliseconds"),
    )
    assert (result.rows, result.row_count, result.partial) == ((), 0, True)
    assert result.totals == (Decimal(0), None)
    assert result.approximate == ()


async def test_hours_that_have_not_come_are_none_and_hours_without_visits_zero(store: Store) -> None:
    await store.append(batch(sessions=[visit(1, NOW - 2 * US_PER_DAY), visit(2, NOW)]), "local", {0: 1}, {0: 0})
    before = comparison("same_weekdays", TODAY, SITE)
    question = Question(metrics=("sessions", "bounce_rate"), dimensions=("hour",), range=TODAY, comparison=before)
    rows = (await ask(store, question, SITE)).rows
    assert [row.metrics for row in rows] == [(0, None)] * 15 + [(1, 0.0)] + [(None, None)] * 8
    assert [row.comparison for row in rows] == [(0, None)] * 16 + [None] * 8
    assert rows[15].dimensions == ("2026-07-16T15:00:00+02:00",)


async def test_a_series_is_whole_unless_it_is_sorted_otherwise(store: Store) -> None:
    times = [NOW - day * US_PER_DAY for day in (1, 5, 5, 40)]
    await store.append(batch(sessions=[visit(n, time) for n, time in enumerate(times)]), "local", {0: 1}, {0: 0})
    quarter = resolve("90d", SITE)
    result = await ask(store, Question(metrics=("sessions",), dimensions=("day",), range=quarter, limit=10), SITE)
    assert len(result.rows) == result.row_count == 90
    busiest = Question(
        metrics=("sessions",), dimensions=("day",), range=quarter, limit=2, offset=1, order=(Order("sessions"),)
    )
    result = await ask(store, busiest, SITE)
    assert [(row.dimensions[0], row.metrics[0]) for row in result.rows] == [("2026-06-06", 1), ("2026-07-15", 1)]
    assert result.row_count == 90


async def test_all_time_begins_with_the_first_day_of_data(store: Store) -> None:
    everything = resolve("all", SITE)
    nothing = await ask(store, Question(metrics=("sessions",), dimensions=("day",), range=everything), SITE)
    assert (nothing.range, len(nothing.rows)) == (TODAY, 1)
    rows = {"conversions": [{"booked_at": NOW - 3 * US_PER_DAY}], "sessions": [visit(1, NOW)]}
    await store.append(batch(**rows), "local", {0: 1}, {0: 0})
    result = await ask(store, Question(metrics=("orders",), dimensions=("day",), range=everything), SITE)
    assert [row.metrics[0] for row in result.rows] == [1, 0, 0, 0]
    assert result.range == Interval(TODAY.start - 3 * US_PER_DAY, TODAY.end)


async def test_visitors_decide_the_order_though_other_keys_have_more_rows(store: Store) -> None:
    """Twenty pages seen often by one visitor each, and one page seen once by each of five."""
    views = [view(n, NOW + i, f"/often-{n:02}") for n in range(20) for i in range(9)]
    views += [view(100 + n, NOW, "/loved") for n in range(5)]
    await store.append(batch(events=views), "local", {0: 1}, {0: 0})
    question = Question(metrics=("visitors", "pageviews"), dimensions=("page",), range=TODAY, limit=2)
    result = await ask(store, question, SITE)
    assert [(row.dimensions[0], row.metrics) for row in result.rows] == [("/loved", (5, 5)), ("/often-00", (1, 9))]
    assert result.row_count == 21
    last = Question(
        metrics=("pageviews", "visitors"), dimensions=("page",), range=TODAY, limit=1, order=(Order("visitors", False),)
    )
    assert [row.dimensions[0] for row in (await ask(store, last, SITE)).rows] == ["/often-00"]


async def test_unknown_values_come_last_in_either_direction(store: Store) -> None:
    countries = ["", "DE", "AT"]
    await store.append(
        batch(sessions=[visit(n, NOW, country=c) for n, c in enumerate(countries)]), "local", {0: 1}, {0: 0}
    )
    for descending, expected in ((False, ["AT", "DE", None]), (True, ["DE", "AT", None])):
        question = Question(
            metrics=("visitors",), dimensions=("country",), range=TODAY, order=(Order("country", descending),)
        )
        assert [row.dimensions[0] for row in (await ask(store, question, SITE)).rows] == expected


async def test_the_summary(store: Store) -> None:
    sessions = [
        visit(n, NOW, country="DE" if n else "", device="mobile", referrer="blog.example/post", bounced=n > 5)
        for n in range(12)
    ]
    views = [view(n, NOW, f"/{n % 11:02}", country="DE") for n in range(12)]
    yesterday = NOW - US_PER_DAY
    await store.append(
        batch(sessions=[*sessions, visit(50, yesterday)], events=[*views, view(50, yesterday)]), "local", {0: 1}, {0: 0}
    )
    found = await summary(store, TODAY, comparison("previous_period", TODAY, SITE), None, SITE)
    assert (found.totals.visitors, found.totals.pageviews, found.totals.bounce_rate) == (12, 12, 50.0)
    assert (found.totals.revenue, found.totals.conversion_rate) == (Decimal(0), 0.0)
    assert found.comparison is not None
    assert (found.comparison.visitors, found.comparison.bounce_rate) == (0, None)  # yesterday up to this time
    assert found.top_pages[:2] == [PageRow("/00", 2, 2), PageRow("/01", 1, 1)]
    assert len(found.top_pages) == 10
    assert found.top_countries == [CountryRow("DE", 11), CountryRow("", 1)]
    assert [(row.referrer, row.visits) for row in found.top_referrers] == [("blog.example/post", 12)]
    assert [(row.device, row.visitors, row.sessions) for row in found.devices] == [("mobile", 12, 12)]
    filtered = await summary(store, TODAY, None, Is("page", ("/00",)), SITE)
    assert (filtered.totals.visitors, filtered.totals.pageviews, filtered.comparison) == (2, 2, None)


async def test_quality_counts_every_outcome_of_the_site(store: Store) -> None:
    outcomes: list[Row] = [
        {"minute": NOW, "outcome": "stored", "events": 8, "lag_ms": 400, "measured": 2},
        {"minute": NOW - US_PER_MINUTE, "outcome": "stored", "events": 2, "lag_ms": 500, "measured": 2},
        {"minute": NOW, "outcome": "dropped", "reason": "bot", "events": 3, "lag_ms": 9000, "measured": 3},
        {"minute": NOW, "outcome": "rejected", "reason": "too_old", "events": 1},
        {"minute": NOW, "outcome": "rejected", "reason": "made_up", "events": 1},
        {"minute": NOW - US_PER_DAY, "outcome": "stored", "events": 100},
        {"site_id": 2, "minute": NOW, "outcome": "stored", "events": 100},
    ]
    bots: list[Row] = [{"occurred_at": NOW, "bot": bot, "event_type": "pageview"} for bot in ("GPTBot", "GPTBot", "x")]
    await store.append(batch(outcomes=outcomes, bots=bots, events=[view(1, NOW - 5)]), "local", {0: 1}, {0: 0})
    found = await quality(store, TODAY, SITE)
    assert (found.stored, found.dropped, found.rejected) == (10, 3, 2)
    assert found.outcomes == [
        OutcomeRow("stored", "", "Stored", 10),
        OutcomeRow("dropped", "bot", "Bots and crawlers, kept apart", 3),
        OutcomeRow("rejected", "made_up", "made_up", 1),
        OutcomeRow("rejected", "too_old", "Too old", 1),
    ]
    assert found.lag_ms == 225.0  # over the four of the ten whose lag was measured
    assert [(row.bot, row.events) for row in found.bots] == [("GPTBot", 2), ("x", 1)]
    busy = [bucket for bucket in found.timeline if bucket.stored]
    assert [(bucket.stored, bucket.dropped, bucket.rejected) for bucket in busy] == [(10, 3, 2)]
    assert len(found.timeline) == 16  # hours so far
    assert found.last_event_at == NOW - 5
    everything = await quality(store, resolve("all", SITE), SITE)
    assert (everything.stored, everything.range.start) == (110, TODAY.start - US_PER_DAY)
    assert await span(store, 1) == (NOW - 5, NOW - 5)
    assert await span(store, 99) == (None, None)
    empty = await quality(store, TODAY, Context(site_id=99, timezone="UTC", currency="EUR", now=NOW))
    assert (empty.stored, empty.outcomes, empty.lag_ms, empty.last_event_at) == (0, [], None, None)


def test_every_reason_has_a_label() -> None:
    assert LABELS.keys() == {*DropReason, *RejectReason}


def test_the_catalog_is_complete_and_readable() -> None:
    found = catalog()
    assert {"visitors", "revenue"} <= {each.name for each in found.metrics}
    assert {"page", "source"} <= {each.name for each in found.dimensions}
    assert {"pageview", "purchase"} <= {each.name for each in found.event_types}
    texts = [(each.label, each.description) for each in found.metrics]
    texts += [(each.label, each.description) for each in found.dimensions]
    assert all(label and description.endswith(".") for label, description in texts)
    for event in found.event_types:
        assert event.description.endswith(".")
        assert event.family in {"page", "engagement", "commerce", "vitals"}
    by_name = {each.name: each for each in found.metrics}
    assert "page" in by_name["visitors"].dimensions
    assert "page" not in by_name["bounce_rate"].dimensions
    assert {"day", "hour_of_day"} <= set(by_name["revenue"].dimensions)
