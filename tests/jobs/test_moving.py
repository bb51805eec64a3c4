"""A move brings every row, once, whatever stops it, and says which days are not the same."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.engines import ENGINES
from tests.jobs.moving_shop import CROWD, DAY, NOON, POSITIONS, contents, event, fill
from tests.query.stores import Recording
from tests.store.making import batch

from ecomdash.jobs import moving_ranges
from ecomdash.jobs.loading_lookups import all_positions
from ecomdash.jobs.moving import Outcome, move
from ecomdash.jobs.moving_marks import MoveRefused, of_logs
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Statement, Store
from ecomdash.store.tables import analytics_events, conversion_events

PLACE = "somewhere"
PAIRS = [(one, other) for one in ENGINES for other in ENGINES]
RING = list(zip(ENGINES, [*list(ENGINES)[1:], next(iter(ENGINES))], strict=True))  # each once as source and as target


@pytest.fixture(autouse=True)
def _small_stretches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving_ranges, "CHUNK", CROWD // 2)


@pytest.fixture(params=PAIRS[:1], ids="-".join)  # where it is not about engines
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    folders = [tmp_path / "source", tmp_path / "target"]
    for folder in folders:
        folder.mkdir()
    source, target = request.param
    with ENGINES[source](folders[0]) as one, ENGINES[target](folders[1]) as other:
        yield one, other


@pytest.fixture
async def opened(urls: tuple[str, str]) -> AsyncIterator[Callable[[str], Store]]:
    """Opens `source` or `target`, migrated; closed at the end."""
    stores: list[Store] = []

    def open_one(url: str) -> Store:
        store = open_store(load({}, store=url, store_memory="200MB"))
        stores.append(store)
        return store

    yield open_one
    for store in stores:
        await store.close()


@pytest.fixture
async def source(urls: tuple[str, str], opened: Callable[[str], Store]) -> Store:
    store = opened(urls[0])
    await fill(store)
    return store


@pytest.fixture
async def target(urls: tuple[str, str], opened: Callable[[str], Store]) -> Store:
    store = opened(urls[1])
    await store.migrate()
    return store


async def run(source: Store, target: Store, *, last: bool = True, place: str = PLACE) -> Outcome:
    return await move(source, target, place, lambda *_: None, last=last)


@pytest.mark.parametrize("urls", PAIRS, ids="-".join, indirect=True)
async def test_every_row_arrives_with_the_positions_of_the_logs(source: Store, target: Store) -> None:
    outcome = await run(source, target)
    assert outcome.finished
    assert not outcome.differing
    assert outcome.copied == outcome.rows == sum(map(len, (await contents(source)).values()))
    assert await contents(target) == await contents(source)
    assert of_logs(await all_positions(target)) == POSITIONS
    again = await run(source, target)
    assert again.finished
    assert again.copied == 0
    assert await contents(target) == await contents(source)


@pytest.mark.parametrize("urls", RING, ids="-".join, indirect=True)
async def test_what_changed_between_two_passes_is_brought_by_the_second(source: Store, target: Store) -> None:
    first = await run(source, target, last=False)
    assert not first.finished
    assert not first.differing
    assert not of_logs(await all_positions(target))
    sold = sa.select(conversion_events).where(conversion_events.c.site_id == 3, conversion_events.c.kind == "refund")
    (refund,) = await source.execute(sold)
    moved = dict(zip(conversion_events.c.keys(), refund, strict=True))
    moved |= {"conversion_id": moved["conversion_id"].bytes, "booked_at": NOON}
    session = {"site_id": 3, "session_id": 7, "visitor_id": 7, "started_at": NOON, "ended_at": NOON + 9, "pageviews": 2}
    late = [event(occurred_at=NOON - 30 * DAY, path="/late"), event(occurred_at=NOON + 3 * DAY, path="/new")]
    await source.append(
        batch(events=late, sessions=[session], conversions=[moved]), "local", {0: 5_000}, POSITIONS["local"]
    )
    await source.erase(1, 1)
    await source.expire(3, NOON - 100 * DAY)
    second = await run(source, target)
    assert second.finished
    assert await contents(target) == await contents(source)
    assert of_logs(await all_positions(target))["local"] == {0: 5_000, 3: 17}


@pytest.mark.parametrize("urls", RING, ids="-".join, indirect=True)
async def test_a_site_that_is_deleted_meanwhile_is_deleted_there(source: Store, target: Store) -> None:
    await run(source, target, last=False)
    await source.expire(1, NOON + 10_000 * DAY)
    assert (await run(source, target)).finished
    assert await contents(target) == await contents(source)


async def test_what_only_the_target_has_is_reported_by_day_and_table(source: Store, target: Store) -> None:
    await run(source, target, last=False)
    stray = {"site_id": 3, "occurred_at": NOON + DAY, "bot": "Stray", "event_type": "pageview"}
    await target.append(batch(bots=[stray]), "move somewhere: stray", {0: 1}, {0: 0})
    outcome = await run(source, target)
    assert not outcome.finished
    ((at, ours, theirs),) = [(each.at, each.source.rows, each.target.rows) for each in outcome.differing]
    assert (at.table, at.site_id, at.day, ours, theirs) == ("bot_events", 3, (NOON + DAY) // DAY, 0, 1)
    assert not of_logs(await all_positions(target))


async def test_a_target_with_data_of_its_own_is_left_alone(source: Store, target: Store) -> None:
    await target.append(batch(events=[event(path="/own")]), "local", {0: 1}, {0: 0})
    before = await contents(target)
    with pytest.raises(MoveRefused, match="did not bring"):
        await run(source, target)
    assert await contents(target) == before


async def test_a_target_that_went_on_by_itself_is_left_alone(source: Store, target: Store) -> None:
    await run(source, target)
    await target.append(batch(events=[event(path="/own")]), "local", {0: 6_000}, POSITIONS["local"])
    before = await contents(target)
    with pytest.raises(MoveRefused, match="gone on by itself"):
        await run(source, target)
    with pytest.raises(MoveRefused, match="did not bring"):
        await run(source, target, place="elsewhere")
    assert await contents(target) == before


async def test_an_empty_store_moves_too(opened: Callable[[str], Store], urls: tuple[str, str], target: Store) -> None:
    empty = opened(urls[0])
    await empty.migrate()
    outcome = await run(empty, target)
    assert outcome.finished
    assert outcome.rows == outcome.days == 0


class Written(Recording):
    """Takes an event, once, while it is being read."""

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        found = await super().execute(statement, limit_seconds)
        if len(self.statements) == 20:
            await self.store.append(batch(events=[event(path="/meanwhile")]), "local", {0: 6_000}, POSITIONS["local"])
        return found


async def test_a_source_that_is_written_to_meanwhile_does_not_finish(source: Store, target: Store) -> None:
    outcome = await run(Written(source), target)
    assert outcome.source_moved_on
    assert not outcome.finished
    assert not of_logs(await all_positions(target))
    assert (await run(source, target)).finished
    counted = sa.select(sa.func.count()).where(analytics_events.c.path == "/meanwhile")
    assert await target.execute(counted) == [(1,)]
