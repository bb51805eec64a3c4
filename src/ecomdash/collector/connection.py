"""One connection, and how long and how much it may ask of the server before it is given up."""

import asyncio
from asyncio.events import TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

REQUEST_SECONDS = 60.0  # for a whole request to arrive, or an answer to be taken; uvicorn itself waits for ever
HEAD_BYTES = 65_536  # of address and headers; the parser itself takes any number


class GuardedProtocol(HttpToolsProtocol):
    """uvicorn's protocol for peers that may be hostile.

    A request that does not arrive in time, an answer that nobody takes and headers without end close the connection.
    Fields after a chunked body (trailers) are no headers: a proxy that vouches for headers does not look at them.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._deadline: TimerHandle | None = None
        self._arriving = self._in_head = False
        self._head_bytes = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        self._wait()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_more()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if not self._arriving:
            if not self.flow.write_paused:  # else it is the taking of answers that is waited for
                self._wait_no_more()
            return
        if self._deadline is None:
            self._wait()
        if self._in_head:
            self._head_bytes += len(data)
            if self._head_bytes > HEAD_BYTES and not self.transport.is_closing():
                self.transport.write(_TOO_LARGE)
                self.transport.close()

    def handle_websocket_upgrade(self) -> None:
        self._wait_no_more()
        super().handle_websocket_upgrade()

    def on_message_begin(self) -> None:
        self._arriving = self._in_head = True
        self._head_bytes = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()
        if not self.parser.should_upgrade():  # then they are looked at again
            self.headers = []  # for trailers; the request has the other list

    def on_message_complete(self) -> None:
        self._arriving = False
        super().on_message_complete()

    def on_response_complete(self) -> None:
        super().on_response_complete()
        if self.pipeline:  # what waits already is answered first, or requests would pile up faster than answers
            self.flow.pause_reading()

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._deadline is None:
            self._wait()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self._arriving:
            self._wait_no_more()

    def _wait(self) -> None:
        self._deadline = self.loop.call_later(REQUEST_SECONDS, self._give_up)

    def _wait_no_more(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _give_up(self) -> None:
        self._deadline = None
        if self.flow.read_paused and not self.flow.write_paused:
            self._wait()  # it is the server that keeps the peer waiting
        else:
            self.transport.abort()


_TOO_LARGE = STATUS_LINE[431] + b"content-length: 0\r\nconnection: close\r\n\r\n"
