"""From what a request says to a question: which site, which range, which filter."""

from collections.abc import Iterable, Iterator
from typing import Any, Final

import pydantic
from fastapi.exceptions import RequestValidationError

from ecomdash.api import schemas
from ecomdash.api.access import Principal
from ecomdash.api.bodies import parse_json
from ecomdash.api.parts import Parts
from ecomdash.api.problems import FieldError, ProblemError
from ecomdash.events.site import DEMO_SITE, Site
from ecomdash.query import question as q
from ecomdash.query import ranges
from ecomdash.sites.errors import Missing

_FILTER: Final[pydantic.TypeAdapter[Any]] = pydantic.TypeAdapter(schemas.Filter)


def site_for(parts: Parts, asker: Principal, key: str | None) -> Site:
    """The site with that public key, or the only one. Raises Missing and ProblemError."""
    directory = parts.sites.directory
    if asker.role == "demo":
        if key not in {None, DEMO_SITE}:
            raise ProblemError("unauthenticated", "Only the demo site can be read without a login.")
        key = DEMO_SITE
    site = directory.by_key(key)
    if site is None and key is None and len(directory.all()) == 1:
        site = directory.all()[0]
    if site is not None:
        return site
    if key is not None:
        raise Missing(f"there is no site with the key {key[:128]!r}")
    if not directory.all():
        raise Missing("there is no site yet")
    raise ProblemError("invalid_request", "site: say which site", [FieldError("site", "say which site, by its key")])


def context_for(parts: Parts, site: Site) -> q.Context:
    """For whom and when."""
    return q.Context(site_id=site.id, timezone=site.timezone, currency=site.currency, now=parts.clock.now())


def question_for(request: schemas.QueryRequest, context: q.Context) -> q.Question:
    """The question as the query room takes it. Raises QuestionError."""
    interval = interval_for(request.range, context)
    return q.Question(
        metrics=tuple(request.metrics),
        dimensions=tuple(request.dimensions),
        filters=filter_for(request.filters),
        range=interval,
        comparison=comparison_for(request.comparison, interval, context),
        order=tuple(q.Order(one.field, one.direction == "desc") for one in request.order),
        limit=request.limit,
        offset=request.offset,
    )


def range_of(params: schemas.RangeParams) -> schemas.PresetRange | schemas.CustomRange:
    """The range that query parameters give; the last 30 days when they give none."""
    if params.from_ is None and params.to is None:
        return schemas.PresetRange(preset=params.preset or "30d")
    if params.preset is not None or params.from_ is None or params.to is None:
        missing = "preset" if params.preset is not None else "from" if params.from_ is None else "to"
        detail = "give a preset, or both from and to"
        raise ProblemError("invalid_request", f"{missing}: {detail}", [FieldError(missing, detail)])
    return schemas.CustomRange.model_validate({"from": params.from_, "to": params.to})


def interval_for(wish: schemas.PresetRange | schemas.CustomRange, context: q.Context) -> q.Interval:
    """The range as a half-open interval. Raises QuestionError."""
    if isinstance(wish, schemas.PresetRange):
        return ranges.resolve(wish.preset, context)
    return ranges.resolve((wish.from_, wish.to), context)


def comparison_for(
    wish: str | schemas.CustomRange | None, interval: q.Interval, context: q.Context
) -> q.Interval | None:
    """The interval to compare with. Raises QuestionError."""
    if isinstance(wish, schemas.CustomRange):
        return ranges.comparison((wish.from_, wish.to), interval, context)
    return None if wish is None else ranges.comparison(wish, interval, context)


def parse_filter(text: str | None) -> q.Filter | None:
    """A filter given as JSON in a query parameter. Raises ProblemError and RequestValidationError."""
    if text is None or not text.strip():
        return None
    try:
        document = parse_json(text)
    except ValueError as error:
        detail = f"must be JSON: {error}"
        raise ProblemError("invalid_request", f"filters {detail}", [FieldError("filters", detail)]) from error
    try:
        return filter_for(_FILTER.validate_python(document))
    except pydantic.ValidationError as error:
        wrong = [{**one, "loc": ("query", "filters", *one["loc"])} for one in error.errors(include_url=False)]
        raise RequestValidationError(wrong) from error


def filter_for(wish: schemas.Filter | None) -> q.Filter | None:
    """The filter as the query room takes it, which also knows how large it may be."""
    match wish:
        case schemas.AndFilter():
            return q.And(tuple(_filters(wish.and_)))
        case schemas.OrFilter():
            return q.Or(tuple(_filters(wish.or_)))
        case schemas.NotFilter():
            return q.Not(*_filters([wish.not_]))
        case schemas.FieldFilter():
            return q.CONDITIONS[wish.op](wish.field, tuple(wish.values))
        case None:
            return None


def _filters(wishes: Iterable[schemas.Filter]) -> Iterator[q.Filter]:
    for wish in wishes:
        found = filter_for(wish)
        assert found is not None
        yield found
