"""A front with ClickHouse's HTTP interface on the engine of this process: `python -m … folder port`, 0 = any port.

A request is taken as the server takes it: the statement in the address, in the body or in a form, settings and
`param_` values beside it, data behind an INSERT. Prints its port, and ends when its standard input does.
"""

import json
import os
import re
import sys
import tempfile
import threading
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import chdb

# What the interface takes itself; everything else beside the statement is a setting.
_OWN = {
    "query", "database", "query_id", "session_id", "default_format", "compress", "decompress", "wait_end_of_query",
    "client_protocol_version", "enable_http_compression", "send_progress_in_http_headers",
    "http_headers_progress_interval_ms",
}  # fmt: skip
_INSERT = re.compile(rb"^\s*(INSERT INTO [^\n]*?)\s+FORMAT\s+(\w+)\s*\n?", re.IGNORECASE)
_FORMAT = re.compile(r"\bFORMAT\s+(\w+)\s*$", re.IGNORECASE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_GET(self) -> None:
        if self.path == "/ping":
            self._answer(200, b"Ok.\n", {})
        else:
            self._run(b"")

    def do_POST(self) -> None:
        self._run(self.rfile.read(int(self.headers.get("Content-Length") or 0)))

    def log_message(self, format: str, *args: Any) -> None:
        """The log is for what goes wrong."""

    def _run(self, body: bytes) -> None:
        given = dict(parse_qsl(urlsplit(self.path).query, keep_blank_values=True))
        kind = self.headers.get("Content-Type", "")
        if kind.startswith("multipart/form-data"):
            given |= _form(kind, body)
            body = b""
        statement = given.get("query", "").encode()
        statement = statement + b"\n" + body if statement and body else statement or body
        try:
            found, shape = self.server.execute(statement, given)
        except Exception as error:
            text = str(error)
            code = re.search(r"Code: (\d+)", text)
            headers = {"X-ClickHouse-Exception-Code": code.group(1) if code else "1"}
            self._answer(500, text[text.find("Code: ") if code else 0 :].encode(), headers)
        else:
            headers = {"X-ClickHouse-Summary": json.dumps({}), "X-ClickHouse-Timezone": "UTC"}
            self._answer(200, found, headers | ({"X-ClickHouse-Format": shape} if found else {}))

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self._folder = folder
        self._first = chdb.connect(str(folder))  # keeps the engine open

    def execute(self, statement: bytes, given: dict[str, str]) -> tuple[bytes, str]:
        """What the statement gives, and in which format."""
        connection = chdb.connect(str(self._folder))
        try:
            for name, value in given.items():
                if name not in _OWN and not name.startswith("param_"):
                    quoted = value.replace("\\", "\\\\").replace("'", "\\'")
                    connection.query(f"SET {name} = '{quoted}'", "TabSeparated")
            if given.get("database"):
                connection.query(f"USE `{given['database']}`", "TabSeparated")
            values = {name[6:]: value for name, value in given.items() if name.startswith("param_")}
            if insert := _INSERT.match(statement):
                return _insert(connection, insert, statement[insert.end() :]), "TabSeparated"
            text = statement.decode()
            shape = found.group(1) if (found := _FORMAT.search(text)) else "TabSeparated"
            return bytes(connection.query(text, shape, params=values).bytes() or b""), shape
        finally:
            connection.close()


def _insert(connection: Any, insert: re.Match[bytes], data: bytes) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        into, shape = (insert.group(i).decode() for i in (1, 2))
        connection.query(f"{into} FROM INFILE '{file.name}' FORMAT {shape}", "TabSeparated")
    return b""


def _form(kind: str, body: bytes) -> dict[str, str]:
    message = message_from_bytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    return {
        str(part.get_param("name", header="content-disposition")): bytes(part.get_payload(decode=True)).decode()
        for part in message.walk()
        if not part.is_multipart()
    }


def _end_with_parent() -> None:
    sys.stdin.read()
    os._exit(0)


if __name__ == "__main__":
    front = _Server(Path(sys.argv[1]), int(sys.argv[2]))
    sys.stdout.write(f"{front.server_port}\n")
    sys.stdout.flush()
    threading.Thread(target=_end_with_parent, daemon=True).start()
    front.serve_forever()
