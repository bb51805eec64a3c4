"""uvicorn, told what to do: no access log, no name, and an orderly end by signal."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from socket import socket
from types import FrameType
from typing import Final, Literal

import uvicorn
from starlette.types import ASGIApp

_GRACE_SECONDS: Final = 10  # for answers that are under way when the server is told to stop


def configuration(app: ASGIApp, http: type[asyncio.Protocol] | Literal["httptools"] = "httptools") -> uvicorn.Config:
    """How requests are served; `http` is the protocol class. Addresses of peers are logged nowhere."""
    return uvicorn.Config(
        app,
        loop="none",  # the caller's
        http=http,
        ws="websockets-sansio",
        ws_max_size=65_536,  # listeners have nothing to say
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,  # the rooms decide themselves whose word they take for an address
        timeout_keep_alive=30,
        timeout_graceful_shutdown=_GRACE_SECONDS,
    )


async def _nothing() -> None:
    pass


class Server(uvicorn.Server):
    """Calls `on_started` when it listens; ends with code 0 by SIGTERM or SIGINT."""

    def __init__(self, config: uvicorn.Config, on_started: Callable[[], Awaitable[None]] = _nothing) -> None:
        super().__init__(config)
        self._on_started = on_started

    async def startup(self, sockets: list[socket] | None = None) -> None:
        await super().startup(sockets)
        await self._on_started()

    def stop(self) -> None:
        """End in order."""
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop; uvicorn's own would raise the signal again at the end, and an orderly end is no failure."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
