"""The loader from a log into the real embedded store: exactly once, every event one outcome, whatever happens."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.enrichment.making import MINUTE, SECOND, SITE, T0, ListLog, accepted, hit, page

from ecomdash.clock import FixedClock
from ecomdash.events.batch import Batch
from ecomdash.events.commerce import Item, Purchase, ViewItem
from ecomdash.events.record import Refused
from ecomdash.events.site import Site
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.store.engines.duckdb.engine import DuckDBStore
from ecomdash.store.protocol import StoreUnavailable
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    bot_events,
    conversion_events,
    ingest_outcomes,
    metadata,
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[DuckDBStore]:
    opened = DuckDBStore(tmp_path / "events.duckdb", memory="200MB", threads=1)
    await opened.migrate()
    yield opened
    await opened.close()


def sites(site_id: int) -> Site | None:
    return SITE if site_id == SITE.id else None


def loader(log: ListLog, store: Any, at: int = T0) -> Loader:
    clock = FixedClock(at)
    return Loader(log, store, MemoryLive(clock), sites, clock)


async def outcomes(store: DuckDBStore) -> dict[tuple[str, str], int]:
    o = ingest_outcomes.c
    rows = await store.execute(sa.select(o.outcome, o.reason, sa.func.sum(o.events)).group_by(o.outcome, o.reason))
    return {(outcome, reason): int(events) for outcome, reason, events in rows}


async def test_an_event_fills_every_table_it_belongs_to(store: DuckDBStore) -> None:
    order = Purchase(
        order_id="A1", url="https://shop.example/thanks", currency="EUR", value=Decimal("25.50"),
        items=[Item(item_id="mug", price=Decimal("12.75"), quantity=2)],
    )  # fmt: skip
    log = ListLog(
        accepted(
            hit(page("/?utm_source=newsletter&utm_medium=email")), hit(page("/mugs/"), at=T0 + SECOND),
            hit(order, at=T0 + MINUTE),
        )
    )  # fmt: skip
    assert await loader(log, store).drain() == 3
    assert log.committed == {0: 1}
    e, s, c = analytics_events.c, analytics_sessions.c, conversion_events.c
    assert await store.execute(sa.select(e.event_type, e.path, e.channel).order_by(e.occurred_at)) == [
        ("pageview", "/", "Email"), ("pageview", "/mugs", "Email"), ("purchase", "/thanks", "Email"),
    ]  # fmt: skip
    assert await store.execute(
        sa.select(s.started_at, s.ended_at, s.entry_page, s.exit_page, s.pageviews, s.orders, s.revenue, s.bounced)
    ) == [(T0, T0 + MINUTE, "/", "/mugs", 2, 1, Decimal("25.5000"), False)]
    assert await store.execute(sa.select(c.order_id, c.revenue, c.units, c.channel, c.entry_page)) == [
        ("A1", Decimal("25.5000"), 2, "Email", "/")
    ]
    assert await outcomes(store) == {("stored", ""): 3}


async def test_whatever_is_read_twice_is_stored_once(store: DuckDBStore) -> None:
    request = accepted(hit(page("/a"), name="a"), hit(page("/b"), name="b"), hit(page("/a"), name="a"))
    await loader(ListLog(request), store).drain()
    again = ListLog(request, request, request)  # the log's position says one is done
    await loader(again, store).drain()
    assert await outcomes(store) == {("stored", ""): 2, ("dropped", "duplicate_event"): 7}
    assert [tuple(row) for row in await store.execute(sa.select(sa.func.count()).select_from(analytics_events))] == [
        (2,)
    ]


async def test_what_cannot_be_read_is_counted_and_does_not_stop_the_rest(store: DuckDBStore) -> None:
    log = ListLog(
        b"no message pack", b"", b"\x00" * 100, accepted(hit(page())), accepted(hit(page("/x")), site=99),
        Refused(1, T0, "too_large", 3), Refused(0, T0, "malformed", 1), Refused(1, T0, "not_a_page", 5),
    )  # fmt: skip
    assert await loader(log, store).drain() == 3 + 1 + 1 + 3 + 1 + 5
    assert await outcomes(store) == {
        ("dropped", "unreadable"): 3, ("stored", ""): 1, ("rejected", "unknown_site"): 1,
        ("rejected", "too_large"): 3, ("rejected", "malformed"): 1, ("dropped", "not_a_page"): 5,
    }  # fmt: skip


async def test_bots_are_kept_apart(store: DuckDBStore) -> None:
    google = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    await loader(ListLog(accepted(hit(page("/mugs/")), user_agent=google)), store).drain()
    b = bot_events.c
    assert await store.execute(sa.select(b.bot, b.path, b.event_type)) == [("Googlebot", "/mugs", "pageview")]
    assert await store.execute(sa.select(analytics_events.c.path)) == []
    assert await outcomes(store) == {("dropped", "bot"): 1}


class FailingStore:
    """The real store, whose appends fail as told: before storing, or after (the answer is lost)."""

    def __init__(self, store: DuckDBStore, *failures: str) -> None:
        self._store = store
        self.failures = list(failures)
        self.poison: bytes | None = None

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int]) -> None:
        if self.poison and self.poison in batch.events.get("event_id", []):
            raise ValueError("cannot take this event")
        failure = self.failures.pop(0) if self.failures else ""
        if failure == "before":
            raise StoreUnavailable("away")
        await self._store.append(batch, log, positions)
        if failure == "after":
            raise StoreUnavailable("answer lost")


@pytest.mark.parametrize("failures", [["before"], ["before", "before"], ["after"], ["after", "before", "after"]])
async def test_a_store_that_goes_away_loses_and_doubles_nothing(store: DuckDBStore, failures: list[str]) -> None:
    log = ListLog()
    failing = FailingStore(store, *failures)
    stop = asyncio.Event()
    running = asyncio.create_task(loader(log, failing).run(stop))
    async with asyncio.timeout(20):
        for n in range(5):
            log.add(accepted(hit(page(f"/{n}"), at=T0 + n * SECOND)))
            await log.until_committed(n + 1)
    assert failing.failures == []
    stop.set()
    await running
    s = analytics_sessions.c
    assert await outcomes(store) == {("stored", ""): 5}
    assert await store.execute(sa.select(s.pageviews, s.events, s.entry_page, s.exit_page)) == [(5, 5, "/0", "/4")]


async def test_an_event_that_the_store_refuses_is_given_up_alone(store: DuckDBStore) -> None:
    records = [accepted(hit(page(f"/{n}"), at=T0 + n * SECOND)) for n in range(7)]
    failing = FailingStore(store)
    failing.poison = records[3].hits[0].event_id
    assert await loader(ListLog(*records), failing).drain() == 7
    assert await outcomes(store) == {("stored", ""): 6, ("dropped", "unreadable"): 1}


async def test_lag_is_measured_but_not_of_imports(store: DuckDBStore) -> None:
    log = ListLog(
        accepted(hit(page("/a"))), accepted(hit(page("/b")), trusted=True, origin="import", received_at=T0 - 9 * MINUTE)
    )
    await loader(log, store, at=T0 + 2 * SECOND).drain()
    rows = await store.execute(sa.select(sa.func.sum(ingest_outcomes.c.lag_ms)))
    assert int(rows[0][0]) == 2000


async def test_batch_columns_are_those_of_the_tables(store: DuckDBStore) -> None:
    seen: dict[str, Batch] = {}

    class Watching(FailingStore):
        async def append(self, batch: Batch, log: str, positions: Mapping[int, int]) -> None:
            seen["batch"] = batch
            await super().append(batch, log, positions)

    items = [Item(item_id="mug", price=Decimal(3))]
    log = ListLog(
        accepted(
            hit(page()), hit(ViewItem(items=items), at=T0 + 1), hit(Purchase(order_id="1", items=items), at=T0 + 2)
        ),
        accepted(hit(page("/bot")), user_agent="curl/8"),
    )
    await loader(log, Watching(store)).drain()
    batch = seen["batch"]
    for table, columns in {
        "analytics_events": batch.events, "bot_events": batch.bots, "product_events": batch.product_events,
        "order_items": batch.order_items, "ingest_outcomes": batch.outcomes, "analytics_sessions": batch.sessions,
        "conversion_events": batch.conversions,
    }.items():  # fmt: skip
        assert list(columns) == list(metadata.tables[table].c.keys()), table
        assert len({len(values) for values in columns.values()}) == 1, table
