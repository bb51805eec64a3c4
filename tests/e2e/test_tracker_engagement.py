"""Engaged time and scroll depth: only what is in front counts, and each part of it once."""

import pytest
from playwright.sync_api import BrowserContext, Page
from tests.e2e.conftest import hide, show
from tests.e2e.storefront_recorder import Recorder

pytestmark = pytest.mark.browser
SCRIPT = 'src="/ecomdash.js" data-api-key="k1" data-vitals="off"'
TALL = '<div style="height: 3200px; margin: -8px 0">tall</div>'  # four screens


def engaged(recorder: Recorder) -> list[int]:
    """The parts of engaged time that arrived, in milliseconds."""
    return [event.engaged_ms for event in recorder.of("engagement")]


def open_with_clock(recorder: Recorder, page: Page, body: str = "") -> None:
    """A page whose clock the test moves."""
    page.clock.install(time="2026-11-23T09:00:00Z")
    page.goto(recorder.page("/", body, script=SCRIPT))
    recorder.wait_for("pageview")
    page.wait_for_timeout(200)
    page.clock.pause_at("2026-11-23T10:00:00Z")
    hide(page)
    page.wait_for_timeout(200)
    recorder.requests.clear()
    show(page)


def test_the_whole_time_in_front_is_sent_in_parts(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page)
    page.clock.run_for(65_000)
    hide(page)
    recorder.wait(lambda _: sum(engaged(recorder)) == 65_000)
    parts = engaged(recorder)
    assert len(parts) == 4
    assert all(20_000 <= part <= 21_000 for part in parts[:3])


def test_time_behind_another_tab_does_not_count(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page)
    page.clock.run_for(3_000)
    hide(page)
    recorder.wait(lambda _: engaged(recorder) == [3_000])
    page.clock.run_for(600_000)
    show(page)
    page.clock.run_for(2_000)
    hide(page)
    recorder.wait(lambda _: engaged(recorder) == [3_000, 2_000])


def test_time_without_the_focus_does_not_count(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page)
    page.clock.run_for(1_000)
    page.evaluate("document.hasFocus = () => false")
    page.clock.run_for(50_000)
    page.evaluate("document.hasFocus = () => true")
    page.clock.run_for(1_000)
    hide(page)
    recorder.wait(lambda _: engaged(recorder) == [2_000])


def test_hiding_twice_counts_once(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page)
    page.clock.run_for(4_000)
    hide(page)
    hide(page)
    page.goto("about:blank")
    recorder.wait(lambda _: engaged(recorder) == [4_000])
    page.wait_for_timeout(300)
    assert engaged(recorder) == [4_000]


def test_sleep_and_a_clock_that_jumps_add_nothing(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page)
    page.clock.run_for(1_000)
    page.clock.set_system_time("2026-11-24T09:00:00Z")
    page.clock.run_for(1_000)
    page.clock.set_system_time("2026-11-20T09:00:00Z")
    page.clock.run_for(1_000)
    hide(page)
    recorder.wait(lambda _: engaged(recorder) == [3_000])


def test_each_route_has_its_own_time_and_depth(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page, TALL)
    page.evaluate("scrollTo(0, 800)")
    page.clock.run_for(5_000)
    page.evaluate("history.pushState({}, '', '/next'); scrollTo(0, 0)")
    page.clock.run_for(3_000)
    hide(page)
    recorder.wait(lambda _: len(engaged(recorder)) == 2)
    first, second = recorder.of("engagement")
    assert (first.url, first.engaged_ms, first.scroll_depth) == (recorder.url("/"), 5_000, 50)
    assert (second.url, second.engaged_ms, second.scroll_depth) == (recorder.url("/next"), 3_000, 25)


def test_a_route_change_in_the_middle_of_a_part_counts_it_once(recorder: Recorder, page: Page) -> None:
    open_with_clock(recorder, page)
    page.clock.run_for(5_000)
    page.evaluate("history.pushState({}, '', '/next')")
    hide(page)  # before the route change has been noticed
    page.clock.run_for(1_000)
    hide(page)
    recorder.wait(lambda _: sum(engaged(recorder)) == 5_000)
    page.wait_for_timeout(300)
    assert engaged(recorder) == [5_000]


@pytest.mark.parametrize(("to", "depth"), [(0, 25), (800, 50), (2_400, 100), (99_999, 100)])
def test_scroll_depth_is_the_deepest_point(recorder: Recorder, page: Page, to: int, depth: int) -> None:
    open_with_clock(recorder, page, TALL)
    page.evaluate(f"scrollTo(0, {to})")
    page.clock.run_for(1_000)
    page.evaluate("scrollTo(0, 0)")
    page.clock.run_for(1_000)
    hide(page)
    recorder.wait_for("engagement")
    assert recorder.of("engagement")[0].scroll_depth == depth


def test_closing_the_tab_sends_the_rest(recorder: Recorder, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(recorder.page("/", script=SCRIPT))
    recorder.wait_for("pageview")
    page.wait_for_timeout(1_200)
    page.close(run_before_unload=True)
    recorder.wait_for("engagement")
    assert engaged(recorder)[0] >= 500
