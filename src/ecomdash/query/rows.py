"""Rows as they are shown, each beside the same row of the comparison period; a series has every bucket of time."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from ecomdash.query.calendar import CLOCKS
from ecomdash.query.dimensions import Dimension
from ecomdash.query.plan import Key, Page, Plan, Slice
from ecomdash.query.question import Interval, Row, Value
from ecomdash.query.top import Found, read, top
from ecomdash.query.zone import bucket_keys, bucket_label, bucket_start
from ecomdash.store.protocol import Store


async def breakdown(
    store: Store, plan: Plan, interval: Interval, comparison: Interval | None, page: Page
) -> tuple[list[Row], int]:
    """The rows of the page, and the number of rows there are in all."""
    found, count = await top(store, plan, interval, page)
    if comparison is None or not found:
        return [Row(_labels(plan, key), shown_values(plan, values)) for key, values in found], count
    there = _counterparts(plan, [key for key, _ in found], interval, comparison)
    keys = tuple(key for key in there if key is not None)
    wanted = Slice(interval=comparison, keys=keys, groups=len(keys))
    theirs = dict((await read(store, plan, wanted))[0]) if keys else {}
    compared = [None if key is None else shown_values(plan, theirs.get(key, nothing(plan))) for key in there]
    return [
        Row(_labels(plan, key), shown_values(plan, values), other)
        for (key, values), other in zip(found, compared, strict=True)
    ], count


async def series(
    store: Store, plan: Plan, interval: Interval, comparison: Interval | None, now: int
) -> list[tuple[Found, Row]]:
    """Every bucket of the one time dimension in order, each with the values it is to be sorted by.

    What has not come yet, in a range that reaches past `now`, is None and not zero.
    """
    keys = _buckets(plan.dimensions[0], interval, plan.timezone)
    their_keys = _buckets(plan.dimensions[0], comparison, plan.timezone) if comparison else []
    ours, theirs = await asyncio.gather(
        _by_bucket(store, plan, interval, len(keys)), _by_bucket(store, plan, comparison, len(their_keys))
    )
    unit = plan.dimensions[0]
    rows: list[tuple[Found, Row]] = []
    for i, key in enumerate(keys):
        ahead = unit.kind == "bucket" and bucket_start(unit.name, key, plan.timezone) > now
        values = (None,) * len(plan.metrics) if ahead else shown_values(plan, ours.get((key,), nothing(plan)))
        other = None
        if i < len(their_keys):
            other = shown_values(plan, theirs.get((their_keys[i],), nothing(plan)))
        rows.append((((key,), values), Row(_labels(plan, (key,)), values, other)))
    return rows


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


async def _by_bucket(store: Store, plan: Plan, interval: Interval | None, groups: int) -> dict[Key, tuple[Value, ...]]:
    if interval is None:
        return {}
    return dict((await read(store, plan, Slice(interval=interval, groups=groups)))[0])


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
