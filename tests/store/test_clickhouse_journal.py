"""A batch happens whole and once, wherever a writer stops and however many write."""

import asyncio
import itertools
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.servers.clickhouse import Server
from tests.store.clickhouse_stores import Place, count, opened
from tests.store.making import TABLES, Row, at, batch, new_id

from ecomdash.events.batch import Batch
from ecomdash.settings import load
from ecomdash.store.engines.clickhouse import journal, schema
from ecomdash.store.engines.clickhouse.engine import ClickHouseStore
from ecomdash.store.engines.clickhouse.journal import KEPT, Entry, Journal
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Overtaken, Store, StoreUnavailable
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events, ingest_positions

NOON = at("2026-03-01T12:00")
WHO = {"visitor_id": 1, "session_id": 1}
_sessions = itertools.count(2)
STEPS = len(TABLES) + 3  # the entry, each table, the positions, and that it is applied


class _Death(BaseException):
    """The process ends here."""


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as found:
        yield found


def everything() -> Batch:
    """Rows for every table."""
    rows: dict[str, list[Row]] = {
        "events": [{**WHO, "occurred_at": NOON + n, "event_type": "pageview"} for n in range(3)],
        "bots": [{"occurred_at": NOON, "bot": "x", "event_type": "pageview"}],
        "product_events": [{**WHO, "occurred_at": NOON, "event_type": "view_item"}],
        "order_items": [{**WHO, "booked_at": NOON}],
        "outcomes": [{"minute": NOON, "outcome": "stored", "events": 1}],
        "sessions": [{**WHO, "session_id": next(_sessions), "started_at": NOON}],
        "conversions": [{**WHO, "booked_at": NOON, "order_id": str(new_id())}],
    }
    return batch(**rows)


async def contents(store: Store) -> dict[str, int]:
    return {name: await count(store, table) for name, table in TABLES.items()}


async def position(store: Store) -> list[tuple[int, int]]:
    c = ingest_positions.c
    return [tuple(row) for row in await store.execute(sa.select(c.partition, c.position).order_by(c.partition))]


def times(number: int) -> dict[str, int]:
    return {name: (3 if name == "events" else 1) * number for name in TABLES}


def dying(monkeypatch: pytest.MonkeyPatch, step: int, *, done: bool, death: BaseException) -> None:
    """Let the process die around the insert of that number, counted from 0: after it when `done`, else before."""
    steps = iter(range(STEPS + 1))
    real = journal.insert

    def insert(client: Any, table: str, rows: bytes, name: str) -> None:
        here = next(steps)
        if here == step and not done:
            raise death
        real(client, table, rows, name)
        if here == step:
            raise death

    monkeypatch.setattr(journal, "insert", insert)


@pytest.mark.parametrize("step", range(STEPS))
async def test_a_writer_that_dies_after_any_step_leaves_all_of_a_batch_once(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    first = place.store()
    await first.append(everything(), "local", {0: 1}, {0: 0})
    with monkeypatch.context() as patch:
        dying(patch, step, done=True, death=_Death())
        with pytest.raises(_Death):
            await first.append(everything(), "local", {0: 2}, {0: 1})
    await first.close()
    second = place.store()
    await second.migrate()
    assert await contents(second) == times(2)
    assert await position(second) == [(0, 2)]
    with pytest.raises(Overtaken):
        await second.append(everything(), "local", {0: 2}, {0: 1})
    await second.append(everything(), "local", {0: 3}, {0: 2})
    assert await contents(second) == times(3)
    await second.close()


@pytest.mark.parametrize("where", ["before its entry is read", "before the first table"])
def test_a_writer_that_was_stopped_for_long_inserts_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    """As by SIGSTOP: when it goes on, others have applied its entry and so many more that its name is forgotten."""
    monkeypatch.setattr(journal, "_LONG", 0.1)
    monkeypatch.setattr(schema, "WINDOW", 3)

    def stop(journal: Journal, goes_on: threading.Event) -> None:
        apply, changing = journal._apply, journal._settling.changing

        def before_reading(*given: Any) -> None:
            goes_on.wait(60)
            apply(*given)

        @contextmanager
        def before_inserting() -> Iterator[None]:
            with changing():
                goes_on.wait(60)
                yield

        if where == "before its entry is read":
            monkeypatch.setattr(journal, "_apply", before_reading)
        else:
            monkeypatch.setattr(journal._settling, "changing", before_inserting)

    async def run(one: ClickHouseStore, other: Store) -> None:
        await one.append(everything(), "local", {0: 1}, {0: 0})
        goes_on = threading.Event()
        stop(one._journal, goes_on)
        storing = asyncio.create_task(one.append(everything(), "local", {0: 2}, {0: 1}))
        for number in range(5):
            await other.append(everything(), "elsewhere", {0: number + 1}, {0: number})
        goes_on.set()
        await storing
        assert await contents(other) == times(2 + 5)
        assert sorted(await position(other)) == [(0, 2), (0, 5)]

    with opened(tmp_path) as place:
        stores = place.store(), place.store()
        asyncio.run(run(*stores))
        for store in stores:
            asyncio.run(store.close())


async def test_a_writer_that_dies_before_its_entry_is_written_leaves_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = place.store()
    with monkeypatch.context() as patch:
        dying(patch, 0, done=False, death=_Death())
        with pytest.raises(_Death):
            await first.append(everything(), "local", {0: 1}, {0: 0})
    await first.close()
    second = place.store()
    await second.migrate()
    assert await contents(second) == times(0)
    assert await position(second) == []
    await second.close()


@pytest.mark.parametrize("step", range(1, STEPS, 2))
async def test_a_writer_that_lost_the_store_halfway_goes_on_by_itself(
    place: Place, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    store = place.store()
    with monkeypatch.context() as patch:
        dying(patch, step, done=False, death=StoreUnavailable("gone"))
        with pytest.raises(StoreUnavailable):
            await store.append(everything(), "local", {0: 1}, {0: 0})
    with pytest.raises(Overtaken):
        await store.append(everything(), "local", {0: 1}, {0: 0})
    assert await contents(store) == times(1)
    assert await position(store) == [(0, 1)]
    await store.close()


async def test_of_two_writers_at_one_place_one_is_overtaken(place: Place) -> None:
    stores = [place.store(), place.store()]
    for n in range(5):
        ends = await asyncio.gather(
            *(each.append(everything(), "local", {0: n + 1}, {0: n}) for each in stores), return_exceptions=True
        )
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "Overtaken"]
    assert (await contents(stores[0]))["events"] == 15
    assert await position(stores[0]) == [(0, 5)]
    await asyncio.gather(*(each.close() for each in stores))


async def test_two_writers_at_two_places_both_store_but_an_order_once(place: Place) -> None:
    stores = [place.store(), place.store()]

    async def write(partition: int) -> int:
        refused = 0
        for n in range(5):
            order = {"conversion_id": new_id(), "order_id": f"A{n}", "booked_at": NOON}
            rows = batch(events=[{**WHO, "occurred_at": NOON, "event_type": "pageview"}], conversions=[order])
            try:
                await stores[partition].append(rows, "local", {partition: n + 1}, {partition: n})
            except Overtaken:
                refused += 1
                rows.conversions = {}
                await stores[partition].append(rows, "local", {partition: n + 1}, {partition: n})
        return refused

    assert sum(await asyncio.gather(write(0), write(1))) == 5
    assert await position(stores[0]) == [(0, 5), (1, 5)]
    assert await count(stores[1], analytics_events) == 10
    assert await count(stores[1], conversion_events) == 5
    await asyncio.gather(*(each.close() for each in stores))


async def test_an_entry_that_two_apply_is_applied_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    slow, other = place.store(), place.store()
    written, go_on = threading.Event(), threading.Event()
    real = Journal._apply

    def wait(self: Journal, *given: Any) -> None:
        if self is slow._journal and not written.is_set():
            written.set()
            assert go_on.wait(60)
        real(self, *given)

    monkeypatch.setattr(Journal, "_apply", wait)
    first = asyncio.ensure_future(slow.append(everything(), "local", {0: 1}, {0: 0}))
    await asyncio.to_thread(written.wait)
    await other.append(everything(), "local", {1: 1}, {1: 0})
    assert await contents(other) == times(2)
    go_on.set()
    await first
    assert await contents(other) == times(2)
    assert await position(other) == [(0, 1), (1, 1)]
    await asyncio.gather(slow.close(), other.close())


async def test_an_entry_that_another_applies_first_is_not_stored_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, other = place.store(), place.store()
    real = journal.insert

    def insert(client: Any, table: str, rows: bytes, name: str) -> None:
        real(client, table, rows, name)
        if table == "ingest_journal":
            monkeypatch.setattr(journal, "insert", real)
            other._journal.settle(client)

    monkeypatch.setattr(journal, "insert", insert)
    with pytest.raises(Overtaken):
        await first.append(everything(), "import", {0: 1}, {})
    assert await contents(first) == times(1)
    assert await position(first) == [(0, 1)]
    await asyncio.gather(first.close(), other.close())


async def test_an_entry_that_was_given_up_and_lands_late_is_not_taken_for_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = place.store()
    real, late = journal.insert, list[tuple[Any, ...]]()

    def insert(client: Any, table: str, rows: bytes, name: str) -> None:
        if not late:
            late.append((table, rows, name))
            raise StoreUnavailable("no answer")
        monkeypatch.setattr(journal, "insert", real)
        real(client, *late[0])
        real(client, table, rows, name)

    monkeypatch.setattr(journal, "insert", insert)
    with pytest.raises(StoreUnavailable):
        await store.append(everything(), "local", {0: 1}, {0: 0})
    two = everything()
    two.bots = {}
    with pytest.raises(Overtaken):
        await store.append(two, "local", {0: 2}, {0: 0})
    assert await contents(store) == times(1)
    assert await position(store) == [(0, 1)]
    await store.close()


async def test_a_writer_that_slept_while_its_number_came_and_went_begins_again(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    late, other = place.store(), place.store()
    reached, go_on = threading.Event(), threading.Event()
    real = Journal.write

    def wait(self: Journal, client: Any, number: int, entry: Entry) -> bool:
        if self is late._journal and not reached.is_set():
            reached.set()
            assert go_on.wait(60)
        return real(self, client, number, entry)

    monkeypatch.setattr(Journal, "write", wait)
    sleeping = asyncio.ensure_future(late.append(everything(), "local", {0: 1}, {0: 0}))
    await asyncio.to_thread(reached.wait)
    entries = 3 * KEPT  # so that the entry of the same number is not even kept
    for n in range(entries):
        await other.append(everything(), "local", {1: n + 1}, {1: n})
    go_on.set()
    await sleeping
    assert await contents(other) == times(entries + 1)
    assert await position(other) == [(0, 1), (1, entries)]
    assert place.sql("SELECT count() <= {most:UInt8} FROM ingest_journal", most=2 * KEPT) == [(1,)]
    await asyncio.gather(late.close(), other.close())


async def test_a_server_that_is_killed_under_load_has_every_confirmed_batch_once() -> None:
    server = Server()
    store = open_store(load({}, store=f"clickhouse://127.0.0.1:{server.port}/events"))
    await store.migrate()
    confirmed = 0

    async def write(enough: asyncio.Event) -> None:
        nonlocal confirmed
        for n in itertools.count():
            await store.append(_event(confirmed), "local", {0: confirmed + 1}, {0: confirmed})
            confirmed += 1
            if n == 4:
                enough.set()

    for _ in range(3):
        enough = asyncio.Event()
        writing = asyncio.ensure_future(write(enough))
        await enough.wait()
        await asyncio.to_thread(server.kill)
        with pytest.raises(StoreUnavailable):
            await writing
        with pytest.raises(StoreUnavailable):
            await count(store, analytics_events)
        await asyncio.to_thread(server.start)
        try:
            await store.append(_event(confirmed), "local", {0: confirmed + 1}, {0: confirmed})
        except Overtaken:  # it was stored, and only the answer was lost
            assert await position(store) == [(0, confirmed + 1)]
        confirmed += 1
        assert await position(store) == [(0, confirmed)]
        assert await count(store, analytics_events) == confirmed
        assert await count(store, analytics_sessions) == 1
    await store.close()
    server.remove()


def _event(number: int) -> Batch:
    event = {**WHO, "occurred_at": NOON + number, "event_type": "pageview"}
    return batch(events=[event], sessions=[{**WHO, "started_at": NOON, "pageviews": number}])


async def test_a_store_that_is_not_there_says_so() -> None:
    store = open_store(load({}, store="clickhouse://somebody:secret@127.0.0.1:1/events"))
    assert isinstance(store, ClickHouseStore)
    with pytest.raises(StoreUnavailable, match=r"nothing answers at 127\.0\.0\.1:1:") as told:
        await store.migrate()
    assert "secret" not in str(told.value)
    await store.close()
