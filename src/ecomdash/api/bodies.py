"""Reads JSON bodies strictly: UTF-8, whole characters, no NaN, no endless nesting; what fails is a 4xx, never a 500."""

import json
from collections.abc import Callable, Coroutine
from typing import Any

import msgspec
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response


def parse_json(text: str | bytes) -> Any:
    """The document. Raises ValueError that says what is wrong with it."""
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise ValueError(str(error).removeprefix("JSON is malformed: ")) from error


class _StrictRequest(Request):
    async def json(self) -> Any:
        """The body; raises json.JSONDecodeError, which is answered as malformed."""
        try:
            return parse_json(await self.body())
        except ValueError as error:
            raise json.JSONDecodeError(str(error), "", 0) from error


class StrictRoute(APIRoute):
    """A route whose body is read strictly."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handle_strictly(request: Request) -> Response:
            return await handle(_StrictRequest(request.scope, request.receive))

        return handle_strictly
