"""Copies one event store into another, can be stopped at any moment and begun again, and says only what it verified.

Rows are copied table by table and day by day with marks in the target (moving_marks.py), every day is then compared,
what differs is mended, and the positions of the logs follow last: a target without them was never a whole one.
"""

from collections.abc import Callable

from msgspec import Struct

from ecomdash.clock import US_PER_DAY
from ecomdash.jobs.loading_lookups import all_positions
from ecomdash.jobs.moving_marks import Marks, of_logs
from ecomdash.jobs.moving_mend import mend
from ecomdash.jobs.moving_ranges import days_of, rows_of, stretches
from ecomdash.jobs.moving_rows import MOVED
from ecomdash.jobs.moving_verify import Difference, Verified, verify
from ecomdash.store.protocol import Store

_ROUNDS = 3  # of mending; a source that is written to meanwhile differs for ever

Progress = Callable[[str, int, int], None]
"""Called with what is being done (copying, comparing), the rows done so far, and all there are."""


class Outcome(Struct, frozen=True):
    """What the pass came to. `finished`: the target has the log positions, too, and can take the source's place."""

    copied: int
    mended: int
    rows: int
    days: int
    differing: tuple[Difference, ...]
    source_moved_on: bool
    finished: bool


async def move(source: Store, target: Store, place: str, progress: Progress, *, last: bool) -> Outcome:
    """One pass; `place` is the source's address without a login. Both stores are migrated.

    `last`: nobody else writes to the source, so that the target may take its place once every day is the same.
    Raises MoveRefused, StoreUnavailable and Overtaken; what was copied until then is not copied again.
    """
    marks = Marks(target, place)
    await marks.begin()
    positions = of_logs(await all_positions(source))
    copied = await _copy(source, target, marks, progress)
    verified, mended = await _verify(source, target, marks, progress)
    moved_on = of_logs(await all_positions(source)) != positions
    finished = last and not moved_on and not verified.differing
    if finished:
        await marks.finish(positions)
    return Outcome(copied, mended, verified.rows, verified.days, verified.differing, moved_on, finished)


async def _copy(source: Store, target: Store, marks: Marks, progress: Progress) -> int:
    """Copy what the marks do not cover yet; the number of rows."""
    plan = [(moved, await days_of(source, moved)) for moved in MOVED]
    total = sum(sum(days.values()) for _, by_site in plan for days in by_site.values())
    seen = copied = 0
    for moved, by_site in plan:
        done = dict(await marks.of(moved.table.name))
        for site_id, days in by_site.items():
            behind = {day: rows for day, rows in days.items() if (day + 1) * US_PER_DAY > done.get(site_id, 0)}
            seen += sum(days.values()) - sum(behind.values())
            async for stretch in stretches([source], moved, site_id, behind):
                if stretch.end <= done.get(site_id, 0):
                    continue
                rows = await rows_of(source, moved, stretch.since(done.get(site_id, 0)))
                batch = moved.batch(rows)
                await marks.set(moved.table.name, site_id, stretch.end, done.get(site_id, 0), batch)
                done[site_id] = stretch.end
                copied += len(rows)
                seen += len(rows)
                progress("copying", min(seen, total), total)
    return copied


async def _verify(source: Store, target: Store, marks: Marks, progress: Progress) -> tuple[Verified, int]:
    """Compare all, mend what differs and compare that again; the outcome of all together, and how many rows it took."""

    def comparing(done: int, total: int) -> None:
        progress("comparing", done, total)

    whole = await verify(source, target, comparing)
    differing = whole.differing
    mended = 0
    for _ in range(_ROUNDS):
        if not differing:
            break
        is_removed, given = await mend(source, target, marks, differing)
        mended += given
        if is_removed:
            whole = await verify(source, target, comparing)
            differing = whole.differing
        else:
            differing = (await verify(source, target, lambda *_: None, {each.at for each in differing})).differing
    return Verified(whole.rows, whole.days, differing), mended
