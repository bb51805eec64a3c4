"""Compares two stores day by day and table by table: number of rows and checksum, every row read on both sides."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Collection, Sequence

from msgspec import Struct

from ecomdash.clock import US_PER_DAY
from ecomdash.jobs.moving_ranges import Stretch, days_of, larger, rows_of, stretches
from ecomdash.jobs.moving_rows import MOVED, Digest, Moved, Row
from ecomdash.store.protocol import Store

Progress = Callable[[int, int], None]
"""Called with the rows done so far, and all there are."""


class DayOf(Struct, frozen=True):
    """A day of one site in one table; `day` counts from 1970-01-01 UTC."""

    table: str
    site_id: int
    day: int


class Difference(Struct, frozen=True):
    """A day that is not the same on both sides."""

    moved: Moved
    at: DayOf
    source: Digest
    target: Digest


class Verified(Struct, frozen=True):
    """What was compared; `days` counts a day once for each site and table."""

    rows: int
    days: int
    differing: tuple[Difference, ...]


async def verify(source: Store, target: Store, progress: Progress, only: Collection[DayOf] | None = None) -> Verified:
    """Compare every day that either side has, or of these only the ones named. Raises StoreUnavailable."""
    plan = [(moved, await days_of(source, moved), await days_of(target, moved)) for moved in MOVED]
    total = sum(sum(days.values()) for _, by_site, _ in plan for days in by_site.values())
    rows, days, differing = 0, 0, list[Difference]()
    for moved, ours, theirs in plan:
        for site_id in sorted({*ours, *theirs}):
            wanted = larger(ours.get(site_id, {}), theirs.get(site_id, {}))
            if only is not None:
                wanted = {day: n for day, n in wanted.items() if DayOf(moved.table.name, site_id, day) in only}
            found: dict[int, list[Digest]] = defaultdict(lambda: [Digest(), Digest()])
            async for stretch in stretches([source, target], moved, site_id, wanted):
                for side, read in enumerate(await both(source, target, moved, stretch)):
                    for day, hashes in _by_day(moved, read).items():
                        found[day][side] = found[day][side].plus(hashes)
                    rows += len(read) if side == 0 else 0
                progress(min(rows, total), total)
            days += len(found)
            for day, (one, other) in sorted(found.items()):
                if one != other:
                    differing.append(Difference(moved, DayOf(moved.table.name, site_id, day), one, other))
    return Verified(rows, days, tuple(differing))


async def both(source: Store, target: Store, moved: Moved, stretch: Stretch) -> tuple[Sequence[Row], Sequence[Row]]:
    """The rows of a stretch on both sides, read at the same time."""
    return await asyncio.gather(rows_of(source, moved, stretch), rows_of(target, moved, stretch))


async def stretches_of(source: Store, target: Store, each: Difference) -> AsyncIterator[Stretch]:
    """The differing day in parts that fit into memory."""
    rows = {each.at.day: max(each.source.rows, each.target.rows)}
    async for stretch in stretches([source, target], each.moved, each.at.site_id, rows):
        yield stretch


def _by_day(moved: Moved, rows: Sequence[Row]) -> dict[int, list[int]]:
    time = list(moved.table.c).index(moved.time)
    found: dict[int, list[int]] = defaultdict(list)
    for row, value in zip(rows, moved.hashes(rows), strict=True):
        found[row[time] // US_PER_DAY].append(value)
    return found
