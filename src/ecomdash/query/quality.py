"""What became of every event that reached the server: outcomes, their reasons, bots, and how long storing took."""

import asyncio
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.clock import US_PER_DAY, US_PER_HOUR
from ecomdash.events.outcome import DropReason, Outcome, RejectReason
from ecomdash.query.calendar import time_key
from ecomdash.query.question import Context, Interval
from ecomdash.query.ranges import BEGINNING
from ecomdash.query.zone import bucket_keys, bucket_start, local, midnight, offsets
from ecomdash.store.expressions import timestamp
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_events, bot_events, ingest_outcomes

LABELS: dict[str, str] = {
    DropReason.BOT: "Bots and crawlers, kept apart",
    DropReason.DUPLICATE_EVENT: "Sent twice",
    DropReason.DUPLICATE_ORDER: "Order already counted",
    DropReason.UNREADABLE: "Unreadable record",
    DropReason.NOT_A_PAGE: "Not a page (image, script, feed)",
    DropReason.NOT_SUCCESSFUL: "Redirect or error",
    DropReason.STOCK_MOVEMENT: "Stock movement, nothing sold",
    RejectReason.MALFORMED: "Not readable as an event",
    RejectReason.INVALID_FIELD: "A field had an invalid value",
    RejectReason.UNKNOWN_FIELD: "A field that does not exist",
    RejectReason.TOO_LARGE: "Too large",
    RejectReason.TOO_MANY_EVENTS: "Too many events in one request",
    RejectReason.TOO_OLD: "Too old",
    RejectReason.UNKNOWN_SITE: "Unknown site key",
    RejectReason.OPTED_OUT: "Visitor opted out (Do Not Track)",
    RejectReason.DISK_FULL: "Disk full",
}
_BOTS = 20
_HOURLY_UP_TO = 4 * US_PER_DAY
_MINUTELY_UP_TO = 2 * US_PER_HOUR


class OutcomeRow(Struct, frozen=True):
    """Events that ended this way; `label` is the reason for readers."""

    outcome: str
    reason: str
    label: str
    events: int


class OutcomeBucket(Struct, frozen=True):
    """`time` is when the bucket begins, microseconds UTC; events by outcome."""

    time: int
    stored: int
    dropped: int
    rejected: int


class BotRow(Struct, frozen=True):
    bot: str
    events: int


class Quality(Struct, frozen=True, kw_only=True):
    """Events that arrived in the interval. `lag_ms` is the mean time from arrival to the tables
    of those stored where it was measured; None without any.

    `last_event_at` is of the newest event there is at all, microseconds UTC.
    """

    range: Interval
    stored: int
    dropped: int
    rejected: int
    outcomes: list[OutcomeRow]
    timeline: list[OutcomeBucket]
    bots: list[BotRow]
    lag_ms: float | None
    last_event_at: int | None


async def quality(store: Store, interval: Interval, context: Context) -> Quality:
    """The outcomes of the site's events. Raises what Store.execute raises."""
    if interval.start == BEGINNING:
        interval = Interval(await _first_arrival(store, interval.end, context), interval.end)
    outcomes, timeline, bots, (_, last) = await asyncio.gather(
        _outcomes(store, interval, context),
        _timeline(store, interval, context),
        _bots(store, interval, context),
        span(store, context.site_id),
    )
    rows, lag = outcomes
    count = {outcome: sum(row.events for row in rows if row.outcome == outcome) for outcome in Outcome}
    return Quality(
        range=interval,
        stored=count[Outcome.STORED],
        dropped=count[Outcome.DROPPED],
        rejected=count[Outcome.REJECTED],
        outcomes=rows,
        timeline=timeline,
        bots=bots,
        lag_ms=lag,
        last_event_at=last,
    )


async def span(store: Store, site_id: int) -> tuple[int | None, int | None]:
    """When the site's first and newest event happened, microseconds UTC; None, None without any."""
    time = analytics_events.c.occurred_at
    statement = sa.select(sa.func.min(time), sa.func.max(time)).where(analytics_events.c.site_id == site_id)
    first, last = (await store.execute(statement))[0]
    return first, last


def _arrived(interval: Interval, context: Context) -> list[sa.ColumnElement[bool]]:
    minute = ingest_outcomes.c.minute
    return [
        ingest_outcomes.c.site_id == context.site_id,
        minute >= timestamp(interval.start),
        minute < timestamp(interval.end),
    ]


async def _outcomes(store: Store, interval: Interval, context: Context) -> tuple[list[OutcomeRow], float | None]:
    c = ingest_outcomes.c
    events = sa.func.sum(c.events)
    statement = (
        sa.select(c.outcome, c.reason, events, sa.func.sum(c.lag_ms), sa.func.sum(c.measured))
        .where(*_arrived(interval, context))
        .group_by(c.outcome, c.reason)
        .order_by(events.desc(), c.outcome, c.reason)
    )
    found = await store.execute(statement)
    rows = [OutcomeRow(outcome, reason, _label(outcome, reason), int(n)) for outcome, reason, n, *_ in found]
    stored = [(int(lag), int(measured)) for outcome, *_, lag, measured in found if outcome == Outcome.STORED]
    measured = sum(count for _, count in stored)
    lag = sum(each for each, _ in stored) / measured if measured else None
    return rows, lag


def _label(outcome: str, reason: str) -> str:
    return "Stored" if outcome == Outcome.STORED else LABELS.get(reason, reason)


async def _timeline(store: Store, interval: Interval, context: Context) -> list[OutcomeBucket]:
    length = interval.end - interval.start
    unit = "minute" if length <= _MINUTELY_UP_TO else "hour" if length <= _HOURLY_UP_TO else "day"
    c = ingest_outcomes.c
    key = time_key(unit, c.minute, offsets(interval.start, interval.end, context.timezone))
    statement = (
        sa.select(key, c.outcome, sa.func.sum(c.events)).where(*_arrived(interval, context)).group_by(key, c.outcome)
    )
    found: dict[tuple[Any, ...], int] = {(row[0], row[1]): int(row[2]) for row in await store.execute(statement)}
    return [
        OutcomeBucket(
            bucket_start(unit, bucket, context.timezone), *(found.get((bucket, outcome), 0) for outcome in Outcome)
        )
        for bucket in bucket_keys(unit, interval, context.timezone)
        if bucket_start(unit, bucket, context.timezone) <= context.now
    ]


async def _bots(store: Store, interval: Interval, context: Context) -> list[BotRow]:
    c = bot_events.c
    statement = (
        sa.select(c.bot, sa.func.count())
        .where(
            c.site_id == context.site_id,
            c.occurred_at >= timestamp(interval.start),
            c.occurred_at < timestamp(interval.end),
        )
        .group_by(c.bot)
        .order_by(sa.func.count().desc(), c.bot)
        .limit(_BOTS)
    )
    return [BotRow(*row) for row in await store.execute(statement)]


async def _first_arrival(store: Store, end: int, context: Context) -> int:
    c = ingest_outcomes.c
    first = (await store.execute(sa.select(sa.func.min(c.minute)).where(c.site_id == context.site_id)))[0][0]
    return midnight(local(end - 1 if first is None else min(first, end - 1), context.timezone).date(), context.timezone)
