"""What the named constructs give on a real PostgreSQL server: the same as on the embedded engine."""

import json
import random
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa
from tests.servers.postgres import shared_server
from tests.store.making import at
from tests.store.test_expressions import CASES, NUMBERS

from ecomdash.query.zone import day_number, day_of
from ecomdash.store.engines.postgres.engine import PostgresStore
from ecomdash.store.expressions import epoch_us, json_text, like_wildcard, mean_money, month_day, quantile, timestamp
from ecomdash.store.protocol import Store

DAY = 86_400_000_000


@pytest.fixture
async def server() -> AsyncIterator[Store]:
    """A store on a database without tables."""
    store = PostgresStore(shared_server().url())
    yield store
    await store.close()


async def value(store: Store, expression: sa.ColumnElement[Any], source: sa.FromClause | None = None) -> Any:
    statement = sa.select(expression)
    return (await store.execute(statement if source is None else statement.select_from(source)))[0][0]


async def test_constructs(server: Store) -> None:
    for expression, expected, spelled in CASES:
        assert await value(server, expression) == expected, spelled


async def test_times_are_exact_to_the_microsecond(server: Store) -> None:
    rng = random.Random(1)
    times = [at("1970-01-01"), at("2105-12-31T23:59:59.999999"), *(rng.randrange(at("2105-12-31")) for _ in range(500))]
    rows = sa.values(sa.column("t", sa.DateTime), name="times").data([(timestamp(time),) for time in times])
    found = await server.execute(sa.select(epoch_us(rows.c.t), rows.c.t))
    assert found == [(time, time) for time in times]


async def test_months_begin_on_their_first_day(server: Store) -> None:
    first = day_number(day_of(0).replace(year=2024))
    days = range(first, first + 800)
    rows = sa.values(sa.column("d", sa.BigInteger), name="days").data([(day,) for day in days])
    found = await server.execute(sa.select(month_day(rows.c.d * DAY + DAY - 1)))
    assert [row[0] for row in found] == [day_number(day_of(day).replace(day=1)) for day in days]


async def test_the_quantile_lies_between_neighbours(server: Store) -> None:
    assert await value(server, quantile(NUMBERS.c.n, 0.75), NUMBERS) == 3.25


@pytest.mark.parametrize(
    ("amounts", "mean"),
    [
        (["0.0001", "0.0002"], "0.0002"),
        (["-0.0001", "-0.0002"], "-0.0002"),
        (["10", "10", "10.0001"], "10.0000"),
        (["99999999999999.9999", "99999999999999.9999", None], "99999999999999.9999"),
        ([None], None),
    ],
    ids=["half up", "half down", "thirds", "large", "none"],
)
async def test_the_mean_of_money_is_exact(server: Store, amounts: list[str | None], mean: str | None) -> None:
    column = sa.column("amount", sa.Numeric(18, 4))
    rows = sa.values(column, name="rows").data([(None if each is None else Decimal(each),) for each in amounts])
    typed = sa.select(sa.cast(rows.c.amount, sa.Numeric(18, 4)).label("amount")).subquery()
    assert await value(server, mean_money(typed.c.amount), typed) == (None if mean is None else Decimal(mean))


@pytest.mark.parametrize("key", ["plan", "a.b", "a/b", "a~b", "$.x", "/y", 'say "hi"', "0", "*", "ü", " "])
async def test_any_key_of_a_json_object(server: Store, key: str) -> None:
    text = sa.cast(sa.literal(json.dumps({"plan": "no", "x": "no", "y": "no", key: "yes"})), sa.JSON)
    assert await value(server, json_text(text, key)) == "yes"
    assert await value(server, json_text(sa.cast(sa.literal('{"z": 1}'), sa.JSON), key)) is None


async def test_case_is_folded_in_every_script(server: Store) -> None:
    assert await value(server, like_wildcard(sa.literal("GRÖSSE Ж"), "gröss? ж")) is True
    assert await value(server, like_wildcard(sa.literal("ΣΣΣ \u212a ǆ İ"), "σς? k ǅ i")) is True
    assert await value(server, like_wildcard(sa.literal("ı"), "I")) is False


async def test_a_pattern_of_many_wildcards_ends(server: Store) -> None:
    assert await value(server, like_wildcard(sa.literal("a" * 2000), "*a" * 100 + "b")) is False
