"""A proxy that keeps its connections sends a WebSocket down one that has just brought an event."""

import base64
import json
import os
import socket
from pathlib import Path

from tests.cli.program import PATIENCE, Serving, until

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def read_until(connection: socket.socket, found: bytes, end: bytes) -> bytes:
    """What came up to and with `end`."""
    while end not in found:
        chunk = connection.recv(65_536)
        assert chunk, found
        found += chunk
    return found


def test_the_event_counts_once_and_the_socket_carries_frames_alone(tmp_path: Path) -> None:
    with Serving(tmp_path) as server:
        event = {
            "event_type": "pageview",
            "site_key": server.set_up(),
            "url": "https://oak.example/",
            "user_agent": AGENT,
        }
        body, key = json.dumps(event).encode(), base64.b64encode(os.urandom(16)).decode()
        cookies = "; ".join(f"{name}={value}" for name, value in server.web.cookies.items())
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as connection:
            head = f"POST /api/v1/analytics/track/event HTTP/1.1\r\nHost: shop\r\nContent-Length: {len(body)}\r\n\r\n"
            connection.sendall(head.encode() + body)
            assert b" 202 " in read_until(connection, b"", b'"rejected":[]}')
            upgrade = (
                f"GET /api/v1/analytics/live HTTP/1.1\r\nHost: shop\r\nCookie: {cookies}\r\nConnection: upgrade\r\n"
                f"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: {key}\r\n\r\n"
            )
            connection.sendall(upgrade.encode())
            answer = read_until(connection, b"", b"\r\n\r\n")
            assert b" 101 " in answer
            while answer.count(b'"active_visitors"') < 3:  # a snapshot at once, then one with each beat
                answer += connection.recv(65_536)
            assert b"HTTP/1.1 202" not in answer
        until(lambda: server.web.get("/api/v1/analytics/summary").json()["pageviews"] > 0)
        assert server.end() == 0
    with Serving(tmp_path) as server:
        server.web.post("/api/v1/auth/login", json={"email": "owner@example.com", "password": "correct horse battery"})
        assert server.web.get("/api/v1/analytics/summary").json()["pageviews"] == 1
