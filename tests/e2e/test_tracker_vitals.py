"""Web Vitals: measured by a file that loads after the page, each value sent once."""

import pytest
from playwright.sync_api import Page
from tests.e2e.conftest import hide, show
from tests.e2e.storefront_recorder import Recorder

pytestmark = pytest.mark.browser
SCRIPT = 'src="/ecomdash.js" data-api-key="k1"'
SLOW = """<h1 style="font-size: 80px">A large heading</h1><button>Slow</button>
<script>
document.querySelector('button').onclick = () => {
    const end = performance.now() + 120
    while (performance.now() < end);
}
setTimeout(() => document.querySelector('h1').style.marginTop = '200px', 600)
</script>"""


def test_final_values_once_per_page(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/hats", SLOW))
    recorder.wait_for("pageview")
    page.wait_for_timeout(900)  # the layout shifts by itself, not after an input
    page.click("button")
    page.wait_for_timeout(300)
    hide(page)
    recorder.wait_for("web_vitals")
    show(page)
    hide(page)
    page.goto("about:blank")
    page.wait_for_timeout(300)
    found: dict[str, list[float]] = {
        name: [value for event in recorder.of("web_vitals") if (value := getattr(event, name)) is not None]
        for name in ("ttfb_ms", "fcp_ms", "lcp_ms", "inp_ms", "cls", "fid_ms")
    }
    assert {name: len(values) for name, values in found.items()} == {**dict.fromkeys(found, 1), "fid_ms": 0}
    assert 0 < found["ttfb_ms"][0] <= found["fcp_ms"][0] <= found["lcp_ms"][0] < 30_000
    assert found["inp_ms"][0] >= 100
    assert 0 < found["cls"][0] < 1
    assert {event.url for event in recorder.of("web_vitals")} == {recorder.url("/hats")}


def test_a_site_that_does_without_never_loads_the_file(recorder: Recorder, page: Page) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(recorder.page("/", script=f'{SCRIPT} data-vitals="off"'))
    recorder.wait_for("pageview")
    page.wait_for_timeout(500)
    assert not [url for url in asked if "vitals" in url]


def test_a_blocked_file_harms_nothing(recorder: Recorder, page: Page) -> None:
    page.add_init_script("addEventListener('unhandledrejection', () => window.rejected = true)")
    page.route("**/ecomdash-vitals.js", lambda route: route.abort())
    page.goto(recorder.page("/"))
    recorder.wait_for("pageview")
    page.wait_for_timeout(300)
    assert page.evaluate("window.rejected") is None
