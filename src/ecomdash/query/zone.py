"""Calendar time in a site's zone: offsets, and the buckets (minute to month) a range falls into, right across DST."""

from bisect import bisect_right
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE, US_PER_SECOND
from ecomdash.query.question import Interval, QuestionError

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1)
MOST_BUCKETS = 10_000
_WIDTH = {"minute": US_PER_MINUTE, "hour": US_PER_HOUR}

Offsets = tuple[tuple[int, int], ...]


@lru_cache(maxsize=64)
def zone(name: str) -> ZoneInfo:
    """The IANA zone; raises QuestionError for an unknown one."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise QuestionError("timezone", f"{name!r} is not an IANA time zone") from None


def local(moment: int, timezone: str) -> datetime:
    """The wall-clock time there of a moment in microseconds UTC."""
    return (_EPOCH + timedelta(microseconds=moment)).astimezone(zone(timezone))


def midnight(day: date, timezone: str) -> int:
    """The moment (microseconds UTC) at which that day begins there; the first one where midnight itself is skipped."""
    start = datetime(day.year, day.month, day.day, tzinfo=zone(timezone))
    return (start - _EPOCH) // timedelta(microseconds=1)


@lru_cache(maxsize=512)
def offsets(start: int, end: int, timezone: str) -> Offsets:
    """(from, offset) pairs in time order, microseconds: local time = UTC + offset from that moment on.

    The first pair holds from before `start`; there is one more for each change of offset up to `end`.
    """
    found = [(start, _offset(start, timezone))]
    moment = start
    while moment < end:
        later = min(moment + US_PER_DAY, end)
        if _offset(later, timezone) != found[-1][1]:
            change = _change(moment, later, timezone)
            found.append((change, _offset(change, timezone)))
        moment = later
    return tuple(found)


def bucket_keys(unit: str, interval: Interval, timezone: str) -> list[int]:
    """The key of every bucket that touches the interval, in order.

    Minutes and hours are keyed by the moment they begin (microseconds UTC), days, weeks (from Monday) and months by
    the number of their first day since 1970-01-01. Raises QuestionError when there are more than MOST_BUCKETS.
    """
    if interval.end <= interval.start:
        return []
    if unit in _WIDTH:
        return _instants(_WIDTH[unit], interval, timezone)
    first = day_number(local(interval.start, timezone).date())
    last = day_number(local(interval.end - 1, timezone).date())
    if unit == "day":
        return list(range(first, last + 1))
    if unit == "week":
        return list(range(first - (first + 3) % 7, last + 1, 7))
    months = []
    day = day_of(first).replace(day=1)
    while day_number(day) <= last:
        months.append(day_number(day))
        day = (day + timedelta(days=32)).replace(day=1)
    return months


def bucket_start(unit: str, key: int, timezone: str) -> int:
    """The moment at which the bucket of that key begins, microseconds UTC."""
    return key if unit in _WIDTH else midnight(day_of(key), timezone)


def bucket_label(unit: str, key: int, timezone: str) -> str:
    """ISO date of the first day; for hours and minutes ISO time with the zone's offset."""
    return local(key, timezone).isoformat(timespec="seconds") if unit in _WIDTH else day_of(key).isoformat()


def day_number(day: date) -> int:
    """Days since 1970-01-01."""
    return (day - _EPOCH_DAY).days


def day_of(number: int) -> date:
    """The date that many days after 1970-01-01."""
    return _EPOCH_DAY + timedelta(days=number)


def _instants(width: int, interval: Interval, timezone: str) -> list[int]:
    if (interval.end - interval.start) // width > MOST_BUCKETS:
        name = "minute" if width == US_PER_MINUTE else "hour"
        raise QuestionError("dimensions", f"the range is too long to be shown by {name}; choose a longer unit")
    changes = offsets(interval.start, interval.end, timezone)
    starts = [start for start, _ in changes]
    keys: list[int] = []
    moment = interval.start
    while moment < interval.end:
        segment = bisect_right(starts, moment) - 1
        offset = changes[segment][1]
        key = (moment + offset) // width * width - offset
        if not keys or keys[-1] != key:
            keys.append(key)
        following = starts[segment + 1] if segment + 1 < len(starts) else interval.end
        moment = min(key + width, following) if key + width > moment else following
    return keys


def _offset(moment: int, timezone: str) -> int:
    difference = local(moment, timezone).utcoffset()
    assert difference is not None  # an aware time has one
    return difference // timedelta(microseconds=1)


def _change(before: int, after: int, timezone: str) -> int:
    """The second, between the two moments, from which the later offset holds."""
    later = _offset(after, timezone)
    low, high = before // US_PER_SECOND, -(-after // US_PER_SECOND)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(middle * US_PER_SECOND, timezone) == later:
            high = middle
        else:
            low = middle
    return high * US_PER_SECOND
