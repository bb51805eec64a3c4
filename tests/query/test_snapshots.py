"""The SQL of typical questions per engine, kept beside this file for review; a change to it is seen in the diff.

After a change that is meant: UPDATE_SNAPSHOTS=1 pytest tests/query/test_snapshots.py
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.store.making import at

from ecomdash.query.plan import Page, Plans, Sort, plan, totals_plan
from ecomdash.query.question import And, Contains, Filter, Interval, Is, IsNot, Matches, Not, Or
from ecomdash.query.statements import Slice, answer
from ecomdash.store.engines.clickhouse import dialect as clickhouse
from ecomdash.store.engines.duckdb.dialect import render
from ecomdash.store.engines.postgres import dialect as postgres
from ecomdash.store.protocol import Statement

FOLDER = Path(__file__).parent / "snapshots"
WEEK = Interval(at("2026-07-01T00:00+02:00"), at("2026-07-08T00:00+02:00"))
SPRING = Interval(at("2026-03-28T00:00+01:00"), at("2026-03-31T00:00+02:00"))

Asked = tuple[str, str, Filter | None, Interval]

QUESTIONS: dict[str, Asked] = {
    "totals from three tables": ("visitors pageviews revenue conversion_rate", "", None, WEEK),
    "a breakdown of sessions and orders": ("visitors sessions revenue", "source", None, WEEK),
    "pages": ("pageviews visitors engaged_time scroll_depth", "page", None, WEEK),
    "hours across a change of clock": ("sessions", "hour", None, SPRING),
    "months": ("orders net_revenue average_order_value customers", "month", None, WEEK),
    "weekday and hour": ("sessions", "day_of_week hour_of_day", None, WEEK),
    "web vitals by page": ("lcp cls", "page", None, WEEK),
    "products": ("product_views add_to_carts units items_revenue", "product", None, WEEK),
    "a property": ("events visitors", "property:plan", None, WEEK),
    "a filter on the row": ("visitors", "", And((Is("country", ("DE", "AT")), IsNot("device", ("tv",)))), WEEK),
    "text filters": (
        "sessions", "", Or((Contains("referrer", ("Blog",)), Matches("source", ("*search?",)))), WEEK,
    ),
    "visits that saw a page": ("sessions revenue", "", Is("page", ("/a",)), WEEK),
    "visits without an event": ("sessions pageviews", "", Not(Is("event", ("signup",))), WEEK),
    "orders with a product": ("orders sessions", "", Is("product", ("shoe",)), WEEK),
}  # fmt: skip


ENGINES: dict[str, Callable[[Statement], str]] = {
    "duckdb": lambda statement: render(statement, visitors=131_072)[0],
    "postgresql": lambda statement: postgres.render(statement)[0],
    "clickhouse": lambda statement: clickhouse.render(statement)[0],
}


def statement(asked: Asked) -> Statement:
    metrics, dimensions, where, over = asked
    parts = plan(metrics.split(), dimensions.split(), where, 1, "Europe/Berlin")
    whole = totals_plan(parts)
    wanted = Slice(groups=50)
    page = Page((Sort("metric", 0, True),), 10)
    if not dimensions:
        return answer(Plans(whole, None), over, wanted, page)
    return answer(Plans(whole, parts), over, wanted, page, counted_after=parts.visitors is not None)


@pytest.mark.parametrize("engine", ENGINES)
def test_the_sql_is_as_reviewed(engine: str) -> None:
    text = "\n\n".join(f"-- {name}\n{ENGINES[engine](statement(asked))};" for name, asked in QUESTIONS.items()) + "\n"
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    file = FOLDER / f"{engine}.sql"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        FOLDER.mkdir(exist_ok=True)
        file.write_text(text)
    assert text == file.read_text()


@pytest.mark.parametrize("name", QUESTIONS)
def test_no_value_of_a_user_is_written_into_the_sql(name: str) -> None:
    sql, values = render(statement(QUESTIONS[name]), visitors=131_072)
    for value in ("DE", "AT", "tv", "blog", "/a", "signup", "shoe"):
        assert f"'{value}'" not in sql
    assert sql.count("$") >= len(values) > 0
