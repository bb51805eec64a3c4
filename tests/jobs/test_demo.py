"""The demo's history is plausible, the same every time, made once, and goes on where it was interrupted."""

import asyncio
import re
import secrets
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sqlalchemy as sa

from ecomdash.clock import US_PER_DAY, US_PER_HOUR, FixedClock
from ecomdash.collector.accept import Collector
from ecomdash.events.commerce import Purchase
from ecomdash.events.page import Pageview
from ecomdash.events.record import AnyHit
from ecomdash.events.site import Site
from ecomdash.jobs.demo import calendar, history, live, people, seed, simulate
from ecomdash.jobs.demo.calendar import BAD_CHECKOUT_DAY, DAYS, NEWSLETTER_DAY
from ecomdash.jobs.demo.shop import shop
from ecomdash.jobs.demo.visits import Request, Visits, cut
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.local import LocalLog
from ecomdash.log.protocol import LogFull
from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.privacy.geo import Geo, country_of_zone
from ecomdash.privacy.keeping import FolderKeeping
from ecomdash.store.engines.duckdb.engine import DuckDBStore
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events, order_items

ROOT = Path(__file__).resolve().parent.parent.parent
LONDON = ZoneInfo("Europe/London")
NOW = int(datetime(2026, 11, 20, 15, 30, tzinfo=UTC).timestamp()) * 1_000_000
SITE = Site(id=1, key="demo", name="Demo", domains=("localhost",), timezone="Europe/London", currency="GBP")


def month() -> list[list[Request]]:
    """Every request, day by day, as seeding makes them."""
    visits = Visits(history.SEED, SITE, shop())
    found = []
    for index, day in enumerate(calendar.days(NOW, LONDON)):
        plan = calendar.plan(Random(f"{history.SEED}/plan/{index}"), index, day, LONDON)
        requests = visits.of(plan)
        found.append(cut(requests, NOW) if index == DAYS - 1 else requests)
    return found


@pytest.fixture(scope="module", name="days")
def _days() -> list[list[Request]]:
    return month()


def hits(requests: list[Request]) -> Iterator[AnyHit]:
    for request in requests:
        yield from request.hits


def share(requests: list[Request], text: str) -> float:
    landed = [request.hits[0] for request in requests]
    return sum(text in (hit.url or "") for hit in landed) / len(landed)


def test_a_month_has_the_size_and_the_conversion_of_a_small_shop(days: list[list[Request]]) -> None:
    assert len(days) == 30
    every = [hit for day in days for hit in hits(day)]
    assert 80_000 < len(every) < 130_000
    visits = [request for day in days[:-1] for request in day if "bot" not in request.agent.lower()]
    orders = sum(isinstance(hit, Purchase) for hit in every)
    assert 0.018 < orders / len(visits) < 0.032
    kinds = {type(hit).__struct_config__.tag for hit in every}
    assert {
        "pageview", "page_not_found", "engagement", "custom", "outbound_link", "file_download", "form_submit", "search",
        "view_item_list", "select_item", "view_item", "add_to_wishlist", "add_to_cart", "remove_from_cart", "view_cart",
        "begin_checkout", "add_shipping_info", "add_payment_info", "purchase", "refund", "web_vitals",
    } <= kinds  # fmt: skip


def test_something_happened_in_that_month(days: list[list[Request]]) -> None:
    sizes = [len(day) for day in days]
    letter, bad = DAYS - 1 - NEWSLETTER_DAY, DAYS - 1 - BAD_CHECKOUT_DAY
    assert sizes[letter] > 1.25 * max(sizes[letter - 1], sizes[letter + 1])
    assert share(days[letter], "utm_source=newsletter") > 5 * share(days[letter - 1], "utm_source=newsletter")
    failed = [sum(getattr(hit, "name", "") == "payment_failed" for hit in hits(day)) for day in days]
    assert failed[bad] == max(failed) > 5
    assert sum(sizes[22:29]) > 1.1 * sum(sizes[0:7])


def test_the_last_day_ends_now(days: list[list[Request]]) -> None:
    latest = max(request.received_at for request in days[-1])
    assert NOW - US_PER_HOUR < latest <= NOW
    assert all((hit.occurred_at or 0) * 1_000 <= NOW for hit in hits(days[-1]))
    first = datetime.fromtimestamp(min(request.received_at for request in days[0]) / 1e6, LONDON)
    assert first.date().isoformat() == "2026-10-22"


def test_the_same_time_makes_the_same_month(days: list[list[Request]]) -> None:
    again = month()
    ids = [hit.event_id for day in days for hit in hits(day)]
    assert [hit.event_id for day in again for hit in hits(day)] == ids
    assert len(set(ids)) == len(ids)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The storefront, built."""
    out = tmp_path_factory.mktemp("storefront")
    command = ["node", str(ROOT / "storefront" / "build.mjs"), "--out", str(out)]
    subprocess.run(command, capture_output=True, check=True)
    return out


def storefront_pages(built: Path) -> dict[str, str]:
    """The title of each page, by path."""
    pages = {}
    for file in built.rglob("*.html"):
        title = re.search("<title>(.*?)</title>", file.read_text())
        assert title is not None
        pages[f"/store/{file.relative_to(built).with_suffix('').as_posix().removesuffix('index')}"] = unescape(title[1])
    return pages


def test_visits_are_on_pages_that_the_storefront_has_under_the_same_title(
    days: list[list[Request]], built: Path
) -> None:
    pages = storefront_pages(built)
    missing = pages.pop("/store/404")
    seen = {
        ((hit.url or "").removeprefix("https://localhost").partition("?")[0], hit.title)
        for hit in hits(days[3])
        if isinstance(hit, Pageview) and hit.title not in {None, missing}
    }
    assert len(seen) > 30
    assert seen <= set(pages.items())


def test_the_history_sells_what_the_storefront_sells_at_its_price(days: list[list[Request]], built: Path) -> None:
    script = (built / "catalogue.js").read_text().removeprefix("export const products = ")
    sold = {product["id"]: product for product in msgspec.json.decode(script)}
    items = [i for day in days for hit in hits(day) if isinstance(hit, Purchase) for i in hit.items or ()]
    assert len({item.item_id for item in items}) > 15
    for item in items:
        product = sold[item.item_id]
        assert item.price == Decimal(product.get("prices", {}).get(item.item_variant, product["price"]))
    assert len(sold) == len(shop().products) == len({product.slug for product in shop().products})
    assert all(shop().within(category) for category in shop().categories)


def test_people_are_of_many_countries_told_by_their_time_zone() -> None:
    geo = Geo()
    assert len(people.countries()) >= 25
    assert all(country_of_zone(country.timezone) == country.code for country in people.countries())
    someone = people.person("x", 70_000)
    assert geo.place(someone.address, someone.country.timezone).country == someone.country.code
    geo.close()


def test_a_purchase_adds_up(days: list[list[Request]]) -> None:
    for order in (hit for day in days for hit in hits(day) if isinstance(hit, Purchase)):
        lines = sum(((i.price or 0) - (i.discount or 0)) * i.quantity for i in order.items or ())
        assert order.value == lines + (order.shipping or 0)
        assert order.discount == (sum((i.discount or 0) * i.quantity for i in order.items or ()) or None)


class Shop:
    """A collector, a running loader and a store in one folder."""

    def __init__(self, folder: Path) -> None:
        self.clock = FixedClock(NOW)
        self.folder = folder
        self.store = DuckDBStore(folder / "events.duckdb", memory="300MB", threads=1)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Collector]:
        await self.store.migrate()
        log = LocalLog(self.folder / "log", min_free_disk=0, segment_bytes=4_000_000)
        anonymiser = Anonymiser(FolderKeeping(self.folder / "privacy", secrets.token_bytes), Geo(), self.clock)
        loader = Loader(log, self.store, MemoryLive(self.clock), lambda _: SITE, self.clock)
        collector = Collector(log, lambda _: SITE, anonymiser, self.clock)
        stop = asyncio.Event()
        loading = asyncio.create_task(loader.run(stop))
        try:
            yield collector
        finally:
            stop.set()
            await loading
            await collector.close()
            await loader.drain()
            await log.close()
            anonymiser.close()

    async def contents(self) -> dict[str, Any]:
        """What can be compared between two shops: counts, money, and every visit's figures."""
        s, e, c, i = (t.c for t in (analytics_sessions, analytics_events, conversion_events, order_items))
        return {
            "events": await self.store.execute(
                sa.select(e.event_type, sa.func.count()).group_by(e.event_type).order_by(e.event_type)
            ),
            "sessions": await self.store.execute(
                sa.select(s.started_at, s.entry_page, s.pageviews, s.events, s.engaged_ms, s.source, s.country)
                .order_by(s.started_at, s.events, s.entry_page)
            ),
            "orders": await self.store.execute(
                sa.select(c.kind, c.order_id, c.booked_at, c.revenue, c.refund).order_by(c.order_id, c.kind)
            ),
            "items": await self.store.execute(sa.select(sa.func.sum(i.revenue), sa.func.sum(i.refund))),
        }  # fmt: skip


@pytest.fixture
def four_days(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "DAYS", 4)
    monkeypatch.setattr(calendar, "DAYS", 4)


class Interrupted(Exception):  # noqa: N818 - names what happened
    """Stands for the end of the process."""


class Interrupting(Collector):
    """A collector that is cut off after so many requests."""

    left = 0

    async def accept_hits(self, *args: Any, **options: Any) -> Any:
        self.left -= 1
        if self.left < 0:
            raise Interrupted
        return await super().accept_hits(*args, **options)


@pytest.mark.usefixtures("four_days")
async def test_history_is_made_once_and_an_interrupted_one_is_finished(tmp_path: Path) -> None:
    whole, broken = Shop(tmp_path / "whole"), Shop(tmp_path / "broken")
    told: list[float] = []
    async with whole.open() as collector:
        await seed(collector, whole.store, SITE, whole.clock, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    expected = await whole.contents()
    assert len(expected["sessions"]) > 1_000
    assert len(expected["orders"]) > 20

    for left in (700, 900):  # in the second day, and again
        async with broken.open() as collector:
            collector.__class__ = Interrupting
            collector.left = left  # type: ignore[attr-defined]  # it is an Interrupting now
            with pytest.raises(Interrupted):
                await seed(collector, broken.store, SITE, broken.clock, lambda _: None)
    broken.clock.advance(US_PER_DAY)  # the history ends when it was begun to be made
    async with broken.open() as collector:
        await seed(collector, broken.store, SITE, broken.clock, lambda _: None)
    assert await broken.contents() == expected

    async with whole.open() as collector:
        await seed(collector, whole.store, SITE, whole.clock, lambda _: None)
    assert await whole.contents() == expected
    await whole.store.close()
    await broken.store.close()


class Listening:
    """A collector that only remembers, and says when it has heard `enough`; then full, if it `fills`."""

    def __init__(self, enough: int, *, fills: bool = False) -> None:
        self.heard: list[tuple[AnyHit, dict[str, Any]]] = []
        self.heard_enough = asyncio.Event()
        self._enough, self._fills = enough, fills

    async def accept_hits(self, site: Site, hits: list[AnyHit], **options: Any) -> None:
        if len(self.heard) >= self._enough:
            self.heard_enough.set()
            if self._fills:
                raise LogFull("full")
        self.heard.append((hits[0], options))


@pytest.fixture
def _hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "_PATIENCE", 0.0)
    monkeypatch.setattr(live, "_ARRIVAL_SECONDS", (0.0, 0.001))


@pytest.mark.usefixtures("_hasty")
async def test_live_visitors_walk_real_visits_and_stop_when_told() -> None:
    collector, stop = Listening(500), asyncio.Event()
    visitors = asyncio.create_task(simulate(collector, SITE, FixedClock(NOW), stop))  # type: ignore[arg-type]  # stands in
    async with asyncio.timeout(60):
        await collector.heard_enough.wait()
        stop.set()
        await visitors
    heard = len(collector.heard)
    await asyncio.sleep(0.05)
    assert len(collector.heard) == heard
    kinds = Counter(type(hit).__name__ for hit, _ in collector.heard)
    assert kinds["Pageview"] > 50
    assert kinds["ViewItem"] > 10
    assert {options["origin"] for _, options in collector.heard} == {"simulated"}


@pytest.mark.usefixtures("_hasty")
async def test_live_visitors_leave_when_the_log_is_full() -> None:
    collector, stop = Listening(20, fills=True), asyncio.Event()
    visitors = asyncio.create_task(simulate(collector, SITE, FixedClock(NOW), stop))  # type: ignore[arg-type]  # stands in
    async with asyncio.timeout(60):
        await collector.heard_enough.wait()
        await asyncio.sleep(0.05)
        assert not visitors.done()
        stop.set()
        await visitors
    assert len(collector.heard) == 20
