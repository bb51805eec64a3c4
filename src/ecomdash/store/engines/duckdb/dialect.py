"""How DuckDB's SQL differs from PostgreSQL's, and how a statement becomes its text and bound values."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGCompiler, PGDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from ecomdash.store.engines.duckdb.numbers import ALL_NUMBERED
from ecomdash.store.expressions import (
    arguments,
    epoch_us,
    has_text,
    json_keys,
    json_text,
    like_wildcard,
    mean_money,
    month_day,
    quantile,
    session_key,
    unique_visitors,
    visitor_key,
    whole,
)


class _Compiler(PGCompiler):
    """Reads a number as the id it stands for, in the tables that keep the number alone."""

    def visit_column(self, column: sa.ColumnClause[Any], *args: Any, **kw: Any) -> str:
        table = getattr(column, "table", None)
        base = table.element if isinstance(table, sa.Alias) else table
        kind = next((each for each in ALL_NUMBERED if column.name == each.id and base in each.alone), None)
        if kind is None:
            return str(super().visit_column(column, *args, **kw))
        number = self.process(sa.column(kind.no, _selectable=table))
        looked_up = f"(SELECT n.{kind.id} FROM {kind.table} AS n WHERE n.{kind.no} = {number})"  # noqa: S608 - names of our own
        selected = kw.get("within_columns_clause") and not kw.get("within_label_clause")
        return f"{looked_up} AS {kind.id}" if selected else looked_up


class DuckDBDialect(PGDialect):
    """PostgreSQL's dialect, to which DuckDB is close enough; parameters are $1, $2, ..."""

    name = "duckdb"
    supports_statement_cache = True
    default_paramstyle = "numeric_dollar"
    statement_compiler = _Compiler

    def __init__(self) -> None:
        super().__init__(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # SQLAlchemy left it untyped


BIT_SET_BYTES = 24_000_000  # for all groups of a statement, in each thread
DIALECT = DuckDBDialect()


def render(statement: sa.sql.elements.ClauseElement, visitors: int = 0) -> tuple[str, Sequence[Any]]:
    """SQL text with $n placeholders, and the values in that order. About 1 ms for a statement of a dozen columns.

    `visitors` is a number that no visitor's number reaches.
    """
    options = {"render_postcompile": True, "visitors": visitors}
    compiled = statement.compile(dialect=DIALECT, compile_kwargs=options)
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup or []
    return str(compiled), [compiled.params[name] for name in names]


@compiles(visitor_key, "duckdb")
@compiles(session_key, "duckdb")
def _key(element: visitor_key | session_key, compiler: SQLCompiler, **kw: Any) -> str:
    """The number of the visitor or the session (see numbers.py)."""
    table = element.column.table
    kind = next((each for each in ALL_NUMBERED if element.column.name == each.id), None)
    if kind is None or table not in kind.everywhere:
        raise NotImplementedError(f"{element.column} is not numbered")
    return f"{table.name}.{kind.no}"


@compiles(unique_visitors, "duckdb")
def _unique_visitors(element: unique_visitors, compiler: SQLCompiler, **kw: Any) -> str:
    """A bit per visitor number, where the sets of all groups fit into BIT_SET_BYTES."""
    (clause,) = element.clauses
    key, visitors = compiler.process(clause, **kw), kw["visitors"]
    if element.groups * visitors // 8 > BIT_SET_BYTES:
        return f"count(DISTINCT {key})"
    return f"coalesce(bit_count(bitstring_agg({key}, 0, {visitors})), 0)"


@compiles(mean_money, "duckdb")
def _mean_money(element: mean_money, compiler: SQLCompiler, **kw: Any) -> str:
    """In whole ten-thousandths, because DuckDB divides decimals as floating-point numbers."""
    (clause,) = element.clauses
    amount = compiler.process(clause, **kw)
    doubled, count = f"CAST(2 * 10000 * sum({amount}) AS HUGEINT)", f"nullif(count({amount}), 0)"
    rounded = f"sign({doubled}) * ((abs({doubled}) + {count}) // (2 * {count}))"
    return f"CAST(CAST({rounded} AS DECIMAL(24, 0)) * 0.0001 AS DECIMAL(18, 4))"


@compiles(epoch_us, "duckdb")
def _epoch_us(element: epoch_us, compiler: SQLCompiler, **kw: Any) -> str:
    (time,) = arguments(element, compiler, kw)
    return f"epoch_us({time})"


@compiles(whole, "duckdb")
def _whole(element: whole, compiler: SQLCompiler, **kw: Any) -> str:
    a, b = arguments(element, compiler, kw)
    return f"(({a}) // ({b}))"


@compiles(month_day, "duckdb")
def _month_day(element: month_day, compiler: SQLCompiler, **kw: Any) -> str:
    (time,) = arguments(element, compiler, kw)
    return f"(epoch_us(date_trunc('month', make_timestamp({time}))) // 86400000000)"


@compiles(quantile, "duckdb")
def _quantile(element: quantile, compiler: SQLCompiler, **kw: Any) -> str:
    column, q = arguments(element, compiler, kw)
    return f"quantile_cont({column}, {q})"


@compiles(json_text, "duckdb")
def _json_text(element: json_text, compiler: SQLCompiler, **kw: Any) -> str:
    # A JSON pointer, because DuckDB reads a plain key that begins with $ or / as a path.
    column, _, pointer = element.clauses
    return f"json_extract_string({compiler.process(column, **kw)}, {compiler.process(pointer, **kw)})"


@compiles(json_keys, "duckdb")
def _json_keys(element: json_keys, compiler: SQLCompiler, **kw: Any) -> str:
    (column,) = arguments(element, compiler, kw)
    return f"unnest(json_keys({column}))"


@compiles(has_text, "duckdb")
def _has_text(element: has_text, compiler: SQLCompiler, **kw: Any) -> str:
    text, part = arguments(element, compiler, kw)
    return f"contains({text}, {part})"


@compiles(like_wildcard, "duckdb")
def _like_wildcard(element: like_wildcard, compiler: SQLCompiler, **kw: Any) -> str:
    text, pattern = arguments(element, compiler, kw)
    return f"regexp_full_match({text}, {pattern}, 's')"
