"""Wires the rooms into one ASGI application, and describes it as OpenAPI."""

from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.routing import APIRoute

import ecomdash
from ecomdash.api import schemas
from ecomdash.api.routers import analytics, audit, auth, catalog, health, sites, tokens, users

PREFIX = "/api/v1"

_PROBLEM: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "A problem document (RFC 9457) that says what was wrong.",
        "model": schemas.Problem,
    }
}


def _operation_id(route: APIRoute) -> str:
    return route.name


def _bare() -> FastAPI:
    app = FastAPI(
        title="EcomDash",
        version=ecomdash.__version__,
        summary="Self-hosted, privacy-first analytics for online shops.",
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=_operation_id,
    )
    api = APIRouter(prefix=PREFIX, responses=_PROBLEM)
    for module in (analytics, catalog, sites, users, tokens, audit, auth, health):
        api.include_router(module.router)
    app.include_router(api)
    return app


def openapi() -> dict[str, Any]:
    """The OpenAPI document of every endpoint; starts nothing."""
    return _bare().openapi()
