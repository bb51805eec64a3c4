"""What a select reads: a table under conditions, or rows that a filter over other tables found once for all selects."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from msgspec import Struct
from sqlalchemy.sql import visitors

from ecomdash.query.filters import Links, Scope, condition_sql, depends_on_event, narrows, site_and_time
from ecomdash.query.plan import Branch, Plan
from ecomdash.query.question import Interval
from ecomdash.query.zone import offsets
from ecomdash.store.expressions import session_key, visitor_key

Element = sa.ColumnElement[Any]


class Source(Struct, frozen=True):
    """Rows to select from; `read` turns an expression on the branch's table into one on these rows."""

    rows: sa.FromClause
    conditions: list[sa.ColumnElement[bool]]
    read: Callable[[Element], Element]


class Sources:
    """The sources of one statement about one interval, for plans of one question.

    Without a filter that narrows, reading a table twice is faster than keeping its rows in between; with one, rows and
    totals are read from the rows that it let through, where they are of the same table. `counted_after` says that the
    last plan's visitors are counted by a select of their own.
    """

    def __init__(self, plans: Sequence[Plan], interval: Interval, *, counted_after: bool = False) -> None:
        self._plans = plans
        self._twice = plans[-1] if counted_after else None
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
        place = _place(plan, branch)
        if plan.where is None or not narrows(plan.where) or self._reads(place) == 1:
            return Source(table, conditions, lambda expression: expression)
        if place not in self._kept:
            needed = self._needed(place)
            columns: list[Element] = [value.label(name) for name, value in needed.items()]
            rows = sa.select(*columns or [table.c.site_id]).where(*conditions)
            self._kept[place] = rows.cte(f"rows_{len(self._kept)}").prefix_with("MATERIALIZED")
        kept = self._kept[place]

        def moved(element: Any, **_: Any) -> Any:  # Any: whatever SQLAlchemy finds in an expression
            name = _name(element)
            return None if name is None else kept.c[name]

        return Source(kept, [], lambda expression: visitors.replacement_traverse(expression, {}, moved))

    def _branches(self, place: tuple[object, ...]) -> Iterable[tuple[Plan, Branch]]:
        for plan in self._plans:
            for branch in plan.branches:
                if _place(plan, branch) == place:
                    yield plan, branch

    def _reads(self, place: tuple[object, ...]) -> int:
        """How many selects read these rows."""
        return sum(
            2 if plan is self._twice and any(each.visitors for each in branch.measures.values()) else 1
            for plan, branch in self._branches(place)
        )

    def _needed(self, place: tuple[object, ...]) -> dict[str, Element]:
        """The table's columns and keys that any select of the statement reads, by name."""
        found: dict[str, Element] = {}

        def note(element: Any, **_: Any) -> Any:  # Any: whatever SQLAlchemy finds in an expression
            name = _name(element)
            if name is not None:
                found[name] = element
            return None if name is None else element

        for plan, branch in self._branches(place):
            zone = offsets(self.interval.start, self.interval.end, plan.timezone)
            expressions = [each.key(branch.table, zone) for each in plan.dimensions]
            for measure in branch.measures.values():
                expressions += [measure.value, *measure.deepest]
            for each in expressions:
                visitors.replacement_traverse(each, {}, note)
        return found


def _name(part: object) -> str | None:
    """What a column or a key of a table is called among the rows that are kept; None for what is neither."""
    if isinstance(part, visitor_key | session_key):
        return f"{part.column.name}_key"
    return part.name if isinstance(part, sa.Column) else None


def _place(plan: Plan, branch: Branch) -> tuple[object, ...]:
    """What tells the branch's rows from those of others under one filter."""
    apart = branch.fixed_type and plan.where is not None and depends_on_event(plan.where)
    return branch.table.name, branch.event_type, apart
