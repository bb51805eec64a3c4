"""The whole line on the real demo: a browser orders in the shop, and the dashboard shows it, live and afterwards."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.conftest import CHROMIUM, FLAGS, hide
from tests.e2e.storefront_walk import walk_storefront
from tests.faults.server import Server

pytestmark = pytest.mark.browser

CAMPAIGN = {"field": "utm_campaign", "op": "is", "values": ["autumn"]}
TODAY = {"preset": "today"}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    server = Server(tmp_path_factory.mktemp("demo") / "data", demo=True, demo_traffic=False)
    server.start()
    try:
        deadline = time.monotonic() + 120
        while _get(server, "/api/v1/auth/me")["demo_progress"] is not None or not _orders(server):
            assert time.monotonic() < deadline, "the demo's history is not there"
            time.sleep(0.5)
        yield server
    finally:
        server.stop()


def _get(server: Server, path: str) -> Any:
    return httpx.get(server.url + path, timeout=30).raise_for_status().json()


def _ask(
    server: Server, metrics: list[str], dimensions: list[str], filters: Any, preset: dict[str, str] = TODAY
) -> Any:
    body = {"metrics": metrics, "dimensions": dimensions, "filters": filters, "range": preset}
    answer = httpx.post(f"{server.url}/api/v1/analytics/query", json=body, timeout=30)
    assert answer.status_code == 200, answer.text
    return [row["dimensions"] + row["metrics"] for row in answer.json()["rows"]]


def _orders(server: Server) -> int:
    return int(_get(server, "/api/v1/analytics/summary?preset=30d")["orders"])


def _until(ask: Any, expected: Any) -> None:
    deadline = time.monotonic() + 20
    while (found := ask()) != expected:
        assert time.monotonic() < deadline, f"{found} is not {expected}"
        time.sleep(0.2)


@pytest.fixture(scope="module")
def order_id(demo: Server, chromium: Browser) -> str:
    """The order that was placed while somebody watched the realtime page."""
    with chromium.new_context() as owner, chromium.new_context(locale="en-GB") as visitor:
        watching = owner.new_page()
        watching.goto(f"{demo.url}/realtime")
        shopping = visitor.new_page()
        order_id = walk_storefront(shopping, demo.url)
        expect(watching.get_by_role("list", name="Orders, newest first")).to_contain_text("£26.90", timeout=15_000)
        expect(watching.get_by_role("list", name="Events, newest first")).to_contain_text("ordered for £26.90")
        _leave(shopping)
        return order_id


@contextmanager
def _someone(chromium: Browser, who: str) -> Iterator[BrowserContext]:
    """A visitor of their own: without consent, people of one address and one agent are the same person.

    A browser of their own too, since the agent of a context is not that of what a page sends as it closes.
    """
    agent = (
        f"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 {who}"
    )
    flags = [*FLAGS, f"--user-agent={agent}"]
    with chromium.browser_type.launch(executable_path=CHROMIUM, args=flags) as browser:
        yield browser.new_context()


def _leave(page: Page) -> None:
    """Web Vitals are final, and sent, when the page is left."""
    page.wait_for_timeout(1_500)
    hide(page)
    page.wait_for_timeout(1_000)


def test_the_visit_has_its_source(demo: Server, order_id: str) -> None:
    came = _ask(demo, ["sessions", "orders"], ["channel", "source", "utm_medium"], CAMPAIGN)
    assert came == [["Email", "newsletter", "email", 1, 1]]
    went = _ask(demo, ["sessions", "conversion_rate"], ["entry_page", "exit_page"], CAMPAIGN)
    assert went == [["/store", "/store/thanks", 1, 100]]


def test_each_step_of_the_funnel_is_there(demo: Server, order_id: str) -> None:
    counted = dict(_ask(demo, ["events"], ["event_type"], CAMPAIGN))
    steps = [
        "view_item",
        "add_to_cart",
        "view_cart",
        "begin_checkout",
        "add_shipping_info",
        "add_payment_info",
        "purchase",
    ]
    assert {step: counted.get(step) for step in steps} == dict.fromkeys(steps, 1)
    assert counted["pageview"] == 5
    assert counted["view_item_list"] >= 2


def test_the_order_has_its_lines_and_its_money(demo: Server, order_id: str) -> None:
    money = ["orders", "revenue", "refunds", "net_revenue", "average_order_value", "units"]
    assert _ask(demo, money, [], CAMPAIGN) == [[1, 26.9, 0, 26.9, 26.9, 1]]
    lines = _ask(demo, ["units", "items_revenue"], ["product", "product_name", "product_variant"], CAMPAIGN)
    assert lines == [["TA-101", "Stoneware Mug", "Moss", 1, 22]]


def test_web_vitals_arrived(demo: Server, order_id: str) -> None:
    rows = _ask(demo, ["fcp", "ttfb"], [], CAMPAIGN)
    assert all(value is not None and value >= 0 for value in rows[0])


def test_reloading_the_thank_you_page_and_refunding(demo: Server, order_id: str, chromium: Browser) -> None:
    with _someone(chromium, "twice") as visitor:
        page = visitor.new_page()
        second = walk_storefront(page, demo.url, query="?utm_source=again&utm_campaign=twice")
        page.reload()
        expect(page.locator("[data-order]")).to_have_text(second)
        twice = {"field": "utm_campaign", "op": "is", "values": ["twice"]}
        money = ["orders", "revenue", "refunds", "net_revenue"]
        _until(lambda: _ask(demo, money, [], twice), [[1, 26.9, 0, 26.9]])
        page.get_by_role("link", name="Return it").click()
        page.get_by_role("button", name="Send it back").click()
        expect(page.get_by_text("refunded")).to_be_visible()
        _until(lambda: _ask(demo, money, [], twice), [[1, 26.9, 26.9, 0]])


def test_without_consent_nothing_of_ours_is_stored(demo: Server, chromium: Browser) -> None:
    with _someone(chromium, "shy") as visitor:
        page = visitor.new_page()
        walk_storefront(page, demo.url, consent=False, query="?utm_source=shy&utm_campaign=shy")
        keys = page.evaluate("Object.keys(localStorage)")
        assert [key for key in keys if key.startswith("ecomdash")] == []
        assert visitor.cookies() == []
        shy = {"field": "utm_campaign", "op": "is", "values": ["shy"]}
        _until(lambda: _ask(demo, ["visitors", "sessions", "orders"], [], shy), [[1, 1, 1]])


def test_the_overview_shows_the_campaign(demo: Server, chromium: Browser) -> None:
    with chromium.new_context() as owner:
        page = owner.new_page()
        page.goto(f"{demo.url}/?range=today")
        page.get_by_role("tab", name="Campaigns").click()
        panel = page.get_by_role("region", name="Sources")
        panel.get_by_role("button", name=re.compile("All .* campaigns|Details")).click()
        details = page.get_by_role("dialog", name="Campaigns")
        details.get_by_role("searchbox").fill("twice")  # the history has busier ones
        expect(details.get_by_role("row", name="twice")).to_contain_text("£26.90")
