"""The rows of a breakdown: ordered and cut in the database, different visitors counted for the rows that are shown."""

from collections.abc import Callable, Sequence
from functools import cmp_to_key
from typing import Any

from ecomdash.query.plan import EVERYTHING, Key, Page, Plan, Slice, Sort, only, rows
from ecomdash.query.question import Interval, Value
from ecomdash.store.protocol import Store

Found = tuple[Key, tuple[Value, ...]]
_FEW_ROWS = 200  # up to here, visitors are counted for the rows that are shown alone
_ALL_ROWS = 1_000_000  # stands for "many" where the number of keys is not known


async def read(store: Store, plan: Plan, wanted: Slice, page: Page = EVERYTHING) -> tuple[list[Found], int]:
    """Keys with their metrics in one statement, and the number of keys before the limit."""
    found = await store.execute(rows(plan, wanted, page))
    width = len(plan.dimensions)
    return [(tuple(row[:width]), tuple(row[width:-1])) for row in found], found[0][-1] if found else 0


async def top(store: Store, plan: Plan, interval: Interval, page: Page) -> tuple[list[Found], int]:
    """The rows of the page, which has a limit, and the number of rows there are in all.

    A key has no more visitors than rows. So where visitors decide the order, they are counted for the keys with the
    most rows only, and that is the answer when the last key shown has more visitors than any other key has rows.
    """
    assert page.limit is not None
    visitors = plan.visitor_metrics
    deciding = [sort for sort in page.order if sort.kind == "metric" and sort.position in visitors]
    last = page.offset + page.limit
    first_alone = deciding == [page.order[0]] and page.order[0].descending
    if not visitors or last > _FEW_ROWS or (deciding and not first_alone):
        return await read(store, plan, Slice(interval=interval, groups=_ALL_ROWS), page)
    bound = Slice(interval=interval, visitors="bound")
    if not deciding:
        found, count = await read(store, plan, bound, page)
        return await _with_visitors(store, plan, interval, found), count
    candidates = last + last // 2 + 5
    found, count = await read(store, plan, bound, Page(page.order, candidates + 1))
    exact = await _with_visitors(store, plan, interval, found[:candidates])
    exact.sort(key=cmp_to_key(ordering(page.order)))
    place = page.order[0].position
    if count > candidates and not _number(exact[last - 1][1][place]) > _number(found[candidates][1][place]):
        return await read(store, plan, Slice(interval=interval, groups=_ALL_ROWS), page)
    return exact[page.offset : last], count


async def _with_visitors(store: Store, plan: Plan, interval: Interval, found: list[Found]) -> list[Found]:
    """The rows with different visitors in place of their bounds."""
    if not found:
        return found
    positions = plan.visitor_metrics
    keys = tuple(key for key, _ in found)
    wanted = Slice(interval=interval, keys=keys, groups=len(keys))
    counted = dict((await read(store, only(plan, positions), wanted))[0])
    exact = []
    for key, values in found:
        replaced = list(values)
        for i, position in enumerate(positions):
            replaced[position] = counted[key][i] if key in counted else 0
        exact.append((key, tuple(replaced)))
    return exact


def ordering(order: Sequence[Sort]) -> Callable[[Found, Found], int]:
    """The order that plan.rows gives: unknown values last, ties by the keys."""

    def compare(a: Found, b: Found) -> int:
        for sort in order:
            x, y = (each[0 if sort.kind == "dimension" else 1][sort.position] for each in (a, b))
            unknown = (x in {None, ""}) - (y in {None, ""})
            if unknown:
                return unknown
            if x != y:
                return -1 if (_number(x) < _number(y)) is not sort.descending else 1
        return -1 if a[0] < b[0] else int(a[0] != b[0])

    return compare


def _number(value: Any) -> Any:  # Any: whatever the column holds, of one kind within a column
    assert value is not None
    return value
