"""A remembered answer is given while it is right, and never after."""

import asyncio
import random
import threading
from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from tests.store.making import Row, at, batch

from ecomdash.clock import US_PER_DAY
from ecomdash.events.batch import Batch
from ecomdash.settings import load
from ecomdash.store.engines.duckdb import removal
from ecomdash.store.engines.duckdb.answers import Answers
from ecomdash.store.engines.duckdb.readers import Rows, fetch
from ecomdash.store.engines.opening import open_store
from ecomdash.store.expressions import timestamp
from ecomdash.store.protocol import Store
from ecomdash.store.tables import analytics_events, analytics_sessions

NOON = at("2026-03-01T12:00")
_e, _s = analytics_events.c, analytics_sessions.c


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = open_store(load({}, data=tmp_path, store_memory="100MB"))
    await store.migrate()
    yield store
    await store.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that reached the database."""
    seen: list[str] = []

    def noticed(cursor: duckdb.DuckDBPyConnection, sql: str, values: Sequence[Any]) -> Rows:
        seen.append(sql)
        return fetch(cursor, sql, values)

    monkeypatch.setattr("ecomdash.store.engines.duckdb.engine.fetch", noticed)
    return seen


def event(time: int, visitor: int = 1) -> Row:
    return {"occurred_at": time, "visitor_id": visitor, "session_id": visitor, "event_type": "pageview"}


def events_of(first: int, last: int, remembered: bool = True) -> sa.Select[Any]:
    """How many events the days from NOON + first to NOON + last have."""
    start, end = NOON + first * US_PER_DAY, NOON + last * US_PER_DAY
    counted = sa.select(sa.func.count()).where(_e.occurred_at >= timestamp(start), _e.occurred_at < timestamp(end))
    return counted.execution_options(reads=(start, end)) if remembered else counted


async def test_the_same_question_is_read_once_while_its_days_stay_as_they_are(store: Store, asked: list[str]) -> None:
    await store.append(batch(events=[event(NOON)]), "local", {0: 1}, {0: 0})
    for _ in range(3):
        assert await store.execute(events_of(-2, 2)) == [(1,)]
    assert len(asked) == 1
    await store.append(batch(events=[event(NOON + 10 * US_PER_DAY)]), "local", {0: 2}, {0: 1})
    assert await store.execute(events_of(-2, 2)) == [(1,)]
    assert len(asked) == 1
    assert await store.execute(events_of(-2, 12)) == [(2,)]
    await store.append(batch(events=[event(NOON + US_PER_DAY)]), "local", {0: 3}, {0: 2})
    assert await store.execute(events_of(-2, 2)) == [(2,)]
    assert len(asked) == 3


async def test_a_statement_that_does_not_say_what_it_reads_is_always_read(store: Store, asked: list[str]) -> None:
    for position in range(3):
        await store.append(batch(events=[event(NOON)]), "local", {0: position + 1}, {0: position})
        assert await store.execute(events_of(-2, 2, remembered=False)) == [(position + 1,)]
    assert len(asked) == 3


async def test_what_was_erased_or_expired_is_not_remembered(store: Store) -> None:
    await store.append(batch(events=[event(NOON, 1), event(NOON, 2), event(NOON, 3)]), "local", {0: 1}, {0: 0})
    assert await store.execute(events_of(-1, 1)) == [(3,)]
    await store.erase(1, 2)
    assert await store.execute(events_of(-1, 1)) == [(2,)]
    await store.expire(1, NOON + 1)
    assert await store.execute(events_of(-1, 1)) == [(0,)]


@pytest.mark.parametrize("name", ["erase", "expire"])
async def test_nor_where_nobody_waits_any_more_for_the_removal(
    store: Store, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    await store.append(batch(events=[event(NOON)]), "local", {0: 1}, {0: 0})
    begun, go_on = threading.Event(), threading.Event()
    remove = getattr(removal, name)

    def slow(*given: Any) -> Any:
        begun.set()
        assert go_on.wait(30)
        return remove(*given)

    monkeypatch.setattr(removal, name, slow)
    waiting = asyncio.ensure_future(store.erase(1, 1) if name == "erase" else store.expire(1, NOON + 1))
    assert await asyncio.to_thread(begun.wait, 30)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert await store.execute(events_of(-1, 1)) == [(1,)]
    go_on.set()
    await store.append(Batch(), "local", {0: 2}, {0: 1})  # the removal comes before it
    assert await store.execute(events_of(-1, 1)) == [(0,)]


async def test_whoever_changes_an_answer_changes_only_their_own(store: Store) -> None:
    first = await store.execute(events_of(-1, 1))
    assert isinstance(first, list)
    first.append((99,))
    assert await store.execute(events_of(-1, 1)) == [(0,)]


async def test_no_answer_is_ever_older_than_the_last_append(store: Store) -> None:
    rng = random.Random(3)
    for position in range(40):
        day = rng.randrange(-5, 5)
        when = NOON + day * US_PER_DAY
        grown = {"session_id": rng.randrange(6), "visitor_id": 1, "started_at": when, "ended_at": when + US_PER_DAY}
        await store.append(batch(events=[event(when)], sessions=[grown]), "local", {0: position + 1}, {0: position})
        for _ in range(3):
            first = rng.randrange(-6, 6)
            last = first + rng.randrange(1, 5)
            fresh = await store.execute(events_of(first, last, remembered=False))
            assert await store.execute(events_of(first, last)) == fresh


def test_only_so_many_are_remembered_and_the_least_used_goes_first() -> None:
    answers = Answers(2)
    for sql in ("a", "b"):
        answers.keep(sql, [1], [(sql,)], answers.version)
    assert answers.find("a", [1], (0, 1)) == [("a",)]
    answers.keep("c", [1], [("c",)], answers.version)
    assert answers.find("b", [1], (0, 1)) is None
    assert answers.find("a", [1], (0, 1)) == [("a",)]
    assert answers.find("a", [2], (0, 1)) is None
    answers.keep("large", [], [(n,) for n in range(1_001)], answers.version)
    assert answers.find("large", [], (0, 1)) is None


def test_an_answer_read_while_its_data_changed_is_not_given() -> None:
    answers = Answers(10)
    before = answers.version
    answers.changed(batch(events=[event(NOON)]))
    answers.keep("a", [], [(0,)], before)
    assert answers.find("a", [], (NOON, NOON + 1)) is None
    answers.keep("a", [], [(0,)], answers.version)
    answers.changed(Batch())
    assert answers.find("a", [], (NOON, NOON + 1)) == [(0,)]


def test_very_long_stretches_change_with_everything() -> None:
    answers = Answers(10)
    years = (0, NOON + 1)
    answers.keep("a", [], [(0,)], answers.version)
    assert answers.find("a", [], years) == [(0,)]
    answers.changed(batch(events=[event(NOON + 900 * US_PER_DAY)]))
    assert answers.find("a", [], years) is None
    answers.keep("b", [], [(0,)], answers.version)
    answers.changed(batch(events=[event(0), event(NOON)]))
    assert answers.find("b", [], (5 * US_PER_DAY, 6 * US_PER_DAY)) is None
