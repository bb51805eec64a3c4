"""Reads rows and totals of one period; visitors, slow to count, are counted for the rows that are shown alone."""

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any

from msgspec import Struct

from ecomdash.query.calendar import CLOCKS
from ecomdash.query.filters import SLACK_US
from ecomdash.query.plan import Page, Plan, Plans, Sort
from ecomdash.query.question import Interval, Value
from ecomdash.query.statements import ALL_KEYS, Key, Slice, answer, is_series
from ecomdash.query.zone import bucket_keys
from ecomdash.store.protocol import Statement, Store

Found = tuple[Key, tuple[Value, ...]]
_FEW_KEYS = 50  # of a dimension that has few
_FEW_ROWS = 200  # up to here, visitors are counted for the rows that are shown alone


class Answer(Struct, frozen=True):
    """Totals, the rows asked for in their order, how many rows there are in all, and the least bound of visitors."""

    totals: tuple[Value, ...]
    rows: list[Found]
    count: int
    least_bound: int = 0


async def read(store: Store, plans: Plans, interval: Interval, page: Page) -> Answer:
    """Totals, and the rows of the page.

    A key has no more visitors than rows. So where visitors decide the order, they are counted for the keys with the
    most rows only, and that is the answer when the last row shown has more visitors than any other key has rows.
    """
    groups = _groups(plans.parts, interval) if plans.parts else 1
    wanted = Slice(groups=groups)
    visitors = plans.parts.visitors if plans.parts else None
    if visitors is None or groups < ALL_KEYS or page.limit is None or page.limit + page.offset > _FEW_ROWS:
        return await _ask(store, plans, interval, wanted, page)
    deciding = [sort for sort in page.order if sort.kind == "metric" and sort.position == visitors]
    if not deciding:
        return await _counted_after(store, plans, interval, wanted, page)
    if deciding == [page.order[0]] and page.order[0].descending:
        return await _most_visitors(store, plans, interval, page)
    return await _ask(store, plans, interval, wanted, page)


async def read_keys(store: Store, plans: Plans, interval: Interval, keys: Sequence[Key]) -> Answer:
    """Totals, and the rows of these keys in any order; `count` means nothing."""
    return await _ask(store, plans, interval, Slice(groups=len(keys), keys=tuple(keys)), Page())


async def read_buckets(store: Store, plans: Plans, interval: Interval, buckets: int) -> Answer:
    """Totals, and a row for every bucket of time that is not empty, in any order."""
    return await _ask(store, plans, interval, Slice(groups=buckets), Page())


def ordering(order: Sequence[Sort]) -> Callable[[Found, Found], int]:
    """The order that select.rows gives: unknown values last, ties by the keys."""

    def compare(a: Found, b: Found) -> int:
        for sort in order:
            x, y = (each[0 if sort.kind == "dimension" else 1][sort.position] for each in (a, b))
            unknown = (x in {None, ""}) - (y in {None, ""})
            if unknown:
                return unknown
            if x != y:
                return -1 if (_known(x) < _known(y)) is not sort.descending else 1
        return -1 if a[0] < b[0] else int(a[0] != b[0])

    return compare


async def _most_visitors(store: Store, plans: Plans, interval: Interval, page: Page) -> Answer:
    assert page.limit is not None
    last = page.offset + page.limit
    candidates = last + last // 2 + 3
    many = Slice(groups=ALL_KEYS)
    found = await _counted_after(store, plans, interval, many, Page(page.order, candidates))
    if found.count > candidates:
        worst = _known(found.rows[last - 1][1][page.order[0].position])
        if not worst > found.least_bound:  # no key that was not counted has more rows, hence visitors, than that
            return await _ask(store, plans, interval, many, page)
    return Answer(found.totals, found.rows[page.offset : last], found.count)


async def _ask(store: Store, plans: Plans, interval: Interval, wanted: Slice, page: Page) -> Answer:
    return await _execute(store, answer(plans, interval, wanted, page), plans, interval, page)


async def _counted_after(store: Store, plans: Plans, interval: Interval, wanted: Slice, page: Page) -> Answer:
    statement = answer(plans, interval, wanted, page, counted_after=True)
    return await _execute(store, statement, plans, interval, page)


async def _execute(store: Store, statement: Statement, plans: Plans, interval: Interval, page: Page) -> Answer:
    reads = (interval.start - SLACK_US, interval.end + SLACK_US)
    return _answer(await store.execute(statement.execution_options(reads=reads)), plans, page)


def _answer(found: Sequence[tuple[Any, ...]], plans: Plans, page: Page) -> Answer:
    width = len(plans.parts.dimensions) if plans.parts else 0
    totals = next(tuple(row[1 + width : -2]) for row in found if row[0] == 0)
    shown = [row for row in found if row[0] == 1]
    rows: list[Found] = [(tuple(row[1 : 1 + width]), tuple(row[1 + width : -2])) for row in shown]
    rows.sort(key=cmp_to_key(ordering(page.order)))
    if plans.parts and is_series(plans.parts):  # the statement gives every row of these
        last = None if page.limit is None else page.offset + page.limit
        return Answer(totals, rows[page.offset : last], len(rows))
    least = min((row[-1] for row in shown if row[-1] is not None), default=0)
    return Answer(totals, rows, shown[0][-2] if shown else 0, least)


def _groups(parts: Plan, interval: Interval) -> int:
    """About how many keys there will be at most; ALL_KEYS where nothing bounds them."""
    groups = 1
    for each in parts.dimensions:
        if each.kind == "bucket":
            groups *= len(bucket_keys(each.name, interval, parts.timezone))
        elif each.kind == "clock":
            groups *= len(CLOCKS[each.name])
        else:
            groups *= _FEW_KEYS if each.few else ALL_KEYS
    return min(groups, ALL_KEYS)


def _known(value: Any) -> Any:  # Any: whatever the column holds, of one kind within a column
    assert value is not None
    return value
