"""Which moments a range means: presets and dates in the site's time zone, and what it is compared with."""

from datetime import date, timedelta

from ecomdash.clock import US_PER_MINUTE
from ecomdash.query.question import Context, Interval, QuestionError
from ecomdash.query.zone import local, midnight

PRESETS = ("today", "yesterday", "7d", "30d", "90d", "month", "last_month", "year", "12mo", "all", "realtime")
COMPARISONS = ("previous_period", "previous_year", "same_weekdays")

BEGINNING = 0  # a range from here starts with the site's first data
_REALTIME_MINUTES = 30
_FIRST_YEAR, _LAST_YEAR = 1971, 2200


def resolve(wanted: str | tuple[date, date], context: Context) -> Interval:
    """A preset, or two dates (both inclusive), as moments. Raises QuestionError.

    7d, 30d, 90d, month, year and 12mo end with today; 12mo is this month and the eleven before it; realtime is the
    last 30 minutes, the current one included.
    """
    if not isinstance(wanted, str):
        return _days(*wanted, context)
    today = local(context.now, context.timezone).date()
    tomorrow = midnight(today + timedelta(days=1), context.timezone)
    if wanted == "realtime":
        minute = context.now // US_PER_MINUTE * US_PER_MINUTE
        return Interval(minute - (_REALTIME_MINUTES - 1) * US_PER_MINUTE, minute + US_PER_MINUTE)
    if wanted == "all":
        return Interval(BEGINNING, tomorrow)
    month = today.replace(day=1)
    firsts = {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "7d": today - timedelta(days=6),
        "30d": today - timedelta(days=29),
        "90d": today - timedelta(days=89),
        "month": month,
        "last_month": _months_later(month, -1),
        "year": today.replace(month=1, day=1),
        "12mo": _months_later(month, -11),
    }
    if wanted not in firsts:
        raise QuestionError("range", f"{wanted!r} is not a range; there are {', '.join(PRESETS)}, or two dates")
    ends = {"yesterday": midnight(today, context.timezone), "last_month": midnight(month, context.timezone)}
    return Interval(midnight(firsts[wanted], context.timezone), ends.get(wanted, tomorrow))


def comparison(wanted: str | tuple[date, date], interval: Interval, context: Context) -> Interval | None:
    """The period to compare the interval with; None where there is none (before all time). Raises QuestionError.

    previous_period: as many days just before (of whole months: as many months); previous_year: the same dates;
    same_weekdays: the latest earlier days that fall on the same weekdays. Where the interval reaches into the present,
    the comparison ends as far into its own period, so that a running day is compared with the same part of a day.
    """
    if interval.start == BEGINNING:
        return None
    if not isinstance(wanted, str):
        return _days(*wanted, context)
    if wanted not in COMPARISONS:
        raise QuestionError("comparison", f"{wanted!r} is not a comparison; there are {', '.join(COMPARISONS)}")
    first, end = (local(moment, context.timezone).date() for moment in (interval.start, interval.end))
    if Interval(midnight(first, context.timezone), midnight(end, context.timezone)) != interval:
        return _moved_by_length(wanted, interval, context)
    moved_first, moved_end = _moved(wanted, first, end)
    moved = Interval(midnight(moved_first, context.timezone), midnight(moved_end, context.timezone))
    if not interval.start < context.now < interval.end:
        return moved
    today = local(context.now, context.timezone).date()
    so_far = midnight(moved_first + (today - first), context.timezone) + context.now - midnight(today, context.timezone)
    return Interval(moved.start, min(moved.end, so_far))


def _days(first: date, last: date, context: Context) -> Interval:
    if last < first:
        raise QuestionError("range", f"the range ends ({last}) before it begins ({first})")
    if first.year < _FIRST_YEAR or last.year > _LAST_YEAR:
        raise QuestionError("range", f"dates must lie between the years {_FIRST_YEAR} and {_LAST_YEAR}")
    return Interval(midnight(first, context.timezone), midnight(last + timedelta(days=1), context.timezone))


def _moved(wanted: str, first: date, end: date) -> tuple[date, date]:
    """The days [first, end) as the comparison has them."""
    length = (end - first).days
    if wanted == "same_weekdays":
        back = timedelta(days=-(-length // 7) * 7)
        return first - back, end - back
    if wanted == "previous_year":
        return _year_before(first), _year_before(end - timedelta(days=1)) + timedelta(days=1)
    if first.day == 1 and end.day == 1:
        months = (end.year - first.year) * 12 + end.month - first.month
        return _months_later(first, -months), first
    return first - timedelta(days=length), first


def _moved_by_length(wanted: str, interval: Interval, context: Context) -> Interval:
    length = interval.end - interval.start
    if wanted == "previous_period":
        return Interval(interval.start - length, interval.start)
    first = local(interval.start, context.timezone)
    day = _year_before(first.date()) if wanted == "previous_year" else first.date() - timedelta(days=7)
    start = midnight(day, context.timezone) + interval.start - midnight(first.date(), context.timezone)
    return Interval(start, start + length)


def _year_before(day: date) -> date:
    return day.replace(year=day.year - 1, day=28) if (day.month, day.day) == (2, 29) else day.replace(year=day.year - 1)


def _months_later(first_of_month: date, months: int) -> date:
    count = first_of_month.year * 12 + first_of_month.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)
