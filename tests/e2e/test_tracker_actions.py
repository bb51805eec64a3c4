"""What visitors do: links out, downloads, forms, and every word of the commerce vocabulary."""

from decimal import Decimal
from typing import Any

import pytest
from playwright.sync_api import Page
from tests.e2e.storefront_recorder import Recorder

from ecomdash.events import commerce
from ecomdash.events.engagement import Search

pytestmark = pytest.mark.browser
STAY = "<script>addEventListener('click', event => event.preventDefault())</script>"


def click(recorder: Recorder, page: Page, link: str, button: str = "left") -> None:
    """A click on the link, and a mark that shows that what it sent, if anything, has arrived."""
    page.goto(recorder.page("/", link + STAY))
    recorder.wait_for("pageview")
    page.click("a, b", button=button)  # type: ignore[arg-type]  # one of the literals
    page.evaluate("ecomdash('event', 'mark')")
    recorder.wait_for("custom")


@pytest.mark.parametrize(
    ("link", "kind", "target"),
    [
        ('<a href="https://other.example/x?y=1">x</a>', "outbound_link", "https://other.example/x?y=1"),
        ('<a href="https://other.example/"><b>inside</b></a>', "outbound_link", "https://other.example/"),
        ('<a href="/care.PDF?v=2">x</a>', "file_download", "/care.PDF?v=2"),
        ('<a href="https://other.example/a.zip">x</a>', "file_download", "https://other.example/a.zip"),
    ],
)
def test_links(recorder: Recorder, page: Page, link: str, kind: str, target: str) -> None:
    click(recorder, page, link)
    (event,) = recorder.of(kind)
    assert event.target_url == (target if target.startswith("http") else recorder.url(target))
    assert event.url == recorder.url("/")


@pytest.mark.parametrize(
    "link",
    [
        '<a href="/hats">a page of the shop</a>',
        '<a href="mailto:us@shop.example">mail</a>',
        '<a href="tel:+4420">call</a>',
        '<a name="top">no link</a>',
        "<b>no link either</b>",
        '<svg width=9 height=9><a href="https://other.example/"><rect width=9 height=9 /></a></svg>',
    ],
)
def test_what_is_no_way_out(recorder: Recorder, page: Page, link: str) -> None:
    click(recorder, page, link)
    assert not recorder.of("outbound_link")
    assert not recorder.of("file_download")


def test_a_middle_click_counts_and_a_context_menu_does_not(recorder: Recorder, page: Page) -> None:
    click(recorder, page, '<a href="https://other.example/">x</a>', button="right")
    assert not recorder.of("outbound_link")
    page.evaluate("document.querySelector('a').href = '#'")
    page.evaluate(
        """() => {
            document.querySelector('a').href = 'https://other.example/'
            document.querySelector('a').dispatchEvent(new MouseEvent('auxclick', {bubbles: true, button: 1}))
        }"""
    )
    recorder.wait_for("outbound_link")


def test_a_click_that_the_page_keeps_to_itself_is_still_seen(recorder: Recorder, page: Page) -> None:
    stop = "<script>document.querySelector('a').addEventListener('click', e => e.stopImmediatePropagation())</script>"
    page.goto(recorder.page("/", f'<a href="https://other.example/">x</a>{stop}{STAY}'))
    recorder.wait_for("pageview")
    page.evaluate("document.querySelector('a').click()")
    recorder.wait_for("outbound_link")


def test_a_very_long_link_is_cut(recorder: Recorder, page: Page) -> None:
    click(recorder, page, f'<a href="https://other.example/?{"x" * 5000}">x</a>')
    assert len(recorder.of("outbound_link")[0].target_url) == 2_048


def test_leaving_by_a_link_still_sends_it(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", f'<a href="{recorder.url("/there", "localhost")}">x</a>'))
    recorder.page("/there", script="")
    recorder.wait_for("pageview")
    page.click("a")
    page.wait_for_url("**/there")
    recorder.wait_for("outbound_link")


@pytest.mark.parametrize(
    ("form", "identity"),
    [
        ('<form id="newsletter" action="/ok"><input name="email" value="me@shop.example"><button>Go</button></form>',
         "newsletter"),
        ('<form action="/ok"><input type=hidden name="id" value="42"><button>Go</button></form>', None),
    ],
)  # fmt: skip
def test_a_form_says_which_and_nothing_typed(recorder: Recorder, page: Page, form: str, identity: str | None) -> None:
    recorder.page("/ok")
    page.goto(recorder.page("/", form))
    recorder.wait_for("pageview")
    page.click("button")
    recorder.wait_for("form_submit")
    event = recorder.of("form_submit")[0]
    assert event.form_id == identity
    assert event.properties is None
    assert event.url == recorder.url("/")


ITEM = {
    "item_id": "VASE-1",
    "item_name": "Vase",
    "item_brand": "Own",
    "item_category": "Ceramics",
    "item_variant": "Moss",
    "price": 38.5,
    "quantity": 2,
    "discount": 1.25,
    "coupon": "SPRING",
    "index": 3,
}
SALE: dict[str, Any] = {"currency": "GBP", "value": 74.5, "items": [ITEM]}
CALLS: list[tuple[type[Any], dict[str, Any]]] = [
    (commerce.ViewItemList, {**SALE, "list_name": "Home"}),
    (commerce.SelectItem, {**SALE, "list_name": "Home"}),
    (commerce.ViewItem, SALE),
    (commerce.AddToWishlist, SALE),
    (commerce.AddToCart, SALE),
    (commerce.RemoveFromCart, SALE),
    (commerce.ViewCart, SALE),
    (commerce.BeginCheckout, {**SALE, "coupon": "SPRING"}),
    (commerce.AddShippingInfo, {**SALE, "shipping_tier": "Next day"}),
    (commerce.AddPaymentInfo, {**SALE, "payment_type": "Card"}),
    (commerce.ViewPromotion, {"promotion_id": "p1", "promotion_name": "Spring"}),
    (commerce.SelectPromotion, {"promotion_id": "p1", "promotion_name": "Spring"}),
    (commerce.Purchase, {**SALE, "order_id": "o1", "tax": 12.42, "shipping": 3.95, "customer_id": "c"}),
    (commerce.Refund, {**SALE, "order_id": "o1"}),
    (Search, {"search_term": "vase"}),
]  # fmt: skip


def test_every_commerce_call_in_the_collectors_words(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    recorder.wait_for("pageview")
    for struct, fields in CALLS:
        page.evaluate("([name, fields]) => ecomdash(name, fields)", [str(struct.__struct_config__.tag), fields])
    recorder.wait(lambda r: len(r.stored) >= len(CALLS) + 1)
    for struct, fields in CALLS:
        (event,) = recorder.of(str(struct.__struct_config__.tag))
        assert isinstance(event, struct)
        for name, value in fields.items():
            if name == "items":
                (item,) = event.items
                assert {key: getattr(item, key) for key in ITEM} == {
                    key: Decimal(str(part)) if isinstance(part, float) else part for key, part in ITEM.items()
                }
            else:
                assert getattr(event, name) == (Decimal(str(value)) if isinstance(value, float) else value), name


def test_a_custom_event_with_properties(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    page.evaluate("ecomdash('event', 'newsletter_signup', {place: 'footer', step: 2, new: true, coupon: null})")
    recorder.wait_for("custom")
    event = recorder.of("custom")[0]
    assert event.name == "newsletter_signup"
    assert event.properties == {"place": "footer", "step": 2, "new": True, "coupon": None}
