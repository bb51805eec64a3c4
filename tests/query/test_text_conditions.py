"""Conditions on a field whose values are all known are decided in Python; they say what the SQL of others says."""

from collections.abc import Iterator

import duckdb
import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomdash.query.filters import text_sql, text_fits
from ecomdash.query.question import Condition, Contains, Is, Matches, StartsWith
from ecomdash.store.engines.duckdb.dialect import render

TEXT = st.text(alphabet="abAB_*?%.\\[(é\n", max_size=8)
KINDS: list[type[Is | Contains | StartsWith | Matches]] = [Is, Contains, StartsWith, Matches]


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@settings(max_examples=200, deadline=None)
@given(kind=st.sampled_from(KINDS), values=st.lists(TEXT, min_size=1, max_size=3).map(tuple), text=TEXT)
def test_python_and_sql_agree(
    connection: duckdb.DuckDBPyConnection, kind: type[Condition], values: tuple[str, ...], text: str
) -> None:
    condition = kind("event_type", values)
    said = sa.select(sa.or_(sa.false(), *text_sql(condition, sa.literal(text))))
    ((expected,),) = connection.execute(*render(said)).fetchall()
    assert text_fits(condition, text) is expected
