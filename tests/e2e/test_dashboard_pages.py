"""Every page can be read and used by everyone: names, order, contrast, width; and only by those who may."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.dashboard_server import (
    EMAIL,
    PASSWORD,
    Failures,
    log_in,
    order,
    send,
    serving,
    settled,
    visit,
)
from tests.faults.server import Server

pytestmark = pytest.mark.browser

AUDIT = (Path(__file__).parent / "dashboard_audit.js").read_text()
# What has the focus: its tag, its name, and whether it, or the label around a radio button, has an outline.
FOCUSED = """() => {
  const one = document.activeElement
  const ring = [one, one.closest('label')].some((part) => part && getComputedStyle(part).outlineStyle !== 'none')
  return [one.tagName, (one.labels?.[0] ?? one).textContent.trim().slice(0, 60), ring]
}"""
PAGES = [
    "/",
    "/realtime",
    "/quality",
    "/settings/sites",
    "/settings/sites?edit=1",
    "/settings/install",
    "/settings/users",
    "/settings/tokens",
    "/settings/audit",
    "/settings/about",
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("pages") / "data") as server:
        key = server.set_up()
        send(server, key, visit("/lamps", referrer="https://www.google.com/"), visitor="anna")
        send(server, key, visit("/lamps"), visit("/chairs"), order("1001", "89.90"), visitor="ben")
        yield server


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    with chromium.new_context(reduced_motion="reduce") as context:
        failures = Failures(context)
        yield context
        assert failures.found == []


def _audit(page: Page) -> list[str]:
    """What is wrong with the page once it has come to rest; the script says how each is found."""
    found: list[str] = []
    for _ in range(20):
        found = page.evaluate(AUDIT)
        if not found:
            break
        page.wait_for_timeout(150)
    return found


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_page_has_names_contrast_and_fits(
    server: Server, context: BrowserContext, path: str, scheme: Literal["light", "dark"]
) -> None:
    log_in(context, server)
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    for width in (1280, 390):
        page.set_viewport_size({"width": width, "height": 860})
        page.goto(server.url + path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        settled(page)
        assert _audit(page) == [], f"at {width} pixels"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_login_has_names_contrast_and_fits(
    server: Server, context: BrowserContext, scheme: Literal["light", "dark"]
) -> None:
    page = context.new_page()
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": 390, "height": 860})
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    assert _audit(page) == []


def test_the_keyboard_reaches_everything_in_reading_order(server: Server, context: BrowserContext) -> None:
    log_in(context, server)
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 860})
    page.goto(f"{server.url}/settings/sites?edit=1")
    expect(page.get_by_label("Name", exact=True)).to_be_visible()
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    reached: list[str] = []
    while True:
        page.keyboard.press("Tab")
        tag, name, ring = page.evaluate(FOCUSED)
        if tag == "BODY":
            break
        reached.append(name)
        assert ring, f"no focus ring on {tag} {name}"
    wanted = ["Sites", "All sites", "Name", "Domains", "Time zone", "Currency"]
    assert [name for name in reached if name in wanted] == wanted
    assert reached.index("Honour Global Privacy Control") < reached.index("Query parameters to keep")
    assert reached.index("Query parameters to keep") < reached.index("Save changes") < reached.index("Delete site")


def test_a_dialog_holds_the_focus_and_gives_it_back(server: Server, context: BrowserContext) -> None:
    log_in(context, server)
    page = context.new_page()
    page.goto(f"{server.url}/settings/tokens")
    opener = page.get_by_role("button", name="Create token").first
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="Create token")
    expect(dialog.get_by_label("Name")).to_be_focused()
    for _ in range(8):
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('[role=dialog]').contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_token_reads_until_it_is_revoked(server: Server, context: BrowserContext) -> None:
    log_in(context, server)
    page = context.new_page()
    page.goto(f"{server.url}/settings/tokens")
    page.get_by_role("button", name="Create token").first.click()
    page.get_by_role("dialog").get_by_label("Name").fill("Export")
    page.keyboard.press("Enter")
    secret = page.get_by_label("token", exact=True).inner_text()
    page.get_by_role("button", name="Done").click()

    def status() -> int:
        headers = {"Authorization": f"Bearer {secret}"}
        return page.request.get(f"{server.url}/api/v1/analytics/realtime", headers=headers).status

    assert status() == 200
    page.get_by_role("button", name="Revoke Export").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Export")
    page.get_by_role("dialog").get_by_role("button", name="Revoke token").click()
    expect(page.get_by_text("No tokens")).to_be_visible()
    assert status() == 401


def test_a_wrong_password_stays_out_and_the_right_one_returns_to_the_page(
    server: Server, context: BrowserContext
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/quality?range=7d")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
    expect(page.get_by_label("E-mail")).to_be_focused()
    page.keyboard.type(EMAIL)
    page.keyboard.press("Tab")
    page.keyboard.type("not the password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("password is wrong")
    expect(page.get_by_label("Password")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Data quality")).to_be_visible()
    assert page.url == f"{server.url}/quality?range=7d"

    page.get_by_role("button", name=EMAIL).click()
    page.get_by_role("menuitem", name="Log out").click()
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()
