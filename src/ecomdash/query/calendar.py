"""The time buckets of zone.py as SQL, so that both sides name a bucket by the same key."""

from itertools import pairwise
from typing import Any

import sqlalchemy as sa

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE
from ecomdash.query.zone import Offsets
from ecomdash.store.expressions import epoch_us, month_day, whole

BUCKETS = ("minute", "hour", "day", "week", "month")
CLOCKS = {"day_of_week": range(1, 8), "hour_of_day": range(24)}


def time_key(unit: str, time: sa.ColumnElement[Any], offsets: Offsets) -> sa.ColumnElement[int]:
    """The key of the bucket (see zone.bucket_keys), the ISO day of the week (1-7) or the hour of the day (0-23)."""
    offset = _offset(time, offsets)
    there = epoch_us(time) + offset
    match unit:
        case "minute":
            return whole(there, _number(US_PER_MINUTE)) * _number(US_PER_MINUTE) - offset
        case "hour":
            return whole(there, _number(US_PER_HOUR)) * _number(US_PER_HOUR) - offset
        case "day":
            return whole(there, _number(US_PER_DAY))
        case "week":
            day = whole(there, _number(US_PER_DAY))
            return day - (day + 3) % 7
        case "month":
            return month_day(there)
        case "day_of_week":
            return (whole(there, _number(US_PER_DAY)) + 3) % 7 + 1
        case "hour_of_day":
            return whole(there, _number(US_PER_HOUR)) % 24
    raise ValueError(f"{unit!r} is not a unit of time")


def _offset(time: sa.ColumnElement[Any], offsets: Offsets) -> sa.ColumnElement[int]:
    last = _number(offsets[-1][1])
    if len(offsets) == 1:
        return last
    before_change = [
        (epoch_us(time) < _number(change), _number(offset)) for (_, offset), (change, _) in pairwise(offsets)
    ]
    return sa.case(*before_change, else_=last)


def _number(value: int) -> sa.ColumnElement[int]:
    # Written into the statement: a GROUP BY must repeat the very expression it selects, and they come from no user.
    return sa.literal_column(str(value), sa.BigInteger)
