"""From a question to a statement: one select per table needed, joined by their dimension keys in the database."""

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.sql.functions import FunctionElement

from ecomdash.query.dimensions import Dimension, dimension
from ecomdash.query.filters import Scope, check, condition_sql, depends_on_event, site_and_time
from ecomdash.query.metrics import METRICS, Measure, Metric, metric
from ecomdash.query.question import Filter, Interval, QuestionError
from ecomdash.query.zone import offsets
from ecomdash.store.expressions import unique_visitors

Key = tuple[str | int, ...]


class Slice(Struct, frozen=True, kw_only=True):
    """Which part of the answer is wanted: of an interval, and only of these `keys` where given.

    `groups` is about how many keys there will be. `visitors` "bound" puts an upper bound in place of the number of
    different visitors, which is cheap.
    """

    interval: Interval
    keys: tuple[Key, ...] | None = None
    groups: int = 1
    visitors: Literal["exact", "bound"] = "exact"


class Branch(Struct, frozen=True):
    """What one select answers: measures by the position of their metric, all on one table."""

    table: sa.Table
    measures: dict[int, Measure]
    fixed_type: bool

    @property
    def only_type(self) -> str | None:
        """The one event type whose rows are needed, if it is one: engines skip the others fast."""
        types = {each for measure in self.measures.values() for each in measure.types or (None,)}
        return types.pop() if len(types) == 1 else None


class Plan(Struct, frozen=True):
    """How the metrics are to be found by the dimensions, under the filter, for one site in its time zone."""

    metrics: tuple[Metric, ...]
    dimensions: tuple[Dimension, ...]
    branches: tuple[Branch, ...]
    where: Filter | None
    site_id: int
    timezone: str

    @property
    def visitor_metrics(self) -> tuple[int, ...]:
        """Positions of the metrics that count different visitors."""
        return tuple(i for branch in self.branches for i, measure in branch.measures.items() if measure.visitors)


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


EVERYTHING = Page()


def plan(metrics: Sequence[str], dimensions: Sequence[str], where: Filter | None, site_id: int, timezone: str) -> Plan:
    """Raises QuestionError for unknown names, and for metrics that do not go with the dimensions."""
    asked = tuple(metric(name) for name in metrics)
    keys = tuple(dimension(name) for name in dimensions)
    check(where)
    apart = depends_on_event(where) if where is not None else False
    branches: dict[tuple[Any, ...], Branch] = {}
    for position, each in enumerate(asked):
        table, measure = _measure(each, keys)
        fixed = bool(measure.types)
        place = (table.name, fixed and apart, position if measure.deepest else -1)
        branch = branches.setdefault(place, Branch(table, {}, fixed))
        branch.measures[position] = measure
    return Plan(asked, keys, tuple(branches.values()), where, site_id, timezone)


def only(plan: Plan, positions: Sequence[int]) -> Plan:
    """The same plan for some of its metrics."""
    branches = []
    for branch in plan.branches:
        kept = {positions.index(i): measure for i, measure in branch.measures.items() if i in positions}
        if kept:
            branches.append(Branch(branch.table, kept, branch.fixed_type))
    metrics = tuple(plan.metrics[i] for i in positions)
    return Plan(metrics, plan.dimensions, tuple(branches), plan.where, plan.site_id, plan.timezone)


def rows(plan: Plan, wanted: Slice, page: Page = EVERYTHING) -> sa.Select[Any]:
    """One row per dimension key: the keys, the metrics in their order, and how many rows there are in all."""
    parts = [_branch(plan, branch, wanted) for branch in plan.branches]
    joined = (parts[0] if len(parts) == 1 else sa.union_all(*parts)).subquery("parts")
    if len(parts) > 1:
        largest = [sa.func.max(joined.c[f"m{i}"]).label(f"m{i}") for i in range(len(plan.metrics))]
        keys = [joined.c[f"d{i}"] for i in range(len(plan.dimensions))]
        joined = sa.select(*keys, *largest).group_by(*keys).subquery("joined")
    values: list[sa.ColumnElement[Any]] = [
        joined.c[f"m{i}"] if each.empty is None else sa.func.coalesce(joined.c[f"m{i}"], each.empty)
        for i, each in enumerate(plan.metrics)
    ]
    dims = [joined.c[f"d{i}"] for i in range(len(plan.dimensions))]
    statement = sa.select(*dims, *values, sa.func.count().over())
    for sort in page.order:
        statement = statement.order_by(*_sorted(sort, plan, dims, values))
    return statement.order_by(*dims).limit(page.limit).offset(page.offset or None)


def _measure(asked: Metric, keys: Sequence[Dimension]) -> tuple[sa.Table, Measure]:
    for table, measure in asked.measures.items():
        if all(key.on(table) for key in keys):
            return table, measure
    lacking = next((k for k in keys if not any(k.on(table) for table in asked.measures)), None)
    if lacking is None:
        raise QuestionError("dimensions", f"{asked.name!r} cannot be broken down by all of these at once")
    others = [m.name for m in METRICS.values() if any(lacking.on(table) for table in m.measures)]
    raise QuestionError(
        "metrics", f"{asked.name!r} cannot be broken down by {lacking.name!r}; by it there are {', '.join(others)}"
    )


def _branch(plan: Plan, branch: Branch, wanted: Slice) -> sa.Select[Any]:
    zone = offsets(wanted.interval.start, wanted.interval.end, plan.timezone)
    scope = Scope(branch.table, plan.site_id, wanted.interval, zone, branch.fixed_type)
    dims = [each.key(branch.table, zone) for each in plan.dimensions]
    shown = [_shown(key, each) for key, each in zip(dims, plan.dimensions, strict=True)]
    conditions = site_and_time(scope)
    if branch.only_type is not None:
        conditions.append(branch.table.c.event_type == branch.only_type)
    if plan.where is not None:
        conditions.append(condition_sql(plan.where, scope))
    conditions += [key != "" for key, each in zip(dims, plan.dimensions, strict=True) if each.optional]
    if wanted.keys is not None:
        conditions.append(_among(shown, wanted.keys))
    labelled = [key.label(f"d{i}") for i, key in enumerate(shown)]
    deepest = next((measure for measure in branch.measures.values() if measure.deepest), None)
    if deepest is not None:
        extra = [branch.table.c[name] for name in deepest.deepest]
        greatest = sa.func.max(deepest.value).label("greatest")
        inner = sa.select(*labelled, greatest).where(*conditions).group_by(*dims, *extra).subquery("deepest")
        dims = [inner.c[f"d{i}"] for i in range(len(dims))]
        return sa.select(*dims, *_columns(plan, branch, {}, sa.func.avg(inner.c.greatest))).group_by(*dims)
    values = {i: _value(measure, branch, wanted) for i, measure in branch.measures.items()}
    return sa.select(*labelled, *_columns(plan, branch, values)).where(*conditions).group_by(*dims)


def _columns(
    plan: Plan, branch: Branch, values: dict[int, sa.ColumnElement[Any]], only: sa.ColumnElement[Any] | None = None
) -> list[sa.Label[Any]]:
    """The branch's metrics in their places, typed nulls in the others'."""
    columns = []
    for position, each in enumerate(plan.metrics):
        value = only if only is not None and position in branch.measures else values.get(position)
        if value is None:
            value = sa.cast(sa.null(), next(iter(each.measures.values())).value.type)
        columns.append(value.label(f"m{position}"))
    return columns


def _value(measure: Measure, branch: Branch, wanted: Slice) -> sa.ColumnElement[Any]:
    if measure.visitors:
        assert isinstance(measure.value, sa.Column)
        return unique_visitors(measure.value, wanted.groups) if wanted.visitors == "exact" else sa.func.count()
    if measure.types and branch.only_type is None and isinstance(measure.value, FunctionElement):
        return measure.value.filter(sa.or_(*(branch.table.c.event_type == each for each in measure.types)))
    return measure.value


def _shown(key: sa.ColumnElement[Any], each: Dimension) -> sa.ColumnElement[Any]:
    """Text as text, also where an engine keeps a column as an enumeration; grouping is by the column itself."""
    return sa.cast(key, sa.String) if each.kind == "text" else key


def _among(dims: Sequence[sa.ColumnElement[Any]], keys: Sequence[Key]) -> sa.ColumnElement[bool]:
    if len(dims) == 1:
        return dims[0].in_([key[0] for key in keys])
    return sa.tuple_(*dims).in_(list(keys))


def _sorted(
    sort: Sort, plan: Plan, dims: Sequence[sa.ColumnElement[Any]], values: Sequence[sa.ColumnElement[Any]]
) -> list[sa.ColumnElement[Any]]:
    """Unknown values last, in either direction."""
    column = values[sort.position] if sort.kind == "metric" else dims[sort.position]
    directed = column.desc() if sort.descending else column.asc()
    if sort.kind == "metric":
        return [directed.nulls_last()]
    return [column == "", directed] if plan.dimensions[sort.position].kind == "text" else [directed]
