"""What the realtime feed says of events: the same whether they were just loaded or come back after a restart."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from msgspec import structs
from tests.enrichment.loading import Shop, opened_store
from tests.enrichment.making import SECOND, T0, accepted, hit, page

from ecomdash.events.commerce import (
    AddToCart,
    BeginCheckout,
    Item,
    Purchase,
    SelectItem,
    SelectPromotion,
    ViewItem,
    ViewItemList,
)
from ecomdash.events.engagement import Custom, FileDownload, OutboundLink, Search
from ecomdash.events.record import AnyHit
from ecomdash.live.memory import MemoryLive
from ecomdash.live.protocol import RecentEvent
from ecomdash.store.engines.duckdb.engine import DuckDBStore

MUG, PAN = Item(item_id="mug", item_name="Stoneware mug", price=Decimal(9)), Item(item_id="pan")

SUBJECTS: list[tuple[AnyHit, str]] = [
    (page("/"), "pageview"),
    (Custom(name="spin"), "spin"),
    (Search(search_term=" mug "), "mug"),
    (OutboundLink(target_url="https://www.maker.example/about?x=1"), "www.maker.example"),
    (FileDownload(target_url="https://shop.example/files/care.pdf?v=2"), "care.pdf"),
    (FileDownload(target_url="https://shop.example/"), "shop.example"),
    (ViewItem(items=[MUG]), "Stoneware mug"),
    (ViewItem(), "view_item"),
    (AddToCart(items=[PAN]), "pan"),
    (ViewItemList(list_name="Tea", items=[MUG, PAN]), "Tea"),
    (ViewItemList(items=[MUG]), "Stoneware mug"),
    (SelectItem(list_name="Tea", items=[MUG]), "Stoneware mug"),
    (SelectPromotion(promotion_name="Spring", promotion_id="p1"), "Spring"),
    (SelectPromotion(promotion_id="p1", properties={"promotion_name": ""}), "p1"),
    (SelectPromotion(), "select_promotion"),
    (BeginCheckout(value=Decimal("12.50")), "begin_checkout"),
    (Purchase(order_id="1", value=Decimal(9), currency="EUR", items=[MUG]), "purchase"),
    (Purchase(order_id="2", value=Decimal(7), currency="XAU", items=[MUG]), "purchase"),
    (Purchase(order_id="3", value=Decimal(7), currency="USD", items=[MUG]), "purchase"),
]


@pytest.fixture
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    for store in opened_store("duckdb", tmp_path_factory.mktemp("store")):
        assert isinstance(store, DuckDBStore)
        yield Shop(store, rates={"USD": Decimal("0.9")})


def feed(shop: Shop, live: MemoryLive) -> list[RecentEvent]:
    return live.snapshot(shop.site.id).recent_events[::-1]


async def test_subjects_are_the_same_after_a_restart(shop: Shop) -> None:
    shop.clock.advance(len(SUBJECTS) * SECOND)
    for number, (what, _) in enumerate(SUBJECTS):
        shop.arrive(accepted(hit(structs.replace(what, path=f"/{number}"), at=T0 + number * SECOND)))
    await shop.loader().drain()
    loaded = feed(shop, shop.live)
    assert [event.name for event in loaded] == [subject for _, subject in SUBJECTS]
    assert [(event.value, event.currency) for event in loaded[-4:]] == [
        (Decimal("12.50"), ""), (Decimal(9), "EUR"), (Decimal(7), "XAU"), (Decimal("6.30"), "EUR"),
    ]  # fmt: skip
    again = MemoryLive(shop.clock)
    await shop.loader(live=again).drain()
    assert feed(shop, again) == loaded
