"""Every text of every event is cleaned, whichever field it is in."""

from collections.abc import Callable
from decimal import Decimal
from typing import get_args

import msgspec
import pytest

from ecomdash.events.commerce import Item, Purchase
from ecomdash.events.engagement import Search
from ecomdash.events.page import Pageview
from ecomdash.events.record import AnyHit
from ecomdash.privacy.hits import redact_hit, redact_properties

NOWHERE: frozenset[str] = frozenset()
SECRET = "john@example.com"


def hashed(text: str) -> str:
    return f"h{len(text)}"


@pytest.mark.parametrize("struct", get_args(AnyHit))
def test_no_text_field_of_any_event_keeps_an_email_address(struct: Callable[..., AnyHit]) -> None:
    left_alone = {"site_key", "event_id", "visitor_id", "session_id", "customer_id", "user_agent", "currency"}
    fields = msgspec.structs.fields(struct)  # type: ignore[arg-type]  # each is a struct class
    names = [field.name for field in fields if "str" in str(field.type)]
    texts = {name: f"a {SECRET} b" for name in names if name not in {*left_alone, "properties"}}
    hit = struct(**texts)
    redact_hit(hit, NOWHERE, hashed)
    assert SECRET not in msgspec.json.encode(hit).decode()
    assert len(texts) >= 6


def test_items_are_cleaned() -> None:
    item = Item(item_id=SECRET, item_name=f"for {SECRET}", item_brand=SECRET, coupon=SECRET, price=Decimal("1.50"))
    hit = Purchase(order_id="1", items=[item])
    redact_hit(hit, NOWHERE, hashed)
    (cleaned,) = hit.items or []
    assert cleaned == Item(
        item_id="h16", item_name="for [email]", item_brand="[email]", coupon="[email]", price=Decimal("1.50")
    )


@pytest.mark.parametrize(
    ("order_id", "expected"),
    [("1001", "1001"), ("555-123-4567", "555-123-4567"), ("john@example.com/7", "h18"), ("203.0.113.9", "h11")],
)
def test_order_ids_stay_apart_and_name_nobody(order_id: str, expected: str) -> None:
    hit = Purchase(order_id=order_id)
    redact_hit(hit, NOWHERE, hashed)
    assert hit.order_id == expected


def test_the_allow_list_is_for_the_sites_own_urls_only() -> None:
    hit = Pageview(url="https://a.example/?q=1", referrer="https://b.example/?q=1")
    redact_hit(hit, frozenset({"q"}), hashed)
    assert (hit.url, hit.referrer) == ("https://a.example/?q=1", "https://b.example/")


def test_search_terms_are_cleaned() -> None:
    hit = Search(search_term="where is 203.0.113.9")
    redact_hit(hit, NOWHERE, hashed)
    assert hit.search_term == "where is [ip]"


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("colour", "blue", {"colour": "blue"}),
        ("price", 12.5, {"price": 12.5}),
        ("nothing", None, {"nothing": None}),
        ("note", f"by {SECRET}", {"note": "by [email]"}),
        (SECRET, 1, {"[email]": 1}),
        ("page", "https://a.example/x?token=1", {"page": "https://a.example/x"}),
        ("card", 4111111111111111, {"card": "[card]"}),
        ("ean", 4006381333931, {"ean": 4006381333931}),
        ("E-Mail", "not even one", {"E-Mail": "[redacted]"}),
        ("phone", 442079460123, {"phone": "[redacted]"}),
        ("client_ip", "hidden", {"client_ip": "[redacted]"}),
        ("email", True, {"email": True}),
        ("amount", 4111111111111111.0, {"amount": "[card]"}),
        ("size", 4111111111111112.5, {"size": 4111111111111112.5}),
        ("customer_email", "hidden", {"customer_email": "[redacted]"}),
        ("billingAddress", "1 High Street", {"billingAddress": "[redacted]"}),
        ("user.firstName", "John", {"user.firstName": "[redacted]"}),
        ("user_ip", "hidden", {"user_ip": "[redacted]"}),
        ("is_mobile", "yes", {"is_mobile": "yes"}),
        ("smartphone", "yes", {"smartphone": "yes"}),
        ("link", "HTTPS://a.example/x?token=1", {"link": "HTTPS://a.example/x"}),
        ("form", "/reset?token=abc", {"form": "/reset"}),
        ("phone_model", "iPhone 16", {"phone_model": "iPhone 16"}),
    ],
)
def test_properties_are_cleaned_by_key_and_value(key: str, value: object, expected: dict[str, object]) -> None:
    assert redact_properties({key: value}, NOWHERE) == expected
