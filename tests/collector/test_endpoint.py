"""The collector over HTTP: methods, origins, keys, tokens, proxies and sizes."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.types import Message
from tests.collector.rooms import NOW_MS, READ_TOKEN, TOKEN, Room

from ecomdash.collector.endpoint import Endpoint
from ecomdash.events.record import Accepted

VIEW = '{"event_type":"pageview"}'
KEY = {"X-Site-Key": "shop"}
DAY = 86_400_000

EXAMPLE = """{
  "event_type": "pageview", "session_id": "test_123", "visitor_id": "test_456",
  "url": "https://mystore.com/products/test", "path": "/products/test", "user_agent": "Mozilla/5.0",
  "viewport_width": 1920, "viewport_height": 1080, "consent_given": true }"""


async def accepted(here: Room) -> list[Accepted]:
    return [record for record in await here.records() if isinstance(record, Accepted)]


async def test_the_documented_example_is_accepted(here: Room) -> None:
    answer = await here.client.post(
        "/event?site_key=shop", content=EXAMPLE, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.json()) == (202, {"accepted": 1, "rejected": []})
    (record,) = await accepted(here)
    assert (record.user_agent, record.hits[0].hit.path) == ("Mozilla/5.0", "/products/test")


@pytest.mark.parametrize(
    ("query", "headers", "body", "status"),
    [
        ("", {}, VIEW, 403),
        ("?site_key=shop", {}, VIEW, 202),
        ("?site_key=", {}, VIEW, 403),
        ("?other=shop", {}, VIEW, 403),
        ("?site_key=shop&site_key=shop", {}, VIEW, 202),
        ("?%ff=%ff&site_key=%ff", {}, VIEW, 403),
        ("", KEY, VIEW, 202),
        ("", {"X-Site-Key": "nobody"}, VIEW, 403),
        ("", {}, '{"event_type":"pageview","site_key":"shop"}', 202),
        ("?site_key=nobody", {}, '{"event_type":"pageview","site_key":"shop"}', 202),
        ("", KEY, '{"event_type":"pageview","site_key":"nobody"}', 403),
    ],
)
async def test_the_key_of_the_site_may_come_in_any_of_three_places(
    here: Room, query: str, headers: dict[str, str], body: str, status: int
) -> None:
    answer = await here.client.post(f"/event{query}", content=body, headers=headers)
    assert answer.status_code == status


@pytest.mark.parametrize("content_type", ["text/plain;charset=UTF-8", "application/json", "", "image/png"])
async def test_beacons_of_any_type_and_origin_are_taken(here: Room, content_type: str) -> None:
    headers = {**KEY, "Content-Type": content_type, "Origin": "null"}
    answer = await here.client.post("/event", content=VIEW, headers=headers)
    assert answer.status_code == 202
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "access-control-allow-credentials" not in answer.headers


@pytest.mark.parametrize("path", ["/event", "/batch"])
async def test_a_preflight_is_answered(here: Room, path: str) -> None:
    answer = await here.client.options(path, headers={"Origin": "https://a.example"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "X-Site-Key" in answer.headers["access-control-allow-headers"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "PATCH"])
async def test_other_methods_are_refused(here: Room, method: str) -> None:
    answer = await here.client.request(method, "/event")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "POST, OPTIONS"
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Authorization": f"Bearer {TOKEN}"}, 202),
        ({"Authorization": f"bearer  {TOKEN}"}, 202),
        ({"Authorization": "Bearer wrong"}, 401),
        ({"Authorization": f"Bearer {READ_TOKEN}"}, 403),
        ({"Authorization": f"Basic {TOKEN}"}, 401),
        ({"Authorization": ""}, 401),
        ({}, 422),
    ],
)
async def test_a_token_allows_old_events(here: Room, headers: dict[str, str], status: int) -> None:
    old = f'{{"event_type":"pageview","occurred_at":{NOW_MS - 400 * DAY}}}'
    answer = await here.client.post("/event", content=old, headers={**KEY, **headers})
    assert answer.status_code == status
    if status == 202:
        (record,) = await accepted(here)
        assert (record.trusted, record.origin) == (True, "server")
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"
        assert answer.json()["type"] == "/problems/unauthenticated"
    if status == 403:
        assert answer.json()["type"] == "/problems/forbidden"
        assert "may not send events" in answer.json()["detail"]


async def visitor(here: Room, **headers: str) -> int:
    before = len(await accepted(here))
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = await here.client.post("/event", content=VIEW, headers={**KEY, "User-Agent": "X", **sent})
    assert answer.status_code == 202
    return (await accepted(here))[before].hits[0].visitor_id


async def test_visitors_are_told_by_the_forwarded_address(here: Room) -> None:
    one = await visitor(here, X_Forwarded_For="203.0.113.9")
    assert await visitor(here, X_Forwarded_For="198.51.100.99, 203.0.113.9") == one
    assert await visitor(here, X_Forwarded_For="203.0.113.10") != one
    assert await visitor(here) != one


async def test_repeated_forwarding_headers_are_one_list(here: Room) -> None:
    one = await visitor(here, X_Forwarded_For="203.0.113.9")
    headers = [
        ("X-Site-Key", "shop"),
        ("User-Agent", "X"),
        ("X-Forwarded-For", "1.1.1.1"),
        ("X-Forwarded-For", "203.0.113.9"),
    ]
    await here.client.post("/event", content=VIEW, headers=headers)
    assert (await accepted(here))[-1].hits[0].visitor_id == one


async def test_a_server_with_a_token_says_whose_visit_it_is(here: Room) -> None:
    token = f"Bearer {TOKEN}"
    browser = await visitor(here, X_Forwarded_For="203.0.113.9")
    assert await visitor(here, Authorization=token, X_Visitor_IP="203.0.113.9") == browser
    assert await visitor(here, X_Visitor_IP="203.0.113.9") != browser  # anybody could say so
    assert await visitor(here, Authorization=token, X_Forwarded_For="203.0.113.9") != browser


async def test_signals_and_hints_are_read(here: Room) -> None:
    hints = {"Sec-CH-UA": '"Chromium";v="140"', "Sec-CH-UA-Mobile": "?1", "Sec-CH-UA-Platform": '"Android"'}
    body = '{"event_type":"pageview","session_id":"s","visitor_id":"v","consent_given":true}'
    for headers in ({**hints, "Sec-GPC": "1"}, {"Sec-GPC": "0"}):
        await here.client.post("/event", content=body, headers={**KEY, **headers})
    refused = await here.client.post("/event?site_key=implied", content=VIEW, headers={"DNT": "1"})
    with_gpc, without = await accepted(here)
    assert with_gpc.hints == {name.lower(): value for name, value in hints.items()}
    assert (with_gpc.hits[0].client_session, without.hints) == (0, {})
    assert without.hits[0].client_session != 0
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/opted_out")


async def test_a_long_agent_is_cut(here: Room) -> None:
    await here.client.post("/event", content=VIEW, headers={**KEY, "User-Agent": "x" * 5_000})
    assert len((await accepted(here))[0].user_agent) == 1_024


@pytest.mark.parametrize(("size", "status"), [(1_000_000, 202), (1_000_001, 413), (5_000_000, 413)])
@pytest.mark.parametrize("chunked", [False, True])
async def test_bodies_beyond_a_million_bytes_are_refused(here: Room, size: int, status: int, chunked: bool) -> None:
    body = VIEW.encode().ljust(size)

    async def chunks() -> AsyncIterator[bytes]:
        for start in range(0, size, 70_000):
            yield body[start : start + 70_000]

    answer = await here.client.post("/event", content=chunks() if chunked else body, headers=KEY)
    assert answer.status_code == status


async def _call(here: Room, messages: list[Message], headers: list[tuple[bytes, bytes]]) -> list[Message]:
    sent: list[Message] = []

    async def receive() -> Message:
        return messages.pop(0)

    async def send(message: Message) -> None:
        sent.append(message)

    scope: dict[str, Any] = {"type": "http", "method": "POST", "headers": headers, "query_string": b"", "client": None}
    await Endpoint(here.collector, batch=False)(scope, receive, send)
    return sent


async def test_a_sender_that_asks_first_need_not_send_what_is_too_large(here: Room) -> None:
    for announced in (b"1000001", b"9" * 5_000):
        start, _ = await _call(here, [], [(b"content-length", announced), (b"expect", b"100-continue")])
        assert start["status"] == 413


async def test_what_is_beyond_the_limit_is_read_within_reason(here: Room) -> None:
    part = {"type": "http.request", "body": bytes(400_000), "more_body": True}
    messages: list[Message] = [dict(part) for _ in range(60)]
    start, _ = await _call(here, messages, [(b"content-length", b"24000000")])
    assert (start["status"], len(messages)) == (413, 9)


async def test_a_sender_that_leaves_is_given_up_without_a_word(here: Room) -> None:
    messages: list[Message] = [
        {"type": "http.request", "body": VIEW.encode(), "more_body": True},
        {"type": "http.disconnect"},
    ]
    assert await _call(here, messages, [(b"x-site-key", b"shop")]) == []
    assert await accepted(here) == []
