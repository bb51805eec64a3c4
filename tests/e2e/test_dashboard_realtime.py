"""The realtime page follows the shop without a reload, also through a restart of the server."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from tests.e2e.dashboard_server import log_in, new_site, order, send, serving, visit
from tests.faults.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("realtime") / "data") as server:
        server.set_up()
        yield server


@pytest.fixture
def context(chromium: Browser, server: Server) -> Iterator[BrowserContext]:
    with chromium.new_context() as context:
        log_in(context, server)
        yield context


@pytest.fixture
def key(context: BrowserContext, server: Server) -> str:
    """Of a site that nobody has visited."""
    return new_site(context, server)


def _open(context: BrowserContext, server: Server, key: str) -> Page:
    """The realtime page, marked so that a reload would be noticed."""
    page = context.new_page()
    page.goto(f"{server.url}/realtime?site={key}")
    page.evaluate("window.marked = true")
    return page


def test_it_changes_while_it_is_open(server: Server, context: BrowserContext, key: str) -> None:
    page = _open(context, server, key)
    expect(page.get_by_text("Waiting for your first event")).to_be_visible()

    send(server, key, visit("/lamps"), visitor="anna")
    active = page.get_by_test_id("active-visitors")
    expect(active).to_have_text("1", timeout=10_000)
    expect(page.get_by_role("table", name="Pages right now")).to_contain_text("/lamps")
    expect(page.get_by_role("status", name="Live")).to_be_visible()

    send(server, key, visit("/chairs"), visitor="ben")
    expect(active).to_have_text("2")
    feed = page.get_by_role("list", name="Events, newest first")
    expect(feed.get_by_role("listitem").first).to_contain_text("opened /chairs")

    send(server, key, order("1001", "89.90"), visitor="ben")
    expect(page.get_by_role("list", name="Orders, newest first")).to_contain_text("€89.90")
    expect(feed.get_by_role("listitem").first).to_contain_text("ordered for €89.90")
    assert page.evaluate("window.marked") is True


def test_the_overview_of_a_new_shop_leads_to_its_script_tag_until_the_first_visit(
    server: Server, context: BrowserContext, key: str
) -> None:
    page = context.new_page()
    page.goto(f"{server.url}/?site={key}")
    expect(page.get_by_label("script tag", exact=True)).to_contain_text(f'data-api-key="{key}"')
    expect(page.get_by_text("Waiting for your first event")).to_be_visible()
    send(server, key, visit("/lamps"), visitor="anna")
    expect(page.get_by_role("group", name="Key figures")).to_be_visible()
    expect(page.get_by_role("table", name="Page")).to_contain_text("/lamps")


def test_it_says_that_the_server_is_gone_and_comes_back_with_it(
    server: Server, context: BrowserContext, key: str
) -> None:
    page = _open(context, server, key)
    send(server, key, visit("/lamps"), visitor="anna")
    active = page.get_by_test_id("active-visitors")
    expect(active).to_have_text("1", timeout=10_000)

    server.kill()
    expect(page.get_by_role("status", name="Not connected")).to_be_visible(timeout=15_000)
    expect(active).to_have_text("1")
    server.start()
    expect(page.get_by_role("status", name="Live")).to_be_visible(timeout=60_000)
    send(server, key, visit("/chairs"), visitor="ben")
    expect(page.get_by_role("list", name="Events, newest first")).to_contain_text("/chairs", timeout=10_000)
    assert page.evaluate("window.marked") is True


def test_it_polls_where_sockets_are_blocked(server: Server, context: BrowserContext, key: str) -> None:
    send(server, key, visit("/lamps"), visitor="anna")
    context.add_init_script("window.WebSocket = class { constructor() { throw new Error('blocked') } }")
    page = _open(context, server, key)
    expect(page.get_by_text("every 5 s")).to_be_visible(timeout=15_000)
    send(server, key, visit("/chairs"), visitor="ben")
    expect(page.get_by_role("list", name="Events, newest first")).to_contain_text("/chairs", timeout=15_000)
