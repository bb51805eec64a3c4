"""The realtime window over a WebSocket: a snapshot at once, one with each change, and a beat in between."""

import asyncio
from contextlib import aclosing, suppress
from typing import Final

from fastapi import APIRouter, WebSocket
from starlette.websockets import WebSocketDisconnect

from ecomdash.api.access import is_same_origin, may_read, principal_of
from ecomdash.api.answers import encode
from ecomdash.api.parts import Parts, parts_of
from ecomdash.api.problems import ProblemError, problem_of
from ecomdash.api.questions import site_for
from ecomdash.events.site import Site

router = APIRouter()

CHECK_SECONDS: Final = 15.0  # how often it is asked again whether the login or token still holds
_POLICY_VIOLATION: Final = 1008


@router.websocket("/analytics/live")
async def live(socket: WebSocket, site: str | None = None) -> None:
    """Messages are Realtime documents. A refusal is a problem document in place of the handshake."""
    parts = parts_of(socket)
    try:
        if not is_same_origin(socket, parts.settings.public_url):
            raise ProblemError("cross_origin", "A page of another site may not listen here.")
        asker = may_read(await principal_of(socket, parts))
        place = site_for(parts, asker, site)
    except Exception as error:
        await socket.send_denial_response(problem_of(error).response())
        return
    await socket.accept()
    tasks = [asyncio.create_task(_send(socket, parts, place)), asyncio.create_task(_until_closed(socket))]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        for outcome in await asyncio.gather(*tasks, return_exceptions=True):
            if isinstance(outcome, Exception) and not isinstance(outcome, WebSocketDisconnect | RuntimeError):
                raise outcome


async def _until_closed(socket: WebSocket) -> None:
    """What a listener says is ignored; only its leaving counts."""
    with suppress(WebSocketDisconnect):
        while True:
            await socket.receive_text()


async def _send(socket: WebSocket, parts: Parts, site: Site) -> None:
    loop = asyncio.get_running_loop()
    checked = loop.time()
    async with aclosing(parts.live.subscribe(site.id)) as snapshots:
        async for snapshot in snapshots:
            if loop.time() - checked >= CHECK_SECONDS:
                checked = loop.time()
                if not await _still_may(socket, parts):
                    await socket.close(_POLICY_VIOLATION, "The login or token ended.")
                    return
            await socket.send_text(encode(snapshot).decode())


async def _still_may(socket: WebSocket, parts: Parts) -> bool:
    """A login may end while its window is open."""
    try:
        may_read(await principal_of(socket, parts))
    except ProblemError:
        return False
    return True
