"""The audit log: who changed what."""

from typing import Annotated

from fastapi import APIRouter, Query

from ecomdash.api import schemas

router = APIRouter(tags=["audit"])


@router.get("/audit")
async def audit(
    limit: Annotated[int, Query(ge=1, le=1_000)] = 100, offset: Annotated[int, Query(ge=0)] = 0
) -> list[schemas.AuditEntry]:
    """Newest first."""
    raise NotImplementedError
