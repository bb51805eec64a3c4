"""That `serve` hands uvicorn the collector's own protocol, which answers events without the application."""

import json
import socket
from importlib import import_module
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from starlette.types import Receive, Scope, Send
from tests.cli.conftest import Command
from tests.servers.processes import free_port

from ecomdash.cli.server import Server

EVENT = {"event_type": "pageview", "url": "https://oak.example/", "user_agent": "Mozilla/5.0"}


async def no_application(scope: Scope, receive: Receive, send: Send) -> None:
    """Knows no address at all."""
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b""})


class Visited(Server):
    """Ends after one event and one other request, asked as soon as it listens."""

    answers: ClassVar[dict[str, tuple[int, bytes]]] = {}

    async def serve(self, sockets: list[socket.socket] | None = None) -> None:
        self.config.load()
        self.config.loaded_app = no_application
        await super().serve(sockets)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        assert sockets is not None
        port = sockets[0].getsockname()[1]
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False) as web:
            for path in ("/api/v1/analytics/track/event", "/api/v1/health"):
                answer = await web.post(path, json=EVENT)
                self.answers[path] = answer.status_code, answer.content
        self.should_exit = True


def test_events_are_answered_in_front_of_the_application(
    tmp_path: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = import_module("ecomdash.cli.serve")  # a plain import gives the command of that name
    monkeypatch.setattr(module, "Server", Visited)
    done = command("serve", "--demo", "--port", free_port(), "--data", tmp_path, demo_traffic=False)
    assert done.exit_code == 0
    answers = Visited.answers
    assert answers["/api/v1/health"][0] == 418, "everything else reaches the application"
    status, body = answers["/api/v1/analytics/track/event"]
    assert (status, json.loads(body)) == (202, {"accepted": 1, "rejected": []})
