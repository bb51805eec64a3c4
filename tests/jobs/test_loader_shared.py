"""Several loaders of one log: each session is counted by one of them, whichever partitions its events come in."""

import asyncio
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs
from tests.engines import ENGINES
from tests.enrichment.loading import Shop, opened_store
from tests.enrichment.making import DAY, MINUTE, SECOND, T0, ListLog, accepted, hit, page

from ecomdash.events.commerce import Item, Purchase
from ecomdash.events.engagement import Custom, Engagement
from ecomdash.events.record import Accepted, AnyHit, encode
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.protocol import LogFull, Record
from ecomdash.store.protocol import Store, StoreUnavailable
from ecomdash.store.tables import metadata

SHARDS = 3
ANONYMOUS = 10  # of shard 1
CONSENTED = 11  # of shard 2
TABLES = ("analytics_events", "analytics_sessions", "conversion_events", "order_items", "bot_events")
FREE = {"site_id", "session_id"}  # session ids hold the site's, which differs from run to run


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    yield from opened_store(request.param, tmp_path_factory.mktemp("store"))


class Shards:
    """A log of three partitions in memory, of which each reader has some."""

    name = "shards"
    shards = SHARDS

    def __init__(self) -> None:
        self.kept: list[list[bytes]] = [[] for _ in range(SHARDS)]
        self.full = False

    def reader(self, *partitions: int) -> "Reader":
        return Reader(self, partitions)

    async def append(self, payload: bytes, shard: int = 0) -> None:
        if self.full:
            raise LogFull("full")
        self.kept[shard].append(payload)


class Reader(ListLog):
    """Of `log`, the partitions told."""

    shards = SHARDS

    def __init__(self, log: Shards, partitions: tuple[int, ...]) -> None:
        super().__init__()
        self.log, self.partitions = log, partitions

    async def append(self, payload: bytes, shard: int = 0) -> None:
        await self.log.append(payload, shard)

    async def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        return [
            Record(partition, end, payload)
            for partition in self.partitions
            for end, payload in enumerate(self.log.kept[partition], 1)
            if end > positions.get(partition, 0)
        ]


class SharedShop(Shop):
    """A shop whose log is read by two loaders; `hops` counts what one of them sent to the other."""

    partitions = ((0, 1), (2,))

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self.shared = Shards()
        self.came = 0
        self.restart()

    def restart(self) -> None:
        self.loaders = [self.loader_of(*partitions) for partitions in self.partitions]

    def loader_of(self, *partitions: int, store: Any = None) -> Loader:
        return Loader(
            self.shared.reader(*partitions), store or self.store, MemoryLive(self.clock), {self.site.id: self.site}.get,
            self.clock, log_name=f"log {self.site.id}",
        )  # fmt: skip

    async def come(self, *records: Accepted) -> None:
        """As the collector appends them: every event to its visitor's shard."""
        for record in records:
            for one in record.hits:
                own = structs.replace(record, site_id=self.site.id, hits=[one])
                await self.shared.append(encode(own), one.visitor_id % SHARDS)
                self.came += 1

    async def settle(self) -> None:
        """Both load until nothing more comes."""
        for _ in range(10):
            waiting = [loader for loader in self.loaders if self.has_more(loader)]
            if not waiting:
                return
            for loader in waiting:
                await loader.drain()
        raise AssertionError("events are sent to and fro")

    def has_more(self, loader: Loader) -> bool:
        return any(
            len(self.shared.kept[partition]) > loader._read_to.get(partition, 0)
            for partition in self.partitions[self.loaders.index(loader)]
        )

    @property
    def hops(self) -> int:
        return sum(map(len, self.shared.kept)) - self.came


async def tables(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in TABLES:
        columns = [column.name for column in metadata.tables[name].c if column.name not in FREE]
        found[name] = await shop.rows(name, *columns)
    for (outcome, _), events in (await shop.outcomes()).items():
        found[outcome] = found.get(outcome, 0) + events
    return found


def before(path: str, minute: int) -> Accepted:
    return accepted(hit(page(path), at=T0 + minute * MINUTE, visitor=ANONYMOUS))


def after(what: AnyHit, minute: int, session: int = 5) -> Accepted:
    at = T0 + minute * MINUTE
    return accepted(hit(what, at=at, visitor=CONSENTED, session=session, anonymous=ANONYMOUS))


VISIT = [
    before("/?utm_source=news", 0), after(Custom(name="consent"), 1),
    after(page("/b", referrer="https://shop.example/"), 2), after(Engagement(engaged_ms=20_000), 3),
    after(Purchase(order_id="A1", items=[Item(item_id="mug", price=Decimal(3))]), 4),
]  # fmt: skip


async def test_a_visit_goes_on_through_consent_in_another_partition(store: Store) -> None:
    alone, shared = Shop(store), SharedShop(store)
    await alone.load(VISIT)
    await shared.come(*VISIT)
    await shared.settle()
    assert await tables(shared) == await tables(alone)
    assert await shared.rows("analytics_sessions", "visitor_id", "client_session", "events", "orders", "source") == [
        (ANONYMOUS, 5, 5, 1, "news")
    ]
    assert shared.hops == 4


async def test_whichever_partition_is_behind_the_visit_stays_whole(store: Store) -> None:
    alone, shared = Shop(store), SharedShop(store)
    await alone.load(VISIT)
    await shared.come(*VISIT)
    await shared.loaders[1].drain()  # the events after consent are read before the visit has begun
    await shared.settle()
    assert await tables(shared) == await tables(alone)


async def test_a_visit_that_did_not_begin_before_consent_is_counted_at_home(store: Store) -> None:
    alone, shared = Shop(store), SharedShop(store)
    visit = [after(Engagement(engaged_ms=2_000), 0), after(page("/b"), 1), after(Custom(name="x"), 2)]
    for one in visit:
        await alone.load([one])
        await shared.come(one)
        await shared.settle()
    assert await tables(shared) == await tables(alone)
    assert await shared.rows("analytics_sessions", "visitor_id", "events") == [(CONSENTED, 3)]
    assert shared.hops == 2  # the first asked for the visit before consent, and came back


async def test_landing_and_what_follows_are_sent_nowhere(store: Store) -> None:
    shared = SharedShop(store)
    await shared.come(after(page("/"), 0), *(after(Custom(name="x"), minute) for minute in range(9)))
    await shared.settle()
    assert shared.hops == 0
    assert await shared.rows("analytics_sessions", "visitor_id", "events") == [(CONSENTED, 10)]


async def test_what_a_server_reports_finds_the_visit_it_names(store: Store) -> None:
    order = Purchase(order_id="A1", items=[Item(item_id="mug", price=Decimal(3))])
    report = accepted(hit(order, at=T0 + 9 * MINUTE, visitor=12, session=5), origin="server", trusted=True)
    alone, shared = Shop(store), SharedShop(store)
    for one in [*VISIT[:-1], report]:
        await alone.load([one])
        await shared.come(one)
        await shared.settle()
        shared.restart()
    assert await tables(shared) == await tables(alone)
    assert await shared.rows("conversion_events", "order_id", "visitor_id", "source") == [("A1", ANONYMOUS, "news")]


async def test_a_loader_that_dies_after_sending_counts_nothing_twice(store: Store) -> None:
    class Dying:
        def __getattr__(self, name: str) -> Any:
            return getattr(store, name)

        async def append(self, *_: Any) -> None:
            raise StoreUnavailable("gone")

    shared = SharedShop(store)
    await shared.come(*VISIT)
    await shared.loaders[0].drain()
    with pytest.raises(StoreUnavailable):
        await shared.loader_of(2, store=Dying()).drain()
    assert shared.hops == 4
    shared.restart()
    await shared.loaders[1].drain()
    assert shared.hops == 8
    await shared.settle()
    assert await shared.rows("analytics_sessions", "events", "orders") == [(5, 1)]
    assert await shared.outcomes() == {("stored", ""): 5, ("dropped", "duplicate_event"): 4}


async def test_a_log_that_is_full_is_no_loss(store: Store) -> None:
    shared = SharedShop(store)
    await shared.come(*VISIT)
    await shared.loaders[0].drain()
    shared.shared.full = True
    with pytest.raises(LogFull):
        await shared.loaders[1].drain()
    shared.shared.full = False
    await shared.loaders[1].drain()
    await shared.settle()
    assert await shared.rows("analytics_sessions", "events", "orders") == [(5, 1)]


async def test_an_event_sent_again_from_another_address_counts_once(store: Store) -> None:
    shared = SharedShop(store)
    first = hit(page("/"), visitor=ANONYMOUS, name="same")
    again = hit(page("/"), visitor=ANONYMOUS + 1, name="same")
    await shared.come(accepted(first))
    await shared.settle()
    await shared.come(accepted(again, received_at=T0 + 30 * SECOND), accepted(again, received_at=T0 + DAY))
    await shared.settle()
    assert await shared.outcomes() == {("stored", ""): 1, ("dropped", "duplicate_event"): 2}


def _doings(order: str) -> list[AnyHit]:
    return [
        page("/a"), page("/b?utm_source=x"), page("/c", referrer="https://shop.example/"),
        Engagement(engaged_ms=4_000), Custom(name="spin"), Purchase(order_id=order),
    ]  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> Accepted:
    """One event of a person who may consent, or of a server that names the session."""
    number = draw(st.integers(0, 10**6))  # no two at one time, of which the session's id would decide
    at = T0 + draw(st.integers(0, 16)) * 9 * MINUTE + number
    what = draw(st.sampled_from(_doings(draw(st.sampled_from("AB")))))
    sender = draw(st.sampled_from(["before", "before", "after", "after", "server"]))
    if sender == "before":
        return accepted(hit(what, at=at, visitor=draw(st.sampled_from([10, 13, 14])), name=at))
    session = draw(st.sampled_from([0, 5, 6]))
    if sender == "server":
        return accepted(hit(what, at=at, visitor=12, session=session, name=at), origin="server", trusted=True)
    return accepted(hit(what, at=at, visitor=11, session=session, anonymous=draw(st.sampled_from([10, 14])), name=at))


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stream=st.lists(requests(), min_size=1, max_size=10, unique_by=lambda request: request.hits[0].occurred_at))
def test_loaders_of_a_shared_log_count_as_one_does(store: Store, stream: list[Accepted]) -> None:
    async def run() -> None:
        alone, shared = Shop(store), SharedShop(store)
        await alone.load(stream, "one by one")
        for record in stream:
            await shared.come(record)
            await shared.settle()
        assert await tables(shared) == await tables(alone)
        assert shared.hops <= 3 * len(stream)

    asyncio.run(run())
