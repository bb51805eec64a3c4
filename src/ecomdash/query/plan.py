"""From a question to a plan: which table answers which metric, so that few selects answer them all."""

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.query.dimensions import Dimension, dimension
from ecomdash.query.filters import check, depends_on_event, depends_on_rows
from ecomdash.query.metrics import METRICS, Measure, Metric, metric
from ecomdash.query.question import Filter, QuestionError


class Branch(Struct, frozen=True):
    """What one select answers: measures by the position of their metric, all on the rows of one table.

    `event_type` restricts the rows; engines skip the others fast. `fixed_type` says that the metrics chose the types
    of event they count.
    """

    table: sa.Table
    event_type: str | None
    fixed_type: bool
    measures: dict[int, Measure]


class Plan(Struct, frozen=True):
    """How the metrics are to be found by the dimensions, under the filter, for one site in its time zone."""

    metrics: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    branches: tuple[Branch, ...]
    where: Filter | None
    site_id: int
    timezone: str

    @property
    def visitors(self) -> int | None:
        """The position of the metric that counts different visitors, if there is one."""
        found = (i for branch in self.branches for i, measure in branch.measures.items() if measure.visitors)
        return next(found, None)


class Plans(Struct, frozen=True):
    """One question planned without its dimensions, for the totals, and with them, for the rows (None: no rows)."""

    whole: Plan
    parts: Plan | None


class Sort(Struct, frozen=True):
    """By the i-th metric or the i-th dimension."""

    kind: Literal["metric", "dimension"]
    position: int
    descending: bool


class Page(Struct, frozen=True):
    """Which rows, in which order; ties in the order of the keys."""

    order: tuple[Sort, ...] = ()
    limit: int | None = None
    offset: int = 0


def plan(metrics: Sequence[str], dimensions: Sequence[str], where: Filter | None, site_id: int, timezone: str) -> Plan:
    """Raises QuestionError for unknown names, and for metrics that do not go with the dimensions."""
    keys = tuple(dimension(name) for name in dimensions)
    check(where)
    return _planned(metrics, keys, keys, where, site_id=site_id, timezone=timezone)


def totals_plan(parts: Plan) -> Plan:
    """The question of `parts` without its dimensions.

    Under a filter on pages, events or products the totals are counted on the same tables as the rows, for there the
    filter means the rows themselves: the visitors of an event, not the visitors of visits that had it.
    """
    names = [each.name for each in parts.metrics]
    like = parts.dimensions if parts.where is not None and depends_on_rows(parts.where) else ()
    return _planned(names, (), like, parts.where, site_id=parts.site_id, timezone=parts.timezone)


def _planned(
    metrics: Sequence[str],
    keys: tuple[Dimension, ...],
    like: tuple[Dimension, ...],
    where: Filter | None,
    *,
    site_id: int,
    timezone: str,
) -> Plan:
    """A plan by `keys`, with each metric measured as it is by the dimensions `like`."""
    asked = tuple(metric(name) for name in metrics)
    by_page = any(key.row == "page" for key in like)
    apart = where is not None and depends_on_event(where)
    branches: dict[tuple[Any, ...], Branch] = {}
    for position, each in enumerate(asked):
        table, measure = _measure(each, like)
        types = measure.types or (measure.types_by_page if by_page else ())
        event_type = types[0] if len(types) == 1 else None
        place = (table.name, event_type, apart and bool(measure.types), position if measure.deepest else None)
        branches.setdefault(place, Branch(table, event_type, bool(measure.types), {})).measures[position] = measure
    return Plan(asked, keys, tuple(branches.values()), where, site_id, timezone)


def only(plan: Plan, position: int) -> Plan:
    """The same plan for one of its metrics."""
    kept = [
        Branch(branch.table, branch.event_type, branch.fixed_type, {0: branch.measures[position]})
        for branch in plan.branches
        if position in branch.measures
    ]
    return Plan((plan.metrics[position],), plan.dimensions, tuple(kept), plan.where, plan.site_id, plan.timezone)


def _measure(asked: Metric, keys: Sequence[Dimension]) -> tuple[sa.Table, Measure]:
    for table, measure in asked.measures.items():
        if all(key.on(table) for key in keys):
            return table, measure
    lacking = next((key for key in keys if not any(key.on(table) for table in asked.measures)), None)
    if lacking is None:
        raise QuestionError("dimensions", f"{asked.name!r} cannot be broken down by all of these at once")
    others = [other.name for other in METRICS.values() if any(lacking.on(table) for table in other.measures)]
    raise QuestionError(
        "metrics", f"{asked.name!r} cannot be broken down by {lacking.name!r}; by it there are {', '.join(others)}"
    )
