"""Conditions on a field whose values are all known are decided in Python; they say what the SQL of others says."""

import random

import duckdb
import pytest
import sqlalchemy as sa

from ecomdash.query.filters import text_fits, text_sql
from ecomdash.query.question import Contains, Is, Matches, StartsWith
from ecomdash.store.engines.duckdb.dialect import render

LETTERS = "abAB_*?%.\\[(é–🎁\n"


@pytest.mark.parametrize("kind", [Is, Contains, StartsWith, Matches])
def test_python_and_sql_agree(kind: type[Is | Contains | StartsWith | Matches]) -> None:
    rng = random.Random(5)

    def text() -> str:
        return "".join(rng.choices(LETTERS, k=rng.randrange(5)))

    held = 0
    with duckdb.connect() as connection:
        for _ in range(300):
            condition, subject = kind("event_type", tuple(text() for _ in range(rng.randrange(1, 4)))), text()
            said = sa.select(sa.or_(sa.false(), *text_sql(condition, sa.literal(subject))))
            ((expected,),) = connection.execute(*render(said)).fetchall()
            assert text_fits(condition, subject) is expected, (condition, subject)
            held += expected
    assert 0 < held < 300
