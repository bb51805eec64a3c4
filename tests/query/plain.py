"""The same questions answered by loops over lists, to compare with: slow, obvious, and without a line of SQL."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from tests.store.making import Row, at, new_id

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, US_PER_MINUTE
from ecomdash.query.question import And, Condition, Contains, Filter, Interval, Is, IsNot, Not, NotContains, Or

START = at("2026-03-25T00:00+01:00")
LENGTH = 8 * US_PER_DAY
VISIT_FIELDS = ("source", "device", "country")
CHOICES = {
    "source": ["Google", "Direct", "Mail", ""],
    "device": ["mobile", "desktop"],
    "country": ["DE", "AT", "CH", ""],
    "page": ["/", "/a", "/b", "/a/c"],
    "entry_page": ["/", "/a", "/b", "/a/c"],
    "event": ["pageview", "engagement", "signup"],
}


@dataclass
class World:
    """Rows of one site; events know their session's fields, orders may have no session."""

    sessions: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    conversions: list[Row] = field(default_factory=list)


def world(seed: int, size: int = 60) -> World:
    """About `size` random sessions over eight days, the change to summer time among them."""
    rng = random.Random(seed)
    made = World()
    for number in range(size):
        visit = {name: rng.choice(CHOICES[name]) for name in VISIT_FIELDS}
        start = START + rng.randrange(LENGTH)
        who = {"session_id": number, "visitor_id": rng.randrange(size // 3), **visit}
        pages = [rng.choice(CHOICES["page"]) for _ in range(rng.randrange(1, 5))]
        times = [start + i * rng.randrange(US_PER_MINUTE, 20 * US_PER_MINUTE) for i in range(len(pages))]
        times.sort()
        for time, page in zip(times, pages, strict=True):
            made.events.append({**who, "occurred_at": time, "event_type": "pageview", "name": "pageview", "path": page})
            if rng.random() < 0.4:
                kind = rng.choice([("engagement", "engagement"), ("custom", "signup")])
                made.events.append({**who, "occurred_at": time, "event_type": kind[0], "name": kind[1], "path": page})
        orders = int(rng.random() < 0.3)
        made.sessions.append(
            {
                **who, "started_at": start, "ended_at": times[-1], "entry_page": pages[0], "exit_page": pages[-1],
                "pageviews": len(pages), "bounced": rng.random() < 0.4, "orders": orders,
                "engaged_ms": rng.choice([None, 1_000, 25_000]),
            }
        )  # fmt: skip
        if orders:
            made.conversions.append(_order(rng, {**who, "entry_page": pages[0]}, times[-1]))
    made.conversions += [_order(rng, {}, START + rng.randrange(LENGTH)) for _ in range(5)]
    return made


def _order(rng: random.Random, who: Row, time: int) -> Row:
    amount = Decimal(rng.randrange(1, 10_000)) / 100
    money: Row = {"kind": "order", "revenue": amount} if rng.random() < 0.8 else {"kind": "refund", "refund": amount}
    return {**who, **money, "booked_at": time, "occurred_at": time, "conversion_id": new_id()}


_TIMES = {"sessions": "started_at", "events": "occurred_at", "conversions": "booked_at"}
_COLUMNS = {"page": "path", "event": "name"}


@dataclass
class Metric:
    """Which rows, with which dimensions, and what is made of them."""

    rows: str
    value: Callable[[list[Row]], Any]
    only: str = ""  # an event type


def _percent(of: Callable[[Row], bool]) -> Callable[[list[Row]], float | None]:
    return lambda rows: 100 * sum(map(of, rows)) / len(rows) if rows else None


def _duration(rows: list[Row]) -> float | None:
    measured = [row["engaged_ms"] for row in rows if row["engaged_ms"] is not None]
    return sum(measured) / len(measured) / 1000 if measured else None


def _money(name: str) -> Callable[[list[Row]], Decimal]:
    return lambda rows: sum((row.get(name) or Decimal(0) for row in rows), Decimal(0))


METRICS = {
    "visitors": Metric("sessions", lambda rows: len({row["visitor_id"] for row in rows})),
    "sessions": Metric("sessions", len),
    "bounce_rate": Metric("sessions", _percent(lambda row: row["bounced"])),
    "conversion_rate": Metric("sessions", _percent(lambda row: row["orders"] > 0)),
    "average_session_duration": Metric("sessions", _duration),
    "pageviews": Metric("events", len, only="pageview"),
    "events": Metric("events", len),
    "orders": Metric("conversions", lambda rows: sum(row["kind"] == "order" for row in rows)),
    "revenue": Metric("conversions", _money("revenue")),
    "refunds": Metric("conversions", _money("refund")),
}
BY_PAGE = {
    "visitors": Metric("events", lambda rows: len({row["visitor_id"] for row in rows}), only="pageview"),
    "sessions": Metric("events", lambda rows: len({row["session_id"] for row in rows}), only="pageview"),
}


def answer(
    made: World,
    name: str,
    dimensions: tuple[str, ...],
    *,
    where: Filter | None,
    over: Interval,
    timezone: str,
    like: tuple[str, ...] = (),
) -> dict[tuple[Any, ...], Any]:
    """The metric by dimension values (None = unknown), measured as it is by `like`; by () without dimensions."""
    metric = METRICS[name]
    if name in BY_PAGE and "page" in (dimensions or like):
        metric = BY_PAGE[name]
    rows: list[Row] = getattr(made, metric.rows)
    time = _TIMES[metric.rows]
    found: dict[tuple[Any, ...], list[Row]] = {} if dimensions else {(): []}
    for row in rows:
        if not over.start <= row[time] < over.end or (metric.only and row["event_type"] != metric.only):
            continue
        if where is not None and not _holds(made, where, metric, row):
            continue
        key = tuple(_value(row, dimension, row[time], timezone) for dimension in dimensions)
        found.setdefault(key, []).append(row)
    return {key: metric.value(each) for key, each in found.items()}


def _value(row: Row, dimension: str, time: int, timezone: str) -> str | None:
    if dimension in {"day", "hour"}:
        local = (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=time)).astimezone(ZoneInfo(timezone))
        if dimension == "day":
            return local.date().isoformat()
        assert local.minute * US_PER_MINUTE < US_PER_HOUR
        return local.replace(minute=0, second=0, microsecond=0).isoformat()
    return row.get(_COLUMNS.get(dimension, dimension)) or None


def _holds(made: World, where: Filter, metric: Metric, row: Row) -> bool:
    match where:
        case And(filters):
            return all(_holds(made, each, metric, row) for each in filters)
        case Or(filters):
            return any(_holds(made, each, metric, row) for each in filters)
        case Not(inner):
            return not _holds(made, inner, metric, row)
        case IsNot(name, values):
            return not _holds(made, Is(name, values), metric, row)
        case NotContains(name, values):
            return not _holds(made, Contains(name, values), metric, row)
        case Condition():
            return any(_fits(where, each) for each in _candidates(made, where.field, metric, row))


def _candidates(made: World, name: str, metric: Metric, row: Row) -> Iterable[Row]:
    """The rows a condition may hold on: the row itself, else those of its visit."""
    has = {
        "sessions": {*VISIT_FIELDS, "entry_page"},
        "events": {*VISIT_FIELDS, "page", *(() if metric.only else ("event",))},
        "conversions": {*VISIT_FIELDS, "entry_page"},
    }[metric.rows]
    if name in has:
        return [row]
    session = row.get("session_id")
    if name == "entry_page":
        return [each for each in made.sessions if each["session_id"] == session]
    pages_only = name == "page"
    return [
        each
        for each in made.events
        if each["session_id"] == session and (each["event_type"] == "pageview" or not pages_only)
    ]


def _fits(condition: Condition, row: Row) -> bool:
    text = row.get(_COLUMNS.get(condition.field, condition.field), "")
    if isinstance(condition, Is):
        return text in condition.values
    assert isinstance(condition, Contains)
    return any(value.lower() in text.lower() for value in condition.values)
