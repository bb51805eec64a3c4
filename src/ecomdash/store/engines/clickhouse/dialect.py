"""How ClickHouse spells a statement, and how it becomes text and bound values."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from clickhouse_connect.cc_sqlalchemy.dialect import ClickHouseDialect
from clickhouse_connect.cc_sqlalchemy.sql.compiler import ChStatementCompiler
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import GenericTypeCompiler, IdentifierPreparer
from sqlalchemy.sql.elements import BindParameter

from ecomdash.store.expressions import (
    arguments,
    epoch_us,
    folded,
    has_text,
    json_keys,
    json_text,
    like_wildcard,
    mean_money,
    month_day,
    quantile,
    unique_visitors,
    whole,
)

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - the tables' times are UTC without zone
_MICROSECOND = timedelta(microseconds=1)


class _Types(GenericTypeCompiler):
    """The names of types in CAST and of bound values."""

    def visit_string(self, type_: Any, **_: Any) -> str:
        return "String"

    visit_VARCHAR = visit_TEXT = visit_JSON = visit_string  # noqa: N815 - SQLAlchemy's names

    def visit_boolean(self, type_: Any, **_: Any) -> str:
        return "Bool"

    def visit_uuid(self, type_: Any, **_: Any) -> str:
        return "UUID"

    def visit_datetime(self, type_: Any, **_: Any) -> str:
        return "DateTime64(6, 'UTC')"

    def visit_small_integer(self, type_: Any, **_: Any) -> str:
        return "Int16"

    def visit_integer(self, type_: Any, **_: Any) -> str:
        return "Int32"

    def visit_big_integer(self, type_: Any, **_: Any) -> str:
        return "Int64"

    def visit_REAL(self, type_: Any, **_: Any) -> str:  # noqa: N802 - SQLAlchemy's name
        return "Float32"

    def visit_float(self, type_: Any, **_: Any) -> str:
        return "Float64"

    visit_double = visit_DOUBLE = visit_DOUBLE_PRECISION = visit_FLOAT = visit_float  # noqa: N815

    def visit_numeric(self, type_: Any, **_: Any) -> str:
        return f"Decimal({type_.precision or 38}, {type_.scale or 4})"


class _Compiler(ChStatementCompiler):
    """The driver's compiler, with values bound by the server as {name:Type}."""

    def visit_bindparam(self, bindparam: BindParameter[Any], *args: Any, **kw: Any) -> str:
        if kw.get("literal_binds") or bindparam.literal_execute:
            return str(super().visit_bindparam(bindparam, **kw))  # type: ignore[no-untyped-call]  # untyped upstream
        name = self._truncate_bindparam(bindparam)  # type: ignore[no-untyped-call]  # untyped upstream
        self.binds[bindparam.key] = self.binds[name] = bindparam
        self.bind_names[bindparam] = name
        if bindparam.expanding:
            return f"{{{name}:Array({self._kind(bindparam)})}}"
        if isinstance(bindparam.type, sa.DateTime):
            return f"fromUnixTimestamp64Micro({{{name}:Int64}}, 'UTC')"
        return f"{{{name}:{self._kind(bindparam)}}}"

    def _kind(self, bindparam: BindParameter[Any]) -> str:
        kind = bindparam.type
        if isinstance(kind, sa.TupleType):
            return f"Tuple({', '.join(self.dialect.type_compiler_instance.process(each) for each in kind.types)})"
        if isinstance(kind, sa.Integer):
            # Small and unsigned, because there is no type that holds an unsigned count and a signed zero.
            small = isinstance(bindparam.value, int) and 0 <= bindparam.value < 256
            return "UInt8" if small and not bindparam.expanding else "Int64"
        return str(self.dialect.type_compiler_instance.process(kind))

    def visit_cast(self, cast: sa.Cast[Any], **kw: Any) -> str:
        # NULL alone goes with any type; CAST of it would make a signed type that goes with no count.
        if isinstance(cast.clause, sa.Null):
            return "NULL"
        return str(super().visit_cast(cast, **kw))  # type: ignore[no-untyped-call]  # untyped upstream

    def _generate_prefixes(self, stmt: Any, prefixes: Any, **kw: Any) -> str:
        # Each reader of a CTE runs it again. Keeping its rows (enable_materialized_cte of 26.x) would save 40 percent
        # of the time of a filtered question, but now and then a reader comes too early there, and the question fails.
        if isinstance(stmt, sa.CTE):
            return ""
        return str(super()._generate_prefixes(stmt, prefixes, **kw))  # type: ignore[no-untyped-call]  # untyped upstream

    def visit_starts_with_func(self, fn: Any, **kw: Any) -> str:
        return f"startsWith{self.function_argspec(fn, **kw)}"

    def visit_aggregate_strings_func(self, fn: Any, **kw: Any) -> str:
        text, separator = (self.process(each, **kw) for each in fn.clauses)
        return f"arrayStringConcat(groupArray({text}), {separator})"


class StoreDialect(ClickHouseDialect):
    """The driver's dialect; names are quoted only where they must be."""

    name = "clickhouse"
    statement_compiler = _Compiler
    type_compiler_cls = _Types
    preparer = IdentifierPreparer  # type: ignore[assignment]  # quotes less than the driver's
    div_is_floordiv = False  # a / b is a fraction
    supports_native_uuid = True


DIALECT = StoreDialect()


def render(statement: sa.sql.elements.ClauseElement) -> tuple[str, Mapping[str, Any]]:
    """SQL text with {name:Type} placeholders, and the values by name."""
    compiled = statement.compile(dialect=DIALECT)
    return str(compiled), {name: _value(value) for name, value in compiled.params.items()}


def _value(value: Any) -> Any:
    """As the placeholder wants it: moments are microseconds."""
    if isinstance(value, datetime):
        return (value - _EPOCH) // _MICROSECOND
    return list(value) if isinstance(value, tuple) else value


@compiles(epoch_us, "clickhouse")
def _epoch_us(element: epoch_us, compiler: Any, **kw: Any) -> str:
    (time,) = arguments(element, compiler, kw)
    return f"toUnixTimestamp64Micro({time})"


@compiles(whole, "clickhouse")
def _whole(element: whole, compiler: Any, **kw: Any) -> str:
    a, b = arguments(element, compiler, kw)
    return f"intDiv({a}, {b})"


@compiles(month_day, "clickhouse")
def _month_day(element: month_day, compiler: Any, **kw: Any) -> str:
    (time,) = arguments(element, compiler, kw)
    day = f"toDate32(fromUnixTimestamp64Micro(toInt64({time}), 'UTC'))"  # a Date begins in 1970 and ends in 2149
    return f"(toInt64(toInt32({day})) - toDayOfMonth({day}) + 1)"


@compiles(quantile, "clickhouse")
def _quantile(element: quantile, compiler: Any, **kw: Any) -> str:
    column, q = arguments(element, compiler, kw)
    return f"quantileExactInclusive({q})({column})"


@compiles(json_text, "clickhouse")
def _json_text(element: json_text, compiler: Any, **kw: Any) -> str:
    """Whole numbers written as fractions keep their .0, which ClickHouse drops."""
    column, key = (compiler.process(each, **kw) for each in list(element.clauses)[:2])
    text = f"JSONExtract({column}, {key}, 'Nullable(String)')"
    fraction = f"JSONType({column}, {key}) = 'Double' AND match({text}, '^-?[0-9]+$')"
    return f"if(ifNull({fraction}, false), concat({text}, '.0'), {text})"


@compiles(json_keys, "clickhouse")
def _json_keys(element: json_keys, compiler: Any, **kw: Any) -> str:
    (column,) = arguments(element, compiler, kw)
    return f"arrayJoin(JSONExtractKeys(ifNull({column}, '')))"


@compiles(folded, "clickhouse")
def _folded(element: folded, compiler: Any, **kw: Any) -> str:
    """lowerUTF8 makes two characters of one capital, and tells the last sigma of a word from the others."""
    (text,) = arguments(element, compiler, kw)
    return f"if(isValidASCII({text}), lower({text}), lowerUTF8(translateUTF8({text}, 'İΣς', 'iσσ')))"


@compiles(has_text, "clickhouse")
def _has_text(element: has_text, compiler: Any, **kw: Any) -> str:
    text, part = arguments(element, compiler, kw)
    return f"position({text}, {part}) > 0"


@compiles(like_wildcard, "clickhouse")
def _like_wildcard(element: like_wildcard, compiler: Any, **kw: Any) -> str:
    text, pattern = arguments(element, compiler, kw)
    return f"match({text}, concat('(?s)^(?:', {pattern}, ')$'))"


@compiles(mean_money, "clickhouse")
def _mean_money(element: mean_money, compiler: Any, **kw: Any) -> str:
    """In whole ten-thousandths, because ClickHouse divides decimals as floating-point numbers."""
    (amount,) = arguments(element, compiler, kw)
    doubled, count = f"toInt128(sum({amount}) * 20000)", f"nullif(count({amount}), 0)"
    rounded = f"sign({doubled}) * intDiv(abs({doubled}) + {count}, 2 * {count})"
    return f"toDecimal128({rounded}, 4) / 10000"


@compiles(unique_visitors, "clickhouse")
def _unique_visitors(element: unique_visitors, compiler: Any, **kw: Any) -> str:
    (key,) = arguments(element, compiler, kw)
    return f"uniqExact({key})"
