"""The questions: summary, realtime, query and data quality."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from ecomdash.api import schemas

router = APIRouter(prefix="/analytics", tags=["analytics"])


@router.get("/summary", response_model=schemas.Summary)
async def summary(params: Annotated[schemas.SummaryParams, Query()]) -> Response:
    """Totals of a range and its top pages, referrers, countries and devices."""
    raise NotImplementedError


@router.get("/realtime", response_model=schemas.Realtime)
async def realtime(params: Annotated[schemas.SiteParams, Query()]) -> Response:
    """Who is in the shop now, and the last 30 minutes."""
    raise NotImplementedError


@router.post("/query", response_model=schemas.QueryResponse)
async def query(question: schemas.QueryRequest) -> Response:
    """Any metrics by any dimensions, filtered, compared and sorted; the names are in the catalog."""
    raise NotImplementedError


@router.get("/quality", response_model=schemas.Quality)
async def quality(params: Annotated[schemas.RangeParams, Query()]) -> Response:
    """What became of every event that reached this server."""
    raise NotImplementedError
