"""Short forms of questions about the golden shop."""

from datetime import date
from typing import Any

from tests.golden.shop import SITE

from ecomdash.query.question import Context, Filter, Interval, Order, Question, Result
from ecomdash.query.ranges import resolve
from ecomdash.query.run import ask
from ecomdash.store.protocol import Store


def days(first: str, last: str, context: Context = SITE) -> Interval:
    return resolve((date.fromisoformat(first), date.fromisoformat(last)), context)


WEEKEND = days("2026-03-28", "2026-03-30")


async def table(
    store: Store,
    metrics: str,
    dimensions: str = "",
    *,
    where: Filter | None = None,
    over: Interval = WEEKEND,
    order: tuple[Order, ...] = (),
    context: Context = SITE,
) -> dict[Any, tuple[Any, ...]]:
    """The metrics (names with spaces between) by dimension value, or by tuple of values where there are several."""
    question = Question(
        metrics=tuple(metrics.split()),
        dimensions=tuple(dimensions.split()),
        filters=where,
        range=over,
        order=order,
    )
    result: Result = await ask(store, question, context)
    return {row.dimensions[0] if len(row.dimensions) == 1 else row.dimensions: row.metrics for row in result.rows}


async def totals(store: Store, metrics: str, where: Filter | None = None, over: Interval = WEEKEND) -> tuple[Any, ...]:
    """The metrics over everything."""
    return (await table(store, metrics, where=where, over=over))[()]
