"""Hours and days of the changes of clock, in Berlin and in New York; the numbers are the hours themselves."""

import asyncio
from collections.abc import Iterator

import pytest
from tests.golden.asking import days, table
from tests.store.making import at, batch

from ecomdash.clock import US_PER_HOUR
from ecomdash.query.question import Context
from ecomdash.query.ranges import comparison
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store

BERLIN = Context(site_id=1, timezone="Europe/Berlin", currency="EUR", now=at("2027-01-01"))
NEW_YORK = Context(site_id=1, timezone="America/New_York", currency="USD", now=at("2027-01-01"))
KATHMANDU = Context(site_id=1, timezone="Asia/Kathmandu", currency="NPR", now=at("2027-01-01"))
LORD_HOWE = Context(site_id=1, timezone="Australia/Lord_Howe", currency="AUD", now=at("2027-01-01"))

DAYS = ("2026-03-08", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25", "2026-11-01")


@pytest.fixture(scope="module")
def hourly(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One session at half past every UTC hour, three days around each change of clock."""
    store = open_store(load({}, data=tmp_path_factory.mktemp("daylight"), store_memory="200MB"))
    starts = sorted({at(f"{day}T00:30") + hour * US_PER_HOUR for day in DAYS for hour in range(-30, 54)})
    sessions = [{"session_id": n, "visitor_id": n, "started_at": start} for n, start in enumerate(starts)]

    async def fill() -> None:
        await store.migrate()
        await store.append(batch(sessions=sessions), "local", {0: 1}, {0: 0})

    asyncio.run(fill())
    yield store
    asyncio.run(store.close())


@pytest.mark.parametrize(
    ("context", "day", "hours"),
    [
        pytest.param(BERLIN, "2026-03-28", 24, id="Berlin, the day before"),
        pytest.param(BERLIN, "2026-03-29", 23, id="Berlin, spring"),
        pytest.param(BERLIN, "2026-10-25", 25, id="Berlin, autumn"),
        pytest.param(NEW_YORK, "2026-03-08", 23, id="New York, spring"),
        pytest.param(NEW_YORK, "2026-11-01", 25, id="New York, autumn"),
    ],
)
async def test_every_hour_of_the_day_has_its_own_row(hourly: Store, context: Context, day: str, hours: int) -> None:
    over = days(day, day, context)
    found = await table(hourly, "sessions", "hour", over=over, context=context)
    assert len(found) == hours
    assert set(found.values()) == {(1,)}
    assert await table(hourly, "sessions", "day", over=over, context=context) == {day: (hours,)}


async def test_the_hour_that_comes_twice_is_two_rows_and_the_missing_one_none(hourly: Store) -> None:
    autumn = await table(hourly, "sessions", "hour", over=days("2026-10-25", "2026-10-25", BERLIN), context=BERLIN)
    assert list(autumn)[1:5] == [
        "2026-10-25T01:00:00+02:00",
        "2026-10-25T02:00:00+02:00",
        "2026-10-25T02:00:00+01:00",
        "2026-10-25T03:00:00+01:00",
    ]
    spring = await table(hourly, "sessions", "hour", over=days("2026-03-08", "2026-03-08", NEW_YORK), context=NEW_YORK)
    assert list(spring)[:3] == [
        "2026-03-08T00:00:00-05:00",
        "2026-03-08T01:00:00-05:00",
        "2026-03-08T03:00:00-04:00",
    ]


async def test_days_weeks_and_months_across_the_change(hourly: Store) -> None:
    over = days("2026-03-28", "2026-03-30", BERLIN)
    by_day = await table(hourly, "sessions", "day", over=over, context=BERLIN)
    assert by_day == {"2026-03-28": (24,), "2026-03-29": (23,), "2026-03-30": (24,)}
    assert await table(hourly, "sessions", "week", over=over, context=BERLIN) == {
        "2026-03-23": (47,),
        "2026-03-30": (24,),
    }
    assert await table(hourly, "sessions", "month", over=over, context=BERLIN) == {"2026-03-01": (71,)}
    by_hour = await table(hourly, "sessions", "hour_of_day", over=over, context=BERLIN)
    assert by_hour == {str(hour): (2,) if hour == 2 else (3,) for hour in range(24)}


async def test_zones_off_by_part_of_an_hour(hourly: Store) -> None:
    nepal = await table(hourly, "sessions", "hour", over=days("2026-03-29", "2026-03-29", KATHMANDU), context=KATHMANDU)
    assert len(nepal) == 24
    assert set(nepal.values()) == {(1,)}
    assert next(iter(nepal)) == "2026-03-29T00:00:00+05:45"
    # Lord Howe goes back by half an hour: the day has 24.5 hours, and its rows add up to what lies in it.
    over = days("2026-04-05", "2026-04-05", LORD_HOWE)
    assert over.end - over.start == 24.5 * US_PER_HOUR
    island = await table(hourly, "sessions", "hour", over=over, context=LORD_HOWE)
    assert sum(n for (n,) in island.values()) == (await table(hourly, "sessions", over=over, context=LORD_HOWE))[()][0]


def test_the_day_of_a_change_is_compared_with_a_whole_day() -> None:
    spring = days("2026-03-29", "2026-03-29", BERLIN)
    assert spring.end - spring.start == 23 * US_PER_HOUR
    assert comparison("previous_period", spring, BERLIN) == days("2026-03-28", "2026-03-28", BERLIN)
    assert comparison("same_weekdays", spring, BERLIN) == days("2026-03-22", "2026-03-22", BERLIN)
    assert comparison("previous_year", spring, BERLIN) == days("2025-03-29", "2025-03-29", BERLIN)
