"""The queue: events survive a lost connection, a reload and a server in trouble, and count once."""

import time

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.e2e.conftest import hide, show
from tests.e2e.storefront_recorder import BATCH_PATH, Recorder

pytestmark = pytest.mark.browser
IMPLIED = 'src="/ecomdash.js" data-api-key="k1" data-vitals="off" data-consent="implied"'
REQUIRED = 'src="/ecomdash.js" data-api-key="k1" data-vitals="off"'


def waiting(page: Page) -> int:
    """How many events the device holds."""
    found: int = page.evaluate("Object.keys(localStorage).filter(key => key.startsWith('ecomdash_q')).length")
    return found


def ids(recorder: Recorder, kind: str) -> list[str | None]:
    """The event ids of every attempt to send events of a type, whatever the answer was."""
    events = [event for request in recorder.requests for event in request.batch.events]
    return [event.event_id for event in events if type(event).__struct_config__.tag == kind]


def test_several_events_travel_together(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script=REQUIRED))
    recorder.wait_for("pageview")
    page.evaluate("for (let n = 0; n < 10; n++) ecomdash('event', 'tick', {n})")
    recorder.wait_count("custom", 10)
    assert [event.properties["n"] for event in recorder.of("custom")] == list(range(10))
    assert len(recorder.requests) == 2


@pytest.mark.parametrize("tag", [IMPLIED, REQUIRED], ids=["with consent", "without"])
def test_a_lost_connection(recorder: Recorder, visitor: BrowserContext, page: Page, tag: str) -> None:
    page.goto(recorder.page("/", script=tag))
    recorder.wait_for("pageview")
    visitor.set_offline(True)
    happened = time.time_ns() // 1_000_000
    page.evaluate("ecomdash('purchase', {order_id: 'o1', value: 10, currency: 'GBP'})")
    page.wait_for_timeout(2_500)
    assert not recorder.of("purchase")
    visitor.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    recorder.wait_for("purchase")
    request = next(
        one for one in recorder.requests if any(e.event_id == ids(recorder, "purchase")[0] for e in one.batch.events)
    )
    purchase = recorder.of("purchase")[0]
    assert abs(purchase.occurred_at - happened) < 1_000
    assert request.batch.sent_at - purchase.occurred_at >= 2_000


def test_a_reload_while_the_connection_is_lost(recorder: Recorder, visitor: BrowserContext, page: Page) -> None:
    address = recorder.page("/", script=IMPLIED)
    page.goto(address)
    recorder.wait_for("pageview")
    visitor.set_offline(True)
    page.evaluate("for (let n = 0; n < 3; n++) ecomdash('event', 'tick', {n})")
    page.wait_for_timeout(500)
    assert waiting(page) == 3
    other = visitor.new_page()
    with page.expect_event("close"):
        page.close(run_before_unload=True)
    visitor.set_offline(False)
    other.goto(address)
    recorder.wait_count("custom", 3)
    assert sorted(event.properties["n"] for event in recorder.of("custom")) == [0, 1, 2]
    other.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('ecomdash_q'))")


def test_without_consent_a_reload_leaves_nothing_on_the_device(
    recorder: Recorder, visitor: BrowserContext, page: Page
) -> None:
    page.goto(recorder.page("/", script=REQUIRED))
    recorder.wait_for("pageview")
    visitor.set_offline(True)
    page.evaluate("ecomdash('event', 'tick')")
    page.wait_for_timeout(500)
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    visitor.set_offline(False)


def test_a_server_in_trouble_is_asked_again_when_it_says(recorder: Recorder, page: Page) -> None:
    recorder.status, recorder.retry_after = 503, 2
    page.goto(recorder.page("/", script=REQUIRED))
    recorder.wait(lambda r: len(r.requests) == 1)
    refused = time.monotonic()
    page.evaluate("ecomdash('event', 'one')")  # waits with the others instead of asking again at once
    page.wait_for_timeout(1_000)
    assert len(recorder.requests) == 1
    recorder.status, recorder.retry_after = 202, None
    recorder.wait_for("pageview", "custom")
    assert time.monotonic() - refused > 1.5
    views = ids(recorder, "pageview")
    assert len(views) == 2
    assert len(set(views)) == 1


def test_what_is_refused_for_good_is_not_repeated(recorder: Recorder, page: Page) -> None:
    recorder.status = 400
    page.goto(recorder.page("/", script=IMPLIED))
    recorder.wait(lambda r: len(r.requests) == 1)
    page.wait_for_timeout(1_500)
    assert len(recorder.requests) == 1
    assert waiting(page) == 0
    recorder.status = 202
    page.evaluate("ecomdash('event', 'one')")
    recorder.wait_for("custom")


def test_the_queue_is_bounded_and_keeps_the_newest(recorder: Recorder, visitor: BrowserContext, page: Page) -> None:
    page.goto(recorder.page("/", script=IMPLIED))
    recorder.wait_for("pageview")
    visitor.set_offline(True)
    page.evaluate("for (let n = 0; n < 130; n++) ecomdash('event', 'tick', {n})")
    page.wait_for_timeout(500)
    assert waiting(page) == 100
    visitor.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    recorder.wait_count("custom", 100)
    assert max(len(request.batch.events) for request in recorder.requests) <= 50


def test_an_order_larger_than_a_beacon_arrives(recorder: Recorder, page: Page) -> None:
    """Browsers refuse more than 64 KiB that outlives its page; such a batch is taken apart instead of blocking."""
    page.goto(recorder.page("/", script=REQUIRED))
    recorder.wait_for("pageview")
    page.evaluate(
        """() => {
            const items = Array.from({length: 150}, (_, n) => ({item_id: `i${n}`, item_name: 'x'.repeat(200)}))
            for (const order_id of ['a', 'b', 'c']) ecomdash('purchase', {order_id, value: 1, currency: 'GBP', items})
        }"""
    )
    recorder.wait_count("purchase", 3, seconds=60)
    assert {len(order.items) for order in recorder.of("purchase")} == {150}


def test_the_last_events_leave_with_a_hidden_page(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script=REQUIRED))
    recorder.wait_for("pageview")
    page.evaluate("ecomdash('event', 'last words')")
    hide(page)
    recorder.wait_for("custom")
    assert recorder.requests[-1].headers["content-type"].startswith("text/plain")


def test_a_beacon_into_the_void_is_kept_until_it_is_heard(recorder: Recorder, page: Page) -> None:
    """A hidden page hears no answer: with a server known to be in trouble its events stay."""
    page.goto(recorder.page("/", script=IMPLIED))
    recorder.wait_for("pageview")
    recorder.status = 503
    page.evaluate("ecomdash('event', 'one')")
    recorder.wait(lambda r: len(r.requests) == 2)
    page.wait_for_timeout(100)
    hide(page)
    page.wait_for_timeout(300)
    assert waiting(page) >= 1
    recorder.status = 202
    show(page)
    recorder.wait_for("custom")


def test_what_another_tab_left_behind_is_sent(recorder: Recorder, visitor: BrowserContext) -> None:
    address = recorder.page("/", script=IMPLIED)
    first = visitor.new_page()
    first.goto(address)
    recorder.wait_for("pageview")
    recorder.status = 503
    first.evaluate("ecomdash('event', 'one')")
    recorder.wait(lambda r: len(r.requests) == 2)
    first.wait_for_timeout(300)
    first.close()
    recorder.status = 202
    visitor.new_page().goto(address)
    recorder.wait_for("custom")
    assert len(set(ids(recorder, "custom"))) == 1


def test_on_a_slow_network_each_event_travels_once(recorder: Recorder, page: Page) -> None:
    recorder.slow[BATCH_PATH] = 2.0
    with page.expect_request(f"**{BATCH_PATH}"):
        page.goto(recorder.page("/", script=REQUIRED))
    for number in range(3):  # while the first request is still on its way
        page.evaluate("n => ecomdash('event', 'tick', {n})", number)
    recorder.wait_count("custom", 3)
    page.wait_for_timeout(500)
    assert [len(ids(recorder, kind)) for kind in ("pageview", "custom")] == [1, 3]
    assert len(recorder.requests) == 2


def test_leaving_before_a_slow_answer_loses_nothing(recorder: Recorder, page: Page) -> None:
    recorder.slow[BATCH_PATH] = 1.0
    with page.expect_request(f"**{BATCH_PATH}"):
        page.goto(recorder.page("/", script=REQUIRED))
        page.evaluate("ecomdash('purchase', {order_id: 'o1', value: 10, currency: 'GBP'})")
    page.goto("about:blank")
    recorder.wait_for("pageview", "purchase")
    assert len(recorder.of("purchase")) == 1


def test_a_slow_script_holds_nothing_up(recorder: Recorder, page: Page) -> None:
    recorder.slow["/ecomdash.js"] = 1.5
    stub = "window.ecomdash=function(){(ecomdash.q=ecomdash.q||[]).push(arguments)}"
    body = f"<h1>Hats</h1><script>{stub};ecomdash('search', {{search_term: 'hat'}})</script>"
    page.goto(recorder.page("/", body), wait_until="commit")
    page.get_by_role("heading", name="Hats").wait_for()
    assert page.evaluate("ecomdash.consent") is None  # shown before the script is there
    recorder.wait_for("pageview", "search")
