"""The demo shop by itself: nothing in it is broken, a keyboard is enough, and it says what happens in it."""

import re
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import httpx
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect
from tests.e2e.storefront_recorder import Recorder, recording
from tests.e2e.storefront_walk import ADDRESS, walk_storefront

pytestmark = pytest.mark.browser
LINK = re.compile(r'(?:href|src|action)="([^"]*)"')


@pytest.fixture
def shop(tracker_dist: Path, storefront_dist: Path) -> Iterator[Recorder]:
    """The shop with a server that keeps what the tracker sends."""
    with recording(tracker_dist, storefront_dist) as recorder:
        recorder.page("/", script="")  # the dashboard
        yield recorder
    assert not recorder.faults, recorder.faults


@pytest.fixture
def errors(visitor: BrowserContext) -> list[str]:
    """What pages complain about on the console."""
    found: list[str] = []
    visitor.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    return found


def addresses(folder: Path) -> list[str]:
    """The addresses of all pages of the built shop."""
    pages = [page.relative_to(folder).as_posix().removesuffix(".html") for page in folder.rglob("*.html")]
    return sorted("/store/" + ("" if page == "index" else page) for page in pages)


def reach(page: Page, target: Locator) -> None:
    """Press Tab until the target has the focus, which must be visible; arrows are for groups of radio buttons."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            outline = target.evaluate(
                "e => [e, e.nextElementSibling].some(one => one && getComputedStyle(one).outlineStyle !== 'none')"
            )
            assert outline, f"{target} does not show that it has the focus"
            return
    raise AssertionError(f"{target} cannot be reached by Tab")


def press(page: Page, name: str, role: Any = "link") -> None:
    """Reach the first link or button of this name by Tab, and press Enter on it."""
    reach(page, page.get_by_role(role, name=name).first)
    page.keyboard.press("Enter")


def test_every_link_and_picture_of_every_page_is_there(shop: Recorder, storefront_dist: Path) -> None:
    pages = addresses(storefront_dist)
    assert len(pages) > 40
    found: dict[str, str] = {}
    with httpx.Client(base_url=shop.url("")) as client:
        for address in pages:
            for link in LINK.findall(client.get(address).text):
                target = urlsplit(urljoin(shop.url(address), link.replace("&amp;", "&")))
                if target.netloc == f"127.0.0.1:{shop.port}":
                    found.setdefault(target._replace(fragment="", scheme="", netloc="").geturl(), address)
        answers = {target: client.get(target).status_code for target in found}
    broken = {target: found[target] for target, status in answers.items() if status != 200}
    assert not broken
    assert set(pages) - {"/store/404"} <= {urlsplit(target).path for target in found} | {
        "/store/thanks",
        "/store/checkout",
    }


def test_no_page_complains_or_shows_a_broken_picture(
    shop: Recorder, storefront_dist: Path, page: Page, errors: list[str]
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    for address in addresses(storefront_dist):
        page.goto(shop.url(address))
        page.evaluate("document.querySelectorAll('img').forEach(one => { one.loading = 'eager' })")
        page.wait_for_function("[...document.images].every(one => one.complete)")
        assert page.evaluate("[...document.images].filter(one => !one.naturalWidth).map(one => one.src)") == []
        assert page.locator("h1").count() == 1, address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    assert errors == []


def test_shopping_with_a_keyboard_alone(shop: Recorder, page: Page, errors: list[str]) -> None:
    page.goto(shop.url("/store/"))
    press(page, "Yes, fine", "button")
    press(page, "Table")
    page.wait_for_url("**/category/table")
    press(page, "Stoneware Mug")
    page.wait_for_url("**/products/stoneware-mug")
    reach(page, page.get_by_role("radio", name="Sand"))
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="Moss")).to_be_checked()
    expect(page.locator("[data-picture]")).to_have_attribute("src", re.compile("mug"))
    reach(page, page.get_by_label("Quantity"))
    page.keyboard.type("2")
    press(page, "Add to cart", "button")
    press(page, "Go to the cart")
    page.wait_for_url("**/store/cart")
    reach(page, page.get_by_label("Quantity of Stoneware Mug"))
    page.keyboard.type("3")
    page.keyboard.press("Tab")
    press(page, "To the checkout")
    page.wait_for_url("**/store/checkout")
    for label, words in ADDRESS.items():
        reach(page, page.get_by_label(label, exact=True))
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    expect(page.get_by_role("radio", name="Standard")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="Express")).to_be_checked()
    press(page, "To payment", "button")
    expect(page.get_by_role("radio", name="Card")).to_be_focused()
    press(page, "Place the order", "button")
    page.wait_for_url("**/store/thanks?order=*")
    expect(page.locator("[data-thanks] .all")).to_contain_text("£75.90")
    press(page, "Return it")
    page.wait_for_url("**/store/returns")
    press(page, "Send it back", "button")
    expect(page.get_by_text("refunded")).to_be_visible()
    shop.wait_for("purchase", "refund")
    (order,) = shop.of("purchase")
    assert (order.value, order.shipping, order.tax) == (Decimal("75.9"), Decimal("9.9"), Decimal("12.65"))
    assert [(item.item_variant, item.quantity) for item in order.items] == [("Moss", 3)]
    assert shop.of("refund")[0].order_id == order.order_id
    assert [sum(item.quantity for item in event.items) for event in shop.of("add_to_cart")] == [2, 1]
    assert errors == []


def test_an_order_needs_an_address(shop: Recorder, page: Page) -> None:
    page.goto(shop.url("/store/products/gift-card"))
    page.get_by_role("radio", name="£100").check()
    expect(page.locator("[data-price]")).to_have_text("£100.00")
    page.get_by_role("button", name="Add to cart").click()
    page.goto(shop.url("/store/checkout"))
    page.get_by_role("button", name="To shipping").click()
    expect(page.get_by_role("alert")).to_contain_text("Name:")
    expect(page.get_by_label("Name", exact=True)).to_be_focused()
    page.get_by_label("Name", exact=True).fill("Ada")
    page.get_by_label("E-mail", exact=True).fill("not an address")
    page.get_by_role("button", name="To shipping").click()
    expect(page.get_by_role("alert")).to_contain_text("E-mail:")
    assert not page.get_by_role("button", name="Place the order").is_visible()
    assert not shop.of("purchase")


def test_the_search_finds_and_says_what_was_sought(shop: Recorder, page: Page) -> None:
    page.goto(shop.url("/store/"))
    page.get_by_role("button", name="No, thanks").click()
    page.get_by_role("searchbox", name="Search the shop").fill("Grinder")
    page.keyboard.press("Enter")
    expect(page.locator("[data-found]")).to_have_text("1 thing for “Grinder”")
    page.goto(shop.url("/store/search?q=%3Cimg+src%3Dx%3E"))
    expect(page.locator("[data-found]")).to_have_text("No things for “<img src=x>”")
    shop.wait(lambda recorder: len(recorder.of("search")) == 2)
    assert [event.search_term for event in shop.of("search")] == ["Grinder", "<img src=x>"]


def test_a_page_that_is_not_there_is_counted(shop: Recorder, page: Page) -> None:
    answer = page.goto(shop.url("/store/sale"))
    assert answer is not None
    assert answer.status == 404
    expect(page.get_by_role("heading", level=1)).to_have_text("We looked everywhere")
    shop.wait_for("page_not_found")


def test_spoilt_storage_is_an_empty_cart(shop: Recorder, page: Page, errors: list[str]) -> None:
    page.goto(shop.url("/store/returns"))
    page.evaluate(
        """() => {
            localStorage.store_cart = '{"not": "a list"}'
            localStorage.store_orders = '{"half'
        }"""
    )
    for address, words in (
        ("cart", "nothing in it yet"),
        ("checkout", "nothing to pay for"),
        ("returns", "not ordered"),
    ):
        page.goto(shop.url(f"/store/{address}"))
        expect(page.get_by_role("main")).to_contain_text(words)
    page.goto(shop.url("/store/thanks?order=MF-1"))
    expect(page.get_by_role("main")).to_contain_text("no such order")
    assert errors == []


def test_consent_can_be_taken_back(shop: Recorder, page: Page) -> None:
    walk_storefront(page, shop.url(""))
    shop.wait_for("purchase")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ecomdash')).length") >= 3
    page.get_by_role("button", name="Privacy choices").click()
    expect(page.get_by_role("button", name="No, thanks")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ecomdash'))") == []
    page.reload()
    expect(page.get_by_role("button", name="No, thanks")).not_to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_words_can_be_read(shop: Recorder, page: Page, scheme: Any) -> None:
    """Contrast of text against the nearest solid background, WCAG 2.2, 1.4.3: 4.5 to 1, or 3 to 1 where it is large."""
    page.emulate_media(color_scheme=scheme)
    for address in ("", "category/coffee", "products/stoneware-mug", "search?q=mug", "guides/brewing", "returns"):
        page.goto(shop.url(f"/store/{address}"))
        pale = page.evaluate(CONTRAST)
        assert pale == [], (address, pale)


CONTRAST = """() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true})
    const rgba = colour => {
        canvas.clearRect(0, 0, 1, 1)
        canvas.fillStyle = colour
        canvas.fillRect(0, 0, 1, 1)
        return [...canvas.getImageData(0, 0, 1, 1).data]
    }
    const shine = ([r, g, b]) => [r, g, b].map(one => one / 255)
        .map(one => one <= .03928 ? one / 12.92 : ((one + .055) / 1.055) ** 2.4)
        .reduce((sum, one, index) => sum + one * [.2126, .7152, .0722][index], 0)
    const behind = element => {
        for (let one = element; one; one = one.parentElement) {
            const colour = rgba(getComputedStyle(one).backgroundColor)
            if (colour[3] > 200) return colour
        }
        return rgba('white')
    }
    const written = one => [...one.childNodes].some(node => node.nodeType === 3 && node.data.trim())
    return [...document.querySelectorAll('body *')]
        .filter(one => written(one) && one.checkVisibility())
        .filter(one => !one.closest('svg, option, .skip, .hero'))
        .map(one => {
            const style = getComputedStyle(one), size = parseFloat(style.fontSize)
            const [bright, dim] = [shine(rgba(style.color)), shine(behind(one))].sort((x, y) => y - x)
            const needed = size >= 24 || (size >= 18.66 && style.fontWeight >= 700) ? 3 : 4.5
            return [one.textContent.trim().slice(0, 30), (bright + .05) / (dim + .05), needed]
        })
        .filter(([, ratio, needed]) => ratio < needed)
}"""
