"""Liveness and readiness, for supervisors and load balancers; open to everyone."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

import sqlalchemy as sa
import structlog
from fastapi import APIRouter, Response

from ecomdash.api import present, schemas
from ecomdash.api.access import PartsOf
from ecomdash.api.bodies import StrictRoute
from ecomdash.api.parts import Parts
from ecomdash.sites import users
from ecomdash.sites.errors import DatabaseAway
from ecomdash.store.protocol import QueryTimeout, StoreUnavailable
from ecomdash.store.tables import ingest_positions

router = APIRouter(tags=["health"], route_class=StrictRoute)

_logger = structlog.get_logger(__name__)

_SECONDS: Final = 5.0  # for a part to answer
_NOT_NEEDED: Final = {"live"}  # reports are answered and events stored without the realtime window


@router.get("/health", responses={503: {"model": schemas.Health, "description": "A part does not work."}})
async def health(response: Response, parts: PartsOf) -> schemas.Health:
    """Whether this server works, part by part; 503 when one does not."""
    store, sites = await asyncio.gather(_answer_of(_store(parts)), _answer_of(_sites(parts)))
    checks = {"store": store, "sites": sites, **parts.checks()}
    failing = any(state != "ok" for name, state in checks.items() if name not in _NOT_NEEDED)
    response.status_code = 503 if failing else 200
    return schemas.Health(
        status="failing" if failing else "ok",
        version=present.version(),
        checks=checks,
        log_backlog_bytes=_backlog(parts),
    )


@router.get("/health/live", status_code=204)
async def alive() -> None:
    """That the process answers; says nothing of its parts."""


def _backlog(parts: Parts) -> int | None:
    """None where the log's files cannot be looked at; the loader then says what is wrong with them."""
    try:
        return parts.backlog()
    except OSError:
        return None


async def _answer_of(looking: Coroutine[Any, Any, None]) -> str:
    """What is wrong, or "ok"; within seconds, since who asks for health waits for nobody."""
    try:
        async with asyncio.timeout(_SECONDS):
            await looking
    except (StoreUnavailable, QueryTimeout, DatabaseAway, TimeoutError) as error:
        return f"not answering ({type(error).__name__})"
    except Exception as error:  # a table that is gone, say: an answer all the same
        _logger.exception("asked for health, it failed")
        return f"failing ({type(error).__name__})"
    return "ok"


async def _store(parts: Parts) -> None:
    await parts.store.execute(sa.select(sa.func.count()).select_from(ingest_positions), limit_seconds=_SECONDS)


async def _sites(parts: Parts) -> None:
    async with parts.sites.read() as session:
        await users.any_user(session)
