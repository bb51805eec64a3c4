"""From a plan to SQL: the selects of its branches, joined by their dimension keys in the database."""

from collections.abc import Sequence
from typing import Any, Literal

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.query.dimensions import Dimension
from ecomdash.query.metrics import Measure
from ecomdash.query.plan import Branch, Page, Plan, Plans, Sort, only
from ecomdash.query.question import Interval
from ecomdash.query.sources import Source, Sources
from ecomdash.query.zone import offsets
from ecomdash.store.expressions import unique_visitors
from ecomdash.store.protocol import Statement

Key = tuple[str | int, ...]
Column = sa.ColumnElement[Any]

ALL_KEYS = 1_000_000  # stands for "many" where the number of keys is not known


class Slice(Struct, frozen=True, kw_only=True):
    """Which part of the answer is wanted: of these keys (values or a select), where they are given.

    `groups` is about how many keys there will be. `visitors` "bound" puts an upper bound in place of the number of
    different visitors, which is cheap.
    """

    groups: int
    keys: tuple[Key, ...] | sa.Select[Any] | None = None
    visitors: Literal["exact", "bound"] = "exact"


def answer(plans: Plans, interval: Interval, wanted: Slice, page: Page, *, counted_after: bool = False) -> Statement:
    """Totals and rows in one statement, so that what both read is read once.

    Its columns: 0 for the totals and 1 for a row; the dimensions; the metrics; how many rows there are in all; the
    upper bound of the row's visitors. The order of rows is lost, and a series has every row and no number of rows.
    With `counted_after`, visitors are counted only for the rows that the page has, and until then an upper bound
    stands for them in the order.
    """
    parts = plans.parts
    planned = [plans.whole] if parts is None else [plans.whole, parts]
    sources = Sources(planned, interval, counted_after=counted_after)
    if parts is not None and is_series(parts):
        return _series(parts, sources, wanted)
    summed = _rows(plans.whole, sources, Slice(groups=1)).subquery("totals")
    kinds = [sa.String() if each.kind == "text" else sa.BigInteger() for each in (parts.dimensions if parts else ())]
    nulls = [sa.cast(sa.null(), kind) for kind in kinds]
    no_bound = sa.cast(sa.null(), sa.BigInteger)
    totals: sa.Select[*tuple[Any, ...]] = sa.select(sa.literal_column("0").label("part"), *nulls, *summed.c, no_bound)
    if parts is None:
        return totals
    found = _counted_after(parts, sources, wanted, page) if counted_after else _rows(parts, sources, wanted, page)
    shown = found.subquery("shown")
    return sa.union_all(totals, sa.select(sa.literal_column("1"), *shown.c, *(() if counted_after else (no_bound,))))


def is_series(parts: Plan) -> bool:
    """Whether all dimensions are times, so that there are few rows and they come with the totals in one pass."""
    return all(each.kind != "text" for each in parts.dimensions)


def _series(parts: Plan, sources: Sources, wanted: Slice) -> sa.Select[Any]:
    """All rows by time, and the totals from the same pass: every table has times, so both plans read the same."""
    joined = _joined(
        parts, [_branch(parts, branch, sources, wanted, whole=True) for branch in parts.branches], ["part"]
    )
    dims = [joined.c[f"d{i}"] for i in range(len(parts.dimensions))]
    no_count = sa.cast(sa.null(), sa.BigInteger)
    return sa.select(joined.c.part, *dims, *_filled(parts, joined), no_count, no_count)


def _rows(plan: Plan, sources: Sources, wanted: Slice, page: Page | None = None) -> sa.Select[Any]:
    """One row per dimension key: the keys (d0, ...), the metrics (m0, ...) and how many rows there are in all (n)."""
    joined = _joined(plan, [_branch(plan, branch, sources, wanted) for branch in plan.branches], [])
    values = _filled(plan, joined)
    dims = [joined.c[f"d{i}"] for i in range(len(plan.dimensions))]
    metrics = [value.label(f"m{i}") for i, value in enumerate(values)]
    statement = sa.select(*dims, *metrics, sa.func.count().over().label("n"))
    if page is None:
        return statement
    for sort in page.order:
        statement = statement.order_by(*_sorted(sort, plan, dims, values))
    return statement.order_by(*dims).limit(page.limit).offset(page.offset or None)


def _joined(plan: Plan, parts: list[sa.Select[Any]], more_keys: list[str]) -> sa.Subquery:
    """The parts side by side: one row per key, each metric from the part that has it."""
    if len(parts) == 1:
        return parts[0].subquery("parts")
    union = sa.union_all(*parts).subquery("parts")
    keys = [union.c[name] for name in (*more_keys, *(f"d{i}" for i in range(len(plan.dimensions))))]
    largest = [sa.func.max(union.c[f"m{i}"]).label(f"m{i}") for i in range(len(plan.metrics))]
    return sa.select(*keys, *largest).group_by(*keys).subquery("joined")


def _filled(plan: Plan, joined: sa.Subquery) -> list[Column]:
    """The metrics, with what they are where a part has no row."""
    return [
        joined.c[f"m{i}"] if each.empty is None else sa.func.coalesce(joined.c[f"m{i}"], each.empty)
        for i, each in enumerate(plan.metrics)
    ]


def _counted_after(plan: Plan, sources: Sources, wanted: Slice, page: Page) -> sa.Select[Any]:
    """The rows of a page ordered by bounds, with visitors counted for them, and their bound as the last column."""
    assert plan.visitors is not None
    assert page.limit is not None
    bounds = Slice(groups=wanted.groups, keys=wanted.keys, visitors="bound")
    first = _rows(plan, sources, bounds, page).cte("first").prefix_with("MATERIALIZED")
    names = [f"d{i}" for i in range(len(plan.dimensions))]
    keys = sa.select(*(first.c[name] for name in names))
    counted = _rows(only(plan, plan.visitors), sources, Slice(groups=page.limit, keys=keys)).subquery("counted")
    place = f"m{plan.visitors}"
    columns = [sa.func.coalesce(counted.c.m0, 0).label(place) if column.name == place else column for column in first.c]
    same = sa.and_(*(first.c[name] == counted.c[name] for name in names))
    return sa.select(*columns, first.c[place].label("bound")).select_from(first.outerjoin(counted, same))


def _branch(plan: Plan, branch: Branch, sources: Sources, wanted: Slice, *, whole: bool = False) -> sa.Select[Any]:
    """The branch's metrics by the dimensions; with `whole` also over all of them, told apart by `part` (0 = whole)."""
    source = sources.of(plan, branch)
    zone = offsets(sources.interval.start, sources.interval.end, plan.timezone)
    dims = [source.read(each.key(branch.table, zone)) for each in plan.dimensions]
    shown = [_shown(key, each) for key, each in zip(dims, plan.dimensions, strict=True)]
    conditions = list(source.conditions)
    conditions += [key != "" for key, each in zip(dims, plan.dimensions, strict=True) if each.optional]
    if wanted.keys is not None:
        conditions.append(_among(shown, wanted.keys))
    labelled = [key.label(f"d{i}") for i, key in enumerate(shown)]
    values = {i: _value(measure, source, wanted) for i, measure in branch.measures.items()}
    deepest = next((measure for measure in branch.measures.values() if measure.deepest), None)
    if deepest is None:
        found = sa.select(*_part(dims, whole), *labelled, *_columns(plan, values)).select_from(source.rows)
        return found.where(*conditions).group_by(*_sets(dims, whole))
    extra = [source.read(each) for each in deepest.deepest]
    greatest = sa.func.max(source.read(deepest.value)).label("greatest")
    grouped = sa.select(*labelled, greatest).select_from(source.rows).where(*conditions).group_by(*dims, *extra)
    inner = grouped.subquery("deepest")
    dims = [inner.c[f"d{i}"] for i in range(len(dims))]
    values = dict.fromkeys(branch.measures, sa.func.avg(inner.c.greatest))
    return sa.select(*_part(dims, whole), *dims, *_columns(plan, values)).group_by(*_sets(dims, whole))


def _part(dims: Sequence[Column], whole: bool) -> list[Column]:
    return [(1 - sa.func.grouping(dims[0], type_=sa.Integer)).label("part")] if whole else []


def _sets(dims: Sequence[Column], whole: bool) -> Sequence[Column]:
    return [sa.func.grouping_sets(sa.tuple_(*dims), sa.tuple_())] if whole else dims


def _columns(plan: Plan, values: dict[int, Column]) -> list[sa.Label[Any]]:
    """The metrics found here in their places, typed nulls in the others'."""
    columns = []
    for position, each in enumerate(plan.metrics):
        kind = next(iter(each.measures.values())).value.type
        columns.append(values.get(position, sa.cast(sa.null(), kind)).label(f"m{position}"))
    return columns


def _value(measure: Measure, source: Source, wanted: Slice) -> Column:
    if not measure.visitors:
        return source.read(measure.value)
    return sa.func.count() if wanted.visitors == "bound" else unique_visitors(source.read(measure.value), wanted.groups)


def _shown(key: Column, each: Dimension) -> Column:
    """Text as text, also where an engine keeps a column as an enumeration; grouping is by the column itself."""
    return sa.cast(key, sa.String) if each.kind == "text" else key


def _among(dims: Sequence[Column], keys: tuple[Key, ...] | sa.Select[Any]) -> sa.ColumnElement[bool]:
    if isinstance(keys, sa.Select):
        return (dims[0] if len(dims) == 1 else sa.tuple_(*dims)).in_(keys)
    if len(dims) == 1:
        return dims[0].in_([key[0] for key in keys])
    return sa.tuple_(*dims).in_(list(keys))


def _sorted(sort: Sort, plan: Plan, dims: Sequence[Column], values: Sequence[Column]) -> list[Column]:
    """Unknown values last, in either direction."""
    column = values[sort.position] if sort.kind == "metric" else dims[sort.position]
    directed = column.desc() if sort.descending else column.asc()
    if sort.kind == "metric":
        return [directed.nulls_last()]
    return [column == "", directed] if plan.dimensions[sort.position].kind == "text" else [directed]
