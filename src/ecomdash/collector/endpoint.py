"""The collector's two addresses as plain ASGI applications: limits, headers and CORS, and nothing else per request."""

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from ecomdash.collector.accept import Collector
from ecomdash.collector.answer import NOT_ALLOWED, Answer
from ecomdash.collector.failure import failed
from ecomdash.collector.headers import read_headers
from ecomdash.events import limits

EVENT_PATH = "/api/v1/analytics/track/event"
BATCH_PATH = "/api/v1/analytics/track/batch"

_DRAINED_BYTES = 20 * limits.BODY_BYTES
_BEYOND = bytes(limits.BODY_BYTES + 1)

# Any page may send events and no cookie is ever read, so that any origin is as good as another.
CORS = [(b"access-control-allow-origin", b"*")]
PREFLIGHT = Answer(
    204,
    headers=[
        (b"access-control-allow-methods", b"POST, OPTIONS"),
        (b"access-control-allow-headers", b"Content-Type, X-Site-Key, Authorization"),
        (b"access-control-max-age", b"86400"),
    ],
)


def routes(collector: Collector) -> list[BaseRoute]:
    """The routes of the collector, to be put in front of all others."""
    return [
        Route(EVENT_PATH, Endpoint(collector, batch=False), include_in_schema=False),
        Route(BATCH_PATH, Endpoint(collector, batch=True), include_in_schema=False),
    ]


class Endpoint:
    """One address; an ASGI application."""

    def __init__(self, collector: Collector, *, batch: bool) -> None:
        self._collector, self._batch = collector, batch

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            answer = await self._answer(scope, receive)
        except Exception as error:
            answer = failed(error)
        if answer is not None:
            await send_answer(send, answer)

    async def _answer(self, scope: Scope, receive: Receive) -> Answer | None:
        """The answer; None when the sender left before the body was complete."""
        method = scope["method"]
        if method == "OPTIONS":
            return PREFLIGHT
        if method != "POST":
            return NOT_ALLOWED
        body = await _body(receive, scope["headers"])
        if body is None:
            return None
        client = scope.get("client")
        request = read_headers(self._collector, scope["headers"], client[0] if client else "", scope["query_string"])
        if isinstance(request, Answer):
            return request
        if len(body) > limits.BODY_BYTES:
            return self._collector.refuse_size(f"The body may have {limits.BODY_BYTES:,} bytes.", request.site_key)
        return await self._collector.accept(body, request, batch=self._batch)


async def _body(receive: Receive, headers: list[tuple[bytes, bytes]]) -> bytes | None:
    """The body, None when the sender leaves; of a body beyond the limit something that is beyond it too.

    However its length was announced, no more than the limit is kept. What is beyond is read and forgotten up to a
    second limit, since a sender that is cut off while it sends sees no answer; one that asks first needs not send.
    """
    named = dict(headers)
    announced = named.get(b"content-length", b"")
    if announced.isdigit() and int(announced[:12]) > limits.BODY_BYTES and b"expect" in named:
        return _BEYOND
    parts: list[bytes] = []
    size = 0
    while size <= _DRAINED_BYTES:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        part: bytes = message.get("body", b"")
        size += len(part)
        if size <= limits.BODY_BYTES:
            parts.append(part)
        if not message.get("more_body"):
            break
    return b"".join(parts) if size <= limits.BODY_BYTES else _BEYOND


async def send_answer(send: Send, answer: Answer) -> None:
    """Send it with the headers that let any page read it."""
    headers = [*CORS, *answer.headers]
    if answer.body:
        headers += [(b"content-type", answer.content_type), (b"content-length", b"%d" % len(answer.body))]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})
