"""Cuts a table into stretches of time that fit into memory, whatever the days hold."""

from collections import defaultdict
from collections.abc import AsyncIterator, Mapping, Sequence

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.clock import US_PER_DAY
from ecomdash.jobs.moving_rows import Moved, Row
from ecomdash.store.expressions import epoch_us, timestamp, whole
from ecomdash.store.protocol import Store

CHUNK = 20_000  # rows of a stretch, about 40 MB as Python has them; what bears one and the same time is never cut
LIMIT_SECONDS = 3_600.0  # of one statement; a move is no dashboard
_ERA = 719_162  # days from year 1 to 1970, so that older times are numbered alike by all engines

Days = Mapping[int, int]  # day (since 1970-01-01, UTC) -> rows


class Stretch(Struct, frozen=True):
    """Rows of one site from `start` to before `end` (microseconds UTC)."""

    site_id: int
    start: int
    end: int

    def since(self, start: int) -> "Stretch":
        """What of it lies at or after `start`."""
        return Stretch(self.site_id, max(self.start, start), self.end)


async def days_of(store: Store, moved: Moved) -> dict[int, dict[int, int]]:
    """The number of rows by site and day."""
    day = whole(epoch_us(moved.time) + _ERA * US_PER_DAY, US_PER_DAY).label("day")
    counted = sa.select(moved.table.c.site_id, day, sa.func.count()).group_by(moved.table.c.site_id, day)
    found: dict[int, dict[int, int]] = defaultdict(dict)
    for site_id, number, rows in await store.execute(counted, LIMIT_SECONDS):
        found[int(site_id)][int(number) - _ERA] = int(rows)
    return found


def larger(one: Days, other: Days) -> dict[int, int]:
    """Of each day the larger number."""
    return {day: max(one.get(day, 0), other.get(day, 0)) for day in {*one, *other}}


async def stretches(stores: Sequence[Store], moved: Moved, site_id: int, days: Days) -> AsyncIterator[Stretch]:
    """All of these days in order: small neighbours together, and a large one cut by what the stores have in it."""
    first, rows, last = 0, 0, None
    for day in sorted(days):
        if last is not None and rows + days[day] > CHUNK:
            yield _whole_days(site_id, first, last)
            rows, last = 0, None
        if days[day] > CHUNK:
            async for part in _cut(stores, moved, _whole_days(site_id, day, day)):
                yield part
            continue
        if last is None:
            first = day
        rows, last = rows + days[day], day
    if last is not None:
        yield _whole_days(site_id, first, last)


async def rows_of(store: Store, moved: Moved, stretch: Stretch) -> Sequence[Row]:
    """Every row of the stretch with every column."""
    return await store.execute(sa.select(moved.table).where(*_within(moved, stretch)), LIMIT_SECONDS)


async def _cut(stores: Sequence[Store], moved: Moved, stretch: Stretch) -> AsyncIterator[Stretch]:
    if stretch.end - stretch.start <= 1 or max([await _count(store, moved, stretch) for store in stores]) <= CHUNK:
        yield stretch
        return
    middle = (stretch.start + stretch.end) // 2
    for start, end in ((stretch.start, middle), (middle, stretch.end)):
        async for part in _cut(stores, moved, Stretch(stretch.site_id, start, end)):
            yield part


async def _count(store: Store, moved: Moved, stretch: Stretch) -> int:
    counted = sa.select(sa.func.count()).select_from(moved.table).where(*_within(moved, stretch))
    return int((await store.execute(counted, LIMIT_SECONDS))[0][0])


def _within(moved: Moved, stretch: Stretch) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        moved.table.c.site_id == stretch.site_id,
        moved.time >= timestamp(stretch.start),
        moved.time < timestamp(stretch.end),
    )


def _whole_days(site_id: int, first: int, last: int) -> Stretch:
    return Stretch(site_id, first * US_PER_DAY, (last + 1) * US_PER_DAY)
