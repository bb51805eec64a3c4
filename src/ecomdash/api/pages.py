"""Everything that is not the API: tracker files, the demo storefront, and the dashboard for any other address."""

from pathlib import Path
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

from ecomdash.api import headers
from ecomdash.api.problems import ProblemError
from ecomdash.api.tracker_files import TrackerFiles
from ecomdash.api.webfiles import WebFiles, answer

_FOR_EVER: Final = "public, max-age=31536000, immutable"
_ASK_FIRST: Final = "no-cache"

_NOT_BUILT: Final = """<!doctype html><html lang="en"><meta charset="utf-8"><title>EcomDash: not built</title>
<body style="font:16px/1.6 system-ui,sans-serif;max-width:36rem;margin:15vh auto;padding:0 1rem">
<h1>The {what} is not built</h1>
<p>The server works, but its web files are missing. Build them once and reload this page:</p>
<pre style="padding:1rem;border:1px solid">make build</pre>
<p>The API is at <a href="/api/docs">/api/docs</a>.</p>"""


class Pages:
    """An ASGI application for what no route takes; answers GET and HEAD only."""

    def __init__(self, web: Path) -> None:
        self._tracker = TrackerFiles(web)
        self._store = WebFiles(web / "store")
        self._dashboard = WebFiles(web / "dashboard")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await send({"type": "websocket.close", "code": 1008, "reason": "There is no WebSocket at this address."})
            return
        await self._answer(scope["method"], scope["path"], Headers(scope=scope))(scope, receive, send)

    def _answer(self, method: str, path: str, request: Headers) -> Response:
        if path.startswith("/api/") or path == "/api":
            return ProblemError("not_found", "There is nothing at this address.").response()
        if method not in {"GET", "HEAD"}:
            return ProblemError(
                "method_not_allowed", "This address takes only GET.", headers={"Allow": "GET, HEAD"}
            ).response()
        if path == "/store":
            return RedirectResponse("/store/", 308)
        if path.startswith("/store/"):
            return self._shop(path.removeprefix("/store/"), request)
        return self._tracker.answer(path, request) or self._dashboard_file(path[1:], request)

    def _shop(self, path: str, request: Headers) -> Response:
        rules = {**headers.SHOP, "Cache-Control": _ASK_FIRST}
        if path == "" or path.endswith("/"):
            path += "index.html"
        if file := self._store.find(path) or self._store.find(f"{path}.html"):
            return answer(file, request, rules)
        if file := self._store.find("404.html"):
            return answer(file, request, rules, 404)
        return self._missing("demo storefront", request)

    def _dashboard_file(self, path: str, request: Headers) -> Response:
        if file := self._dashboard.find(path):
            rule = _FOR_EVER if path.startswith("assets/") else _ASK_FIRST
            page = headers.PAGE if path.endswith(".html") else {}
            return answer(file, request, {**page, "Cache-Control": rule})
        # the first page is for whoever asks, be it a check that the server is up
        if path.startswith("assets/") or not (path == "" or _wants_page(request)):
            return ProblemError("not_found", "There is nothing at this address.").response()
        # any other address is a page of the dashboard, which finds its way by itself
        if file := self._dashboard.find("index.html"):
            return answer(file, request, {**headers.PAGE, "Cache-Control": _ASK_FIRST})
        return self._missing("dashboard", request)

    def _missing(self, what: str, request: Headers) -> Response:
        if not _wants_page(request):
            return ProblemError("not_found", "There is nothing at this address.").response()
        return HTMLResponse(_NOT_BUILT.format(what=what), 503, headers={**headers.PAGE, "Cache-Control": "no-store"})


def _wants_page(request: Headers) -> bool:
    return "text/html" in request.get("accept", "")
