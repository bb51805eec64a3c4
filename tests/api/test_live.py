"""The WebSocket of the realtime window, over a real socket."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from tests.api.shop import API, Shop
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidStatus

from ecomdash.api import live, schemas
from ecomdash.api.access import COOKIE
from ecomdash.cli.server import Server, configuration


@asynccontextmanager
async def _serving(shop: Shop) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    """The address of the WebSocket at a listening server, and the server."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port = listener.getsockname()[1]
        started = asyncio.Event()

        async def on_started() -> None:
            started.set()

        server = Server(configuration(shop.app), on_started)
        serving = asyncio.create_task(server.serve([listener]))
        await started.wait()
        try:
            yield f"ws://127.0.0.1:{port}{API}/analytics/live", server
        finally:
            server.should_exit = True
            await serving


async def _next(connection: ClientConnection) -> dict[str, Any]:
    message = json.loads(await asyncio.wait_for(connection.recv(), 10))
    schemas.Realtime.model_validate(message)
    return dict(message)


async def _close_code(connection: ClientConnection) -> int | None:
    """The code that the server closes with, whatever comes before."""
    try:
        while True:
            await asyncio.wait_for(connection.recv(), 10)
    except ConnectionClosed as closed:
        return closed.rcvd.code if closed.rcvd else None


def _pageview(name: str) -> dict[str, Any]:
    return {"event_type": "pageview", "visitor_id": name, "url": "https://shop.example/live"}


async def test_a_snapshot_at_once_and_then_each_change(demo: Shop) -> None:
    async with _serving(demo) as (address, _), connect(address) as listener, connect(address) as second:
        assert (await _next(listener))["pageviews"] == 0
        await demo.track("demo", _pageview("ann"), _pageview("bob"))
        for each in (listener, second):
            while (seen := await _next(each))["pageviews"] != 2:
                pass
            assert seen["active_visitors"] == 2


async def test_what_a_listener_says_is_ignored(demo: Shop) -> None:
    async with _serving(demo) as (address, _), connect(address) as listener:
        await listener.send("hello")
        await _next(listener)
        await listener.send("{" * 1_000)
        await demo.track("demo", _pageview("ann"))
        while (await _next(listener))["pageviews"] != 1:
            pass


@pytest.mark.parametrize(
    ("query", "headers", "status", "kind"),
    [
        ("", {}, 401, "unauthenticated"),
        ("?token=wrong", {}, 401, "unauthenticated"),
        ("", {"authorization": "Bearer wrong"}, 401, "unauthenticated"),
        ("?token={ingest}", {}, 403, "forbidden"),
        ("?token={read}&site=missing", {}, 404, "not_found"),
        ("?token={read}", {"origin": "https://evil.example"}, 403, "cross_origin"),
    ],
)
async def test_who_may_not_listen_is_told_why(
    shop: Shop, query: str, headers: dict[str, str], status: int, kind: str
) -> None:
    await shop.add_site()
    tokens = {scope: await shop.add_token(scope) for scope in ("read", "ingest")}
    async with _serving(shop) as (address, _):
        with pytest.raises(InvalidStatus) as caught:
            async with connect(address + query.format(**tokens), additional_headers=headers):
                pass
    response = caught.value.response
    assert response.status_code == status
    assert json.loads(response.body or b"{}")["type"] == f"/problems/{kind}"


async def test_a_cookie_or_a_token_lets_in(shop: Shop) -> None:
    key = await shop.add_site()
    await shop.add_user("ann@example.com", "viewer")
    cookie = (await shop.log_in("ann@example.com")).cookies[COOKIE]
    token = await shop.add_token("read")
    async with _serving(shop) as (address, _):
        origin = address.replace("ws://", "http://").partition("/api")[0]
        ways: tuple[tuple[str, dict[str, str]], ...] = (
            (f"?site={key}", {"cookie": f"{COOKIE}={cookie}", "origin": origin}),
            (f"?token={token}", {}),
            ("", {"authorization": f"Bearer {token}"}),
        )
        for query, headers in ways:
            async with connect(address + query, additional_headers=headers) as listener:
                await _next(listener)


async def test_a_revoked_token_ends_the_window(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "CHECK_SECONDS", 0.0)
    await shop.add_site()
    token = await shop.add_token("admin")
    async with _serving(shop) as (address, _), connect(f"{address}?token={token}") as listener:
        await _next(listener)
        async with shop.client(authorization=f"Bearer {token}") as client:
            assert (await client.delete(f"{API}/tokens/1")).status_code == 204
        await shop.track(shop.parts.sites.directory.all()[0].key, _pageview("ann"))
        assert await _close_code(listener) == 1008


async def test_stopping_the_server_closes_the_window(demo: Shop) -> None:
    async with _serving(demo) as (address, server), connect(address) as listener:
        await _next(listener)
        server.should_exit = True
        assert await _close_code(listener) in {1001, 1012}


async def test_there_is_no_websocket_anywhere_else(demo: Shop) -> None:
    async with _serving(demo) as (address, _):
        with pytest.raises(InvalidStatus):
            async with connect(address.replace("/live", "/dead")):
                pass
