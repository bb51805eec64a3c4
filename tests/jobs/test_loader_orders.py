"""Orders and refunds to the penny: one order per id for ever, refunds on their order's day, however batches are cut."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from tests.enrichment.loading import Mode, Shop, in_every_way, opened_store
from tests.enrichment.making import DAY, HOUR, MINUTE, T0, accepted, hit, page

from ecomdash.events.commerce import Item, Purchase, Refund, ViewItem
from ecomdash.events.record import Accepted, AnyHit
from ecomdash.store.protocol import Store

pytestmark = in_every_way
D = Decimal
MUG = Item(item_id="mug", item_name="Mug", item_category="Kitchen", price=D("12.50"), quantity=2)
CAP = Item(item_id="cap", item_variant="red", price=D("19.99"), discount=D("2.00"))
TOTAL = D("42.99")  # 2 x 12.50 + 1 x (19.99 - 2.00)


@pytest.fixture(scope="module")
def store(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    yield from opened_store(request.param, tmp_path_factory.mktemp("store"))


@pytest.fixture
def shop(store: Store) -> Shop:
    return Shop(store, rates={"USD": D("0.9"), "JPY": D("0.0061")})


def order(order_id: str = "A", **fields: Any) -> Purchase:
    return Purchase(order_id=order_id, **({"items": [MUG, CAP]} | fields))


def visit(*events: AnyHit, at: int = T0, **fields: Any) -> Accepted:
    """A visit from a newsletter that does these things, a second apart."""
    landing = page("/?utm_source=news&utm_medium=email")
    return accepted(*(hit(what, at=at + n * 1_000_000) for n, what in enumerate((landing, *events))), **fields)


def server(what: AnyHit, at: int = T0, name: object = None) -> Accepted:
    return accepted(
        hit(what, at=at, visitor=1234, name=name), origin="server", trusted=True, user_agent="PHP/8", country=""
    )


async def totals(shop: Shop) -> dict[str, Any]:
    """Sums over the shop's orders and refunds, by booked day and source where that matters."""
    conversions = await shop.rows("conversion_events", "kind", "revenue", "refund", "units")
    items = await shop.rows("order_items", "kind", "revenue", "refund", "quantity")
    return {
        "orders": sum(kind == "order" for kind, *_ in conversions),
        "revenue": sum(revenue or 0 for _, revenue, _, _ in conversions),
        "refund": sum(refund or 0 for _, _, refund, _ in conversions),
        "items revenue": sum(revenue or 0 for _, revenue, _, _ in items),
        "items refund": sum(refund or 0 for _, _, refund, _ in items),
        "units": sum(units for kind, _, _, units in conversions if kind == "order"),
        "items sold": sum(quantity for kind, _, _, quantity in items if kind == "order"),
        "items back": sum(quantity for kind, _, _, quantity in items if kind == "refund"),
    }


AMOUNTS: dict[str, tuple[dict[str, Any], Decimal | None, Decimal | None]] = {  # fields -> revenue, original amount
    "its value": ({"value": D("50.00")}, D("50.00"), D("50.00")),
    "zero is a value": ({"value": D(0)}, D(0), D(0)),
    "without value, its items": ({}, TOTAL, TOTAL),
    "with tax and shipping": ({"tax": D("3.10"), "shipping": D("4.90")}, TOTAL + 8, TOTAL + 8),
    "a discount that the items have already": ({"discount": D("2.00")}, TOTAL, TOTAL),
    "a discount of its own": ({"items": [MUG], "discount": D("5.00")}, D("20.00"), D("20.00")),
    "neither value nor items": ({"items": None}, None, None),
    "items without price": ({"items": [Item(item_id="x")]}, None, None),
    "a foreign currency": ({"value": D("10.00"), "currency": "USD"}, D("9.00"), D("10.00")),
    "its items in it": ({"items": [MUG], "currency": "USD"}, D("22.50"), D("25.00")),
    "rounding half up at four decimals": ({"value": D("1.50"), "currency": "JPY"}, D("0.0092"), D("1.50")),
    "a currency without rate": ({"value": D("10.00"), "currency": "CHF"}, None, D("10.00")),
    "many decimals": ({"value": D("0.00005")}, D("0.0001"), D("0.0001")),
    "more than the tables hold": (
        {"items": [Item(item_id="x", price=D(10**9), quantity=10**6)]}, None, None,
    ),
    "a billion": ({"value": D("999999999.9999")}, D("999999999.9999"), D("999999999.9999")),
}  # fmt: skip


@pytest.mark.parametrize("what", AMOUNTS)
async def test_what_an_order_is_worth(shop: Shop, mode: Mode, what: str) -> None:
    fields, revenue, original = AMOUNTS[what]
    await shop.load([visit(order(**fields))], mode)
    found = await shop.rows("conversion_events", "revenue", "original_amount", "currency")
    assert found == [(revenue, original, fields.get("currency", "EUR"))]
    assert await shop.rows("analytics_sessions", "orders", "revenue") == [(1, revenue or 0)]
    assert (await shop.rows("analytics_events", "event_type", "value"))[1] == ("purchase", revenue)


async def test_items_carry_price_and_net_revenue(shop: Shop, mode: Mode) -> None:
    await shop.load([visit(order())], mode)
    columns = ("product_id", "product_name", "product_category", "product_variant", "quantity", "unit_price", "revenue")
    assert await shop.rows("order_items", *columns) == [
        ("cap", "", "", "red", 1, D("19.99"), D("17.99")), ("mug", "Mug", "Kitchen", "", 2, D("12.50"), D("25.00")),
    ]  # fmt: skip


async def test_an_order_id_is_one_order_for_ever(shop: Shop, mode: Mode) -> None:
    records = [
        visit(order()), visit(order(), at=T0 + HOUR), visit(order(" A "), at=T0 + 100 * DAY),
        server(order(), at=T0 + 200 * DAY), visit(order("B"), at=T0 + 300 * DAY),
    ]  # fmt: skip
    await shop.load(records, mode)
    assert await shop.rows("conversion_events", "order_id", "booked_at") == [
        ("A", T0 + 1_000_000), ("B", T0 + 300 * DAY + 1_000_000)
    ]  # fmt: skip
    assert (await shop.outcomes())["dropped", "duplicate_order"] == 3
    assert sum(orders for (orders,) in await shop.rows("analytics_sessions", "orders")) == 2


async def test_an_order_id_with_a_character_that_a_store_may_not_hold(shop: Shop, mode: Mode) -> None:
    records = [visit(order("A\0")), visit(order("A\0"), at=T0 + HOUR), server(Refund(order_id="A\ufffd"), at=T0 + DAY)]
    await shop.load(records, mode)
    assert await shop.rows("conversion_events", "kind", "order_id", "revenue", "refund") == [
        ("order", "A\ufffd", TOTAL, None), ("refund", "A\ufffd", None, TOTAL),
    ]  # fmt: skip
    assert (await shop.outcomes())["dropped", "duplicate_order"] == 1


async def test_a_server_and_a_browser_report_one_order(shop: Shop, mode: Mode) -> None:
    """Whoever comes first, it is one order, with the visit that only the browser knows."""
    await shop.load([server(order("S"), at=T0), visit(order("S")), visit(order("S"), at=T0 + HOUR)], mode)
    await shop.load([visit(order("B"), at=T0 + DAY), server(order("B"), at=T0 + DAY)], mode)
    assert await shop.rows("conversion_events", "order_id", "visitor_id", "source", "entry_page", "revenue") == [
        ("B", 7, "news", "/", TOTAL), ("S", 7, "news", "/", TOTAL),
    ]  # fmt: skip
    assert (await totals(shop))["items revenue"] == 2 * TOTAL
    assert (await totals(shop))["items sold"] == 6
    of_news = [row for row in await shop.rows("order_items", "source", "revenue") if row[0] == "news"]
    assert sum(revenue for _, revenue in of_news) == 2 * TOTAL
    assert [orders for (orders,) in await shop.rows("analytics_sessions", "orders")] == [0, 1, 1]
    assert [kind for (kind,) in await shop.rows("analytics_events", "event_type")].count("purchase") == 2
    assert (await shop.outcomes())["dropped", "duplicate_order"] == 2


async def test_the_browser_tells_the_items_of_an_order_that_came_without(shop: Shop, mode: Mode) -> None:
    bare = server(Purchase(order_id="S", value=D("50.00"), customer_id="42"), at=T0)
    back = server(Refund(order_id="S", items=[Item(item_id="mug")]), at=T0 + DAY)
    await shop.load([bare, visit(order("S")), visit(order("S"), at=T0 + HOUR), back], mode)
    found = await totals(shop)
    assert found | {
        "orders": 1, "revenue": D("50.00"), "units": 3, "items sold": 3, "items revenue": TOTAL, "refund": D("12.50"),
    } == found  # fmt: skip
    items = await shop.rows("order_items", "booked_at", "source", "customer_id", "visitor_id")
    assert set(items) == {(T0, "news", 42, 7)}


async def test_sums_beyond_what_the_tables_hold_cost_no_event(shop: Shop, mode: Mode) -> None:
    """Each amount and quantity is allowed; only a hostile sender adds so many."""
    most = [Item(item_id="a", price=D(10**9), quantity=99_999)] * 200
    back = [Item(item_id="a", price=D(10**9), quantity=10**6)] * 200
    refunds = [server(Refund(order_id="A", items=back), at=T0 + n * MINUTE, name=f"back {n}") for n in range(1, 16)]
    rest = server(Refund(order_id="A"), at=T0 + DAY, name="the rest")
    await shop.load([visit(order(items=most, value=D(1))), *refunds, rest], mode)
    assert {outcome for outcome, _ in await shop.outcomes()} == {"stored"}
    assert sum(kind == "refund" for (kind,) in await shop.rows("conversion_events", "kind")) == 16


REFUNDS: dict[str, tuple[list[Refund], dict[str, Any]]] = {
    "the whole order": ([Refund(order_id="A")], {"refund": TOTAL, "items refund": TOTAL, "items back": 3}),
    "twice the whole order": (
        [Refund(order_id="A"), Refund(order_id="A", currency="EUR")],
        {"refund": TOTAL, "items refund": TOTAL, "items back": 3},
    ),
    "a value": ([Refund(order_id="A", value=D("5.00"))], {"refund": D("5.00"), "items refund": 0, "items back": 0}),
    "the value of all": (
        [Refund(order_id="A", value=TOTAL)], {"refund": TOTAL, "items refund": TOTAL, "items back": 3},
    ),
    "a negative value is meant positive": ([Refund(order_id="A", value=D("-5.00"))], {"refund": D("5.00")}),
    "a value, then the rest": (
        [Refund(order_id="A", value=D("5.00")), Refund(order_id="A")], {"refund": TOTAL, "items back": 3},
    ),
    "an item with its price": (
        [Refund(order_id="A", items=[Item(item_id="mug", price=D("12.50"))])],
        {"refund": D("12.50"), "items refund": D("12.50"), "items back": 1},
    ),
    "an item at the price paid": (
        [Refund(order_id="A", items=[Item(item_id="cap")])],
        {"refund": D("17.99"), "items refund": D("17.99"), "items back": 1},
    ),
    "an item, then the rest": (
        [Refund(order_id="A", items=[Item(item_id="mug")]), Refund(order_id="A")],
        {"refund": TOTAL, "items refund": TOTAL, "items back": 3},
    ),
    "an item with a value of its own": (
        [Refund(order_id="A", value=D("10.00"), items=[Item(item_id="mug")])],
        {"refund": D("10.00"), "items refund": D("12.50"), "items back": 1},
    ),
    "an item nobody bought": (
        [Refund(order_id="A", items=[Item(item_id="hat", quantity=-1)])],
        {"refund": 0, "items refund": 0, "items back": 1},
    ),
    "in another currency": ([Refund(order_id="A", value=D(10), currency="USD")], {"refund": D("9.00")}),
    "in one without rate": ([Refund(order_id="A", value=D(10), currency="CHF")], {"refund": 0, "items back": 0}),
}  # fmt: skip


@pytest.mark.parametrize("late_order", [False, True], ids=["after its order", "before its order"])
@pytest.mark.parametrize("what", REFUNDS)
async def test_a_refund_restates_its_order(shop: Shop, mode: Mode, what: str, late_order: bool) -> None:
    refunds, expected = REFUNDS[what]
    bought = visit(order(customer_id="42", coupon="SPRING"))
    sent = [server(refund, at=T0 + (n + 3) * DAY, name=f"{what} {n}") for n, refund in enumerate(refunds)]
    await shop.load([*sent, bought] if late_order else [bought, *sent], mode)
    found = await totals(shop)
    assert {name: found[name] for name in expected} == expected
    assert {name: found[name] for name in ("orders", "revenue", "items revenue", "units", "items sold")} == {
        "orders": 1, "revenue": TOTAL, "items revenue": TOTAL, "units": 3, "items sold": 3,
    }  # fmt: skip
    place = ("booked_at", "source", "channel", "visitor_id", "customer_id", "entry_page")
    assert set(await shop.rows("conversion_events", *place)) == {(T0 + 1_000_000, "news", "Email", 7, 42, "/")}
    assert set(await shop.rows("conversion_events", "coupon")) == {("SPRING",)}
    elsewhere = [row for row in await shop.rows("order_items", "source", "quantity", "refund") if row[0] != "news"]
    assert sum(quantity for _, quantity, _ in elsewhere) == 0, "what was booked elsewhere first is taken back"
    assert sum(refund or 0 for _, _, refund in elsewhere) == 0


async def test_a_refund_that_comes_twice_is_one(shop: Shop, mode: Mode) -> None:
    back = [server(Refund(order_id="A", value=D(5)), at=T0 + n * DAY, name="the refund") for n in (1, 1, 60)]
    await shop.load([visit(order()), *back], mode)
    assert (await totals(shop))["refund"] == 5
    assert (await shop.outcomes())["dropped", "duplicate_event"] == 2


async def test_a_refund_without_an_order_stays_on_its_own_day(shop: Shop, mode: Mode) -> None:
    await shop.load([server(Refund(order_id="Z", value=D(5), items=[MUG]), at=T0 + DAY)], mode)
    assert await shop.rows("conversion_events", "kind", "booked_at", "refund", "revenue", "visitor_id", "currency") == [
        ("refund", T0 + DAY, D(5), None, None, "EUR")
    ]


async def test_an_order_in_francs_is_refunded_in_francs(shop: Shop, mode: Mode) -> None:
    bought = visit(order(value=D(20), currency="USD", items=None))
    await shop.load([bought, server(Refund(order_id="A", value=D(10)), at=T0 + DAY)], mode)
    assert await shop.rows("conversion_events", "kind", "revenue", "refund", "currency", "original_amount") == [
        ("order", D("18"), None, "USD", D(20)), ("refund", None, D("9"), "USD", D(10)),
    ]  # fmt: skip


async def test_products_seen_are_kept_with_their_prices(shop: Shop, mode: Mode) -> None:
    await shop.load([visit(ViewItem(items=[MUG], currency="USD"), ViewItem(items=[CAP], currency="CHF"))], mode)
    columns = ("event_type", "product_id", "quantity", "unit_price", "source")
    assert await shop.rows("product_events", *columns) == [
        ("view_item", "cap", 1, None, "news"), ("view_item", "mug", 2, D("11.25"), "news"),
    ]  # fmt: skip


async def test_a_hundred_pennies_are_a_pound(shop: Shop, mode: Mode) -> None:
    penny = Item(item_id="penny", price=D("0.01"))
    events = [order(str(n), items=[penny] * 10, value=None) for n in range(10)]
    await shop.load([visit(*events), server(Refund(order_id="3"), at=T0 + MINUTE)], mode)
    found = await totals(shop)
    assert (found["revenue"], found["items revenue"], found["refund"]) == (D("1.00"), D("1.00"), D("0.10"))
