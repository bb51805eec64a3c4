"""Answers the collector's two addresses where uvicorn has parsed the request, without a scope, a router or middleware.

It halves the processor time of a request. Anything out of the ordinary (another method, a chunked or oversized body,
pipelining, HTTP/1.0) takes the usual way through the application, which answers the same.
"""

import asyncio
from typing import Any, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from ecomdash.collector.accept import Collector
from ecomdash.collector.answer import Answer
from ecomdash.collector.connection import GuardedProtocol
from ecomdash.collector.endpoint import BATCH_PATH, CORS, EVENT_PATH
from ecomdash.collector.failure import failed
from ecomdash.collector.headers import read_headers
from ecomdash.events import limits

_BATCH_BY_PATH = {EVENT_PATH.encode(): False, BATCH_PATH.encode(): True}


class _Woken:
    def set(self) -> None:
        """Nobody waits: a direct request has no receive()."""


class _Direct:
    """Stands where uvicorn keeps the request that is under way, with the attributes it looks at."""

    message_event = _Woken()

    def __init__(self, *, batch: bool, query: bytes, keep_alive: bool) -> None:
        self.batch, self.query, self.keep_alive = batch, query, keep_alive
        self.parts: list[bytes] = []
        self.response_complete = False
        self.disconnected = False


def protocol(collector: Collector) -> type[asyncio.Protocol]:
    """The protocol class to hand to uvicorn as `http`, for an application with `routes(collector)`."""
    return type("CollectorProtocol", (_CollectorProtocol,), {"collector": collector})


class _CollectorProtocol(GuardedProtocol):
    collector: Collector

    def on_headers_complete(self) -> None:
        direct = self._direct()
        if direct is None:
            super().on_headers_complete()
        else:
            self._in_head = False
            self.cycle = cast(RequestResponseCycle, direct)

    def on_body(self, body: bytes) -> None:
        cycle: Any = self.cycle
        if type(cycle) is _Direct:
            cycle.parts.append(body)
        else:
            super().on_body(body)

    def on_message_complete(self) -> None:
        cycle: Any = self.cycle
        if type(cycle) is not _Direct or cycle.response_complete:  # answered before: this message is an upgrade
            super().on_message_complete()
            return
        self._arriving = False
        task = self.loop.create_task(self._answer(cycle, self.headers))
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def _direct(self) -> _Direct | None:
        """The request as one to answer here; None when it must take the usual way."""
        path, _, query = self.url.partition(b"?")
        batch = _BATCH_BY_PATH.get(path)
        parser: httptools.HttpRequestParser = self.parser
        under_way = self.cycle is not None and not self.cycle.response_complete
        if batch is None or under_way or self.expect_100_continue or self.limit_concurrency is not None:
            return None
        if parser.get_method() != b"POST" or parser.get_http_version() != "1.1" or parser.should_upgrade():
            return None
        size = next((value for name, value in self.headers if name == b"content-length"), b"")
        if not size.isdigit() or len(size) > 8 or int(size) > limits.BODY_BYTES:
            return None
        return _Direct(batch=batch, query=query, keep_alive=parser.should_keep_alive())

    async def _answer(self, direct: _Direct, headers: list[tuple[bytes, bytes]]) -> None:
        try:
            answer = await self._decide(direct, headers)
        except Exception as error:
            answer, direct.keep_alive = failed(error), False
        if self.flow.write_paused:  # so that answers which nobody takes do not pile up
            await self.flow.drain()
        direct.response_complete = True
        if not self.transport.is_closing():
            self.transport.write(_response(answer, direct.keep_alive, self.server_state.default_headers))
            if not direct.keep_alive:
                self.transport.close()
        self.on_response_complete()

    async def _decide(self, direct: _Direct, headers: list[tuple[bytes, bytes]]) -> Answer:
        peer = self.client[0] if self.client else ""
        request = read_headers(self.collector, headers, peer, direct.query)
        if isinstance(request, Answer):
            return request
        body = direct.parts[0] if len(direct.parts) == 1 else b"".join(direct.parts)
        return await self.collector.accept(body, request, batch=direct.batch)


def _response(answer: Answer, keep_alive: bool, defaults: list[tuple[bytes, bytes]]) -> bytes:
    parts = [STATUS_LINE[answer.status]]
    for name, value in (*defaults, *CORS, *answer.headers):
        parts += (name, b": ", value, b"\r\n")
    parts.append(b"content-type: %b\r\ncontent-length: %d\r\n" % (answer.content_type, len(answer.body)))
    if not keep_alive:
        parts.append(b"connection: close\r\n")
    parts += (b"\r\n", answer.body)
    return b"".join(parts)
