"""In an extra collector process: hands every request that is not the collector's to the main process, and back."""

import asyncio
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

import httptools
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect
from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake, InvalidStatus

from ecomdash.api.access import RELAYED_FOR
from ecomdash.api.problems import ProblemError

_HOP_BY_HOP: Final = frozenset(
    {b"connection", b"keep-alive", b"proxy-connection", b"te", b"trailer", b"transfer-encoding", b"upgrade"}
)
_NOT_SENT: Final = _HOP_BY_HOP | {b"content-length", b"expect", RELAYED_FOR.encode()}
_NOT_RETURNED: Final = _HOP_BY_HOP | {b"date"}
_BODY_BYTES: Final = 1_000_001  # a byte more than the main process takes, which then says so
_CHUNK: Final = 65_536


class Relay:
    """An ASGI application that asks the server at a Unix socket, saying for whom it asks."""

    def __init__(self, path: Path) -> None:
        self._path = path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await self._http(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._websocket(WebSocket(scope, receive, send))

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        body = await _body(receive)
        reply = _Reply(head_only=scope["method"] == "HEAD")
        try:
            reader, writer = await asyncio.open_unix_connection(str(self._path))
        except OSError:
            await _away()(scope, receive, send)
            return
        try:
            writer.write(_request(scope, body))
            while not reply.complete:
                data = await reader.read(_CHUNK)
                if not data:
                    break
                reply.feed(data)
                for message in reply.take():
                    await send(message)
        finally:
            writer.close()
        if not reply.started:
            await _away()(scope, receive, send)
        elif not reply.complete:
            raise ConnectionError("the main process broke off its answer")

    async def _websocket(self, socket: WebSocket) -> None:
        scope = socket.scope
        skipped = (b"host", b"sec-websocket-", b"content-length")
        headers = [(n, v) for n, v in _passed_on(scope) if not n.startswith(skipped)]
        target = scope["raw_path"].decode() + (f"?{scope['query_string'].decode()}" if scope["query_string"] else "")
        try:
            upstream = await unix_connect(
                str(self._path),
                uri=f"ws://{socket.headers.get('host', 'localhost')}{target}",
                additional_headers=[(name.decode("latin-1"), value.decode("latin-1")) for name, value in headers],
                user_agent_header=None,
                compression=None,
            )
        except InvalidStatus as refusal:
            answer = refusal.response
            problem = _away()
            problem.status_code, problem.body = answer.status_code, bytes(answer.body or b"")
            problem.headers["content-length"] = str(len(problem.body))
            await socket.send_denial_response(problem)
            return
        except (OSError, InvalidHandshake, ValueError):
            await socket.send_denial_response(_away())
            return
        async with upstream:
            await socket.accept()
            await _first_of(_downwards(upstream, socket), _upwards(socket, upstream))


class _Reply:
    """Turns the bytes of a response into ASGI messages."""

    def __init__(self, *, head_only: bool) -> None:
        self.started = self.complete = False
        self._head_only = head_only
        self._headers: list[tuple[bytes, bytes]] = []
        self._messages: list[dict[str, Any]] = []
        self._parser = httptools.HttpResponseParser(self)

    def feed(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def take(self) -> list[dict[str, Any]]:
        taken, self._messages = self._messages, []
        return taken

    def on_header(self, name: bytes, value: bytes) -> None:
        if name.lower() not in _NOT_RETURNED:
            self._headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        self.started = True
        status = self._parser.get_status_code()
        self._messages.append({"type": "http.response.start", "status": status, "headers": self._headers})
        if self._head_only:
            self.on_message_complete()

    def on_body(self, body: bytes) -> None:
        self._messages.append({"type": "http.response.body", "body": body, "more_body": True})

    def on_message_complete(self) -> None:
        if not self.complete:
            self.complete = True
            self._messages.append({"type": "http.response.body", "body": b""})


def _request(scope: Scope, body: bytes) -> bytes:
    target = scope["raw_path"] + (b"?" + scope["query_string"] if scope["query_string"] else b"")
    lines = [b"%b %b HTTP/1.1" % (scope["method"].encode(), target)]
    lines += [b"%b: %b" % header for header in _passed_on(scope)]
    lines += [b"content-length: %d" % len(body), b"connection: close", b"", body]
    return b"\r\n".join(lines)


def _passed_on(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The request's own headers, and whose request it is."""
    client = scope.get("client")
    kept = [(name, value) for name, value in scope["headers"] if name not in _NOT_SENT]
    return [*kept, (RELAYED_FOR.encode(), client[0].encode() if client else b"")]


async def _body(receive: Receive) -> bytes:
    parts: list[bytes] = []
    size = 0
    while size <= _BODY_BYTES:
        message = await receive()
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if not message.get("more_body"):
            break
    return b"".join(parts)[:_BODY_BYTES]


def _away() -> Any:
    return ProblemError("unavailable", "The server is starting or stopping.", headers={"Retry-After": "1"}).response()


async def _downwards(upstream: ClientConnection, socket: WebSocket) -> None:
    async for message in upstream:
        if isinstance(message, str):
            await socket.send_text(message)
    await socket.close(upstream.close_code or 1001, upstream.close_reason or "")


async def _upwards(socket: WebSocket, upstream: ClientConnection) -> None:
    with suppress(WebSocketDisconnect, ConnectionClosed):
        while True:
            await upstream.send(await socket.receive_text())


async def _first_of(*works: Any) -> None:
    """Run until the first ends, then end the others."""
    tasks = [asyncio.ensure_future(work) for work in works]
    await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
