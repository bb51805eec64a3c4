"""The named constructs mean the same on every engine: here what they give on DuckDB, and how PostgreSQL spells them."""

import json
from decimal import Decimal
from typing import Any

import duckdb
import pytest
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from tests.store.making import at

from ecomdash.store.engines.duckdb.dialect import render
from ecomdash.store.expressions import (
    epoch_us,
    folded,
    has_text,
    json_text,
    like_wildcard,
    mean_money,
    month_day,
    quantile,
    timestamp,
    unique_visitors,
    visitor_key,
    whole,
)
from ecomdash.store.tables import analytics_sessions, conversion_events

NUMBERS = sa.values(sa.column("n", sa.Double), name="numbers").data([(4.0,), (1.0,), (2.0,), (3.0,)])
CASES: list[tuple[sa.ColumnElement[Any], object, str]] = [
    (epoch_us(timestamp(at("2026-03-29T01:02:03.456789"))), at("2026-03-29T01:02:03.456789"), "date_part('epoch',"),
    (whole(sa.literal(7) + sa.literal(8), sa.literal(4)), 3, "/"),
    (month_day(sa.literal(at("2026-03-31T23:59:59"), sa.BigInteger)), at("2026-03-01") // 86_400_000_000, "date_trunc"),
    (has_text(sa.literal("größe 100%"), sa.literal("e 100%")), True, "strpos"),
    (has_text(sa.literal("abc"), sa.literal("a%")), False, "strpos"),
    (like_wildcard(sa.literal("/Shoes/red.html"), "/shoes/*.html"), True, "~"),
    (like_wildcard(sa.literal("/shoes/redxhtml"), "/shoes/*.html"), False, "~"),
    (like_wildcard(sa.literal("a+b(c)[d]{e}^$|\\"), "a+b(c)[d]{e}^$|\\"), True, "~"),
    (like_wildcard(sa.literal("line\nline"), "l*e"), True, "~"),
    (like_wildcard(sa.literal("größe"), "gr??e"), True, "~"),
    (like_wildcard(sa.literal("🎁 5 € – e\u0301"), "🎁 * € – E\u0301"), True, "~"),
    (like_wildcard(sa.literal("ΣΣΣ \u212a ǆ İ"), "σς? k ǅ i"), True, "~"),
    (like_wildcard(sa.literal("ı"), "I"), False, "~"),
    (folded(sa.literal("GRÖSSE Ж İzmir ΠΆΤΡΑΣ πατρας")), "grösse ж izmir πάτρασ πατρασ", "lower("),
]  # fmt: skip


def duck(expression: sa.ColumnElement[Any], source: sa.FromClause | None = None) -> object:
    statement = sa.select(expression)
    with duckdb.connect() as connection:
        rows = connection.execute(*render(statement if source is None else statement.select_from(source))).fetchall()
    return rows[0][0]


def postgres(expression: sa.ColumnElement[Any]) -> str:
    return str(sa.select(expression).compile(dialect=postgresql.dialect()))  # type: ignore[no-untyped-call]  # untyped upstream


@pytest.mark.parametrize("case", range(len(CASES)))
def test_construct(case: int) -> None:
    expression, expected, spelled = CASES[case]
    assert duck(expression) == expected
    assert spelled in postgres(expression)


def test_the_quantile_is_exact_and_between_neighbours() -> None:
    assert duck(quantile(NUMBERS.c.n, 0.75), NUMBERS) == 3.25
    assert duck(quantile(NUMBERS.c.n, 0.5), NUMBERS) == 2.5
    assert "percentile_cont(0.75) WITHIN GROUP (ORDER BY" in postgres(quantile(NUMBERS.c.n, 0.75))


@pytest.mark.parametrize(
    ("amounts", "mean"),
    [
        (["0.0001", "0.0002"], "0.0002"),  # half away from zero, as PostgreSQL rounds
        (["-0.0001", "-0.0002"], "-0.0002"),
        (["10", "10", "10.0001"], "10.0000"),
        (["99999999999999.9999", "99999999999999.9999", None], "99999999999999.9999"),  # a float has 16 digits
        ([None], None),
    ],
)
def test_the_mean_of_money_is_exact(amounts: list[str | None], mean: str | None) -> None:
    column = sa.column("amount", sa.Numeric(18, 4))
    rows = sa.values(column, name="rows").data([(None if each is None else Decimal(each),) for each in amounts])
    typed = sa.select(sa.cast(rows.c.amount, sa.Numeric(18, 4)).label("amount")).subquery()
    assert duck(mean_money(typed.c.amount), typed) == (None if mean is None else Decimal(mean))
    assert "div(" in postgres(mean_money(column))


@pytest.mark.parametrize("key", ["plan", "a.b", "a/b", "a~b", "$.x", "/y", 'say "hi"', "0", "*", "ü", " "])
def test_any_key_of_a_json_object(key: str) -> None:
    other = {"plan": "no", "x": "no", "y": "no"}
    text = sa.cast(sa.literal(_json({**other, key: "yes"})), sa.JSON)
    assert duck(json_text(text, key)) == "yes"
    assert duck(json_text(sa.cast(sa.literal(_json({"z": 1})), sa.JSON), key)) is None
    assert "->>" in postgres(json_text(text, key))


@pytest.mark.parametrize(("value", "text"), [(1, "1"), (1.5, "1.5"), (True, "true"), (None, None), ("", "")])
def test_json_values_as_text(value: object, text: str | None) -> None:
    assert duck(json_text(sa.cast(sa.literal(_json({"k": value})), sa.JSON), "k")) == text


def test_a_pattern_of_many_wildcards_takes_no_time() -> None:
    assert duck(like_wildcard(sa.literal("a" * 2000), "*a" * 100 + "b")) is False


def test_visitors_are_counted_by_number_only_where_the_sets_are_small() -> None:
    def sql(column: sa.Column[Any], groups: int) -> str:
        return render(sa.select(unique_visitors(visitor_key(column), groups)), visitors=1_000_000)[0]

    assert "bitstring_agg(analytics_sessions.visitor_no, 0, 1000000)" in sql(analytics_sessions.c.visitor_id, 100)
    assert "count(DISTINCT analytics_sessions.visitor_no)" in sql(analytics_sessions.c.visitor_id, 100_000)
    with pytest.raises(NotImplementedError):
        sql(conversion_events.c.visitor_id, 1)
    assert "count(DISTINCT analytics_sessions.visitor_id)" in postgres(
        unique_visitors(visitor_key(analytics_sessions.c.visitor_id), 1)
    )


def _json(value: object) -> str:
    return json.dumps(value)
