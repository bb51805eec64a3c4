"""Whatever arrives, in whatever batches and with restarts anywhere between, the tables are the same in the end."""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.engines import ENGINES
from tests.enrichment.loading import Shop, opened_store
from tests.enrichment.making import MINUTE, T0, accepted, hit, page

from ecomdash.events.commerce import AddToCart, Item, Purchase, Refund
from ecomdash.events.engagement import Custom, Engagement
from ecomdash.events.record import Accepted, AnyHit
from ecomdash.store.protocol import Store
from ecomdash.store.tables import metadata

TABLES = ("analytics_events", "analytics_sessions", "conversion_events", "order_items", "bot_events")
FREE = {"site_id", "session_id"}  # session ids hold the site's, which differs from run to run


@pytest.fixture(scope="module", params=ENGINES)
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    yield from opened_store(request.param, tmp_path_factory.mktemp("store"))


def _doings(order: str) -> list[AnyHit]:
    return [
        page("/a"), page("/b?utm_source=x"), page("/c", referrer="https://www.google.com/"),
        Engagement(engaged_ms=4_000), Custom(name="spin"),
        AddToCart(items=[Item(item_id="mug", price=Decimal("1.10"))]),
        Purchase(order_id=order, items=[Item(item_id="mug", price=Decimal("1.10"), quantity=3)]),
        Refund(order_id=order), Refund(order_id=order, items=[Item(item_id="mug")]),
    ]  # fmt: skip


@st.composite
def requests(draw: st.DrawFn) -> Accepted:
    """One event; minutes far apart and near each other, a year off, people, servers and bots."""
    day = draw(st.sampled_from([0, 0, 0, -1, -2, -365]))
    at = T0 + (day * 1440 + draw(st.integers(0, 16)) * 9) * MINUTE
    what = draw(st.sampled_from(_doings(draw(st.sampled_from("AB")))))
    visitor, session = draw(st.sampled_from([1, 1, 1, 2])), draw(st.sampled_from([0, 0, 5]))
    sender = draw(st.sampled_from(["browser", "browser", "browser", "server", "bot"]))
    name = (what, at, visitor, session, sender == "bot")  # of one id sent by both, whichever came first would count
    event = hit(what, at=at, visitor=visitor, session=session, name=name)
    arrived = draw(st.sampled_from([T0 + 150 * MINUTE, T0 + 3 * 1440 * MINUTE]))
    if sender == "server":
        return accepted(event, origin="server", trusted=True, received_at=arrived)
    if sender == "bot":
        return accepted(event, received_at=arrived, user_agent="curl/8")
    return accepted(event, received_at=arrived)


streams = st.lists(requests(), min_size=1, max_size=16).flatmap(
    lambda found: st.tuples(st.just(found), st.lists(st.sampled_from(found), max_size=4))
)


async def _tables(shop: Shop) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in TABLES:
        columns = [column.name for column in metadata.tables[name].c if column.name not in FREE]
        found[name] = await shop.rows(name, *columns)
    for (outcome, reason), events in (await shop.outcomes()).items():  # one event may be both kinds of duplicate
        kind = (outcome, reason.partition("_")[0])
        found[str(kind)] = found.get(str(kind), 0) + events
    return found


async def _in_batches(shop: Shop, records: list[Accepted], cuts: list[bool]) -> None:
    """A new loader, as after a SIGKILL, wherever there is a cut; elsewhere the next batch of the same."""
    loader = shop.loader()
    for record, restart in zip(records, cuts, strict=False):
        shop.arrive(record)
        if restart:
            await shop.loader().drain()
            loader = shop.loader()
        else:
            await loader.drain()
    shop.arrive(*records[len(cuts) :])
    await shop.loader().drain()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stream=streams, cuts=st.lists(st.booleans(), max_size=20))
def test_batches_and_restarts_change_nothing(
    store: Store, stream: tuple[list[Accepted], list[Accepted]], cuts: list[bool]
) -> None:
    records = [*stream[0], *stream[1]]

    async def run() -> None:
        at_once, cut = Shop(store), Shop(store)
        await at_once.load(records)
        await _in_batches(cut, records, cuts)
        assert await _tables(cut) == await _tables(at_once)

    asyncio.run(run())


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(stream=streams, data=st.data())
def test_order_of_arrival_changes_no_total(
    store: Store, stream: tuple[list[Accepted], list[Accepted]], data: st.DataObject
) -> None:
    """Sessions may differ, since a late event may fill a gap; what happened and what was sold may not."""
    shuffled = data.draw(st.permutations([*stream[0], *stream[1]]))

    async def totals(records: list[Accepted]) -> dict[str, Any]:
        shop = Shop(store)
        await shop.load(records, "restarting" if len(records) < 6 else "one by one")
        sessions = await shop.rows("analytics_sessions", "pageviews")
        events = await shop.rows("analytics_events", "event_id", "event_type", "engaged_ms")
        orders = await shop.rows("conversion_events", "order_id", "kind", "revenue")
        return {
            "pageviews": sum(row[0] for row in sessions),
            "engaged": sum(row[2] or 0 for row in events),
            "events": [event_id for event_id, kind, _ in events if kind not in {"purchase", "refund"}],
            "orders": sorted((order_id, revenue) for order_id, kind, revenue in orders if kind == "order"),
            "events told": sum((await shop.outcomes()).values()),
        }

    assert asyncio.run(totals(list(shuffled))) == asyncio.run(totals(stream[0] + stream[1]))
