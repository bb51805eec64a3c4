"""The catalog: every metric, dimension and event type."""

from functools import cache

import msgspec
from fastapi import APIRouter, Response

from ecomdash.api import answers, present, schemas
from ecomdash.api.access import Reader
from ecomdash.api.bodies import StrictRoute
from ecomdash.query.catalog import catalog as everything

router = APIRouter(tags=["catalog"], route_class=StrictRoute)


@router.get("/catalog", response_model=schemas.Catalog)
async def catalog(_asker: Reader) -> Response:
    """Names, labels, units and descriptions; what the dashboard's labels are made from."""
    return Response(_document(), media_type="application/json")


@cache
def _document() -> bytes:
    return answers.encode({**msgspec.structs.asdict(everything()), "version": present.version()})
