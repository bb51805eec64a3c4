"""What the install page offers to copy works when it is pasted into a shop, line by line."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.dashboard_server import AGENT, Failures, log_in, serving, visit
from tests.faults.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "data") as server:
        server.set_up()
        yield server


@contextmanager
def _shop(page: str) -> Iterator[str]:
    """Another origin whose every address answers `page`; its address. Browsers let no remote site at this machine."""

    class Shop(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Shop) as shop:
        threading.Thread(target=shop.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{shop.server_port}"
        shop.shutdown()


def _copied(page: Page, label: str) -> str:
    return page.get_by_label(label, exact=True).inner_text()


def test_the_pasted_code_is_counted(server: Server, chromium: Browser) -> None:
    with chromium.new_context() as owner, chromium.new_context(user_agent=AGENT) as visitor:
        log_in(owner, server)
        install = owner.new_page()
        install.goto(f"{server.url}/settings/install")
        expect(install.get_by_text("Waiting for your first event")).to_be_visible()
        accepted = _copied(install, "consent example").partition("ecomdash('consent', false)")[0]
        calls = [accepted, _copied(install, "commerce example"), _copied(install, "event example")]
        page = (
            f"<!doctype html><title>Lamp</title>{_copied(install, 'script tag')}{_copied(install, 'queue script')}"
            + "".join(f"<script>{call}</script>" for call in calls)
        )

        failures = Failures(visitor)
        with _shop(page) as address:
            visitor.new_page().goto(f"{address}/lamp")
            expect(install.get_by_text("Your shop is connected")).to_be_visible()
        install.goto(f"{server.url}/realtime")
        feed = install.get_by_role("list", name="Events, newest first")
        expect(feed).to_contain_text("opened /lamp")
        expect(feed).to_contain_text("ordered for €93.90")
        expect(feed).to_contain_text("did “Newsletter signup”")
        expect(install.get_by_role("list", name="Orders, newest first")).to_contain_text("€93.90")
        assert failures.found == []


def test_what_comes_instead_of_the_first_event_is_told(server: Server, chromium: Browser) -> None:
    with chromium.new_context() as owner:
        log_in(owner, server)
        key = owner.request.get(f"{server.url}/api/v1/sites").json()[0]["key"]
        install = owner.new_page()
        install.goto(f"{server.url}/settings/install")
        expect(install.get_by_text("Waiting for your first event")).to_be_visible()
        robot = AGENT.replace("Chrome/", "HeadlessChrome/")
        assert _sent(server, AGENT, site_key="not-the-key", **visit()) == 403
        assert _sent(server, AGENT, site_key=key, colour="red", **visit()) == 422
        assert _sent(server, robot, site_key=key, **visit()) == 202
        expect(install.get_by_text("1 event with an unknown site key (not-the-…) arrived")).to_be_visible()
        expect(install.get_by_text("An event of an automated browser or a bot (HeadlessChrome)")).to_be_visible()
        expect(install.get_by_text("An event was refused (pageview):")).to_be_visible()
        install.get_by_role("link", name="All refusals").click()
        expect(install.get_by_role("list", name="Last refusals")).to_contain_text("pageview · colour")
        assert _sent(server, AGENT, site_key=key, **visit()) == 202
        install.go_back()
        expect(install.get_by_text("Your shop is connected")).to_be_visible()
        expect(install.get_by_text("An event was refused")).to_have_count(0)


def _sent(server: Server, agent: str, **event: object) -> int:
    """The status that an event gets, sent by the browser `agent`."""
    answer = httpx.post(
        f"{server.url}/api/v1/analytics/track/event", json=event, headers={"User-Agent": agent}, timeout=10
    )
    return answer.status_code
