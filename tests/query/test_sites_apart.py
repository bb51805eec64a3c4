"""No statement reads a table without saying of which site: every metric, dimension, filter and report is tried."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression, BindParameter
from tests.query.stores import Recording
from tests.store.making import at

from ecomdash.query.dimensions import DIMENSIONS, TIMES
from ecomdash.query.metrics import METRICS
from ecomdash.query.properties import properties
from ecomdash.query.quality import quality, span
from ecomdash.query.question import And, Context, Filter, Interval, Is, IsNot, Not, Or, Question
from ecomdash.query.ranges import BEGINNING
from ecomdash.query.run import ask
from ecomdash.query.summary import summary
from ecomdash.store.protocol import Statement, Store

# Which rows a statement asks for is the same on every engine; the answers are compared elsewhere.
on_one_engine = pytest.mark.parametrize("empty", ["duckdb"], indirect=True)

SITE = Context(site_id=4711, timezone="Europe/Berlin", currency="EUR", now=at("2026-07-16"))
WEEK = Interval(at("2026-07-01"), at("2026-07-07"))
FILTERED = [name for name, each in DIMENSIONS.items() if each.kind == "text"]


def unguarded(statement: Statement) -> list[str]:
    """The tables that a select anywhere in the statement reads without asking for the site."""
    found = []
    for element in visitors.iterate(statement):
        if isinstance(element, sa.Select):
            tables = [each for each in element.get_final_froms() if isinstance(each, sa.Table) and "site_id" in each.c]
            guarded = set(_guarded(element))
            found += [table.name for table in tables if table.name not in guarded]
    return found


def _guarded(select: sa.Select[*tuple[object, ...]]) -> Iterator[str]:
    where = select.whereclause
    clauses = where.clauses if isinstance(where, sa.BooleanClauseList) else [where]
    for clause in clauses:
        if isinstance(clause, BinaryExpression) and isinstance(clause.right, BindParameter):
            column, value = clause.left, clause.right.value
            if isinstance(column, sa.Column) and column.name == "site_id" and value == SITE.site_id:
                yield column.table.name


def conditions() -> list[Filter | None]:
    """One field of each kind of row, where the tables that have it differ, and two of many fields."""
    kinds = {(each.row, *(table.name for table in each.columns)): name for name, each in DIMENSIONS.items()}
    fields = [name for name in kinds.values() if DIMENSIONS[name].kind == "text"]
    each: list[Filter] = [Is(name, ("x",)) for name in [*fields, "property:plan"]]
    assert len(each) > 6
    return [None, *each, Not(Or(tuple(each))), And(tuple(IsNot(name, ("x",)) for name in FILTERED))]


def test_the_check_itself_sees_a_missing_site() -> None:
    table = DIMENSIONS["source"].columns
    for each in table:
        assert unguarded(sa.select(each.c.source)) == [each.name]
        assert unguarded(sa.select(each.c.source).where(each.c.site_id == 1)) == [each.name]
        asked = sa.select(each.c.source).where(each.c.site_id == SITE.site_id, each.c.source == "x")
        assert unguarded(asked) == []
        assert unguarded(asked.where(each.c.source.in_(sa.select(each.alias().c.source)))) == []
        cte = sa.select(each.c.source).cte("hidden")
        assert unguarded(asked.where(each.c.source.in_(sa.select(cte.c.source)))) == [each.name]
    inner = sa.select(sa.func.count()).select_from(next(iter(table))).subquery()
    assert unguarded(sa.select(inner.c[0]))


def available(*by: str) -> list[tuple[str, ...]]:
    """The metrics that can be broken down by these, in as many questions as they need."""
    tables = [{table for table in TIMES if DIMENSIONS[name].on(table)} for name in by]
    names = [name for name, each in METRICS.items() if all(on & each.measures.keys() for on in tables)]
    return [tuple(names[i : i + 16]) for i in range(0, len(names), 16)]


@pytest.mark.parametrize("dimension", DIMENSIONS)
async def test_every_metric_by_every_dimension(empty: Store, dimension: str) -> None:
    store = Recording(empty)
    for metrics in available(dimension):
        await ask(store, Question(metrics=metrics, dimensions=(dimension,), range=WEEK, comparison=WEEK), SITE)
    assert store.statements
    assert [name for each in store.statements for name in unguarded(each)] == []


@on_one_engine
@pytest.mark.parametrize("where", conditions(), ids=lambda where: repr(where)[:60])
async def test_every_filter(empty: Store, where: Filter | None) -> None:
    store = Recording(empty)
    for by in ((), ("day",), ("source",), ("page",), ("product",)):
        for metrics in available(*by):
            asked = Question(metrics=metrics, dimensions=by, filters=where, range=WEEK, comparison=WEEK, limit=5)
            await ask(store, asked, SITE)
    await ask(store, Question(metrics=("orders",), filters=where, range=Interval(BEGINNING, WEEK.end)), SITE)
    assert len(store.statements) >= 10
    assert [name for each in store.statements for name in unguarded(each)] == []


@on_one_engine
async def test_every_report(empty: Store) -> None:
    store = Recording(empty)
    await summary(store, WEEK, WEEK, Is("page", ("/",)), SITE)
    await quality(store, Interval(BEGINNING, WEEK.end), SITE)
    await span(store, SITE.site_id)
    await properties(store, WEEK, SITE)
    assert len(store.statements) > 10
    assert [name for each in store.statements for name in unguarded(each)] == []
