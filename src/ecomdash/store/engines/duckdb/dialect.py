"""How DuckDB's SQL differs from PostgreSQL's, and how a statement becomes its text and bound values."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.base import PGDialect
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from ecomdash.store.engines.duckdb.visitors import NUMBERED
from ecomdash.store.expressions import unique_visitors


class DuckDBDialect(PGDialect):
    """PostgreSQL's dialect, to which DuckDB is close enough; parameters are $1, $2, ..."""

    name = "duckdb"
    supports_statement_cache = True
    default_paramstyle = "numeric_dollar"

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


@compiles(unique_visitors, "duckdb")
def _unique_visitors(element: unique_visitors, compiler: SQLCompiler, **kw: Any) -> str:
    """A bit per visitor number (see visitors.py), where the sets of all groups fit into BIT_SET_BYTES."""
    table = element.column.table
    if table not in NUMBERED:
        return f"count(DISTINCT {compiler.process(element.column, **kw)})"
    column = f"{table.name}.visitor_no"
    visitors = kw["visitors"]
    if element.groups * visitors // 8 > BIT_SET_BYTES:
        return f"count(DISTINCT {column})"
    return f"coalesce(bit_count(bitstring_agg({column}, 0, {visitors})), 0)"
