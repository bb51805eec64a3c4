"""What the engines spell differently, as named constructs with a default spelling each.

An engine that needs another spelling registers it beside its dialect.
"""

import re
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the tables' times are UTC without zone
_ONE_FOR_ONE = str.maketrans("İΣς", "iσσ")  # lower() makes two letters of the first, and looks around the second


def timestamp(microseconds: int) -> sa.BindParameter[datetime]:
    """A moment (microseconds UTC) as a value to compare a time column with."""
    return sa.literal(_EPOCH + timedelta(microseconds=microseconds), sa.DateTime)


class _Construct(FunctionElement[Any]):
    inherit_cache = True

    def __init__(self, *clauses: Any, type_: sa.types.TypeEngine[Any]) -> None:
        super().__init__(*clauses)
        self.type = type_


class epoch_us(_Construct):  # noqa: N801 - reads as the SQL function it becomes
    """Microseconds since 1970 of a timestamp without zone."""

    def __init__(self, time: sa.ColumnElement[Any]) -> None:
        super().__init__(time, type_=sa.BigInteger())


class whole(_Construct):  # noqa: N801
    """a // b of non-negative integers."""

    def __init__(self, a: Any, b: Any) -> None:
        super().__init__(a, b, type_=sa.BigInteger())


class month_day(_Construct):  # noqa: N801
    """The number, since 1970-01-01, of the first day of the month that a local time (microseconds) lies in."""

    def __init__(self, local_us: Any) -> None:
        super().__init__(local_us, type_=sa.BigInteger())


class quantile(_Construct):  # noqa: N801
    """The q-quantile (0 to 1) of a column, exact, interpolated between neighbours; NULL without values."""

    def __init__(self, column: sa.ColumnElement[Any], q: float) -> None:
        super().__init__(column, sa.literal_column(repr(q)), type_=sa.Double())


class json_text(_Construct):  # noqa: N801
    """The value of a top-level key of a JSON object as text; NULL where it is missing."""

    def __init__(self, column: sa.ColumnElement[Any], key: str) -> None:
        self.key = key
        super().__init__(column, sa.literal(key), sa.literal(_pointer(key)), type_=sa.String())


class json_keys(_Construct):  # noqa: N801
    """A row for each top-level key of a JSON object, none for NULL; to be selected, and used around that select."""

    def __init__(self, column: sa.ColumnElement[Any]) -> None:
        super().__init__(column, type_=sa.String())


class folded(_Construct):  # noqa: N801
    """Text as it is compared where case does not count: each letter's lower case by Unicode, every sigma the same."""

    def __init__(self, text: Any) -> None:
        super().__init__(text, type_=sa.String())


class has_text(_Construct):  # noqa: N801
    """Whether the first text contains the second."""

    def __init__(self, text: Any, part: Any) -> None:
        super().__init__(text, part, type_=sa.Boolean())


class like_wildcard(_Construct):  # noqa: N801
    """Whether the whole text matches a wildcard pattern (`*` any text, `?` one character), both of them folded.

    Becomes a regular expression without alternatives or back references: linear in RE2 and its like.
    """

    def __init__(self, text: Any, pattern: str) -> None:
        super().__init__(folded(text), folded(wildcard(pattern)), type_=sa.Boolean())


class _Key(_Construct):
    """What an engine tells the things with an id apart by: the column of ids itself, or one of small numbers."""

    def __init__(self, column: sa.Column[Any]) -> None:
        self.column = column
        super().__init__(column, type_=sa.BigInteger())


class visitor_key(_Key):  # noqa: N801
    """What an engine tells visitors apart by, given a table's `visitor_id`."""


class session_key(_Key):  # noqa: N801
    """What an engine tells sessions apart by, given a table's `session_id`; the same in every table."""


class mean_money(_Construct):  # noqa: N801
    """The mean of the amounts that are not NULL, exactly rounded to a ten-thousandth; NULL without any."""

    def __init__(self, amount: sa.ColumnElement[Any]) -> None:
        super().__init__(amount, type_=sa.Numeric(18, 4))


class unique_visitors(_Construct):  # noqa: N801
    """The exact number of different visitors among the rows, given their visitor_key.

    `groups` is how many result rows it is to be computed for, as far as known; engines choose their method by it.
    """

    def __init__(self, key: sa.ColumnElement[Any], groups: int) -> None:
        self.groups = groups
        super().__init__(key, type_=sa.BigInteger())


def _pointer(key: str) -> str:
    return "/" + key.replace("~", "~0").replace("/", "~1")


def wildcard(pattern: str) -> str:
    """The regular expression for a wildcard pattern, in what Python's and every engine's have in common."""
    parts = {"*": ".*", "?": ".", "_": "_", " ": " "}
    single = re.sub(r"\*+", "*", pattern)
    return "".join(
        parts.get(char) or (f"\\{char}" if char.isascii() and not char.isalnum() else char) for char in single
    )


def fold(text: str) -> str:
    """What `folded` makes of a text, made here."""
    return text.translate(_ONE_FOR_ONE).lower()


def arguments(element: FunctionElement[Any], compiler: Any, kw: dict[str, Any]) -> list[str]:
    """The SQL of what the construct is made of, for those who spell it."""
    return [compiler.process(clause, **kw) for clause in element.clauses]


# --- The default spelling


@compiles(epoch_us)
def _epoch_us(element: epoch_us, compiler: Any, **kw: Any) -> str:
    (time,) = arguments(element, compiler, kw)
    # A float is within half a microsecond until 2106, so that rounding makes it exact; a NUMERIC takes far longer.
    return f"CAST(date_part('epoch', {time}) * 1000000 AS BIGINT)"


@compiles(folded)
def _folded(element: folded, compiler: Any, **kw: Any) -> str:
    (text,) = arguments(element, compiler, kw)
    return f"replace(lower({text}), 'ς', 'σ')"


@compiles(whole)
def _whole(element: whole, compiler: Any, **kw: Any) -> str:
    a, b = arguments(element, compiler, kw)
    return f"(({a}) / ({b}))"


@compiles(month_day)
def _month_day(element: month_day, compiler: Any, **kw: Any) -> str:
    (time,) = arguments(element, compiler, kw)
    day = f"CAST(DATE '1970-01-01' + CAST(({time}) / 86400000000 AS INTEGER) AS TIMESTAMP)"
    return f"CAST(CAST(date_trunc('month', {day}) AS DATE) - DATE '1970-01-01' AS BIGINT)"


@compiles(quantile)
def _quantile(element: quantile, compiler: Any, **kw: Any) -> str:
    column, q = arguments(element, compiler, kw)
    return f"percentile_cont({q}) WITHIN GROUP (ORDER BY {column})"


@compiles(json_text)
def _json_text(element: json_text, compiler: Any, **kw: Any) -> str:
    column, key = list(element.clauses)[:2]
    return f'({compiler.process(column, **kw)} ->> {compiler.process(key, **kw)}) COLLATE "C"'


@compiles(json_keys)
def _json_keys(element: json_keys, compiler: Any, **kw: Any) -> str:
    (column,) = arguments(element, compiler, kw)
    return f'jsonb_object_keys({column}) COLLATE "C"'


@compiles(has_text)
def _has_text(element: has_text, compiler: Any, **kw: Any) -> str:
    text, part = arguments(element, compiler, kw)
    return f"strpos({text}, {part}) > 0"


@compiles(like_wildcard)
def _like_wildcard(element: like_wildcard, compiler: Any, **kw: Any) -> str:
    text, pattern = arguments(element, compiler, kw)
    return f"{text} ~ ('^(?:' || {pattern} || ')$')"


@compiles(visitor_key)
@compiles(session_key)
def _key(element: _Key, compiler: Any, **kw: Any) -> str:
    return str(compiler.process(element.column, **kw))


@compiles(mean_money)
def _mean_money(element: mean_money, compiler: Any, **kw: Any) -> str:
    (amount,) = arguments(element, compiler, kw)
    # In whole ten-thousandths, because avg() rounds once and the cast would round again.
    doubled, count = f"20000 * sum({amount})", f"nullif(count({amount}), 0)"
    rounded = f"sign({doubled}) * div(abs({doubled}) + {count}, 2 * {count})"
    return f"CAST({rounded} * 0.0001 AS NUMERIC(18, 4))"


@compiles(unique_visitors)
def _unique_visitors(element: unique_visitors, compiler: Any, **kw: Any) -> str:
    (key,) = arguments(element, compiler, kw)
    return f"count(DISTINCT {key})"
