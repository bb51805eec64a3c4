"""A real Redis server for tests: started, killed, paused and filled at will."""

import contextlib
import socket
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry
from tests.servers.debian import installed
from tests.servers.processes import Hurtable, free_port, start


class RedisServer(Hurtable):
    """One server on a free port, with a folder of its own; a context that ends with its death.

    Without --appendonly it comes back with nothing.
    """

    def __init__(self, folder: Path, *options: str) -> None:
        self._program = installed("redis-server", "redis-server")
        self._folder, self._options = folder, options
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, with what it saved if it saves, and wait until it answers."""
        command = [self._program, "--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self._folder)]
        self._process = start([*command, "--save", "", *self._options], self._folder / "redis.log")
        for _ in range(500):
            if self._answers():
                return
            if self._process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"redis-server does not start: {(self._folder / 'redis.log').read_text()}")

    def _answers(self) -> bool:
        """Whether it does, be it only to ask for a password."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 5) as asking:
            asking.sendall(b"PING\r\n")
            return asking.recv(100).startswith((b"+PONG", b"-NOAUTH"))
        return False

    def client(self) -> Any:  # Any: the driver's types cover its asynchronous twin as well
        return redis.Redis(port=self.port, socket_timeout=5, retry=Retry(NoBackoff(), 0))

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.kill()
