"""What a role without the API answers: how it is, and, where it collects, events and the browser script."""

from collections.abc import Callable
from typing import Final

import msgspec
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

import ecomdash
from ecomdash.api import headers
from ecomdash.api.tracker_files import TrackerFiles
from ecomdash.cli.rooms import WEB
from ecomdash.collector.accept import Collector
from ecomdash.collector.answer import NOT_YET
from ecomdash.collector.endpoint import BATCH_PATH, EVENT_PATH, PREFLIGHT, routes, send_answer

_HEALTH: Final = "/api/v1/health"
_ALIVE: Final = "/api/v1/health/live"

Checks = Callable[[], dict[str, str]]


class Front:
    """An ASGI application; `checks` gives, by part, "ok" or what is wrong.

    With `collects` it serves the browser script at once, and answers 503 to events until it has a collector.
    """

    def __init__(self, checks: Checks, *, collects: bool = False, https_only: bool = False) -> None:
        self._checks, self._https_only = checks, https_only
        self._files = TrackerFiles(WEB) if collects else None
        self._routes: dict[str, ASGIApp] = dict.fromkeys((EVENT_PATH, BATCH_PATH), _not_yet) if collects else {}

    def collect(self, collector: Collector, checks: Checks) -> None:
        """Take events from now on."""
        self._checks = checks
        self._routes = {route.path: route.app for route in routes(collector) if isinstance(route, Route)}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008, "reason": "There is no WebSocket at this address."})
            return
        if collect := self._routes.get(scope["path"]):
            await collect(scope, receive, send)
            return
        send = headers.with_headers(send, scope["path"], self._https_only)
        await self._answer(scope["method"], scope["path"], Headers(scope=scope))(scope, receive, send)

    def _answer(self, method: str, path: str, request: Headers) -> Response:
        if method not in {"GET", "HEAD"}:
            return _problem(405, "method_not_allowed", "This address takes only GET.", {"Allow": "GET, HEAD"})
        if path == _ALIVE:
            return Response(status_code=204)
        if path == _HEALTH:
            return self._health()
        file = self._files.answer(path, request) if self._files else None
        return file or _problem(404, "not_found", "There is nothing at this address.")

    def _health(self) -> Response:
        checks = self._checks()
        failing = any(state != "ok" for state in checks.values())
        found = {"status": "failing" if failing else "ok", "version": ecomdash.__version__, "checks": checks}
        return Response(msgspec.json.encode(found), 503 if failing else 200, media_type="application/json")


async def _not_yet(scope: Scope, _receive: Receive, send: Send) -> None:
    await send_answer(send, PREFLIGHT if scope["method"] == "OPTIONS" else NOT_YET)


def _problem(status: int, kind: str, title: str, extra: dict[str, str] | None = None) -> Response:
    """As the API says it, whose own module would load the whole web framework."""
    found = {"type": f"/problems/{kind}", "title": title, "status": status}
    return Response(msgspec.json.encode(found), status, extra, media_type="application/problem+json")
