"""What a select reads: a table under conditions, or rows that a filter over other tables found once for all selects."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.sql import visitors
from sqlalchemy.sql.util import ClauseAdapter

from ecomdash.query.filters import Links, Scope, condition_sql, is_linked, site_and_time
from ecomdash.query.plan import Branch, Plan
from ecomdash.query.question import Interval
from ecomdash.query.zone import offsets
from ecomdash.store.expressions import visitor_key

Element = sa.ColumnElement[Any]


class Source(Struct, frozen=True):
    """Rows to select from; `read` turns an expression on the branch's table into one on these rows."""

    rows: sa.FromClause
    conditions: list[sa.ColumnElement[bool]]
    read: Callable[[Element], Element]
    visitors: Element | None


class Sources:
    """The sources of one statement about one interval, for plans of one question.

    Without a filter that looks into other tables, reading a table twice is faster than keeping its rows in between;
    with one, rows and totals are read from the rows that the filter let through, where they are of the same table.
    """

    def __init__(self, plans: Sequence[Plan], interval: Interval) -> None:
        self._plans = plans
        self.interval = interval
        self._links = Links()
        self._kept: dict[tuple[object, ...], sa.CTE] = {}

    def of(self, plan: Plan, branch: Branch) -> Source:
        """What the branch reads, under the plan's filter."""
        table = branch.table
        zone = offsets(self.interval.start, self.interval.end, plan.timezone)
        scope = Scope(table, plan.site_id, self.interval, zone, branch.fixed_type, self._links)
        conditions = site_and_time(scope)
        if branch.event_type is not None:
            conditions.append(table.c.event_type == branch.event_type)
        if plan.where is not None:
            conditions.append(condition_sql(plan.where, scope))
        key = visitor_key(table.c.visitor_id) if "visitor_id" in table.c else None
        place = (table.name, branch.event_type, branch.fixed_type)
        if plan.where is None or not is_linked(plan.where, scope) or len(list(self._branches(place))) == 1:
            return Source(table, conditions, lambda expression: expression, key)
        if place not in self._kept:
            needed = self._needed(place)
            columns: list[Element] = [column for column in table.c if column in needed]
            if key is not None and self._counts_visitors(place):
                columns.append(key.label("visitor_key"))
            rows = sa.select(*columns or [table.c.site_id]).where(*conditions)
            self._kept[place] = rows.cte(f"rows_{len(self._kept)}").prefix_with("MATERIALIZED")
        kept = self._kept[place]
        return Source(kept, [], ClauseAdapter(kept).traverse, kept.c.get("visitor_key"))

    def _branches(self, place: tuple[object, ...]) -> Iterable[tuple[Plan, Branch]]:
        for plan in self._plans:
            for branch in plan.branches:
                if (branch.table.name, branch.event_type, branch.fixed_type) == place:
                    yield plan, branch

    def _counts_visitors(self, place: tuple[object, ...]) -> bool:
        return any(measure.visitors for _, branch in self._branches(place) for measure in branch.measures.values())

    def _needed(self, place: tuple[object, ...]) -> set[sa.Column[Any]]:
        """The table's columns that any select of the statement reads."""
        expressions: list[Element] = []
        for plan, branch in self._branches(place):
            zone = offsets(self.interval.start, self.interval.end, plan.timezone)
            expressions += [each.key(branch.table, zone) for each in plan.dimensions]
            expressions += [measure.value for measure in branch.measures.values() if not measure.visitors]
            expressions += [branch.table.c[name] for each in branch.measures.values() for name in each.deepest]
        return {part for each in expressions for part in visitors.iterate(each) if isinstance(part, sa.Column)}
