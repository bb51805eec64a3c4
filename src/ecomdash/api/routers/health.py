"""Liveness and readiness, for supervisors and load balancers."""

from fastapi import APIRouter, Response

from ecomdash.api import schemas

router = APIRouter(tags=["health"])


@router.get("/health", responses={503: {"model": schemas.Health, "description": "A part does not work."}})
async def health(response: Response) -> schemas.Health:
    """Whether this server works, part by part; 503 when one does not."""
    raise NotImplementedError
