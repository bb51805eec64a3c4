"""Wires the rooms into one ASGI application, and describes it as OpenAPI."""

import traceback
from typing import Any, Final

import structlog
from fastapi import APIRouter, Depends, FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

import ecomdash
from ecomdash.api import headers, live, schemas
from ecomdash.api.access import refuse_cross_origin
from ecomdash.api.docs_page import reference_page
from ecomdash.api.pages import Pages
from ecomdash.api.parts import Parts
from ecomdash.api.problems import MEDIA_TYPE, ProblemError, answer_problem
from ecomdash.api.routers import analytics, audit, auth, catalog, health, sites, tokens, users
from ecomdash.api.tracking_docs import add_tracking
from ecomdash.query.question import QuestionError
from ecomdash.sites.errors import Conflict, DatabaseAway, InvalidField, Missing
from ecomdash.store.protocol import QueryTimeout, StoreUnavailable

_logger = structlog.get_logger(__name__)

PREFIX: Final = "/api/v1"
BODY_BYTES: Final = 1_000_000

_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem document (RFC 9457) that says what was wrong.",
        "model": schemas.Problem,
    }
}
_ANSWERED: Final = (
    ProblemError, RequestValidationError, HTTPException, QuestionError, InvalidField, Missing, Conflict,
    QueryTimeout, StoreUnavailable, DatabaseAway, Exception,
)  # fmt: skip


class Application(FastAPI):
    """FastAPI, with the collector's addresses in front of it and security headers on everything else."""

    fast: dict[str, ASGIApp]
    https_only: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            collect = self.fast.get(scope["path"])
            if collect is not None:
                await collect(scope, receive, send)
                return
            send = headers.with_headers(send, scope["path"], self.https_only)
            receive = _limited(receive)
        try:
            await super().__call__(scope, receive, send)
        except Exception as error:
            # Answered already. The message may quote what was sent, addresses included: only its place is logged.
            where = "".join(traceback.format_tb(error.__traceback__))
            _logger.error("request could not be answered", error=type(error).__name__, where=where)

    def openapi(self) -> dict[str, Any]:
        """The OpenAPI document, with problems under their own media type and the collector's addresses."""
        if not self.openapi_schema:
            document = super().openapi()
            for methods in document["paths"].values():
                for operation in methods.values():
                    content = operation["responses"]["default"]["content"]
                    content[MEDIA_TYPE] = content.pop("application/json")
            add_tracking(document, PREFIX)
            self.openapi_schema = document
        return self.openapi_schema


def _limited(receive: Receive) -> Receive:
    """A `receive` that refuses a body as soon as it is too large, whatever its length was said to be."""
    total = 0

    async def receiving() -> Message:
        nonlocal total
        message = await receive()
        total += len(message.get("body", b""))
        if total > BODY_BYTES:
            raise HTTPException(413, f"A request may have {BODY_BYTES:,} bytes.")
        return message

    return receiving


def _operation_id(route: APIRoute) -> str:
    return route.name


def _bare() -> Application:
    app = Application(
        title="EcomDash",
        version=ecomdash.__version__,
        summary="Self-hosted, privacy-first analytics for online shops.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        # FastAPI's own OpenTelemetry hooks cost time on every request; an operator who wants traces wraps the server
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.fast, app.https_only = {}, False
    api = APIRouter(prefix=PREFIX, responses=_PROBLEM, dependencies=[Depends(refuse_cross_origin)])
    for module in (analytics, catalog, sites, users, tokens, audit, auth, health):
        api.include_router(module.router)
    app.include_router(api)
    return app


def openapi() -> dict[str, Any]:
    """The OpenAPI document of every endpoint; starts nothing."""
    return _bare().openapi()


def create_app(parts: Parts) -> Application:
    """The application over the given parts, which it neither opens nor closes."""
    app = _bare()
    app.state.parts = parts
    app.state.login_guard = auth.LoginGuard(parts)
    app.https_only = parts.settings.secure_cookies
    for kind in _ANSWERED:
        app.add_exception_handler(kind, answer_problem)
    app.include_router(live.router, prefix=PREFIX)
    for route in parts.collector_routes:
        if isinstance(route, Route):
            app.fast[route.path] = route.app
    app.add_route("/api/docs", _docs, include_in_schema=False)
    app.router.default = Pages(parts.web)
    return app


async def _docs(request: Request) -> HTMLResponse:
    page = reference_page(request.app.openapi())
    policy = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
    return HTMLResponse(page, headers={"Content-Security-Policy": policy})
