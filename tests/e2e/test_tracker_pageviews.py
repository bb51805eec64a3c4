"""Pageviews: what counts as a page shown, and what is said about it."""

import time
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.e2e.conftest import browsing_alone, hide, show
from tests.e2e.storefront_recorder import Recorder

pytestmark = pytest.mark.browser
STUB = "window.ecomdash=window.ecomdash||function(){(ecomdash.q=ecomdash.q||[]).push(arguments)}"


def paths(recorder: Recorder) -> list[str]:
    """The addresses of the pageviews so far, without the server's own."""
    return [view.url.removeprefix(recorder.url("")) for view in recorder.of("pageview")]


def test_a_load_is_one_pageview_with_what_reports_need(recorder: Recorder, page: Page) -> None:
    before = time.time_ns() // 1_000_000
    page.goto(recorder.page("/hats"), referer="https://www.google.com/")
    view = recorder.wait_for("pageview").of("pageview")[0]
    assert view.url == recorder.url("/hats")
    assert (view.title, view.referrer) == ("Page /hats", "https://www.google.com/")
    assert (view.language, view.timezone) == ("en-GB", "Europe/London")
    assert view.viewport_width == 1280
    assert (view.viewport_height, view.screen_width, view.screen_height) == (None, None, None)  # no report needs them
    assert view.consent_given is False
    assert before <= view.occurred_at <= time.time_ns() // 1_000_000
    assert len(view.event_id) == 32
    assert view.event_id[12] == "7"
    assert abs(int(view.event_id[:12], 16) - view.occurred_at) < 1_000
    request = recorder.requests[0]
    assert request.batch.site_key == "k1"
    assert request.batch.sent_at >= view.occurred_at
    assert request.headers["content-type"].startswith("text/plain")


def test_campaign_parameters_stay_and_fragments_do_not(recorder: Recorder, page: Page) -> None:
    recorder.page("/sale")
    page.goto(recorder.url("/sale?utm_source=news#access_token=1"))
    assert recorder.wait_for("pageview").of("pageview")[0].url == recorder.url("/sale?utm_source=news")


def test_a_single_page_application(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"), referer="https://example.org/")
    recorder.wait_for("pageview")
    for step, path in enumerate(["/hats", "/hats/1", "/cart"]):
        page.evaluate("path => { history.pushState({}, '', path); setTimeout(() => document.title = path) }", path)
        recorder.wait_count("pageview", step + 2)
    page.go_back()
    recorder.wait_count("pageview", 5)
    page.evaluate("history.replaceState({}, '', '/hats/2')")
    recorder.wait_count("pageview", 6)
    views = recorder.of("pageview")
    assert paths(recorder) == ["/", "/hats", "/hats/1", "/cart", "/hats/1", "/hats/2"]
    assert [view.title for view in views[:4]] == ["Page /", "/hats", "/hats/1", "/cart"]
    assert [view.referrer for view in views[:3]] == [
        "https://example.org/",
        recorder.url("/"),
        recorder.url("/hats"),
    ]


def test_a_filter_in_the_query_and_a_redirect_are_no_pages(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    recorder.wait_for("pageview")
    page.evaluate("history.pushState({}, '', '/?colour=red')")
    page.evaluate("location.hash = 'reviews'")
    page.evaluate("history.pushState({}, '', '/login'); history.replaceState({}, '', '/account')")
    recorder.wait_count("pageview", 2)
    page.wait_for_timeout(500)
    assert paths(recorder) == ["/", "/account"]


def test_an_event_right_after_a_route_change_belongs_to_the_new_page(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    recorder.wait_for("pageview")
    page.evaluate("history.pushState({}, '', '/hats/1'); ecomdash('view_item', {items: [{item_id: 'h1'}]})")
    recorder.wait_for("view_item")
    assert recorder.of("view_item")[0].url == recorder.url("/hats/1")
    assert paths(recorder) == ["/", "/hats/1"]


def test_routes_in_the_fragment_where_the_site_says_so(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/app", script='src="/ecomdash.js" data-api-key="k1" data-hash') + "?utm_source=x#/hats")
    recorder.wait_for("pageview")
    page.evaluate("location.hash = '#/cart'")
    recorder.wait_count("pageview", 2)
    assert paths(recorder) == ["/app?utm_source=x#/hats", "/app?utm_source=x#/cart"]


def test_routes_are_left_alone_where_the_site_says_so(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script='src="/ecomdash.js" data-api-key="k1" data-spa="off"'))
    recorder.wait_for("pageview")
    page.evaluate("history.pushState({}, '', '/hats')")
    page.wait_for_timeout(300)
    page.evaluate("ecomdash('pageview', {title: 'My own'})")
    recorder.wait_count("pageview", 2)
    assert paths(recorder) == ["/", "/hats"]
    assert recorder.of("pageview")[1].title == "My own"


def test_commands_from_before_the_script(recorder: Recorder, page: Page) -> None:
    body = f"<script>{STUB};ecomdash('event','early',{{n:1}});ecomdash('pageview',{{url:'https://shop.example/x'}})</script>"
    page.goto(recorder.page("/", body))
    recorder.wait_for("custom", "pageview")
    page.wait_for_timeout(300)
    assert recorder.of("custom")[0].name == "early"
    assert recorder.of("custom")[0].properties == {"n": 1}
    assert recorder.of("pageview")[-1].url == "https://shop.example/x"


def test_a_sandboxed_pixel_names_its_page_itself(recorder: Recorder, page: Page) -> None:
    """As in Shopify's custom pixels: a frame without an origin, where storage throws and the address says nothing."""
    frame = recorder.page(
        "/pixel",
        f"<script>{STUB};ecomdash('consent', true);"
        "ecomdash('pageview', {url: 'https://shop.example/hats', title: 'Hats', referrer: 'https://news.example/'});"
        "ecomdash('add_to_cart', {currency: 'GBP', value: 5.5, items: [{item_id: 'a', price: 5.5}]})</script>",
    )
    recorder.pages["/outer"] = type(recorder.pages["/pixel"])(
        f'<!doctype html><title>Shop</title><iframe sandbox="allow-scripts" src="{frame}"></iframe>'
    )
    page.goto(recorder.url("/outer"))
    recorder.wait_for("pageview", "add_to_cart")
    assert [(view.url, view.title, view.referrer) for view in recorder.of("pageview")] == [
        ("https://shop.example/hats", "Hats", "https://news.example/")
    ]
    added = recorder.of("add_to_cart")[0]
    assert (added.url, str(added.value)) == ("https://shop.example/hats", "5.5")
    assert added.visitor_id == recorder.of("pageview")[0].visitor_id


def test_a_tab_in_the_background_counts_once_it_is_seen(recorder: Recorder, page: Page) -> None:
    page.add_init_script(
        "Object.defineProperty(document, 'hidden', {value: true, configurable: true});"
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})"
    )
    page.goto(recorder.page("/"))
    page.wait_for_timeout(500)
    assert not recorder.requests
    show(page)
    recorder.wait_for("pageview")
    hide(page)
    show(page)
    page.wait_for_timeout(400)
    assert len(recorder.of("pageview")) == 1


def test_a_page_that_the_browser_brings_back_counts_again(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/first"))
    recorder.wait_for("pageview")
    page.evaluate("window.marked = true")
    page.goto(recorder.page("/second"))
    recorder.wait_count("pageview", 2)
    page.go_back(wait_until="commit")
    recorder.wait_count("pageview", 3)
    assert page.evaluate("window.marked")  # the same document, from the back/forward cache
    assert paths(recorder) == ["/first", "/second", "/first"]
    page.evaluate("ecomdash('event', 'after')")
    recorder.wait_for("custom")


def test_a_second_copy_of_the_script_does_nothing(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", '<script defer src="/analytics-sdk.js" data-api-key="k1"></script>'))
    recorder.wait_for("pageview")
    page.wait_for_timeout(400)
    assert len(recorder.of("pageview")) == 1


def test_a_page_that_was_not_found(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/nothing", f"<script>{STUB};ecomdash('page_not_found')</script>", status=404))
    recorder.wait_for("pageview", "page_not_found")
    assert recorder.of("page_not_found")[0].url == recorder.url("/nothing")


def test_a_prerendered_page_counts_when_it_is_shown(recorder: Recorder, tmp_path: Path) -> None:
    recorder.page("/next", f"<script>{STUB};ecomdash('view_item', {{items: [{{item_id: 'a'}}]}})</script>")
    rules = '{"prerender":[{"urls":["/next"],"eagerness":"immediate"}]}'
    go = "setTimeout(() => location.href = '/next', 3000)"
    with browsing_alone(
        recorder.page("/", f"<script type=speculationrules>{rules}</script><script>{go}</script>"), tmp_path
    ):
        recorder.wait_for("view_item", seconds=60).wait_count("pageview", 2)
    assert "prerender" in recorder.purposes["/next"]
    assert paths(recorder) == ["/", "/next"]
    first, shown = recorder.of("pageview")[0], recorder.of("view_item")[0]
    assert first.occurred_at is not None
    assert shown.occurred_at is not None
    assert shown.occurred_at - first.occurred_at > 1_500  # not while the first page was in front, some 3 s long


def test_a_visitor_who_leaves_at_once_is_counted(recorder: Recorder, visitor: BrowserContext, page: Page) -> None:
    page.goto(recorder.page("/"))
    page.wait_for_timeout(80)
    page.close(run_before_unload=True)
    recorder.wait_for("pageview")
