"""What a GA4 data layer or a shop's template sends is taken as it is meant; what is not known is still refused."""

from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.collector.rooms import Room

from ecomdash.events import ga4
from ecomdash.events.commerce import Commerce, Item, Purchase
from ecomdash.events.hit import Hit
from ecomdash.events.page import Pageview
from ecomdash.events.record import TYPES, AnyHit

GA4_PURCHASE: dict[str, Any] = {
    "event_type": "purchase", "transaction_id": "T_12345", "value": 72.05, "tax": 3.6, "shipping": 5.99,
    "currency": "USD", "coupon": "SUMMER_SALE", "customer_type": "new", "affiliation": "Google Store",
    "items": [
        {
            "item_id": "SKU_12345", "item_name": "Stan and Friends Tee", "affiliation": "Google Merchandise Store",
            "coupon": "SUMMER_FUN", "discount": 2.22, "index": 0, "item_brand": "Google", "item_category": "Apparel",
            "item_category2": "Adult", "item_category3": "Shirts", "item_category4": "Crew",
            "item_category5": "Short sleeve", "item_list_id": "related_products",
            "item_list_name": "Related Products", "item_variant": "green",
            "location_id": "ChIJIQBpAG2ahYAR_6128GcTUEo", "price": 10.01, "quantity": 3,
        },
        {"item_id": 4712, "item_name": "Socks", "quantity": "2", "index": "1", "price": "21.0100", "coupon": 7},
    ],
}  # fmt: skip


def taken(here: Room, event: dict[str, Any] | bytes) -> AnyHit:
    decision = here.decide(event)
    assert decision.rejections == []
    ((hit,),) = (one.record.hits for one in decision.taken)
    return hit.hit


def refused(here: Room, event: dict[str, Any] | bytes) -> tuple[str, str, str]:
    decision = here.decide(event)
    assert decision.taken == []
    (rejection,) = decision.rejections
    return rejection.reason.value, rejection.field, rejection.detail


async def test_the_purchase_of_googles_own_reference_is_taken(here: Room) -> None:
    hit = taken(here, GA4_PURCHASE)
    assert isinstance(hit, Purchase)
    assert (hit.order_id, hit.value, hit.tax, hit.shipping) == (
        "T_12345", Decimal("72.05"), Decimal("3.6"), Decimal("5.99"),
    )  # fmt: skip
    assert hit.items is not None
    first, second = hit.items
    assert (first.item_id, first.price, first.quantity, first.index) == ("SKU_12345", Decimal("10.01"), 3, 0)
    assert (second.item_id, second.quantity, second.index, second.coupon) == ("4712", 2, 1, "7")
    assert second.price == Decimal("21.01")


async def test_a_batch_of_them_is_taken_too(here: Room) -> None:
    events = [{**GA4_PURCHASE, "transaction_id": number} for number in (1043, 1044)]
    answer = await here.client.post("/batch", json={"site_key": "shop", "events": [*events, {"event_type": "search"}]})
    assert answer.json()["accepted"] == 2
    assert [one["index"] for one in answer.json()["rejected"]] == [2]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"event_type": "purchase", "order_id": 1043}, {"order_id": "1043"}),
        ({"event_type": "purchase", "transaction_id": 1043, "order_id": "1043"}, {"order_id": "1043"}),
        ({"event_type": "purchase", "transaction_id": "7", "order_id": None}, {"order_id": "7"}),
        ({"event_type": "purchase", "transaction_id": None, "order_id": "7"}, {"order_id": "7"}),
        ({"event_type": "refund", "transaction_id": 5, "tax": 1, "shipping": 2.5}, {"order_id": "5"}),
        ({"event_type": "view_item_list", "item_list_name": "Related", "item_list_id": "r"}, {"list_name": "Related"}),
        ({"event_type": "select_item", "item_list_id": 3}, {"list_name": "3"}),
        ({"event_type": "select_item", "list_name": "Own", "item_list_id": "r"}, {"list_name": "Own"}),
        ({"event_type": "add_to_cart", "item_list_name": "Related", "send_to": "G-1"}, {"items": None}),
        ({"event_type": "view_promotion", "promotion_id": 9, "creative_slot": "top"}, {"promotion_id": "9"}),
        ({"event_type": "form_submit", "form_id": 12}, {"form_id": "12"}),
        ({"event_type": "page_view", "page_location": "https://a.example/x", "page_title": "X"},
         {"url": "https://a.example/x", "title": "X"}),
        ({"event_type": "pageview", "url": "https://a.example/", "page_location": "https://a.example/x"},
         {"url": "https://a.example/x"}),
        ({"event_type": "pageview", "url": "https://a.example/", "page_location": None},
         {"url": "https://a.example/"}),
        ({"event_type": "view_item", "page_referrer": "https://b.example/"}, {"referrer": "https://b.example/"}),
        ({"event_type": "custom", "name": "x", "page_title": "X"}, {"title": "X"}),
        ({"event_type": "purchase", "order_id": 10**40}, {"order_id": "1" + "0" * 40}),
        ({"event_type": "purchase", "order_id": -5, "coupon": 10}, {"order_id": "-5", "coupon": "10"}),
    ],
)  # fmt: skip
async def test_other_names_and_numbers_are_taken_as_meant(
    here: Room, event: dict[str, Any], expected: dict[str, Any]
) -> None:
    hit = taken(here, event)
    assert {name: getattr(hit, name) for name in expected} == expected


async def test_amounts_stay_exact(here: Room) -> None:
    hit = taken(here, b'{"event_type":"purchase","transaction_id":1,"value":123456789.1234,"tax":0.1}')
    assert isinstance(hit, Purchase)
    assert (str(hit.value), str(hit.tax)) == ("123456789.1234", "0.1")


@pytest.mark.parametrize(
    ("event", "reason", "field"),
    [
        ({"event_type": "purchase", "transaction_id": "1", "order_id": "2"}, "invalid_field", "transaction_id"),
        ({"event_type": "select_item", "item_list_name": "a", "list_name": "b"}, "invalid_field", "item_list_name"),
        ({"event_type": "purchase", "transaction_id": ""}, "invalid_field", "transaction_id"),
        ({"event_type": "purchase", "transaction_id": None}, "invalid_field", "transaction_id"),
        ({"event_type": "purchase", "transaction_id": 1.5}, "invalid_field", "transaction_id"),
        ({"event_type": "purchase", "order_id": True}, "invalid_field", "order_id"),
        ({"event_type": "purchase", "order_id": 10**64}, "invalid_field", "order_id"),
        ({**GA4_PURCHASE, "colour": 1}, "unknown_field", "colour"),
        ({**GA4_PURCHASE, "items": [{"item_id": 1, "item_size": "x"}]}, "unknown_field", "items[0].item_size"),
        ({**GA4_PURCHASE, "items": [{"item_id": 1, "quantity": "two"}]}, "invalid_field", "items[0].quantity"),
        ({"event_type": "add_to_cart", "transaction_id": "1"}, "unknown_field", "transaction_id"),
        ({"event_type": "pageview", "affiliation": "x"}, "unknown_field", "affiliation"),
        ({"event_type": "pageview", "title": 5}, "invalid_field", "title"),
        ({"event_type": "page_view", "page_location": 5}, "invalid_field", "page_location"),
        ({"event_type": "page_view", "page_path": "/x"}, "unknown_field", "page_path"),
        (b'{"event_type":"purchase","transaction_id":1,"transaction_id":2}', "malformed", "transaction_id"),
        (b'{"event_type":"purchase","transaction_id":1,"items":[{"item_id":1,"item_id":2}]}', "malformed", "item_id"),
    ],
)  # fmt: skip
async def test_what_cannot_be_meant_is_refused(
    here: Room, event: dict[str, Any] | bytes, reason: str, field: str
) -> None:
    assert refused(here, event)[:2] == (reason, field)
    body = b'{"events":[%b]}' % (event if isinstance(event, bytes) else msgspec.json.encode(event))
    (rejection,) = here.decide(body, batch=True).rejections
    assert (rejection.reason.value, rejection.field) == (reason, field)


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        ({"order_id": ["1"]}, "`order_id` must be text, not a list."),
        ({"value": "12,50"}, "`value` must be a number like 12.50, with a point before the decimals and nothing else."),
        ({"currency": "eur"}, "`currency` must be three capital letters like EUR."),
        ({"currency": "EURO"}, "`currency` must be three capital letters like EUR."),
        ({"currency": 978}, "`currency` must be three capital letters like EUR."),
        ({"title": "x" * 501}, "`title` may have at most 500 characters."),
        ({"consent_given": 1}, "`consent_given` must be true or false, not a number."),
        ({"items": {}}, "`items` must be a list, not an object."),
        ({"items": [{"item_id": "a", "quantity": 1.5}]},
         "`items[0].quantity` must be a whole number, not a number with decimals."),
        ({"occurred_at": "2026-01-01"},
         "`occurred_at` must be a time in milliseconds since 1970, such as 1767225600000."),
        ({"viewport_width": -1}, "`viewport_width` must be at least 0."),
        ({"viewport_width": 10**6}, "`viewport_width` must be at most 65,535."),
        ({"properties": {"a": {}}}, "`properties.a` must be text, a number, true or false, not an object."),
        ({"transaction_id": "2"},
         "`transaction_id` and `order_id` are two names of one field and were given different values; send one."),
    ],
)  # fmt: skip
async def test_errors_are_in_peoples_words(here: Room, event: dict[str, Any], detail: str) -> None:
    assert refused(here, {"event_type": "purchase", "order_id": "1", **event})[2] == detail


async def test_a_name_of_ones_own_is_told_how_to_be_sent(here: Room) -> None:
    assert "ecomdash('event', 'newsletter_signup')" in refused(here, {"event_type": "my_own"})[2]
    assert refused(here, b"[]")[2] == "The event must be an object with fields, not a list."


def test_the_documents_name_what_is_left_out_and_only_fields_that_exist_are_aliased() -> None:
    every = {name for struct in (*TYPES.values(), Item) for name in struct.__struct_fields__}
    assert set(ga4.ALIASES.values()) | set(ga4.STAND_INS.values()) | ga4.NUMBERS_AS_TEXT | ga4.TEXT_AS_NUMBERS <= every
    assert set(ga4.PAGE.values()) <= set(Hit.__struct_fields__)
    assert set(ga4.EVENT_TYPES.values()) <= set(TYPES)
    assert not ga4.LEFT_OUT & {*Hit.__struct_fields__, *Commerce.__struct_fields__}
    assert not ga4.LEFT_OUT_OF_ITEMS & set(Item.__struct_fields__)
    for struct, names in (
        (Hit, set(ga4.PAGE)), (Pageview, set(ga4.EVENT_TYPES)),
        (Commerce, ga4.LEFT_OUT | ga4.ALIASES.keys()), (Item, ga4.LEFT_OUT_OF_ITEMS),
    ):  # fmt: skip
        told = (struct.__doc__ or "").replace("`item_category2` to `item_category5`", " ".join(
            f"`item_category{number}`" for number in range(2, 6)
        ))  # fmt: skip
        assert {name for name in names if f"`{name}`" not in told} == set()
