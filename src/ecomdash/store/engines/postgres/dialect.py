"""How a statement becomes its text and bound values; case is folded by Unicode's rules, whatever the database's are."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg
from sqlalchemy.sql.compiler import SQLCompiler


class _Compiler(PGCompiler_asyncpg):
    def visit_lower_func(self, function: sa.Function[Any], **kw: Any) -> str:
        """The tables' text has the collation "C", which knows only the letters of ASCII."""
        return f'lower({self.process(function.clauses, **kw)} COLLATE "und-x-icu")'

    def visit_avg_func(self, function: sa.Function[Any], **kw: Any) -> str:
        """Of integers, as the other engines: correctly rounded, where PostgreSQL's own has 16 digits."""
        return f"avg(CAST({self.process(function.clauses, **kw)} AS DOUBLE PRECISION))"


class PostgresDialect(PGDialect_asyncpg):
    """SQLAlchemy's for asyncpg: parameters are $1, $2, ..., each with its type."""

    statement_compiler = _Compiler
    supports_statement_cache = True


DIALECT = PostgresDialect()  # type: ignore[no-untyped-call]  # untyped upstream


def render(statement: sa.sql.elements.ClauseElement) -> tuple[str, Sequence[Any]]:
    """SQL text with $n placeholders, and the values in that order."""
    compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, SQLCompiler)
    names = compiled.positiontup or []
    return str(compiled), [compiled.params[name] for name in names]
