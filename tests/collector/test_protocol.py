"""Requests answered beside the application get the same answers, however they come over the wire."""

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from tests.collector.rooms import TOKEN, Room, room

from ecomdash.collector import connection
from ecomdash.collector.endpoint import routes
from ecomdash.collector.protocol import protocol
from ecomdash.events.record import Accepted, Refused

EVENT = "/api/v1/analytics/track/event?site_key=shop"
BATCH = "/api/v1/analytics/track/batch?site_key=shop"
VIEW = b'{"event_type":"pageview"}'


class Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()


class Site:
    """A real server on a free port; `talk` sends bytes in parts and returns all that comes back."""

    def __init__(self, here: Room, direct: bool) -> None:
        async def other(request: Request) -> PlainTextResponse:
            return PlainTextResponse(f"{request.method} {len(await request.body())}")

        self.here = here
        app = Starlette(routes=[*routes(here.collector), Route("/other", other, methods=["GET", "POST"])])
        http: Any = protocol(here.collector) if direct else "httptools"
        config = uvicorn.Config(app, http=http, log_config=None, access_log=False, lifespan="off", date_header=False)
        self.server = Server(config)
        self.listener = socket.create_server(("127.0.0.1", 0))

    async def start(self) -> None:
        self.task = asyncio.create_task(self.server._serve(sockets=[self.listener]))
        await self.server.listening.wait()

    async def stop(self) -> None:
        self.server.should_exit = True
        await self.task

    async def talk(self, *parts: bytes) -> bytes:
        reader, writer = await asyncio.open_connection(*self.listener.getsockname())
        for part in parts:
            writer.write(part)
            await writer.drain()
            await asyncio.sleep(0.02)
        try:
            return await asyncio.wait_for(reader.read(), 5)
        finally:
            writer.close()


@pytest.fixture(params=["direct", "application"])
async def site(tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Site]:
    async with room(tmp_path) as here:
        opened = Site(here, request.param == "direct")
        await opened.start()
        yield opened
        await opened.stop()


def post(path: str = EVENT, body: bytes = VIEW, version: str = "1.1", close: bool = True, **headers: str) -> bytes:
    lines = [f"POST {path} HTTP/{version}", "Host: shop.example", f"Content-Length: {len(body)}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    lines += ["Connection: close"] if close else []
    return "\r\n".join([*lines, "", ""]).encode() + body


def statuses(answer: bytes) -> list[int]:
    return [int(status) for status in re.findall(rb"HTTP/1\.1 (\d{3})", answer)]


async def stored(site: Site) -> int:
    return sum(len(record.hits) for record in await site.here.records() if isinstance(record, Accepted))


@pytest.mark.parametrize(
    ("request_", "status", "kept"),
    [
        (post(), 202, 1),
        (post(version="1.0"), 202, 1),
        (post(BATCH, b'{"events":[%b,%b]}' % (VIEW, VIEW)), 202, 2),
        (post(BATCH, b'{"events":[%b,{}]}' % VIEW), 202, 1),
        (post(body=b""), 400, 0),
        (post(body=b"{"), 400, 0),
        (post("/api/v1/analytics/track/event"), 403, 0),
        (post(EVENT.replace("event?", "%65vent?")), 202, 1),  # the same address in other letters
        (post(Authorization="Bearer nonsense"), 401, 0),
        (post(Authorization=f"Bearer {TOKEN}"), 202, 1),
        (post(body=b" " * 1_000_001), 413, 0),
        (post(body=VIEW.ljust(900_000)), 202, 1),
        (post(Expect="100-continue"), 202, 1),
        (post("/other"), 200, 0),
        (post("/missing"), 404, 0),
        (b"GET " + post()[5:], 405, 0),
        (b"OPTIONS " + post()[5:], 204, 0),
    ],
    ids=range(17),
)
async def test_answers_are_the_same_on_both_ways(site: Site, request_: bytes, status: int, kept: int) -> None:
    answer = (await site.talk(request_)).removeprefix(b"HTTP/1.1 100 Continue\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert int(head[9:12]) == status
    if b"track" in request_.split(b"\r\n")[0]:
        assert b"access-control-allow-origin: *" in head
    assert (b"content-type: application/problem+json" in head) is (status in {400, 401, 403, 405, 413})
    assert b"connection: close" in head.lower()
    assert b"content-length: %d" % len(body) in head or status in {204, 405}
    assert await stored(site) == kept


async def test_a_body_may_come_in_pieces(site: Site) -> None:
    request = post()
    answer = await site.talk(*(request[at : at + 9] for at in range(0, len(request), 9)))
    assert statuses(answer) == [202]
    assert await stored(site) == 1


async def test_a_chunked_body_is_read(site: Site) -> None:
    head = f"POST {EVENT} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n".encode()
    chunks = b"5\r\n%b\r\n%x\r\n%b\r\n0\r\n\r\n" % (VIEW[:5], len(VIEW) - 5, VIEW[5:])
    assert statuses(await site.talk(head, chunks)) == [202]
    assert await stored(site) == 1


async def test_a_connection_is_used_again(site: Site) -> None:
    answer = await site.talk(post(close=False), post(BATCH, b"{", close=False), post("/other", close=False), post())
    assert statuses(answer) == [202, 400, 200, 202]
    assert await stored(site) == 2


async def test_pipelined_requests_are_answered_in_their_order(site: Site) -> None:
    requests = [post(close=False), post(body=b"{", close=False), post("/other", close=False), post(close=False), post()]
    assert statuses(await site.talk(b"".join(requests))) == [202, 400, 200, 202, 202]
    assert await stored(site) == 3


async def test_who_leaves_early_leaves_nothing_and_breaks_nothing(site: Site) -> None:
    reader, writer = await asyncio.open_connection(*site.listener.getsockname())
    writer.write(post()[:-5])
    await writer.drain()
    writer.transport.abort()
    reader, writer = await asyncio.open_connection(*site.listener.getsockname())
    writer.write(post())
    await writer.drain()
    writer.transport.abort()  # before its answer: the event counts all the same
    del reader
    assert statuses(await site.talk(post())) == [202]
    for _ in range(200):
        if await stored(site) == 2:
            break
        await asyncio.sleep(0.01)
    assert await stored(site) == 2


@pytest.mark.parametrize("site", ["direct"], indirect=True)
async def test_fields_after_a_chunked_body_are_no_headers(site: Site) -> None:
    head = b"POST %b HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n" % EVENT.encode()
    body = b"%x\r\n%b\r\n0\r\n" % (len(VIEW), VIEW)
    for fields in (b"", b"X-Forwarded-For: 203.0.113.9\r\n", b"Authorization: Bearer nonsense\r\n"):
        assert statuses(await site.talk(head + b"\r\n" + body + fields + b"\r\n" + post())) == [202, 202]
    records = [record for record in await site.here.records() if isinstance(record, Accepted)]
    assert len({record.hits[0].visitor_id for record in records}) == 1


async def test_rubbish_is_answered_400(site: Site) -> None:
    assert statuses(await site.talk(b"rubbish\r\n\r\n")) == [400]


@pytest.mark.parametrize("site", ["direct"], indirect=True)
@pytest.mark.parametrize("begin", [b"", b"POST ", post()[:-3], post(close=False) + b"GET /other HT"])
async def test_who_keeps_the_server_waiting_is_given_up(
    site: Site, begin: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.1)
    reader, writer = await asyncio.open_connection(*site.listener.getsockname())
    writer.write(begin)
    with contextlib.suppress(ConnectionResetError):
        async with asyncio.timeout(10):
            await reader.read()
    writer.close()
    assert statuses(await site.talk(post())) == [202]


@pytest.mark.parametrize("site", ["direct"], indirect=True)
async def test_who_takes_no_answers_is_given_up(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.3)
    asking = post(BATCH, b'{"events":[' + b"1," * 99 + b"1]}", close=False)
    with socket.create_connection(site.listener.getsockname()) as peer:
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        peer.setblocking(False)

        async def ask_for_ever() -> None:
            while True:
                await asyncio.get_running_loop().sock_sendall(peer, asking)

        asking_task = asyncio.create_task(ask_for_ever())
        connections = site.server.server_state.connections
        async with asyncio.timeout(30):  # not every system tells a peer whose buffers are full that it was reset
            while not connections:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            while connections:  # noqa: ASYNC110 - the same
                await asyncio.sleep(0.05)
        asking_task.cancel()
        with contextlib.suppress(ConnectionError, asyncio.CancelledError):
            await asking_task
    await site.here.collector.close()
    refused = sum(record.count for record in await site.here.records() if isinstance(record, Refused))
    assert 0 < refused < 200_000  # as many as the system's own buffers take the answers of
    assert statuses(await site.talk(post())) == [202]


@pytest.mark.parametrize("site", ["direct"], indirect=True)
async def test_a_slow_answer_of_ours_is_waited_for(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "REQUEST_SECONDS", 0.1)
    append = site.here.log.append

    async def slow(payload: bytes, shard: int) -> None:
        await asyncio.sleep(0.5)
        await append(payload, shard)

    monkeypatch.setattr(site.here.log, "append", slow)
    assert statuses(await site.talk(post(close=False) * 3 + post())) == [202] * 4


@pytest.mark.parametrize("site", ["direct"], indirect=True)
@pytest.mark.parametrize("line", [b"POST /" + b"a" * 300_000, b"POST / HTTP/1.1\r\nX: " + b"a" * 300_000])
async def test_headers_without_end_are_refused(site: Site, line: bytes) -> None:
    answer = b""
    with contextlib.suppress(ConnectionError):
        answer = await site.talk(line, *[b"a" * 10_000] * 20)
    assert statuses(answer) in ([431], [])
    assert statuses(await site.talk(post())) == [202]


@pytest.mark.parametrize("direct", [True, False])
async def test_a_wrong_token_is_counted_for_its_site(tmp_path: Path, direct: bool) -> None:
    async with room(tmp_path) as here:
        site = Site(here, direct)
        await site.start()
        assert statuses(await site.talk(post(Authorization="Bearer nonsense"))) == [401]
        await here.collector.close()
        [refused] = [record for record in await here.records() if isinstance(record, Refused)]
        assert (refused.site_id, refused.reason, refused.count) == (1, "invalid_field", 1)
        await site.stop()


async def test_an_end_waits_for_the_answers_under_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with room(tmp_path) as here:
        site = Site(here, direct=True)
        await site.start()
        gate = asyncio.Event()
        append = here.log.append

        async def slow(payload: bytes, shard: int) -> None:
            await gate.wait()
            await append(payload, shard)

        monkeypatch.setattr(here.log, "append", slow)
        waiting = asyncio.create_task(site.talk(post(close=False)))
        await asyncio.sleep(0.1)
        site.server.should_exit = True
        await asyncio.sleep(0.3)
        gate.set()
        assert statuses(await waiting) == [202]
        await site.task


@pytest.mark.parametrize("direct", [True, False])
async def test_an_error_of_ours_is_a_500_that_quotes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], direct: bool
) -> None:
    async with room(tmp_path) as here:
        site = Site(here, direct)
        await site.start()

        async def broken(payload: bytes, shard: int) -> None:
            raise ZeroDivisionError(payload.hex())

        monkeypatch.setattr(here.log, "append", broken)
        answer = await site.talk(post())
        await site.stop()
    assert statuses(answer) == [500]
    assert b"/problems/internal" in answer
    output = capsys.readouterr().out
    assert "ZeroDivisionError" in output
    assert VIEW.hex()[:8] not in output
    assert len(output) < 3_000
