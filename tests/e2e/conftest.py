"""A real Chromium, the built tracker and storefront, and a server that records what they send."""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from tests.e2e.storefront_recorder import Recorder, recording

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = "/usr/bin/chromium"
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium. One per module: while it runs, no asyncio test can run in the same thread."""
    path = shutil.which(CHROMIUM) or shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path, args=FLAGS, ignore_default_args=["--disable-back-forward-cache"]
        )
        yield browser
        browser.close()


@contextmanager
def browsing_alone(url: str, profile: Path) -> Iterator[None]:
    """A Chromium that opens `url` with nobody driving it: what Playwright switches off, prerendering say, is on."""
    path = shutil.which(CHROMIUM) or shutil.which("chromium")
    if path is None:
        pytest.skip("Chromium is not installed")
    command = [path, *FLAGS, f"--user-data-dir={profile}", url]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield
    finally:
        process.terminate()
        process.wait(30)


def _build(script: str, out: Path) -> Path:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed")
    subprocess.run([node, str(ROOT / script), "--out", str(out)], check=True, capture_output=True, cwd=ROOT)
    return out


@pytest.fixture(scope="session")
def tracker_dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tracker as `npm run build` makes it."""
    return _build("tracker/build.mjs", tmp_path_factory.mktemp("tracker"))


@pytest.fixture(scope="session")
def storefront_dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The storefront as `make build` makes it."""
    return _build("storefront/build.mjs", tmp_path_factory.mktemp("storefront"))


@pytest.fixture
def recorder(tracker_dist: Path) -> Iterator[Recorder]:
    """A recording server; a malformed event or a preflight fails the test."""
    with recording(tracker_dist) as recorder:
        yield recorder
    assert not recorder.faults, recorder.faults


@pytest.fixture
def visitor(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser profile that has never been anywhere; what the pages log as errors fails the test."""
    context = chromium.new_context(locale="en-GB", timezone_id="Europe/London", viewport={"width": 1280, "height": 800})
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    yield context
    context.close()
    unexpected = [error for error in errors if "the page's own" not in error]
    assert not unexpected, unexpected


@pytest.fixture
def page(visitor: BrowserContext) -> Page:
    """A tab of that profile."""
    return visitor.new_page()


def hide(page: Page) -> None:
    """What a tab sees when another one is brought to the front."""
    _set_visibility(page, "hidden")


def show(page: Page) -> None:
    """What a tab sees when it is brought to the front again."""
    _set_visibility(page, "visible")


def _set_visibility(page: Page, state: str) -> None:
    # Playwright keeps every tab in front, so that the browser never does this by itself.
    page.evaluate(
        """state => {
            Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
            Object.defineProperty(document, 'hidden', { value: state === 'hidden', configurable: true })
            document.hasFocus = () => state === 'visible'
            document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
        }""",
        state,
    )
