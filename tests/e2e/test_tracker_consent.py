"""Consent: what may be kept on the device, what is sent without it, and how long a visit is one session."""

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from tests.e2e.storefront_recorder import Recorder

pytestmark = pytest.mark.browser
TAG = 'src="/ecomdash.js" data-api-key="k1"'
GPC = "Object.defineProperty(navigator, 'globalPrivacyControl', {value: true})"
DNT = "Object.defineProperty(navigator, 'doNotTrack', {value: '1'})"


def kept(page: Page) -> dict[str, str]:
    """All that the page's origin has in localStorage, sessionStorage and cookies."""
    found: dict[str, str] = page.evaluate("({...localStorage, ...sessionStorage})")
    for cookie in page.context.cookies():
        found[f"cookie {cookie.get('name')}"] = str(cookie.get("value"))
    return found


def test_without_consent_nothing_is_kept_and_nobody_is_named(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    page.evaluate("ecomdash('event', 'signup'); ecomdash('add_to_cart', {items: [{item_id: 'a'}]})")
    recorder.wait_for("pageview", "custom", "add_to_cart")
    page.goto(recorder.page("/next"))
    recorder.wait_count("pageview", 2)
    assert kept(page) == {}
    for event in recorder.stored:
        assert (event.visitor_id, event.session_id, event.consent_given) == (None, None, False)


def test_consent_is_remembered_and_can_be_taken_back(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    recorder.wait_for("pageview")
    page.evaluate("ecomdash.consent(true); ecomdash('event', 'one')")
    recorder.wait_for("custom")
    page.goto(recorder.page("/next"))
    recorder.wait_count("pageview", 2)
    one, view = recorder.of("custom")[0], recorder.of("pageview")[1]
    assert one.consent_given is view.consent_given is True
    assert one.visitor_id == view.visitor_id is not None
    assert one.session_id == view.session_id is not None
    page.wait_for_function("!Object.keys(localStorage).some(key => key.startsWith('ecomdash_q'))")
    assert sorted(kept(page)) == ["ecomdash_consent", "ecomdash_last", "ecomdash_session", "ecomdash_visitor"]

    page.evaluate("ecomdash.consent(false); ecomdash('event', 'two')")
    recorder.wait_count("custom", 2)
    two = recorder.of("custom")[1]
    assert (two.visitor_id, two.session_id, two.consent_given) == (None, None, False)
    assert kept(page) == {}


def test_saying_no_leaves_nothing_behind(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    page.evaluate("ecomdash.consent(false)")
    recorder.wait_for("pageview")  # what happened before is not lost by it
    assert kept(page) == {}


def test_implied_consent_holds_until_it_is_refused(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script=f'{TAG} data-consent="implied"'))
    assert recorder.wait_for("pageview").of("pageview")[0].visitor_id is not None
    page.evaluate("ecomdash.consent(false)")
    page.reload()
    recorder.wait_count("pageview", 2)
    assert recorder.of("pageview")[1].visitor_id is None
    assert recorder.of("pageview")[1].consent_given is False
    assert list(kept(page)) == ["ecomdash_consent"]  # the refusal itself


def test_a_site_that_never_stores(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script=f'{TAG} data-consent="never-store"'))
    page.evaluate("ecomdash.consent(true); ecomdash('event', 'one')")
    recorder.wait_for("custom")
    assert recorder.of("custom")[0].visitor_id is None
    assert kept(page) == {}


def test_an_opt_out_is_remembered(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script=f'{TAG} data-consent="implied"'))
    recorder.wait_for("pageview")
    page.evaluate("ecomdash.optOut(); ecomdash.consent(true); ecomdash('event', 'one')")
    page.reload()
    page.evaluate("ecomdash('purchase', {order_id: '1'})")
    page.goto(recorder.page("/next"))
    page.wait_for_timeout(500)
    assert len(recorder.of("pageview")) == 1
    assert not recorder.of("custom")
    assert not recorder.of("purchase")
    assert "ecomdash_visitor" not in kept(page)


@pytest.mark.parametrize(
    ("browser_says", "attributes", "named"),
    [
        (GPC, 'data-consent="implied"', False),
        (GPC, 'data-consent="implied" data-respect-gpc="off"', True),
        ("", 'data-consent="implied"', True),
    ],
)
def test_global_privacy_control(
    recorder: Recorder, page: Page, browser_says: str, attributes: str, named: bool
) -> None:
    page.add_init_script(browser_says)
    page.goto(recorder.page("/", script=f"{TAG} {attributes}"))
    page.evaluate("ecomdash.consent(true); ecomdash('event', 'one')")
    recorder.wait_for("pageview", "custom")
    assert all((event.visitor_id is not None) is named for event in recorder.stored)
    assert bool(kept(page)) is named


def test_do_not_track_where_the_site_respects_it(recorder: Recorder, page: Page) -> None:
    page.add_init_script(DNT)
    page.goto(recorder.page("/", script=f"{TAG} data-respect-dnt"))
    page.evaluate("ecomdash('event', 'one')")
    page.wait_for_timeout(500)
    assert not recorder.requests
    page.goto(recorder.page("/other"))
    recorder.wait_for("pageview")


def test_two_tabs_are_one_session(recorder: Recorder, visitor: BrowserContext) -> None:
    address = recorder.page("/", script=f'{TAG} data-consent="implied"')
    first, second = visitor.new_page(), visitor.new_page()
    first.goto(address)
    recorder.wait_for("pageview")
    second.goto(address)
    recorder.wait_count("pageview", 2)
    one, two = recorder.of("pageview")
    assert (one.visitor_id, one.session_id) == (two.visitor_id, two.session_id)


def test_another_profile_is_another_visitor(recorder: Recorder, chromium: Browser) -> None:
    address = recorder.page("/", script=f'{TAG} data-consent="implied"')
    for number in (1, 2):
        with chromium.new_context() as context:
            context.new_page().goto(address)
            recorder.wait_count("pageview", number)
    one, two = recorder.of("pageview")
    assert one.visitor_id != two.visitor_id
    assert one.session_id != two.session_id


def test_a_session_ends_after_thirty_minutes_without_an_event(recorder: Recorder, page: Page) -> None:
    page.clock.install(time="2026-11-23T09:00:00Z")
    page.goto(recorder.page("/", script=f'{TAG} data-consent="implied" data-vitals="off"'))
    page.clock.run_for(500)
    recorder.wait_for("pageview")
    page.evaluate("Object.defineProperty(document, 'hasFocus', {value: () => false})")  # nobody is reading
    for count, minutes in enumerate(("29:00", "30:01"), 1):
        page.clock.fast_forward(minutes)
        page.evaluate("ecomdash('event', 'back')")
        page.clock.run_for(500)
        recorder.wait_count("custom", count)
    view, (soon, late) = recorder.of("pageview")[0], recorder.of("custom")
    assert view.session_id == soon.session_id != late.session_id
    assert view.visitor_id == soon.visitor_id == late.visitor_id
