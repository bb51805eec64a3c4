"""Rows as they are shown, each beside the same row of the comparison period; a series has every bucket of time."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal
from functools import cmp_to_key

from msgspec import Struct

from ecomdash.query.calendar import CLOCKS
from ecomdash.query.dimensions import Dimension
from ecomdash.query.plan import Page, Plan, Plans
from ecomdash.query.question import Interval, Row, Value
from ecomdash.query.reading import Found, ordering, read, read_buckets, read_keys
from ecomdash.query.statements import Key
from ecomdash.query.zone import bucket_keys, bucket_label, bucket_start
from ecomdash.store.protocol import Store


class Compared(Struct, frozen=True):
    """Rows and totals of two periods, and how many rows there are in all."""

    rows: list[Row]
    count: int
    totals: tuple[Value, ...]
    comparison_totals: tuple[Value, ...] | None


class Periods(Struct, frozen=True):
    """The range, the one it is compared with, and the present."""

    range: Interval
    comparison: Interval | None
    now: int


async def totals(store: Store, whole: Plan, periods: Periods) -> Compared:
    """The one row there is without dimensions."""
    ours, theirs = await asyncio.gather(_totals(store, whole, periods.range), _totals(store, whole, periods.comparison))
    assert ours is not None
    return Compared([Row((), ours, theirs)], 1, ours, theirs)


async def breakdown(store: Store, whole: Plan, parts: Plan, periods: Periods, page: Page) -> Compared:
    """The rows of the page."""
    plans = Plans(whole, parts)
    ours = await read(store, plans, periods.range, page)
    labels = [_labels(parts, key) for key, _ in ours.rows]
    values = [shown_values(parts, found) for _, found in ours.rows]
    summed = shown_values(whole, ours.totals)
    if periods.comparison is None:
        return Compared([Row(*row) for row in zip(labels, values, strict=True)], ours.count, summed, None)
    there = _counterparts(parts, [key for key, _ in ours.rows], periods.range, periods.comparison)
    keys = [key for key in there if key is not None]
    if not keys:
        totals_there = await _totals(store, whole, periods.comparison)
        rows = [Row(*row, None) for row in zip(labels, values, strict=True)]
        return Compared(rows, ours.count, summed, totals_there)
    theirs = await read_keys(store, plans, periods.comparison, keys)
    found = dict(theirs.rows)
    compared = [None if key is None else shown_values(parts, found.get(key, nothing(parts))) for key in there]
    rows = [Row(*row) for row in zip(labels, values, compared, strict=True)]
    return Compared(rows, ours.count, summed, shown_values(whole, theirs.totals))


async def series(store: Store, whole: Plan, parts: Plan, periods: Periods, page: Page) -> Compared:
    """Every bucket of the one time dimension; what has not come yet is None and not zero."""
    unit, plans = parts.dimensions[0], Plans(whole, parts)
    keys = _buckets(unit, periods.range, parts.timezone)
    their_keys = _buckets(unit, periods.comparison, parts.timezone) if periods.comparison else ()
    ours, theirs = await asyncio.gather(
        read_buckets(store, plans, periods.range, len(keys)),
        read_buckets(store, plans, periods.comparison, len(their_keys)) if periods.comparison else _nobody(),
    )
    found, found_there = dict(ours.rows), dict(theirs.rows) if theirs else {}
    rows: list[tuple[Found, Row]] = []
    for i, key in enumerate(keys):
        ahead = unit.kind == "bucket" and bucket_start(unit.name, key, parts.timezone) > periods.now
        values = (None,) * len(parts.metrics) if ahead else shown_values(parts, found.get((key,), nothing(parts)))
        other = None
        if i < len(their_keys):
            other = shown_values(parts, found_there.get((their_keys[i],), nothing(parts)))
        rows.append((((key,), values), Row(_labels(parts, (key,)), values, other)))
    if page.order:
        rows.sort(key=lambda pair: cmp_to_key(ordering(page.order))(pair[0]))
    last = None if page.limit is None else page.offset + page.limit
    return Compared(
        [row for _, row in rows[page.offset : last]],
        len(rows),
        shown_values(whole, ours.totals),
        shown_values(whole, theirs.totals) if theirs else None,
    )


async def _totals(store: Store, whole: Plan, interval: Interval | None) -> tuple[Value, ...] | None:
    if interval is None:
        return None
    return shown_values(whole, (await read(store, Plans(whole, None), interval, Page())).totals)


async def _nobody() -> None:
    return None


def nothing(plan: Plan) -> tuple[Value, ...]:
    """The metrics where there is no row."""
    return tuple(each.empty for each in plan.metrics)


def shown_values(plan: Plan, values: Sequence[Value]) -> tuple[Value, ...]:
    """Counts as int, money as Decimal, the rest as float."""
    shown: list[Value] = []
    for each, value in zip(plan.metrics, values, strict=True):
        if value is None:
            shown.append(None)
        elif each.unit == "currency":
            shown.append(Decimal(value))
        else:
            shown.append(int(value) if each.unit == "count" else float(value))
    return tuple(shown)


def _labels(plan: Plan, key: Key) -> tuple[str | None, ...]:
    labels: list[str | None] = []
    for each, part in zip(plan.dimensions, key, strict=True):
        if each.kind == "bucket":
            labels.append(bucket_label(each.name, int(part), plan.timezone))
        else:
            labels.append(str(part) if part != "" else None)
    return tuple(labels)


def _buckets(unit: Dimension, interval: Interval, timezone: str) -> Sequence[int]:
    return CLOCKS[unit.name] if unit.kind == "clock" else bucket_keys(unit.name, interval, timezone)


def _counterparts(plan: Plan, keys: Sequence[Key], interval: Interval, comparison: Interval) -> list[Key | None]:
    """The same keys in the comparison period, the n-th bucket of time for the n-th; None where it has fewer."""
    moved: dict[int, dict[int, int]] = {}
    for i, each in enumerate(plan.dimensions):
        if each.kind == "bucket":
            ours, theirs = (bucket_keys(each.name, period, plan.timezone) for period in (interval, comparison))
            moved[i] = dict(zip(ours, theirs, strict=False))
    found: list[Key | None] = []
    for key in keys:
        there = [moved[i].get(int(part)) if i in moved else part for i, part in enumerate(key)]
        found.append(None if None in there else tuple(part for part in there if part is not None))
    return found
