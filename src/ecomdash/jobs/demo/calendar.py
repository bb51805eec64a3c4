"""How many visits begin when: the week's and the day's rhythm in the shop's zone, growth, and what happened."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from msgspec import Struct

from ecomdash.clock import US_PER_SECOND

DAYS = 30
NEWSLETTER_DAY = 9  # days before the last one
BAD_CHECKOUT_DAY = 5
REFUND_RATE = 0.065

_FIRST, _LAST = 370, 530  # visits a day at the beginning and at the end
_NEWSLETTER_VISITS = 260
_WEEKDAYS = (1.00, 0.97, 0.98, 1.02, 0.95, 1.06, 1.18)  # Monday first
HOURS = (9, 5, 3, 2, 2, 4, 10, 20, 31, 38, 42, 44, 48, 45, 42, 43, 46, 52, 60, 72, 80, 70, 46, 22)
_LETTER_HOURS = (0, 0, 0, 0, 0, 0, 0, 0, 0, 40, 60, 34, 22, 16, 10, 8, 8, 10, 12, 10, 8, 4, 2, 0)


class Day(Struct, frozen=True):
    """One day of the demo; `index` counts from the first.

    `starts` are, in order, when a visit begins (microseconds UTC) and whether that day's newsletter brought it.
    """

    index: int
    day: date
    starts: Sequence[tuple[int, bool]]
    payment_fails: float


def days(now: int, zone: ZoneInfo) -> list[date]:
    """The last 30 days up to and with today in the shop's zone; `now` is microseconds UTC."""
    today = datetime.fromtimestamp(now / US_PER_SECOND, zone).date()
    return [today - timedelta(days=back) for back in reversed(range(DAYS))]


def plan(rng: Random, index: int, day: date, zone: ZoneInfo) -> Day:
    """Draw the visits of one whole day."""
    back = DAYS - 1 - index
    usual = (_FIRST + (_LAST - _FIRST) * index / (DAYS - 1)) * _WEEKDAYS[day.weekday()] * rng.uniform(0.93, 1.07)
    letters = _NEWSLETTER_VISITS if back == NEWSLETTER_DAY else 0
    starts = [(_moment(rng, day, HOURS, zone), False) for _ in range(int(usual))]
    starts += [(_moment(rng, day, _LETTER_HOURS, zone), True) for _ in range(letters)]
    return Day(index, day, sorted(starts), 0.82 if back == BAD_CHECKOUT_DAY else 0.03)


def _moment(rng: Random, day: date, hours: Sequence[int], zone: ZoneInfo) -> int:
    hour = rng.choices(range(24), hours)[0]
    second = rng.randrange(3_600)
    local = datetime(day.year, day.month, day.day, hour, second // 60, second % 60, tzinfo=zone)
    return int(local.timestamp()) * US_PER_SECOND + rng.randrange(US_PER_SECOND)
