"""The audit log: who changed what."""

from typing import Annotated

from fastapi import APIRouter, Query

from ecomdash.api import present, schemas
from ecomdash.api.access import Admin, PartsOf
from ecomdash.api.bodies import StrictRoute
from ecomdash.sites import audit as audit_log

router = APIRouter(tags=["audit"], route_class=StrictRoute)


@router.get("/audit")
async def audit(
    _asker: Admin,
    parts: PartsOf,
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> list[schemas.AuditEntry]:
    """Newest first."""
    async with parts.sites.read() as session:
        return [present.audit_entry(row) for row in await audit_log.latest(session, limit, offset)]
