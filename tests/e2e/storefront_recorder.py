"""A small web server for the tests of tracker and storefront: serves pages and keeps every event that it is sent.

It decodes bodies with the very structs of the collector, so that a wrong name or type on the wire fails the test.
"""

import mimetypes
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import msgspec
from msgspec import Struct

from ecomdash.events import limits
from ecomdash.events.record import AnyHit

BATCH_PATH = "/api/v1/analytics/track/batch"
TYPES = {".js": "text/javascript", ".svg": "image/svg+xml"}


class Batch(Struct, forbid_unknown_fields=True):
    """What the tracker sends."""

    site_key: str
    sent_at: int
    events: list[AnyHit]


class Request(Struct):
    """One request that carried events."""

    batch: Batch
    headers: dict[str, str]
    status: int


class PageSource(Struct):
    """What is served at one address."""

    html: str
    status: int = 200
    headers: dict[str, str] = {}


class Recorder:
    """The server's state. `requests` holds everything that arrived, `stored` what was answered with 202."""

    def __init__(self, tracker: Path, store: Path | None = None) -> None:
        self.tracker, self.store = tracker, store
        self.pages: dict[str, PageSource] = {}
        self.requests: list[Request] = []
        self.faults: list[str] = []
        self.purposes: dict[str, str] = {}  # what each address was first fetched for, by Sec-Purpose
        self.slow: dict[str, float] = {}  # seconds until an address answers
        self.status = 202
        self.retry_after: int | None = None
        self.port = 0
        self._arrived = threading.Condition()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        """An address on this server."""
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, body: str = "", *, script: str = "", status: int = 200, **headers: str) -> str:
        """Serve a page with the tracker at `path`; its address. `script` replaces the attributes of the tag."""
        tag = script or 'src="/ecomdash.js" data-api-key="k1"'
        html = (
            f"<!doctype html><html lang=en><head><meta charset=utf-8><title>Page {path}</title>"
            f"<link rel=icon href=data:,><script defer {tag}></script></head><body>{body}</body></html>"
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = PageSource(html, status, named)
        return self.url(path)

    def arrive(self, body: bytes, headers: dict[str, str]) -> tuple[int, dict[str, str]]:
        """Take a request's body; the status and headers to answer with."""
        with self._arrived:
            try:
                batch = msgspec.json.decode(body, type=Batch)
                if len(batch.events) > limits.BATCH_EVENTS:
                    raise ValueError(f"{len(batch.events)} events in one batch")
            except (msgspec.MsgspecError, ValueError) as error:
                self.faults.append(f"{error}: {body[:2000]!r}")
                return 422, {}
            self.requests.append(Request(batch, headers, self.status))
            self._arrived.notify_all()
            return self.status, {} if self.retry_after is None else {"Retry-After": str(self.retry_after)}

    @property
    def stored(self) -> list[Any]:
        """The events that were answered with 202, in order of arrival, each once."""
        found: dict[str | None, Any] = {}
        for request in list(self.requests):
            if request.status == 202:
                for event in request.batch.events:
                    found.setdefault(event.event_id, event)
        return list(found.values())

    def of(self, kind: str) -> list[Any]:
        """The stored events of one type."""
        return [event for event in self.stored if type_of(event) == kind]

    def wait(self, enough: Callable[["Recorder"], object], seconds: float = 10) -> "Recorder":
        """Wait until `enough` holds; fails, saying what did arrive, when it never does."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: self.faults or enough(self), seconds):
                kinds = [type_of(event) for event in self.stored]
                raise AssertionError(f"only {kinds} arrived in {len(self.requests)} requests")
        assert not self.faults, self.faults
        return self

    def wait_for(self, *kinds: str, seconds: float = 10) -> "Recorder":
        """Wait until at least one event of each of these types is stored."""
        return self.wait(lambda recorder: all(recorder.of(kind) for kind in kinds), seconds)

    def wait_count(self, kind: str, count: int, seconds: float = 10) -> "Recorder":
        """Wait until there are `count` stored events of a type; fails also when there are more."""
        self.wait(lambda recorder: len(recorder.of(kind)) >= count, seconds)
        assert len(self.of(kind)) == count, self.of(kind)
        return self


def type_of(event: Any) -> str:
    """The wire name of an event's type."""
    return str(type(event).__struct_config__.tag)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    recorder: Recorder

    def log_message(self, format: str, *args: object) -> None:
        """Keep the tests' output quiet."""

    def do_OPTIONS(self) -> None:
        self.recorder.faults.append(f"a preflight for {self.path}")
        self._answer(204, {}, b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        time.sleep(self.recorder.slow.get(self.path, 0))
        if self.path != BATCH_PATH:
            self._answer(404, {}, b"")
            return
        status, headers = self.recorder.arrive(body, {name.lower(): value for name, value in self.headers.items()})
        self._answer(status, {**headers, "Access-Control-Expose-Headers": "Retry-After"}, b"{}")

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        time.sleep(self.recorder.slow.get(path, 0))
        self.recorder.purposes.setdefault(path, self.headers.get("Sec-Purpose", ""))
        if page := self.recorder.pages.get(path):
            self._answer(page.status, {"Content-Type": "text/html", **page.headers}, page.html.encode())
        elif path.startswith("/store/") and self.recorder.store is not None:
            self._file(self.recorder.store, path.removeprefix("/store/"), self.recorder.store / "404.html")
        else:
            self._file(self.recorder.tracker, path[1:], None)

    def _file(self, folder: Path, name: str, otherwise: Path | None) -> None:
        file = folder / (f"{name}index.html" if name == "" or name.endswith("/") else name)
        if not file.is_file():
            file = file.with_name(f"{file.name}.html")
        status = 200
        if not file.is_file():
            if otherwise is None:
                self._answer(404, {}, b"")
                return
            file, status = otherwise, 404
        kind = TYPES.get(file.suffix) or mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        self._answer(status, {"Content-Type": kind}, file.read_bytes())

    def _answer(self, status: int, headers: dict[str, str], body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Access-Control-Allow-Origin": "*", **headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away in the middle of an answer is no fault of the test."""


@contextmanager
def recording(tracker: Path, store: Path | None = None) -> Iterator[Recorder]:
    """A running recorder on a free port."""
    recorder = Recorder(tracker, store)
    server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"recorder": recorder}))
    recorder.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield recorder
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
