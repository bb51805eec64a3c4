"""What can be asked and what comes back: plain values, known to every report and to the API."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Literal

from msgspec import Struct

Value = int | float | Decimal | None


class QuestionError(ValueError):
    """The question cannot be answered; `field` names the part of it that is wrong, `message` what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.message = message


class Interval(Struct, frozen=True):
    """start <= t < end, microseconds UTC."""

    start: int
    end: int


class Context(Struct, frozen=True, kw_only=True):
    """For whom and when: the site, its IANA time zone, its currency (ISO 4217), the present (microseconds UTC)."""

    site_id: int
    timezone: str
    currency: str
    now: int


class Condition(Struct, frozen=True):
    """A condition on one dimension (`property:<key>` included); `values` are alternatives, "" is the unknown value.

    Use one of its subclasses. Text compares exactly and case-sensitively for Is and IsNot, else ignoring case.
    """

    field: str
    values: tuple[str, ...]


class Is(Condition, frozen=True, tag="is"):
    """Equal to one of the values."""


class IsNot(Condition, frozen=True, tag="is_not"):
    """Equal to none of the values."""


class Contains(Condition, frozen=True, tag="contains"):
    """Has one of the values in it."""


class NotContains(Condition, frozen=True, tag="not_contains"):
    """Has none of the values in it."""


class StartsWith(Condition, frozen=True, tag="starts_with"):
    """Begins with one of the values."""


class Matches(Condition, frozen=True, tag="matches"):
    """Matches one of the wildcard patterns as a whole: `*` is any text, `?` one character, the rest is literal."""


class And(Struct, frozen=True, tag="and"):
    """All hold."""

    filters: tuple["Filter", ...]


class Or(Struct, frozen=True, tag="or"):
    """At least one holds."""

    filters: tuple["Filter", ...]


class Not(Struct, frozen=True, tag="not"):
    """It does not hold."""

    filter: "Filter"


Filter = Is | IsNot | Contains | NotContains | StartsWith | Matches | And | Or | Not

CONDITIONS: dict[str, type[Is | IsNot | Contains | NotContains | StartsWith | Matches]] = {
    "is": Is,
    "is_not": IsNot,
    "contains": Contains,
    "not_contains": NotContains,
    "starts_with": StartsWith,
    "matches": Matches,
}


def conditions(where: Filter | None) -> Iterator[Condition]:
    """Every condition in the filter, at any depth."""
    match where:
        case None:
            return
        case Not(inner):
            yield from conditions(inner)
        case And(filters) | Or(filters):
            for inner in filters:
                yield from conditions(inner)
        case Condition():
            yield where


class Order(Struct, frozen=True):
    """Sort by a metric or dimension of the question; unknown values come last in either direction."""

    field: str
    descending: bool = True


class Question(Struct, frozen=True, kw_only=True):
    """Metrics over a range, optionally by dimensions.

    Without an order, time dimensions ascend, else the first metric descends. With one single time dimension among the
    dimensions (minute, hour, day, week, month) and no other, every bucket of the range is a row.
    """

    metrics: tuple[str, ...]
    dimensions: tuple[str, ...] = ()
    filters: Filter | None = None
    range: Interval
    comparison: Interval | None = None
    order: tuple[Order, ...] = ()
    limit: int = 100
    offset: int = 0


class Column(Struct, frozen=True):
    """One column: `kind` is dimension or metric, `unit` as in the catalog."""

    name: str
    kind: Literal["dimension", "metric"]
    label: str
    unit: Literal["count", "percent", "currency", "seconds", "milliseconds", "score", "text", "time"]


class Row(Struct, frozen=True):
    """Dimension values in the asked order (None = unknown), then metrics; `comparison` is the same row of that period.

    Days, weeks and months are the ISO date of their first day; hours and minutes the ISO time with the zone's offset.
    """

    dimensions: tuple[str | None, ...]
    metrics: tuple[Value, ...]
    comparison: tuple[Value, ...] | None = None


class Result(Struct, frozen=True, kw_only=True):
    """The answer. `totals` are over everything asked, not the sum of rows; `row_count` is before limit and offset.

    `approximate` names the metrics that are estimates; `partial` says that the range reaches into the present.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    totals: tuple[Value, ...]
    comparison_totals: tuple[Value, ...] | None
    range: Interval
    comparison_range: Interval | None
    row_count: int
    approximate: tuple[str, ...] = ()
    partial: bool = False
