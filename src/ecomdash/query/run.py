"""Asks a question of a store: rows, totals and the same of the comparison period."""

import sqlalchemy as sa

from ecomdash.query.dimensions import TIMES
from ecomdash.query.plan import Page, Plan, Sort, plan, totals_plan
from ecomdash.query.question import Column, Context, Interval, Question, QuestionError, Result
from ecomdash.query.ranges import BEGINNING
from ecomdash.query.rows import Periods, breakdown, series, totals
from ecomdash.query.zone import bucket_keys, local, midnight
from ecomdash.store.protocol import Store

MOST_ROWS = 10_000
MOST_METRICS = 20
MOST_DIMENSIONS = 4


async def ask(store: Store, question: Question, context: Context) -> Result:
    """Answer the question. Raises QuestionError, and what Store.execute raises.

    Totals are the answer to the same question without dimensions (see plan.totals_plan). A breakdown by time alone
    has a row for every bucket of the range: zeros where nothing happened, None where it has not come yet. In a
    comparison, the n-th bucket of one period is compared with the n-th of the other.
    """
    _check(question)
    range_ = question.range
    if range_.start == BEGINNING:
        range_ = Interval(await _first_day(store, range_.end, context), range_.end)
    parts = plan(question.metrics, question.dimensions, question.filters, context.site_id, context.timezone)
    whole = totals_plan(parts)
    page = Page(_order(question, parts), question.limit, question.offset)
    for each in parts.dimensions:
        if each.kind == "bucket":
            bucket_keys(each.name, range_, context.timezone)  # raises for too many, before anything is read
    periods = Periods(range_, question.comparison, context.now)
    if not parts.dimensions:
        found = await totals(store, whole, periods)
    elif len(parts.dimensions) == 1 and parts.dimensions[0].kind != "text":
        found = await series(store, whole, parts, periods, page if question.order else Page())
    else:
        found = await breakdown(store, whole, parts, periods, page)
    quantiles = tuple(each.name for each in parts.metrics if each.is_quantile)
    return Result(
        columns=_columns(parts),
        rows=tuple(found.rows),
        totals=found.totals,
        comparison_totals=found.comparison_totals,
        range=range_,
        comparison_range=question.comparison,
        row_count=found.count,
        approximate=() if store.capabilities.exact_quantiles else quantiles,
        partial=range_.start < context.now < range_.end,
    )


def _check(question: Question) -> None:
    for name, values, most in (
        ("metrics", question.metrics, MOST_METRICS),
        ("dimensions", question.dimensions, MOST_DIMENSIONS),
    ):
        if len(values) > most:
            raise QuestionError(name, f"at most {most} {name} can be asked for at once")
        if len(set(values)) < len(values):
            raise QuestionError(name, f"the same name stands twice in {name}")
    if not question.metrics:
        raise QuestionError("metrics", "at least one metric is needed")
    if not 0 < question.limit <= MOST_ROWS:
        raise QuestionError("limit", f"the limit must lie between 1 and {MOST_ROWS}")
    if question.offset < 0:
        raise QuestionError("offset", "the offset cannot be negative")
    for name, interval in (("range", question.range), ("comparison", question.comparison)):
        if interval is not None and interval.end <= interval.start:
            raise QuestionError(name, "the range is empty")


def _order(question: Question, parts: Plan) -> tuple[Sort, ...]:
    sorts: list[Sort] = []
    for order in question.order:
        if order.field in question.metrics:
            sorts.append(Sort("metric", question.metrics.index(order.field), order.descending))
        elif order.field in question.dimensions:
            sorts.append(Sort("dimension", question.dimensions.index(order.field), order.descending))
        else:
            raise QuestionError("order", f"{order.field!r} is neither a metric nor a dimension of this question")
    times = [Sort("dimension", i, False) for i, each in enumerate(parts.dimensions) if each.kind != "text"]
    return tuple(sorts or times or [Sort("metric", 0, True)])


async def _first_day(store: Store, end: int, context: Context) -> int:
    """The midnight before the site's first data, and before `end`."""
    firsts = sa.union_all(
        *(sa.select(sa.func.min(time)).where(table.c.site_id == context.site_id) for table, time in TIMES.items())
    )
    moments = [row[0] for row in await store.execute(firsts) if row[0] is not None]
    return midnight(local(min([*moments, end - 1]), context.timezone).date(), context.timezone)


def _columns(parts: Plan) -> tuple[Column, ...]:
    dimensions = (
        Column(each.name, "dimension", each.label, "time" if each.kind == "bucket" else "text")
        for each in parts.dimensions
    )
    return (*dimensions, *(Column(each.name, "metric", each.label, each.unit) for each in parts.metrics))
