"""Filters as SQL: directly where the table has the field, else by the visit or the order that links the two tables."""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.clock import US_PER_DAY
from ecomdash.events.limits import URL_CHARS
from ecomdash.query.dimensions import TIMES, dimension
from ecomdash.query.question import (
    And,
    Condition,
    Contains,
    Filter,
    Interval,
    Is,
    IsNot,
    Matches,
    Not,
    NotContains,
    Or,
    QuestionError,
    StartsWith,
    conditions,
)
from ecomdash.query.zone import Offsets
from ecomdash.store.expressions import fold, folded, has_text, like_wildcard, session_key, timestamp, wildcard
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    conversion_events,
    order_items,
    product_events,
)

# Where to look for a field (by the kind of row it belongs to) that the filtered table lacks.
_HOMES: Mapping[str, tuple[sa.Table, ...]] = {
    "page": (analytics_events,),
    "event": (analytics_events,),
    "product": (product_events, order_items),
    "order": (conversion_events,),
    "visit": (analytics_sessions,),
}
MOST_DEPTH = 8
MOST_VALUES = 250
_ORDER_TABLES = (conversion_events, order_items)
SLACK_US = US_PER_DAY  # how far around the range a visit's other rows are looked for


class Links:
    """The visits and orders that linked conditions let through, each read once for a whole statement."""

    def __init__(self) -> None:
        self._known: dict[tuple[object, ...], sa.CTE] = {}

    def shared(self, key: tuple[object, ...], found: Callable[[], sa.Select[Any] | sa.CompoundSelect[Any]]) -> sa.CTE:
        """What `found` selects, or the same of an earlier call with this key."""
        if key not in self._known:
            self._known[key] = found().cte(f"linked_{len(self._known)}")
        return self._known[key]


class Scope(Struct, frozen=True):
    """The rows a filter is applied to: those of `table` in the interval.

    `fixed_type` says that the rows are of event types the metric chose; a filter on the event then asks for another
    event of the same visit. `links` belong to one interval and one statement.
    """

    table: sa.Table
    site_id: int
    interval: Interval
    offsets: Offsets
    fixed_type: bool
    links: Links


def check(where: Filter | None) -> None:
    """Raises QuestionError for a field that does not exist or cannot be filtered by, and for a filter too large."""
    if _depth(where) > MOST_DEPTH:
        raise QuestionError("filters", f"filters can be nested {MOST_DEPTH} deep")
    every = list(conditions(where))
    if sum(len(condition.values) for condition in every) > MOST_VALUES:
        raise QuestionError("filters", f"a filter can hold at most {MOST_VALUES} values in all")
    for condition in every:
        found = dimension(condition.field, "filters")
        if found.kind == "bucket":
            raise QuestionError("filters", f"{condition.field!r} cannot be filtered by; narrow the range instead")
        if found.kind == "clock":
            _numbers(condition)
        if not condition.values:
            raise QuestionError("filters", f"the condition on {condition.field!r} has no values")
        if any(len(value) > URL_CHARS for value in condition.values):
            raise QuestionError("filters", f"a value for {condition.field!r} is longer than {URL_CHARS} characters")


def _depth(where: Filter | None) -> int:
    """How deep the filter is nested; stops counting beyond MOST_DEPTH."""
    level, depth = [where] if where is not None else [], 0
    while level and depth <= MOST_DEPTH:
        depth += 1
        level = [
            inner
            for each in level
            for inner in (
                each.filters if isinstance(each, And | Or) else (each.filter,) if isinstance(each, Not) else ()
            )
        ]
    return depth


def depends_on_event(where: Filter | None) -> bool:
    """Whether the filter names the event itself, so that it means something else for rows of a fixed type."""
    return any(dimension(condition.field).row == "event" for condition in conditions(where))


def depends_on_rows(where: Filter) -> bool:
    """Whether the filter names what only some tables have: pages, events or products."""
    return any(dimension(condition.field).row in {"page", "event", "product"} for condition in conditions(where))


def condition_sql(where: Filter, scope: Scope) -> sa.ColumnElement[bool]:
    """The filter as a condition on the scope's rows; never NULL. The filter has passed `check`."""
    match where:
        case Not(inner):
            return sa.not_(condition_sql(inner, scope))
        case Or(filters):
            return sa.or_(sa.false(), *(condition_sql(each, scope) for each in filters))
        case And(filters):
            return _all(filters, scope)
        case IsNot() | NotContains():
            return _not(_positive(where), scope)
        case _:
            return _match(where, scope) if _direct(where, scope) else _linked([where], scope)


def narrows(where: Filter) -> bool:
    """Whether the filter looks at more than the type of event, by which engines skip rows without reading them."""
    return any(condition.field != "event_type" for condition in conditions(where))


def site_and_time(scope: Scope) -> list[sa.ColumnElement[bool]]:
    """The two conditions that every statement has."""
    time = TIMES[scope.table]
    return [
        scope.table.c.site_id == scope.site_id,
        time >= timestamp(scope.interval.start),
        time < timestamp(scope.interval.end),
    ]


def _all(filters: Iterable[Filter], scope: Scope) -> sa.ColumnElement[bool]:
    """All hold; linked conditions on fields of one kind of row must hold on one such row."""
    parts: list[sa.ColumnElement[bool]] = []
    together: dict[str, list[Condition]] = {}
    for each in filters:
        positive = isinstance(each, Is | Contains | StartsWith | Matches)
        if positive and isinstance(each, Condition) and not _direct(each, scope):
            kind = dimension(each.field).row
            if all(each.field != other.field for other in together.get(kind, ())):
                together.setdefault(kind, []).append(each)
                continue
        parts.append(condition_sql(each, scope))
    parts.extend(_linked(group, scope) for group in together.values())
    return sa.and_(sa.true(), *parts)


def _direct(condition: Condition, scope: Scope) -> bool:
    if scope.fixed_type and dimension(condition.field).row == "event":
        return False
    return dimension(condition.field).on(scope.table)


def _linked(group: list[Condition], scope: Scope) -> sa.ColumnElement[bool]:
    """Rows whose visit, or whose order, has a row elsewhere on which all these conditions hold."""
    kind = dimension(group[0].field).row
    homes = _HOMES[kind]
    by_order = scope.table in _ORDER_TABLES and any(home in _ORDER_TABLES for home in homes)
    if by_order:
        homes = tuple(home for home in homes if home in _ORDER_TABLES)
    link = "conversion_id" if by_order else "session_id"
    around = Interval(scope.interval.start - SLACK_US, scope.interval.end + SLACK_US)

    def found() -> sa.Select[Any] | sa.CompoundSelect[Any]:
        parts = [
            _having(group, Scope(home, scope.site_id, around, scope.offsets, False, scope.links), link)
            for home in homes
        ]
        return parts[0] if len(parts) == 1 else sa.union_all(*parts)

    column = scope.table.c[link]
    keys = scope.links.shared((kind, link, *group), found)
    linked = (column if by_order else session_key(column)).in_(sa.select(keys.c.key))
    return sa.and_(column.is_not(None), linked) if column.nullable else linked


def _having(group: list[Condition], there: Scope, link: str) -> sa.Select[Any]:
    """The visits or orders of the rows there on which the conditions hold."""
    column = there.table.c[link]
    key = session_key(column) if link == "session_id" else column
    rows = sa.select(key.label("key")).where(*site_and_time(there), *(_match(each, there) for each in group))
    if dimension(group[0].field).row == "page":
        rows = rows.where(there.table.c.event_type == "pageview")
    return rows.where(column.is_not(None)) if column.nullable else rows


def _not(condition: Is | Contains, scope: Scope) -> sa.ColumnElement[bool]:
    found = dimension(condition.field)
    if found.values and _direct(condition, scope):
        key = found.key(scope.table, scope.offsets)
        return sa.and_(sa.true(), *(key != value for value in found.values if text_fits(condition, value)))
    return sa.not_(condition_sql(condition, scope))


def _match(condition: Condition, scope: Scope) -> sa.ColumnElement[bool]:
    found = dimension(condition.field)
    key = found.key(scope.table, scope.offsets)
    if found.kind == "clock":
        return key.in_(_numbers(condition))
    if found.values:
        return sa.or_(sa.false(), *(key == value for value in found.values if text_fits(condition, value)))
    # Cast, because an engine may keep a column as an enumeration and refuse to compare it with other text.
    return sa.or_(*text_sql(condition, sa.cast(key, sa.String)))


def text_sql(condition: Condition, key: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
    """A positive condition on a text as alternatives."""
    lowered = folded(key)
    match condition:
        case Is(_, values):
            return [key == values[0]] if len(values) == 1 else [key.in_(values)]
        case Contains(_, values):
            return [has_text(lowered, folded(value)) for value in values]
        case StartsWith(_, values):
            return [sa.func.starts_with(lowered, folded(value)) for value in values]
        case Matches(_, values):
            return [like_wildcard(key, value) for value in values]
    raise TypeError(f"{condition!r} is not a positive condition")


def text_fits(condition: Condition, text: str) -> bool:
    """What the SQL of a positive condition says of a text, said here."""
    lowered = fold(text)
    match condition:
        case Is(_, values):
            return text in values
        case Contains(_, values):
            return any(fold(value) in lowered for value in values)
        case StartsWith(_, values):
            return any(lowered.startswith(fold(value)) for value in values)
        case Matches(_, values):
            return any(re.fullmatch(fold(wildcard(value)), lowered, re.DOTALL) for value in values)
    raise TypeError(f"{condition!r} is not a positive condition")


def _positive(condition: IsNot | NotContains) -> Is | Contains:
    if isinstance(condition, IsNot):
        return Is(condition.field, condition.values)
    return Contains(condition.field, condition.values)


def _numbers(condition: Condition) -> list[int]:
    if not isinstance(condition, Is | IsNot) or not all(
        re.fullmatch("[0-9]{1,2}", value) for value in condition.values
    ):
        raise QuestionError("filters", f"{condition.field!r} can only be one of its numbers (is, is_not)")
    return [int(value) for value in condition.values]
