"""From nothing to the first numbers, as a shop owner does it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.e2e.dashboard_server import EMAIL, PASSWORD, Failures, send, serving, visit
from tests.faults.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    with serving(tmp_path / "data") as server:
        yield server


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    with chromium.new_context() as context:
        failures = Failures(context)
        yield context.new_page()
        assert failures.found == []


def test_from_the_first_start_to_the_first_visit(server: Server, page: Page) -> None:
    page.goto(server.url)
    expect(page.get_by_role("heading", name="Welcome to EcomDash")).to_be_visible()
    page.get_by_label("E-mail").fill(EMAIL)
    page.get_by_label("Password").fill("short")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Use at least 10 characters.")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")

    page.get_by_label("Name").fill("Oak & Ash")
    page.get_by_label("Domains").fill("not a host!")
    page.get_by_role("button", name="Create").click()
    expect(page.get_by_label("Domains")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Domains").fill("https://shop.example/")
    page.get_by_role("button", name="Create").click()

    snippet = page.get_by_label("script tag", exact=True)
    expect(snippet).to_contain_text(f'<script defer src="{server.url}/ecomdash.js"')
    expect(page.get_by_text("Waiting for your first event")).to_be_visible()
    key = re.search(r'data-api-key="([^"]+)"', snippet.inner_text())
    assert key is not None
    send(server, key[1], visit("/lamps", title="Lamps"))
    expect(page.get_by_text("Your shop is connected")).to_be_visible(timeout=20_000)

    page.get_by_role("button", name="Open the dashboard").click()
    expect(page.get_by_role("heading", name="Overview")).to_be_visible()
    expect(page.get_by_role("table").get_by_text("/lamps").first).to_be_visible(timeout=15_000)

    page.goto(f"{server.url}/settings/sites")
    expect(page.get_by_role("table", name="Sites")).to_contain_text("shop.example")
