"""The loader from a log into the real embedded store: exactly once, every event one outcome, whatever happens."""

import asyncio
import gc
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.engines import ENGINES
from tests.enrichment.loading import Mode, Shop, in_every_way, opened_store
from tests.enrichment.making import DAY, MINUTE, SECOND, T0, accepted, hit, page

from ecomdash.events.batch import Batch
from ecomdash.events.commerce import Item, Purchase, ViewItem
from ecomdash.events.record import Refused
from ecomdash.events.site import Site
from ecomdash.jobs import loader as loading
from ecomdash.jobs.loader import Loader
from ecomdash.log.protocol import Reassigned, Record
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.protocol import Overtaken, Store, StoreUnavailable
from ecomdash.store.tables import ingest_outcomes, metadata

NOBODY = 999_999  # a site that there is not


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    yield from opened_store(request.param, tmp_path_factory.mktemp("store"))


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store)


async def unreadable(store: Store) -> int:
    o = ingest_outcomes.c
    rows = await store.execute(sa.select(sa.func.sum(o.events)).where(o.site_id == 0, o.reason == "unreadable"))
    return int(rows[0][0] or 0)


async def test_an_event_fills_every_table_it_belongs_to(shop: Shop) -> None:
    order = Purchase(
        order_id="A1", url="https://shop.example/thanks", currency="EUR", value=Decimal("25.50"),
        items=[Item(item_id="mug", price=Decimal("12.75"), quantity=2)],
    )  # fmt: skip
    visit = accepted(
        hit(page("/?utm_source=newsletter&utm_medium=email")), hit(page("/mugs/"), at=T0 + SECOND),
        hit(order, at=T0 + MINUTE),
    )  # fmt: skip
    shop.arrive(visit)
    assert await shop.loader().drain() == 3
    assert shop.log.committed == {0: 1}
    assert await shop.rows("analytics_events", "event_type", "path", "channel") == [
        ("pageview", "/", "Email"), ("pageview", "/mugs", "Email"), ("purchase", "/thanks", "Email"),
    ]  # fmt: skip
    assert await shop.rows(
        "analytics_sessions", "started_at", "ended_at", "entry_page", "exit_page", "pageviews", "orders", "revenue"
    ) == [(T0, T0 + MINUTE, "/", "/mugs", 2, 1, Decimal("25.5000"))]
    assert await shop.rows("conversion_events", "order_id", "revenue", "units", "channel", "entry_page") == [
        ("A1", Decimal("25.5000"), 2, "Email", "/")
    ]
    assert await shop.rows("order_items", "product_id", "quantity", "revenue", "channel") == [
        ("mug", 2, Decimal("25.5000"), "Email")
    ]
    assert await shop.outcomes() == {("stored", ""): 3}


@in_every_way
async def test_whatever_is_read_twice_is_stored_once(shop: Shop, mode: Mode) -> None:
    request = accepted(hit(page("/a"), name="a"), hit(page("/b"), name="b"), hit(page("/a"), name="a"))
    bot = accepted(hit(page("/a"), name="c"), user_agent="curl/8")
    late = accepted(hit(page("/a"), name="a"), received_at=T0 + 6 * DAY)
    await shop.load([request, bot, request, bot, request, late], mode)
    assert await shop.outcomes() == {
        ("stored", ""): 2, ("dropped", "bot"): 1, ("dropped", "duplicate_event"): 1 + 3 + 1 + 3 + 1,
    }  # fmt: skip
    assert len(await shop.rows("analytics_events", "event_id")) == 2
    assert len(await shop.rows("bot_events", "event_id")) == 1


@in_every_way
async def test_what_a_server_sends_of_long_ago_is_stored_once_for_ever(shop: Shop, mode: Mode) -> None:
    old = [
        accepted(hit(page("/a"), at=T0 - 300 * DAY), received_at=T0 + days * DAY, trusted=True, origin="import")
        for days in (0, 1, 40)
    ]
    recent = accepted(hit(page("/now"), at=T0 + 39 * DAY))
    await shop.load([old[0], old[1], recent, old[2]], mode)
    assert await shop.outcomes() == {("stored", ""): 2, ("dropped", "duplicate_event"): 2}


async def test_two_sites_may_use_the_same_event_id(store: Store) -> None:
    for shop in (Shop(store), Shop(store)):
        await shop.load([accepted(hit(page(), name="same"))])
        assert await shop.outcomes() == {("stored", ""): 1}


async def test_what_cannot_be_read_is_counted_and_does_not_stop_the_rest(shop: Shop) -> None:
    before = await unreadable(shop.store)
    shop.arrive(
        b"no message pack", b"", b"\x00" * 100, accepted(hit(page())), accepted(hit(page("/x")), site=NOBODY),
        Refused(1, T0, "too_large", 3), Refused(NOBODY, T0, "malformed", 1), Refused(1, T0, "not_a_page", 5),
    )  # fmt: skip
    assert await shop.loader().drain() == 3 + 1 + 1 + 3 + 1 + 5
    assert await unreadable(shop.store) - before == 3
    assert await shop.outcomes() == {("stored", ""): 1, ("rejected", "too_large"): 3, ("dropped", "not_a_page"): 5}
    o = ingest_outcomes.c
    nobody = sa.select(o.outcome, o.reason, o.events).where(o.site_id == NOBODY)
    assert sorted(await shop.store.execute(nobody)) == [("rejected", "malformed", 1), ("rejected", "unknown_site", 1)]


async def test_bots_are_kept_apart(shop: Shop) -> None:
    google = "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"
    await shop.load([accepted(hit(page("/mugs/")), user_agent=google)])
    assert await shop.rows("bot_events", "bot", "path", "event_type", "country") == [
        ("Googlebot", "/mugs", "pageview", "GB")
    ]
    assert await shop.rows("analytics_events") == await shop.rows("analytics_sessions") == []
    assert await shop.outcomes() == {("dropped", "bot"): 1}


class FailingStore:
    """The real store, whose appends fail as told: before storing, or after (the answer is lost)."""

    def __init__(self, store: Store, *failures: str) -> None:
        self._store = store
        self.failures = list(failures)
        self.poison = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        if self.poison in batch.events.get("event_id", []):
            raise ValueError("cannot take this event")
        failure = self.failures.pop(0) if self.failures else ""
        if failure == "before":
            raise StoreUnavailable("away")
        if failure == "overtaken":
            raise Overtaken("another was faster")
        if failure == "as of a row":
            raise AttributeError("'NoneType' object has no attribute 'family'")
        if failure == "strange":
            raise RuntimeError("an error that nobody thought of")
        await self._store.append(batch, log, positions, since)
        if failure == "after":
            raise StoreUnavailable("answer lost")


@pytest.mark.parametrize(
    "failures",
    [
        ["before"],
        ["before", "before"],
        ["after"],
        ["after", "before", "after"],
        ["overtaken", "after", "overtaken"],
        ["strange"] * 3,
        ["as of a row"],
        ["as of a row"] * 3,
        ["as of a row", "before", "as of a row", "overtaken"],
    ],
)
async def test_a_store_that_goes_away_loses_and_doubles_nothing(shop: Shop, failures: list[str]) -> None:
    failing = FailingStore(shop.store, *failures)
    loader = shop.loader(failing)
    stop = asyncio.Event()
    running = asyncio.create_task(loader.run(stop))
    async with asyncio.timeout(30):
        for n in range(5):
            shop.arrive(accepted(hit(page(f"/{n}"), at=T0 + n * SECOND)))
            await shop.log.until_committed(n + 1)
    assert failing.failures == []
    stop.set()
    await running
    assert loader.trouble == ""
    assert await shop.outcomes() == {("stored", ""): 5}
    assert await shop.rows("analytics_sessions", "pageviews", "events", "entry_page", "exit_page") == [
        (5, 5, "/0", "/4")
    ]


async def test_trouble_is_told_until_something_is_stored_again(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    class Slow(FailingStore):
        async def append(self, *given: Any) -> None:
            told.add(loader.trouble)
            if self.failures[:1] == ["slow"]:
                await asyncio.sleep(0.1)
                told.add(loader.trouble)
                self.failures.clear()
            await super().append(*given)

    monkeypatch.setattr(loading, "LONG_SECONDS", 0.05)
    told: set[str] = set()
    store = Slow(shop.store, "before", "before", "slow")
    loader = shop.loader(store)
    stop = asyncio.Event()
    running = asyncio.create_task(loader.run(stop))
    shop.arrive(accepted(hit(page())))
    async with asyncio.timeout(30):
        await shop.log.until_committed(1)
    assert told == {"", "not loading (StoreUnavailable)", "a batch has been on its way for 0 seconds"}
    stop.set()
    await running
    assert loader.trouble == ""


async def test_a_stop_is_noticed_while_the_store_is_away(shop: Shop) -> None:
    class Away(FailingStore):
        async def execute(self, *_: Any) -> Any:
            raise StoreUnavailable("no store today")

    loader = shop.loader(Away(shop.store))
    stop = asyncio.Event()
    running = asyncio.create_task(loader.run(stop))
    shop.arrive(accepted(hit(page())))
    await asyncio.sleep(0.05)
    assert loader.trouble == "not loading (StoreUnavailable)"
    assert shop.log.committed == {}
    stop.set()
    async with asyncio.timeout(10):
        await running


async def test_an_event_that_the_store_refuses_is_given_up_alone(shop: Shop) -> None:
    before = await unreadable(shop.store)
    records = [accepted(hit(page(f"/{n}"), at=T0 + n * SECOND)) for n in range(7)]
    failing = FailingStore(shop.store)
    failing.poison = records[3].hits[0].event_id
    shop.arrive(*records)
    assert await shop.loader(failing).drain() == 7
    assert await shop.outcomes() == {("stored", ""): 6}
    assert await unreadable(shop.store) - before == 1
    assert await shop.rows("analytics_sessions", "pageviews") == [(6,)]


async def test_lag_is_measured_but_not_of_imports(shop: Shop) -> None:
    shop.clock.advance(2 * SECOND)
    imported = accepted(hit(page("/b")), trusted=True, origin="import", received_at=T0 - 9 * MINUTE)
    await shop.load([accepted(hit(page("/a"))), imported])
    assert await shop.rows("ingest_outcomes", "events", "lag_ms", "measured") == [(1, 0, 0), (1, 2000, 1)]


async def test_progress_tells_the_events_of_each_batch(shop: Shop) -> None:
    told: list[int] = []
    loader = shop.loader()
    loader.progress = told.append
    shop.arrive(accepted(hit(page("/a")), hit(page("/b"))))
    await loader.drain()
    shop.arrive(accepted(hit(page("/c"))))
    await loader.drain()
    assert told == [2, 1]


async def test_a_reader_whose_partitions_change_goes_on_from_what_is_stored(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, answers = shop.log.read, iter((False, True, False, True))

    async def dealt_out_anew(positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        if next(answers, False):
            raise Reassigned
        return await read(positions, limit, wait)

    monkeypatch.setattr(shop.log, "read", dealt_out_anew)
    stop = asyncio.Event()
    running = asyncio.create_task(shop.loader().run(stop))
    async with asyncio.timeout(30):
        for n in range(5):
            shop.arrive(accepted(hit(page(f"/{n}"), at=T0 + n * SECOND)))
            await shop.log.until_committed(n + 1)
    stop.set()
    await running
    assert await shop.outcomes() == {("stored", ""): 5}
    assert await shop.rows("analytics_sessions", "pageviews", "events") == [(5, 5)]


async def test_a_site_that_others_made_just_now_is_looked_up_before_its_events_are_refused(shop: Shop) -> None:
    known: dict[int, Site] = {}
    asked: list[str] = []

    async def look_again() -> None:
        asked.append("away" if not asked else "there")
        if asked == ["away"]:
            raise DatabaseAway("not now")
        known[shop.site.id] = shop.site

    loader = Loader(
        shop.log, shop.store, shop.live, known.get, shop.clock, log_name=f"log {shop.site.id}", look_again=look_again
    )
    stop = asyncio.Event()
    running = asyncio.create_task(loader.run(stop))
    async with asyncio.timeout(30):
        shop.arrive(accepted(hit(page("/"))))
        await shop.log.until_committed(1)
        for end in (2, 3):  # what is no site after all is asked for once
            shop.arrive(accepted(hit(page("/nowhere")), site=NOBODY))
            await shop.log.until_committed(end)
    stop.set()
    await running
    assert asked == ["away", "there", "there"]
    assert await shop.rows("analytics_events", "path") == [("/",)]


async def test_batch_columns_are_those_of_the_tables(shop: Shop) -> None:
    batches: list[Batch] = []

    class Watching(FailingStore):
        async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
            batches.append(batch)

    items = [Item(item_id="mug", price=Decimal(3))]
    shop.arrive(
        accepted(
            hit(page()), hit(ViewItem(items=items), at=T0 + 1), hit(Purchase(order_id="1", items=items), at=T0 + 2)
        ),
        accepted(hit(page("/bot")), user_agent="curl/8"),
    )  # fmt: skip
    await shop.loader(Watching(shop.store)).drain()
    [batch] = batches
    for table, columns in {
        "analytics_events": batch.events, "bot_events": batch.bots, "product_events": batch.product_events,
        "order_items": batch.order_items, "ingest_outcomes": batch.outcomes, "analytics_sessions": batch.sessions,
        "conversion_events": batch.conversions,
    }.items():  # fmt: skip
        assert list(columns) == list(metadata.tables[table].c.keys()), table
        assert len({len(values) for values in columns.values()}) == 1, table


async def test_the_collector_runs_again_when_the_loader_rests(shop: Shop) -> None:
    failing = FailingStore(shop.store, "before")
    shop.arrive(accepted(hit(page())))
    with pytest.raises(StoreUnavailable):
        await shop.loader(failing).drain()
    assert gc.isenabled()
    await shop.loader(failing).drain()
    assert gc.isenabled()
    assert await shop.outcomes() == {("stored", ""): 1}


async def test_what_is_unforeseen_does_not_end_the_loader(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    loader = shop.loader()
    read, broken = shop.log.read, iter([True, False])

    async def reads(*given: Any) -> Any:
        if next(broken, False):
            raise OSError("disk trouble")
        return await read(*given)

    monkeypatch.setattr(shop.log, "read", reads)
    shop.arrive(accepted(hit(page())))
    stop = asyncio.Event()
    running = asyncio.create_task(loader.run(stop))
    async with asyncio.timeout(20):
        await shop.log.until_committed(1)
    stop.set()
    await running
    assert await shop.outcomes() == {("stored", ""): 1}


async def test_a_backlog_is_loaded_in_several_batches(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "BATCH_BYTES", 2_000)
    monkeypatch.setattr(loading, "MANY_BYTES", 1)
    told: list[int] = []
    loader = shop.loader()
    loader.progress = told.append
    orders = [Purchase(order_id=str(n // 2), value=Decimal(1)) for n in range(60)]
    shop.arrive(*(accepted(hit(what, at=T0 + n * SECOND, name=n // 3)) for n, what in enumerate(orders)))
    stop = asyncio.Event()
    running = asyncio.create_task(loader.run(stop))
    async with asyncio.timeout(20):
        await shop.log.until_committed(60)
    stop.set()
    await running
    assert len(told) > 5
    assert sum((await shop.outcomes()).values()) == 60
    [(events, stored_orders, revenue)] = await shop.rows("analytics_sessions", "events", "orders", "revenue")
    assert (events, stored_orders) == (20, 20), "of each three with one event id the first, whose order ids differ"
    assert revenue == 20
