"""The catalog: every metric, dimension and event type."""

from fastapi import APIRouter

from ecomdash.api import schemas
from ecomdash.api.bodies import StrictRoute

router = APIRouter(tags=["catalog"], route_class=StrictRoute)


@router.get("/catalog")
async def catalog() -> schemas.Catalog:
    """Names, labels, units and descriptions; what the dashboard's labels are made from."""
    raise NotImplementedError
