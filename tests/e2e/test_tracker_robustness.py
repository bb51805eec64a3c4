"""The tracker on hostile pages: it never throws into them, and works where little is allowed."""

import pytest
from playwright.sync_api import BrowserContext, Page, Request
from tests.e2e.conftest import hide, show
from tests.e2e.storefront_recorder import BATCH_PATH, PageSource, Recorder

pytestmark = pytest.mark.browser
SCRIPT = 'src="/ecomdash.js" data-api-key="k1"'
STRICT = "default-src 'none'; script-src 'nonce-abc'; connect-src 'self'; require-trusted-types-for 'script'"


def test_a_strict_content_security_policy(recorder: Recorder, page: Page) -> None:
    violations: list[str] = []
    page.on("console", lambda message: violations.append(message.text) if "Policy" in message.text else None)
    recorder.page("/", script=f'{SCRIPT} nonce="abc"', Content_Security_Policy=STRICT)
    recorder.pages["/"].html = recorder.pages["/"].html.replace("<link rel=icon href=data:,>", "")
    page.goto(recorder.url("/"))
    recorder.wait_for("pageview")
    page.wait_for_timeout(500)
    page.goto("about:blank")
    recorder.wait_for("web_vitals")  # the lazy file inherits the nonce
    assert not [text for text in violations if "favicon" not in text], violations


@pytest.mark.parametrize(
    "sabotage",
    [
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('the page\\'s own') }})",
        "Storage.prototype.setItem = () => { throw new Error('the page\\'s own') }",
        "window.fetch = () => { throw new Error('the page\\'s own') }",
        "window.fetch = () => Promise.reject(new Error('the page\\'s own'))",
        "Navigator.prototype.sendBeacon = () => { throw new Error('the page\\'s own') }",
        "Object.defineProperty(document, 'title', {get() { throw new Error('the page\\'s own') }})",
        "Intl.DateTimeFormat = () => { throw new Error('the page\\'s own') }",
        "window.fetch = undefined",
        "delete Navigator.prototype.sendBeacon",
        "delete window.localStorage; delete window.sessionStorage",
        "delete window.Intl",
        "JSON.stringify = () => { throw new Error('the page\\'s own') }",
    ],
)
def test_what_breaks_stays_inside(recorder: Recorder, page: Page, sabotage: str) -> None:
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.add_init_script(f"addEventListener('unhandledrejection', e => console.error('rejected', e.reason));{sabotage}")
    page.on("console", lambda message: errors.append(message.text) if "rejected" in message.text else None)
    page.goto(recorder.page("/", '<a href="https://other.example/">x</a><form id=f><button>go</button></form>'))
    outcome = page.evaluate(
        """() => {
            ecomdash.consent(true)
            ecomdash('event', 'one')
            ecomdash('purchase', null)
            ecomdash()
            ecomdash(undefined, 1, 2)
            history.pushState({}, '', '/next')
            document.body.addEventListener('click', event => event.preventDefault())
            document.querySelector('a').dispatchEvent(new MouseEvent('click', {bubbles: true, cancelable: true}))
            ecomdash.optOut()
            return location.pathname
        }"""
    )
    assert outcome in ("/next", "/")
    hide(page)
    page.wait_for_timeout(700)
    assert not errors


@pytest.mark.parametrize(
    "browser",
    [
        "delete Navigator.prototype.sendBeacon",
        "Navigator.prototype.sendBeacon = () => false",
        "const real = fetch; window.fetch = (url, init) => init.keepalive ? Promise.reject(1) : real(url, init)",
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('the page\\'s own') }})",
    ],
    ids=["no beacon", "beacons refused", "no keepalive", "no storage"],
)
def test_less_capable_browsers_are_counted(recorder: Recorder, page: Page, browser: str) -> None:
    page.add_init_script(browser)
    page.goto(recorder.page("/", script=f'{SCRIPT} data-vitals="off"'))
    page.evaluate("ecomdash('event', 'one')")
    recorder.wait_for("pageview", "custom")
    page.evaluate("ecomdash('event', 'two')")
    hide(page)
    show(page)
    recorder.wait(lambda r: len(r.of("custom")) == 2)
    assert [event.name for event in recorder.of("custom")] == ["one", "two"]


def test_a_page_that_throws_is_still_counted(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", '<script>throw new Error("the page\'s own")</script>'))
    page.evaluate('setTimeout(() => { throw new Error("the page\'s own") })')
    recorder.wait_for("pageview")


def test_a_value_that_is_no_json_is_dropped_alone(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/"))
    page.evaluate("const loop = {}; loop.loop = loop; ecomdash('event', 'bad', loop); ecomdash('event', 'good')")
    recorder.wait_for("custom")
    assert [event.name for event in recorder.of("custom")] == ["good"]


def test_a_device_without_room_is_no_reason_to_throw(recorder: Recorder, page: Page) -> None:
    page.goto(recorder.page("/", script=f'{SCRIPT} data-consent="implied"'))
    recorder.wait_for("pageview")
    page.evaluate(
        """() => {
            for (const size of [1e6, 1e5, 1e4, 1e3, 10, 1])
                try { for (;;) localStorage['x' + localStorage.length] = 'y'.repeat(size) } catch {}
        }"""
    )
    page.evaluate("ecomdash('event', 'one')")
    page.evaluate("localStorage.clear(); ecomdash('event', 'two')")
    recorder.wait_for("custom")


def test_very_long_titles_and_addresses_are_cut(recorder: Recorder, page: Page) -> None:
    recorder.page("/")
    recorder.pages["/"].html = recorder.pages["/"].html.replace("Page /", "T" * 3_000)
    page.goto(recorder.url("/") + "?q=" + "x" * 4_000)
    recorder.wait_for("pageview")
    view = recorder.of("pageview")[0]
    assert (len(view.title), len(view.url)) == (500, 2_048)


def test_a_collector_on_another_origin_needs_no_preflight(recorder: Recorder, page: Page) -> None:
    tag = f'src="{recorder.url("/ecomdash.js", "localhost")}" data-api-key="k1"'
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request) if "track/batch" in request.url else None)
    page.goto(recorder.page("/", script=tag))
    recorder.wait_for("pageview")
    page.wait_for_function("performance.getEntriesByType('resource').some(one => one.name.includes('vitals'))")
    page.wait_for_timeout(600)
    assert requests[0].url.startswith(recorder.url("", "localhost"))
    page.goto("about:blank")
    recorder.wait_for("web_vitals", "engagement")


def test_an_endpoint_of_the_sites_own_choosing(recorder: Recorder, page: Page) -> None:
    endpoint = recorder.url(BATCH_PATH, "localhost")
    core = (recorder.tracker / "ecomdash.js").read_text()
    recorder.pages["/deep/static/x.js"] = PageSource(core, headers={"Content-Type": "text/javascript"})
    page.goto(recorder.page("/", script=f'src="/deep/static/x.js" data-api-key="k1" data-endpoint="{endpoint}"'))
    recorder.wait_for("pageview")


def test_nothing_but_one_name_is_put_on_the_page(recorder: Recorder, visitor: BrowserContext) -> None:
    plain, tracked = visitor.new_page(), visitor.new_page()
    plain.goto(recorder.page("/plain", script='src="data:text/javascript," data-x'))
    tracked.goto(recorder.page("/tracked"))
    recorder.wait_for("pageview")
    names = "Object.getOwnPropertyNames(window)"
    assert set(tracked.evaluate(names)) - set(plain.evaluate(names)) == {"ecomdash"}
