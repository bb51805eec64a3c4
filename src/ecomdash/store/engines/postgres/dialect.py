"""How a statement becomes its text and bound values; case is folded by Unicode's rules, whatever the database's are."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql.asyncpg import PGCompiler_asyncpg, PGDialect_asyncpg
from sqlalchemy.ext.compiler import compiles

from ecomdash.store.engines.postgres.values import without_nul
from ecomdash.store.engines.postgres.visits import ROWS
from ecomdash.store.expressions import arguments, folded
from ecomdash.store.tables import VISIT_COLUMNS


class _Compiler(PGCompiler_asyncpg):
    def __init__(self, *args: Any, **kw: Any) -> None:
        self.with_visits: set[Any] = set()  # the views of which a text of the visit is read
        super().__init__(*args, **kw)

    def visit_column(self, column: sa.ColumnClause[Any], *args: Any, **kw: Any) -> str:
        table = getattr(column, "table", None)
        base = table.element if isinstance(table, sa.Alias) else table
        if base in ROWS and column.name in VISIT_COLUMNS:
            self.with_visits.add(base)
        return str(super().visit_column(column, *args, **kw))

    def visit_table(self, table: Any, asfrom: Any = False, **kw: Any) -> str:  # type: ignore[override]  # all by name
        """A view under a mark, because only the whole statement shows whether its rows alone will do."""
        if asfrom and table in ROWS:
            alias = kw.get("enclosing_alias")
            return _mark(table, aliased=alias is not None and alias.element is table)
        return str(super().visit_table(table, asfrom, **kw))  # type: ignore[no-untyped-call]  # untyped upstream

    def _generate_prefixes(self, stmt: Any, prefixes: Any, **kw: Any) -> str:
        """What is not said to be kept is found again by each reader: of rows kept, the planner knows not how many
        different ones there are, and looks up a hundred thousand one by one."""
        if isinstance(stmt, sa.CTE) and not prefixes:
            return "NOT MATERIALIZED "
        return str(super()._generate_prefixes(stmt, prefixes, **kw))  # type: ignore[no-untyped-call]  # untyped upstream

    def visit_avg_func(self, function: sa.Function[Any], **kw: Any) -> str:
        """Of integers, as the other engines: correctly rounded, where PostgreSQL's own has 16 digits."""
        return f"avg(CAST({self.process(function.clauses, **kw)} AS DOUBLE PRECISION))"


class PostgresDialect(PGDialect_asyncpg):
    """SQLAlchemy's for asyncpg: parameters are $1, $2, ..., each with its type."""

    statement_compiler = _Compiler
    supports_statement_cache = True


DIALECT = PostgresDialect()  # type: ignore[no-untyped-call]  # untyped upstream


def render(statement: sa.sql.elements.ClauseElement) -> tuple[str, Sequence[Any]]:
    """SQL text with $n placeholders, and the values in that order, their texts as they would be stored.

    Where no text of a visit is read, the rows take the place of their view: for these alone the server finds a first or
    last event by the index.
    """
    compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
    assert isinstance(compiled, _Compiler)
    sql = str(compiled)
    for table, rows in ROWS.items():
        whole = table in compiled.with_visits
        sql = sql.replace(_mark(table, aliased=True), table.name if whole else rows)
        sql = sql.replace(_mark(table, aliased=False), table.name if whole else f"{rows} AS {table.name}")
    names = compiled.positiontup or []
    return sql, [without_nul(compiled.params[name]) for name in names]


def _mark(table: sa.Table, *, aliased: bool) -> str:
    return f"\0{table.name}\0" if aliased else f"\1{table.name}\1"


@compiles(folded, "postgresql")
def _folded(element: folded, compiler: Any, **kw: Any) -> str:
    """The tables' text has the collation "C", which knows only the letters of ASCII: five times as fast for those.

    Text is ASCII where it has as many bytes as characters, for the database's encoding is UTF-8. ICU makes two
    characters of one capital, and tells the last sigma of a word from the others.
    """
    (text,) = arguments(element, compiler, kw)
    wide = f"""lower(translate({text}, 'İΣς', 'iσσ') COLLATE "und-x-icu") COLLATE "C\""""
    return f"CASE WHEN octet_length({text}) = length({text}) THEN lower({text}) ELSE {wide} END"
