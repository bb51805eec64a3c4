"""Writers that meet: of two at the same place one is overtaken, a month is made once, an order is stored once."""

import asyncio
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.servers.postgres import empty_store, shared_server
from tests.store.making import at, batch, new_id

from ecomdash.store.engines.postgres import partitions, visits
from ecomdash.store.engines.postgres.append import _copy as copy
from ecomdash.store.engines.postgres.engine import PostgresStore
from ecomdash.store.protocol import Overtaken, StoreUnavailable
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events, ingest_positions

NOON = at("2026-03-01T12:00")
EVENT = {"occurred_at": NOON, "visitor_id": 1, "session_id": 1, "event_type": "pageview", "country": "DE"}
_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
_e = analytics_events.c


@pytest.fixture
def url() -> Iterator[str]:
    with empty_store(Path()) as url:
        yield url


@pytest.fixture
async def two(url: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """Two processes' stores of the same data."""
    stores = PostgresStore(url), PostgresStore(url)
    yield stores
    for store in stores:
        await store.close()


async def count(store: PostgresStore, table: sa.Table) -> int:
    return int((await store.execute(sa.select(sa.func.count()).select_from(table)))[0][0])


async def load(store: PostgresStore, loader: int, batches: int) -> int:
    """As a loader does: from the stored position on, beginning anew when overtaken; how often it was."""
    overtaken = stored = 0
    while stored < batches:
        rows = await store.execute(sa.select(ingest_positions.c.position).where(ingest_positions.c.log == "shared"))
        position = int(rows[0][0]) if rows else 0
        session = {"session_id": position % 5, "visitor_id": loader, "started_at": NOON, "pageviews": position}
        event = {**EVENT, "occurred_at": NOON + position, "country": f"C{position % 3}"}
        order = {"order_id": f"A{position}", "booked_at": NOON}
        try:
            await store.append(
                batch(events=[event], sessions=[session], conversions=[order]),
                "shared", {0: position + 1}, {0: position},
            )  # fmt: skip
            stored += 1
        except Overtaken:
            overtaken += 1
    return overtaken


async def test_loaders_that_race_store_every_batch_once(two: tuple[PostgresStore, PostgresStore]) -> None:
    overtaken = await asyncio.gather(*(load(store, n, 40) for n, store in enumerate(two)))
    assert sum(overtaken) > 0
    times = sa.select(_e.occurred_at).order_by(_e.occurred_at)
    assert await two[0].execute(times) == [(NOON + n,) for n in range(80)]
    assert await count(two[0], conversion_events) == 80
    assert await count(two[0], analytics_sessions) == 5
    assert await two[0].execute(sa.select(ingest_positions.c.position)) == [(80,)]


async def test_of_two_that_bring_an_order_at_once_one_is_overtaken(two: tuple[PostgresStore, PostgresStore]) -> None:
    for n in range(10):
        order = {"order_id": f"A{n}", "booked_at": NOON}
        ends = await asyncio.gather(
            *(
                store.append(
                    batch(events=[EVENT], conversions=[{**order, "conversion_id": new_id()}]), f"{log} {n}", {0: 1}, {}
                )
                for store, log in zip(two, ("one", "other"), strict=True)
            ),
            return_exceptions=True,
        )
        assert sorted(type(end).__name__ for end in ends) == ["NoneType", "Overtaken"]
    assert await count(two[0], conversion_events) == 10
    assert await count(two[0], analytics_events) == 10


async def test_a_number_that_is_taken_is_no_fault_of_the_rows(
    url: str, two: tuple[PostgresStore, PostgresStore]
) -> None:
    """As on a server that took over from another by logical replication, which copies no sequences."""
    await two[0].append(batch(events=[EVENT]), "local", {0: 1}, {0: 0})
    shared_server().sql("ALTER TABLE visits ALTER COLUMN visit_no RESTART WITH 1", url.rsplit("/", 1)[1])
    later = batch(events=[{**EVENT, "country": "FR"}])
    with pytest.raises(StoreUnavailable, match="visits_pkey"):
        await two[0].append(later, "local", {0: 2}, {0: 1})
    await two[0].append(later, "local", {0: 2}, {0: 1})
    assert await count(two[0], analytics_events) == 2


async def test_a_connection_that_ends_while_it_is_made_is_no_fault_of_the_rows(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ended(_: object) -> None:
        raise AttributeError("'NoneType' object has no attribute 'family'")

    store = PostgresStore(url)
    monkeypatch.setattr("ecomdash.store.engines.postgres.connection._watch", ended)
    with pytest.raises(StoreUnavailable, match="no connection"):
        await store.append(batch(events=[EVENT]), "local", {0: 1}, {0: 0})
    await store.close()


async def test_writers_in_opposite_order_both_get_through(two: tuple[PostgresStore, PostgresStore]) -> None:
    async def write(store: PostgresStore, log: str, *, backwards: bool) -> None:
        for n in range(15):
            numbers = list(range(200))[:: -1 if backwards else 1]
            sessions = [{"session_id": i, "visitor_id": i, "started_at": NOON, "source": f"{n} {i}"} for i in numbers]
            events = [{**EVENT, "city": f"{n} {i}"} for i in numbers]
            await store.append(batch(events=events, sessions=sessions), log, {0: n + 1}, {0: n})

    await asyncio.gather(write(two[0], "one", backwards=False), write(two[1], "other", backwards=True))
    assert await count(two[0], analytics_sessions) == 200
    assert await count(two[0], analytics_events) == 2 * 15 * 200
    cities = sa.select(sa.func.count(_e.city.distinct()), sa.func.count(_e.city))
    assert await two[0].execute(cities) == [(15 * 200, 2 * 15 * 200)]


async def test_a_month_is_made_once_and_never_filled_unseen(url: str, two: tuple[PostgresStore, PostgresStore]) -> None:
    months = [at(f"{year}-{month:02}-28T23:59:59.999999") for year in (1999, 2026) for month in range(1, 13)]
    events = [{**EVENT, "occurred_at": time} for time in months]
    await asyncio.gather(*(store.append(batch(events=events), str(id(store)), {0: 1}, {0: 0}) for store in two))
    name = url.rsplit("/", 1)[1]
    found = shared_server().sql(
        "SELECT count(*), count(*) FILTER (WHERE pg_get_expr(relpartbound, oid) = 'DEFAULT') FROM pg_class "
        "WHERE relispartition AND relkind = 'p' AND relname LIKE 'event_rows%'", name,
    )  # fmt: skip
    assert found == "24|0"
    assert shared_server().sql("SELECT count(*) FROM event_rows_1999_12", name) == "2"
    assert shared_server().sql("SELECT count(*) FROM event_rows_1999_12_pageview", name) == "2"
    assert await count(two[0], analytics_events) == 48


async def test_a_month_that_somebody_removed_is_made_again(url: str, two: tuple[PostgresStore, PostgresStore]) -> None:
    store, _ = two
    await store.append(batch(events=[EVENT]), "local", {0: 1}, {0: 0})
    shared_server().sql("DROP TABLE event_rows_2026_03", url.rsplit("/", 1)[1])
    with pytest.raises(StoreUnavailable, match="month"):
        await store.append(batch(events=[EVENT]), "local", {0: 2}, {0: 1})
    await store.append(batch(events=[EVENT]), "local", {0: 2}, {0: 1})
    assert await count(store, analytics_events) == 1


async def test_a_month_that_was_made_without_parts_is_filled_as_it_is(
    url: str, two: tuple[PostgresStore, PostgresStore]
) -> None:
    name = url.rsplit("/", 1)[1]
    shared_server().sql(
        "CREATE TABLE event_rows_2026_03 PARTITION OF event_rows FOR VALUES FROM ('2026-03-01') TO ('2026-04-01')", name
    )
    april = {**EVENT, "occurred_at": at("2026-04-01T00:00")}
    await two[0].append(batch(events=[EVENT, april, {**april, "event_type": "view_item"}]), "local", {0: 1}, {0: 0})
    assert await count(two[0], analytics_events) == 3
    assert shared_server().sql("SELECT count(*) FROM event_rows_2026_03", name) == "1"
    assert shared_server().sql("SELECT count(*) FROM event_rows_2026_04_other", name) == "1"


def test_a_month_of_december_ends_in_january() -> None:
    assert partitions.Month("event_rows", 2026, 12).bounds == ("2026-12-01", "2027-01-01")
    assert partitions.Month("event_rows", 2026, 1).bounds == ("2026-01-01", "2026-02-01")


async def test_what_postgresql_cannot_hold_is_stored_as_what_cannot_be_shown(
    two: tuple[PostgresStore, PostgresStore],
) -> None:
    properties = json.dumps({"a\0b": ["x\0y", {"n": "\0"}], "plain": 1, "\\u0000": "\\u0000"})
    event = {**EVENT, "path": "/a\0b", "source": "Goo\0gle", "properties": properties}
    session = {"session_id": 1, "visitor_id": 1, "started_at": NOON, "entry_page": "/\0"}
    await two[0].append(batch(events=[event, EVENT], sessions=[session]), "local", {0: 1}, {0: 0})
    rows = await two[0].execute(sa.select(_e.path, _e.source, _e.properties).where(_e.path != ""))
    ((path, source, found),) = rows
    assert (path, source) == ("/a\ufffdb", "Goo\ufffdgle")
    assert json.loads(found) == {
        "a\ufffdb": ["x\ufffdy", {"n": "\ufffd"}], "plain": 1, "\\u0000": "\\u0000",
    }  # fmt: skip
    assert await two[0].execute(sa.select(analytics_sessions.c.entry_page)) == [("/\ufffd",)]


async def test_json_comes_back_compact(two: tuple[PostgresStore, PostgresStore]) -> None:
    await two[0].append(
        batch(events=[{**EVENT, "properties": '{"simulated": true, "b": [1, 2]}'}]), "local", {0: 1}, {0: 0}
    )
    assert await two[0].execute(sa.select(_e.properties)) == [('{"b":[1,2],"simulated":true}',)]


async def test_visits_are_stored_once_and_found_again(
    url: str, two: tuple[PostgresStore, PostgresStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(visits, "_REMEMBERED", 3)
    for n in range(6):
        events = [
            {**EVENT, "session_id": i, "country": country} for i, country in enumerate(["DE", "AT", "CH"][: n % 4])
        ]
        await two[n % 2].append(batch(events=[*events, {**EVENT, "site_id": 2}]), "local", {0: n + 1}, {0: n})
    assert shared_server().sql("SELECT count(*) FROM visits", url.rsplit("/", 1)[1]) == "4"
    by_country = sa.select(_e.country, sa.func.count()).where(_e.site_id == 1).group_by(_e.country).order_by(_e.country)
    assert await two[0].execute(by_country) == [("AT", 2), ("CH", 1), ("DE", 4)]


async def test_a_visit_that_another_process_removed_is_stored_again(
    url: str, two: tuple[PostgresStore, PostgresStore]
) -> None:
    one, other = two
    await one.append(batch(events=[EVENT]), "local", {0: 1}, {0: 0})
    assert (await other.erase(1, 1))["analytics_events"] == 1
    assert shared_server().sql("SELECT count(*) FROM visits", url.rsplit("/", 1)[1]) == "0"
    await one.append(batch(events=[{**EVENT, "visitor_id": 2}]), "local", {0: 2}, {0: 1})
    assert await one.execute(sa.select(_e.visitor_id, _e.country)) == [(2, "DE")]


async def test_who_is_erased_while_a_batch_of_theirs_is_stored_stops_no_batch(
    url: str, two: tuple[PostgresStore, PostgresStore], monkeypatch: pytest.MonkeyPatch
) -> None:
    loader, api = two
    visitor = batch(events=[EVENT], sessions=[{"session_id": 1, "visitor_id": 1, "started_at": NOON}])
    await loader.append(visitor, "local", {0: 1}, {0: 0})
    erasing: list[Future[Mapping[str, int]]] = []
    name, loop = url.rsplit("/", 1)[1], asyncio.get_running_loop()

    async def erased_meanwhile(*rows: Any) -> None:
        if not erasing:
            erasing.append(asyncio.run_coroutine_threadsafe(api.erase(1, 1), loop))
            while await asyncio.to_thread(shared_server().sql, _WAITING, name) == "0":
                pass
        await copy(*rows)

    monkeypatch.setattr("ecomdash.store.engines.postgres.append._copy", erased_meanwhile)
    await loader.append(visitor, "local", {0: 2}, {0: 1})
    assert (await asyncio.wrap_future(erasing[0]))["analytics_sessions"] == 1
    assert await count(loader, analytics_events) == 1


async def test_a_visit_that_was_never_committed_is_not_remembered(two: tuple[PostgresStore, PostgresStore]) -> None:
    store, _ = two
    with pytest.raises(Overtaken):
        await store.append(batch(events=[EVENT]), "local", {0: 2}, {0: 1})
    bad = batch(events=[EVENT], sessions=[{"session_id": 1, "visitor_id": 1, "started_at": NOON, "pageviews": 2**40}])
    with pytest.raises(Exception, match=r"pageviews|int32|range"):
        await store.append(bad, "local", {0: 1}, {0: 0})
    await store.append(batch(events=[EVENT]), "local", {0: 1}, {0: 0})
    assert await store.execute(sa.select(_e.country)) == [("DE",)]
