"""The questions: summary, realtime, query, properties and data quality."""

from time import perf_counter
from typing import Annotated

from fastapi import APIRouter, Query, Response

from ecomdash.api import answers, schemas
from ecomdash.api.access import PartsOf, Reader
from ecomdash.api.bodies import StrictRoute
from ecomdash.api.questions import (
    comparison_for,
    context_for,
    interval_for,
    parse_filter,
    question_for,
    range_of,
    site_for,
)
from ecomdash.query.properties import properties as ask_properties
from ecomdash.query.quality import quality as ask_quality
from ecomdash.query.run import ask
from ecomdash.query.summary import summary as ask_summary

router = APIRouter(prefix="/analytics", tags=["analytics"], route_class=StrictRoute)


@router.get("/summary", response_model=schemas.Summary)
async def summary(params: Annotated[schemas.SummaryParams, Query()], asker: Reader, parts: PartsOf) -> Response:
    """Totals of a range and its top pages, referrers, countries and devices."""
    began = perf_counter()
    context = context_for(parts, site_for(parts, asker, params.site))
    interval = interval_for(range_of(params), context)
    comparison = comparison_for(params.comparison, interval, context)
    found = await ask_summary(parts.store, interval, comparison, parse_filter(params.filters), context)
    return answers.json_response(answers.summary_response(found, context, (perf_counter() - began) * 1000))


@router.get("/realtime", response_model=schemas.Realtime)
async def realtime(params: Annotated[schemas.SiteParams, Query()], asker: Reader, parts: PartsOf) -> Response:
    """Who is in the shop now, and the last 30 minutes."""
    return answers.json_response(parts.live.snapshot(site_for(parts, asker, params.site).id))


@router.post("/query", response_model=schemas.QueryResponse)
async def query(request: schemas.QueryRequest, asker: Reader, parts: PartsOf) -> Response:
    """Any metrics by any dimensions, filtered, compared and sorted; the names are in the catalog."""
    began = perf_counter()
    context = context_for(parts, site_for(parts, asker, request.site))
    result = await ask(parts.store, question_for(request, context), context)
    return answers.json_response(answers.query_response(result, context, (perf_counter() - began) * 1000))


@router.get("/properties", response_model=list[schemas.Property])
async def properties(params: Annotated[schemas.RangeParams, Query()], asker: Reader, parts: PartsOf) -> Response:
    """The custom properties that events of a range carry, most frequent first; at most 200."""
    context = context_for(parts, site_for(parts, asker, params.site))
    return answers.json_response(await ask_properties(parts.store, interval_for(range_of(params), context), context))


@router.get("/quality", response_model=schemas.Quality)
async def quality(params: Annotated[schemas.RangeParams, Query()], asker: Reader, parts: PartsOf) -> Response:
    """What became of every event that reached this server."""
    site = site_for(parts, asker, params.site)
    context = context_for(parts, site)
    found = await ask_quality(parts.store, interval_for(range_of(params), context), context)
    return answers.json_response(
        answers.quality_response(
            found,
            context,
            backlog=parts.backlog(),
            refusals=parts.refusals(site.id),
            unknown_keys=parts.unknown_keys(),
            incomplete=parts.settings.collectors > 0,
        )
    )
