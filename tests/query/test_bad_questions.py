"""A question that cannot be answered says which part is wrong and what there is instead; the store is not asked."""

from typing import Any

import pytest
from tests.query.stores import Untouched
from tests.store.making import at

from ecomdash.query.question import (
    And,
    Contains,
    Context,
    Filter,
    Interval,
    Is,
    Not,
    Order,
    Question,
    QuestionError,
)
from ecomdash.query.run import ask

SITE = Context(site_id=1, timezone="Europe/Berlin", currency="EUR", now=at("2026-07-16"))
WEEK = Interval(at("2026-07-01"), at("2026-07-08"))
DECADE = Interval(at("2016-07-01"), at("2026-07-08"))


def question(**parts: Any) -> Question:
    return Question(**{"metrics": ("visitors",), "range": WEEK, **parts})


BAD = {
    "no metric": (question(metrics=()), "metrics", "at least one"),
    "unknown metric": (question(metrics=("visitor",)), "metrics", "did you mean 'visitors'"),
    "nonsense metric": (question(metrics=("zzz; DROP",)), "metrics", "the catalog lists"),
    "metric twice": (question(metrics=("visitors", "visitors")), "metrics", "twice"),
    "unknown dimension": (question(dimensions=("pages",)), "dimensions", "did you mean 'page'"),
    "dimension twice": (question(dimensions=("page", "page")), "dimensions", "twice"),
    "too many dimensions": (question(dimensions=("a", "b", "c", "d", "e")), "dimensions", "at most 4"),
    "a metric that has no pages": (
        question(metrics=("bounce_rate",), dimensions=("page",)), "metrics", "by it there are visitors, sessions, page",
    ),
    "dimensions that never meet": (
        question(dimensions=("page", "product")), "dimensions", "cannot be broken down by all of these at once",
    ),
    "unknown filter": (question(filters=Is("contry", ("DE",))), "filters", "did you mean 'country'"),
    "unknown filter deep inside": (
        question(filters=Not(And((Is("country", ("DE",)), Is("x", ("y",)))))), "filters", "no dimension 'x'",
    ),
    "filter without values": (question(filters=Is("country", ())), "filters", "has no values"),
    "filter on a time": (question(filters=Is("day", ("2026-07-01",))), "filters", "narrow the range"),
    "part of a weekday": (question(filters=Contains("day_of_week", ("1",))), "filters", "one of its numbers"),
    "weekday by name": (question(filters=Is("day_of_week", ("Monday",))), "filters", "one of its numbers"),
    "weekday of many digits": (question(filters=Is("day_of_week", ("9" * 40,))), "filters", "one of its numbers"),
    "weekday in other digits": (question(filters=Is("day_of_week", ("²",))), "filters", "one of its numbers"),
    "property without a name": (question(filters=Is("property:", ("x",))), "filters", "1 to 64 characters"),
    "property with a long name": (question(dimensions=("property:" + "x" * 65,)), "dimensions", "1 to 64 characters"),
    "order by what is not asked": (
        question(dimensions=("page",), order=(Order("revenue"),)), "order", "neither a metric nor a dimension",
    ),
    "no rows": (question(limit=0), "limit", "between 1 and 10000"),
    "too many rows": (question(limit=10_001), "limit", "between 1 and 10000"),
    "negative offset": (question(offset=-1), "offset", "negative"),
    "empty range": (question(range=Interval(WEEK.end, WEEK.start)), "range", "empty"),
    "empty comparison": (question(comparison=Interval(5, 5)), "comparison", "empty"),
    "ten years by minute": (question(dimensions=("minute",), range=DECADE), "dimensions", "choose a longer unit"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
async def test_bad_question(name: str) -> None:
    asked, field, said = BAD[name]
    with pytest.raises(QuestionError, match=said) as caught:
        await ask(Untouched(), asked, SITE)
    assert caught.value.field == field


async def test_a_zone_there_is_not() -> None:
    nowhere = Context(site_id=1, timezone="Nowhere/Land", currency="EUR", now=SITE.now)
    with pytest.raises(QuestionError, match="not an IANA time zone"):
        await ask(Untouched(), question(), nowhere)


def deep(depth: int) -> Filter:
    where: Filter = Is("country", ("DE",))
    for _ in range(depth):
        where = Not(where)
    return where


async def test_a_filter_nested_too_deep_is_refused() -> None:
    with pytest.raises(QuestionError, match="nested"):
        await ask(Untouched(), question(filters=deep(100)), SITE)


async def test_a_filter_with_too_many_conditions_is_refused() -> None:
    many = And(tuple(Is("country", ("DE",)) for _ in range(300)))
    with pytest.raises(QuestionError, match="at most"):
        await ask(Untouched(), question(filters=many), SITE)
