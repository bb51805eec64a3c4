"""A real server for the tests of the dashboard, and what they do with it and with the browser."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.faults.server import Server

WEB = Path(__file__).resolve().parents[2] / "src" / "ecomdash" / "web"
AGENT = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
expect.set_options(timeout=20_000)  # a busy machine is no fault
EMAIL, PASSWORD = "owner@example.com", "correct horse battery"  # those of Server.set_up


@contextmanager
def serving(data: Path) -> Iterator[Server]:
    """A server on `data` that answers; ended after."""
    for built in ("dashboard/index.html", "tracker/ecomdash.js"):
        if not (WEB / built).exists():
            pytest.fail(f"{built} is not built: make build")
    server = Server(data)
    server.start()
    try:
        yield server
    finally:
        server.stop()


class Failures:
    """What went wrong inside pages: exceptions and errors on the console. Refused requests are not among them."""

    def __init__(self, context: BrowserContext) -> None:
        self.found: list[str] = []
        context.on("weberror", lambda error: self.found.append(str(error.error)))
        context.on(
            "console",
            lambda message: (
                self.found.append(message.text)
                if message.type == "error" and "Failed to load resource" not in message.text
                else None
            ),
        )


def new_site(context: BrowserContext, server: Server, **fields: object) -> str:
    """One more site, for a test that wants an empty one; its public key. The context must be logged in."""
    answer = context.request.post(
        f"{server.url}/api/v1/sites",
        data={"name": "Oak & Ash", "domains": ["shop.example"], "consent_mode": "implied", **fields},
        headers={"Origin": server.url},
    )
    assert answer.ok, answer.text()
    return str(answer.json()["key"])


def log_in(context: BrowserContext, server: Server) -> None:
    """Give the context the owner's login, without the login page."""
    answer = context.request.post(
        f"{server.url}/api/v1/auth/login",
        data={"email": EMAIL, "password": PASSWORD},
        headers={"Origin": server.url},
    )
    assert answer.ok, answer.text()


def send(server: Server, key: str, *events: dict[str, object], visitor: str = "") -> None:
    """Events of one visitor, by the public key, as a browser would send them."""
    common = {
        "visitor_id": visitor or str(uuid.uuid4()),
        "session_id": f"session of {visitor}",
        "consent_given": True,
        "url": "https://shop.example/",
        "user_agent": AGENT,
    }
    body = {"site_key": key, "events": [{"event_id": str(uuid.uuid4()), **common, **event} for event in events]}
    answer = httpx.post(
        f"{server.url}/api/v1/analytics/track/batch", json=body, headers={"User-Agent": AGENT}, timeout=10
    )
    assert answer.status_code == 202, answer.text
    assert answer.json()["accepted"] == len(events), answer.text


def visit(path: str = "/", **fields: object) -> dict[str, object]:
    """A pageview of `path`."""
    return {"event_type": "pageview", "url": f"https://shop.example{path}", **fields}


def order(order_id: str, value: str) -> dict[str, object]:
    """An order of one lamp."""
    lamp = {"item_id": "LAMP-01", "item_name": "Oak Lamp", "price": value, "quantity": 1}
    return {"event_type": "purchase", "order_id": order_id, "value": value, "currency": "EUR", "items": [lamp]}


def settled(page: Page) -> None:
    """Wait until nothing is loading any more."""
    expect(page.locator("[aria-busy=true], [role=status][aria-label^=Loading]")).to_have_count(0)
