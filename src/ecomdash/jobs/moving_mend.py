"""Brings the days of a target that differ to what the source has now, row by row, by what every store can do."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from ecomdash.jobs.moving_marks import Marks
from ecomdash.jobs.moving_ranges import LIMIT_SECONDS, Stretch
from ecomdash.jobs.moving_rows import MOVED, Moved, Row
from ecomdash.jobs.moving_verify import Difference, both, stretches_of
from ecomdash.store.expressions import epoch_us
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_sessions, conversion_events

_MENDED = "mended"
_REPLACED = (analytics_sessions, conversion_events)  # by a row of the same key
_IN_LIST = 2_000  # values in one IN list
_END_OF_TIME = 32_503_680_000_000_000  # microseconds, the year 3000; no event is accepted from later


async def mend(source: Store, target: Store, marks: Marks, differing: Sequence[Difference]) -> tuple[bool, int]:
    """Remove from the target what the source has removed, and give it what it lacks.

    Whether anything was removed, and how many rows were given. Sessions and conversions that changed are replaced by
    being given again; visitors who are in no row of the source are erased, rows from before the source's first are
    expired. What else is in the target alone stays.
    """
    by_site: dict[int, list[Difference]] = defaultdict(list)
    for each in differing:
        by_site[each.at.site_id].append(each)
    removed = [await _remove(source, target, site_id, own) for site_id, own in by_site.items()]
    return any(removed), sum([await _add(source, target, marks, each) for each in differing])


async def _remove(source: Store, target: Store, site_id: int, differing: Sequence[Difference]) -> bool:
    first = await _first(source, site_id)
    early, visitors = False, set[int]()
    for each in differing:
        names = list(each.moved.table.c.keys())
        time = names.index(each.moved.time.name)
        visitor = names.index("visitor_id") if "visitor_id" in names else None
        async for stretch in stretches_of(source, target, each):
            _, over = await _apart(source, target, each.moved, stretch)
            early = early or any(row[time] < first for row in over)
            if visitor is not None:
                visitors.update(row[visitor] for row in over if row[visitor] is not None)
    if early:
        await target.expire(site_id, first)
    gone = visitors - await _known(source, site_id, visitors)
    for visitor_id in sorted(gone):
        await target.erase(site_id, visitor_id)
    return early or bool(gone)


async def _add(source: Store, target: Store, marks: Marks, each: Difference) -> int:
    """Give the target the rows it lacks; how many. Rows that stay beside one that is there in another form would only
    become more with each round."""
    number, given = MOVED.index(each.moved), 0
    async for stretch in stretches_of(source, target, each):
        missing, over = await _apart(source, target, each.moved, stretch)
        if missing and (not over or each.moved.table in _REPLACED):
            count = (await marks.of(_MENDED)).get(number, 0)
            await marks.set(_MENDED, number, count + 1, count, each.moved.batch(missing))
            given += len(missing)
    return given


async def _apart(source: Store, target: Store, moved: Moved, stretch: Stretch) -> tuple[list[Row], list[Row]]:
    """The rows that the source alone has, and those of the target alone; of equal rows the number counts."""
    ours, theirs = await both(source, target, moved, stretch)
    our_hashes, their_hashes = moved.hashes(ours), moved.hashes(theirs)
    return _beyond(ours, our_hashes, their_hashes), _beyond(theirs, their_hashes, our_hashes)


def _beyond(rows: Sequence[Row], hashes: Sequence[int], others: Iterable[int]) -> list[Row]:
    there = Counter(others)
    found = []
    for row, value in zip(rows, hashes, strict=True):
        if there[value]:
            there[value] -= 1
        else:
            found.append(row)
    return found


async def _first(store: Store, site_id: int) -> int:
    """The earliest time (microseconds UTC) in any table of the site; the end of time where it has no rows."""
    found = []
    for moved in MOVED:
        earliest = sa.select(epoch_us(sa.func.min(moved.time))).where(moved.table.c.site_id == site_id)
        found += [int(at) for (at,) in await store.execute(earliest, LIMIT_SECONDS) if at is not None]
    return min(found, default=_END_OF_TIME)


async def _known(store: Store, site_id: int, visitors: set[int]) -> set[int]:
    """Those of the visitors that a row of the site names."""
    known: set[int] = set()
    wanted = sorted(visitors)
    for moved in (each for each in MOVED if "visitor_id" in each.table.c):
        visitor = moved.table.c.visitor_id
        for start in range(0, len(wanted), _IN_LIST):
            some = visitor.in_(wanted[start : start + _IN_LIST])
            statement = sa.select(visitor).where(moved.table.c.site_id == site_id, some).distinct()
            known.update(row[0] for row in await store.execute(statement, LIMIT_SECONDS))
    return known
