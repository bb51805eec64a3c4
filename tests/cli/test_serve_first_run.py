"""A first start without the demo: nothing is open before the owner has made an account and a site."""

import re
from collections.abc import Iterator

import pytest
from tests.cli.program import Serving, until

EVENT = {"event_type": "pageview", "url": "https://oak.example/", "user_agent": "Mozilla/5.0"}


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server on an empty folder."""
    with Serving(tmp_path_factory.mktemp("first")) as first:
        yield first


def send(server: Serving, **fields: object) -> int:
    """Send one event; the status of the answer."""
    return server.web.post("/api/v1/analytics/track/event", json=EVENT | fields).status_code


def test_the_terminal_says_what_to_do_first(first: Serving) -> None:
    until(lambda: "Stop" in first.out)
    assert "make your account" in first.out
    assert re.search(r"Setup token\s+\S{20,}", first.out)
    assert "/store/" not in first.out


def test_nothing_is_open(first: Serving) -> None:
    for path in ("analytics/summary", "analytics/realtime", "analytics/quality?preset=7d", "catalog", "sites", "users"):
        answer = first.web.get(f"/api/v1/{path}")
        assert (path, answer.status_code) == (path, 401)
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert first.web.post("/api/v1/analytics/query", json={"metrics": ["visitors"]}).status_code == 401
    me = first.web.get("/api/v1/auth/me").json()
    assert (me["authenticated"], me["needs_setup"], me["demo_progress"]) == (False, True, None)


def test_an_event_needs_the_key_of_a_site(first: Serving) -> None:
    for fields in ({}, {"site_key": "demo"}, {"site_key": "guess"}):
        assert 400 <= send(first, **fields) < 500


def test_the_set_up_opens_it_once(first: Serving) -> None:
    key = first.set_up()
    assert first.web.get("/api/v1/analytics/summary").status_code == 200
    assert send(first, site_key=key) == 202
    until(lambda: first.web.get("/api/v1/analytics/summary").json()["pageviews"] == 1)
    again = first.web.post("/api/v1/auth/setup", json={"email": "eve@example.com", "password": "correct horse battery"})
    assert 400 <= again.status_code < 500


def test_the_built_dashboard_is_served(first: Serving) -> None:
    page = first.web.get("/")
    assert page.status_code == 200
    (script,) = re.findall(r'<script[^>]+src="([^"]+)"', page.text)
    assert first.web.get(script).headers["Content-Type"].startswith("text/javascript")
    assert first.web.get("/ecomdash.js").content == first.web.get("/analytics-sdk.js").content


def test_it_ends_in_order(first: Serving) -> None:
    assert first.end() == 0
    assert "Traceback" not in first.err
