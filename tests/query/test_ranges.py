"""Presets, dates and comparisons as moments, in the site's zone."""

from datetime import date

import pytest
from tests.store.making import at

from ecomdash.clock import US_PER_HOUR, US_PER_MINUTE
from ecomdash.query.question import Context, Interval, QuestionError
from ecomdash.query.ranges import COMPARISONS, PRESETS, comparison, resolve


def context(now: str, timezone: str = "Europe/Berlin") -> Context:
    return Context(site_id=1, timezone=timezone, currency="EUR", now=at(now))


THURSDAY = context("2026-07-16T15:30+02:00")


def span(first: str, end: str) -> Interval:
    return Interval(at(first), at(end))


@pytest.mark.parametrize(
    ("preset", "first", "end"),
    [
        ("today", "2026-07-16T00:00+02:00", "2026-07-17T00:00+02:00"),
        ("yesterday", "2026-07-15T00:00+02:00", "2026-07-16T00:00+02:00"),
        ("7d", "2026-07-10T00:00+02:00", "2026-07-17T00:00+02:00"),
        ("30d", "2026-06-17T00:00+02:00", "2026-07-17T00:00+02:00"),
        ("90d", "2026-04-18T00:00+02:00", "2026-07-17T00:00+02:00"),
        ("month", "2026-07-01T00:00+02:00", "2026-07-17T00:00+02:00"),
        ("last_month", "2026-06-01T00:00+02:00", "2026-07-01T00:00+02:00"),
        ("year", "2026-01-01T00:00+01:00", "2026-07-17T00:00+02:00"),
        ("12mo", "2025-08-01T00:00+02:00", "2026-07-17T00:00+02:00"),
        ("all", "1970-01-01T00:00+00:00", "2026-07-17T00:00+02:00"),
        ("realtime", "2026-07-16T15:01+02:00", "2026-07-16T15:31+02:00"),
    ],
)
def test_preset(preset: str, first: str, end: str) -> None:
    assert resolve(preset, THURSDAY) == span(first, end)


def test_every_preset_is_known_at_any_time() -> None:
    for now in ("2026-01-01T00:00+01:00", "2024-02-29T23:59+01:00", "2026-03-29T02:59+01:00", "2026-10-25T02:30+01:00"):
        for preset in PRESETS:
            found = resolve(preset, context(now))
            assert found.start < found.end
            for kind in COMPARISONS:
                before = comparison(kind, found, context(now))
                assert before is None if preset == "all" else before is not None and before.start < before.end
                assert before is None or before.start < found.start


def test_a_day_begins_when_it_does_there() -> None:
    assert resolve("today", context("2026-07-16T01:00+00:00", "America/New_York")) == span(
        "2026-07-15T00:00-04:00", "2026-07-16T00:00-04:00"
    )
    assert resolve("today", context("2026-07-16T13:00+00:00", "Pacific/Auckland")) == span(
        "2026-07-17T00:00+12:00", "2026-07-18T00:00+12:00"
    )


def test_a_day_without_a_midnight_begins_at_one() -> None:
    # In Santiago the clock goes from 24:00 to 01:00 on 6 September 2026.
    sunday = resolve((date(2026, 9, 6), date(2026, 9, 6)), context("2026-10-01", "America/Santiago"))
    assert sunday == span("2026-09-06T01:00-03:00", "2026-09-07T00:00-03:00")
    assert comparison("previous_period", sunday, context("2026-10-01", "America/Santiago")) == span(
        "2026-09-05T00:00-04:00", "2026-09-06T01:00-03:00"
    )


def test_dates_are_both_inclusive() -> None:
    assert resolve((date(2026, 2, 27), date(2026, 3, 1)), THURSDAY) == span(
        "2026-02-27T00:00+01:00", "2026-03-02T00:00+01:00"
    )


@pytest.mark.parametrize(
    ("kind", "first", "end", "expected_first", "expected_end"),
    [
        ("previous_period", (2026, 7, 1), (2026, 7, 10), "2026-06-21T00:00+02:00", "2026-07-01T00:00+02:00"),
        # whole months: as many months before, however long they are
        ("previous_period", (2026, 3, 1), (2026, 3, 31), "2026-02-01T00:00+01:00", "2026-03-01T00:00+01:00"),
        ("previous_period", (2026, 1, 1), (2026, 3, 31), "2025-10-01T00:00+02:00", "2026-01-01T00:00+01:00"),
        ("previous_year", (2026, 7, 1), (2026, 7, 10), "2025-07-01T00:00+02:00", "2025-07-11T00:00+02:00"),
        ("previous_year", (2024, 2, 29), (2024, 2, 29), "2023-02-28T00:00+01:00", "2023-03-01T00:00+01:00"),
        ("same_weekdays", (2026, 7, 15), (2026, 7, 15), "2026-07-08T00:00+02:00", "2026-07-09T00:00+02:00"),
        ("same_weekdays", (2026, 6, 1), (2026, 6, 30), "2026-04-27T00:00+02:00", "2026-05-27T00:00+02:00"),
    ],
)
def test_comparison(
    kind: str,
    first: tuple[int, int, int],
    end: tuple[int, int, int],
    *,
    expected_first: str,
    expected_end: str,
) -> None:
    over = resolve((date(*first), date(*end)), context("2026-12-01"))
    assert comparison(kind, over, context("2026-12-01")) == span(expected_first, expected_end)


def test_a_running_day_is_compared_with_the_same_part_of_a_day() -> None:
    assert comparison("previous_period", resolve("today", THURSDAY), THURSDAY) == span(
        "2026-07-15T00:00+02:00", "2026-07-15T15:30+02:00"
    )
    assert comparison("previous_period", resolve("7d", THURSDAY), THURSDAY) == span(
        "2026-07-03T00:00+02:00", "2026-07-09T15:30+02:00"
    )
    # also where the clock changed in between
    monday = context("2026-03-30T10:00+02:00")
    assert comparison("same_weekdays", resolve("7d", monday), monday) == span(
        "2026-03-17T00:00+01:00", "2026-03-23T10:00+01:00"
    )


def test_minutes_are_compared_with_as_many_before() -> None:
    over = resolve("realtime", THURSDAY)
    assert comparison("previous_period", over, THURSDAY) == Interval(over.start - 30 * US_PER_MINUTE, over.start)
    weekday = comparison("same_weekdays", over, THURSDAY)
    assert weekday == Interval(over.start - 7 * 24 * US_PER_HOUR, over.end - 7 * 24 * US_PER_HOUR)


def test_all_time_has_nothing_before_it() -> None:
    assert comparison("previous_period", resolve("all", THURSDAY), THURSDAY) is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ("fortnight", "range"),
        ((date(2026, 7, 2), date(2026, 7, 1)), "range"),
        ((date(1, 1, 1), date(2026, 7, 1)), "range"),
        ((date(2026, 7, 1), date(9999, 12, 31)), "range"),
    ],
)
def test_a_range_that_is_none(wanted: str | tuple[date, date], field: str) -> None:
    with pytest.raises(QuestionError) as caught:
        resolve(wanted, THURSDAY)
    assert caught.value.field == field


def test_a_comparison_or_a_zone_that_is_none() -> None:
    with pytest.raises(QuestionError, match="there are previous_period"):
        comparison("last_week", resolve("7d", THURSDAY), THURSDAY)
    for zone in ("Mars/Olympus", "../../etc/passwd", "", "Europe/"):
        with pytest.raises(QuestionError, match="not an IANA time zone"):
            resolve("today", context("2026-07-16", zone))
