"""Random questions on random data have the same answer as plain loops give."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.query import plain
from tests.store.making import batch

from ecomdash.clock import US_PER_DAY, US_PER_HOUR
from ecomdash.query.metrics import METRICS
from ecomdash.query.question import (
    And,
    Contains,
    Context,
    Filter,
    Interval,
    Is,
    IsNot,
    Not,
    NotContains,
    Or,
    Order,
    Question,
    Value,
)
from ecomdash.query.run import ask
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store

SITE = Context(site_id=1, timezone="Europe/Berlin", currency="EUR", now=plain.START + 100 * US_PER_DAY)
COUNTED = sorted(plain.METRICS)
BY_VISIT = ("source", "device", "country", "entry_page", "day", "hour")
SESSION_METRICS = [name for name in COUNTED if plain.METRICS[name].rows == "sessions"]


@dataclass(repr=False)
class Filled:
    """A store and the very rows that are in it."""

    store: Store
    world: plain.World


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Filled]:
    made = plain.world(seed=7)
    store = open_store(load({}, data=tmp_path_factory.mktemp("plain"), store_memory="200MB"))

    async def fill() -> None:
        await store.migrate()
        noise = plain.world(seed=8)
        for site, each in ((1, made), (2, noise)):
            rows = {"sessions": each.sessions, "events": each.events, "conversions": each.conversions}
            sited = {name: [{**row, "site_id": site} for row in part] for name, part in rows.items()}
            await store.append(batch(**sited), f"site-{site}", {0: 1}, {0: 0})

    asyncio.run(fill())
    yield Filled(store, made)
    asyncio.run(store.close())


def _condition(field: str) -> st.SearchStrategy[Filter]:
    exact = st.lists(st.sampled_from(plain.CHOICES[field]), min_size=1, max_size=2, unique=True).map(tuple)
    part = st.lists(st.sampled_from(["a", "/", "o", "GO", "e"]), min_size=1, max_size=2, unique=True).map(tuple)
    return st.one_of(
        exact.map(lambda values: Is(field, values)),
        exact.map(lambda values: IsNot(field, values)),
        part.map(lambda values: Contains(field, values)),
        part.map(lambda values: NotContains(field, values)),
    )


def _join(inner: st.SearchStrategy[Filter]) -> st.SearchStrategy[Filter]:
    several = st.lists(inner, min_size=1, max_size=2).map(tuple)
    return st.one_of(several.map(And), several.map(Or), inner.map(Not))


def filters(*fields: str) -> st.SearchStrategy[Filter | None]:
    """Any nesting of conditions on the fields, or none."""
    return st.none() | st.recursive(st.sampled_from(fields).flatmap(_condition), _join, max_leaves=4)


RANGES = st.builds(
    lambda first, length: Interval(plain.START + first * US_PER_HOUR, plain.START + (first + length) * US_PER_HOUR),
    st.integers(-5, 8 * 24 - 1),
    st.integers(1, 9 * 24),
)
# One condition on the page or the event at most: two may hold on one row or on two rows of a visit, which the
# golden tests pin down.
WHERE = st.one_of(
    filters("source", "device", "country", "entry_page"), _condition("page"), _condition("event"),
    _condition("page").map(Not), _condition("event").map(Not),
)  # fmt: skip
slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def check(filled: Filled, names: list[str], dimensions: tuple[str, ...], where: Filter | None, over: Interval) -> None:
    question = Question(metrics=tuple(names), dimensions=dimensions, filters=where, range=over, limit=10_000)
    result = asyncio.run(ask(filled.store, question, SITE))
    expected = {
        name: plain.answer(filled.world, name, dimensions, where=where, over=over, timezone=SITE.timezone)
        for name in names
    }
    keys = {key for each in expected.values() for key in each}
    if len(dimensions) == 1 and dimensions[0] in {"day", "hour"}:
        keys |= {row.dimensions for row in result.rows}  # every bucket is there; the others must be empty
    if dimensions == ("entry_page",):
        keys.discard((None,))
    assert {row.dimensions for row in result.rows} == keys
    for row in result.rows:
        for name, value in zip(names, row.metrics, strict=True):
            _same(value, expected[name].get(row.dimensions, METRICS[name].empty))
    like = dimensions if "'page'" in repr(where) or "'event'" in repr(where) else ()
    for name, value in zip(names, result.totals, strict=True):
        total = plain.answer(filled.world, name, (), where=where, over=over, timezone=SITE.timezone, like=like)
        _same(value, total[()])


def _same(found: Value, expected: Value) -> None:
    assert found == (pytest.approx(expected) if isinstance(expected, float) else expected)


@slow
@given(
    names=st.lists(st.sampled_from(COUNTED), min_size=1, max_size=5, unique=True),
    dimensions=st.lists(st.sampled_from(("source", "device", "country", "day", "hour")), max_size=2, unique=True),
    where=WHERE,
    over=RANGES,
)
def test_any_metrics_by_what_every_table_has(
    filled: Filled, names: list[str], dimensions: list[str], where: Filter | None, over: Interval
) -> None:
    check(filled, names, tuple(dimensions), where, over)


@slow
@given(
    names=st.lists(st.sampled_from(SESSION_METRICS), min_size=1, max_size=4, unique=True),
    dimensions=st.lists(st.sampled_from(BY_VISIT), min_size=1, max_size=3, unique=True),
    where=WHERE,
    over=RANGES,
)
def test_session_metrics_by_what_sessions_have(
    filled: Filled, names: list[str], dimensions: list[str], where: Filter | None, over: Interval
) -> None:
    check(filled, names, tuple(dimensions), where, over)


@slow
@given(
    names=st.lists(st.sampled_from(("visitors", "pageviews", "events", "sessions")), min_size=1, unique=True),
    dimensions=st.lists(st.sampled_from(("page", "source", "day")), min_size=1, max_size=2, unique=True),
    where=filters("source", "device", "country", "entry_page", "page"),
    over=RANGES,
)
def test_event_metrics_by_page(
    filled: Filled, names: list[str], dimensions: list[str], where: Filter | None, over: Interval
) -> None:
    check(filled, names, ("page", *(each for each in dimensions if each != "page")), where, over)


@slow
@given(
    dimension=st.sampled_from(("source", "device", "country", "entry_page", "page")),
    limit=st.integers(1, 3),
    descending=st.booleans(),
    where=WHERE,
    over=RANGES,
)
def test_pages_of_rows_together_are_all_rows_in_order(
    filled: Filled, *, dimension: str, limit: int, descending: bool, where: Filter | None, over: Interval
) -> None:
    def page(size: int, offset: int) -> list[tuple[str | None, Value]]:
        question = Question(
            metrics=("visitors",), dimensions=(dimension,), filters=where, range=over,
            order=(Order("visitors", descending),), limit=size, offset=offset,
        )  # fmt: skip
        return [(row.dimensions[0], row.metrics[0]) for row in asyncio.run(ask(filled.store, question, SITE)).rows]

    every = page(1000, 0)
    pieces = [row for offset in range(0, len(every) + 1, limit) for row in page(limit, offset)]
    assert pieces == every
    counts = [-int(n or 0) if descending else int(n or 0) for _, n in every]
    assert counts == sorted(counts)


@slow
@given(where=WHERE, over=RANGES, cut=st.integers(1, 200))
def test_counts_and_money_of_two_parts_make_those_of_the_whole(
    filled: Filled, where: Filter | None, over: Interval, cut: int
) -> None:
    middle = min(over.start + cut * US_PER_HOUR, over.end - 1)
    names: tuple[str, ...] = ("sessions", "pageviews", "events", "orders", "revenue", "refunds")
    if "'page'" in repr(where) or "'event'" in repr(where):
        names = ("pageviews", "events")  # these look at a visit as a whole, on both sides of the cut

    def totals(interval: Interval) -> list[Decimal]:
        question = Question(metrics=names, filters=where, range=interval)
        return [Decimal(value or 0) for value in asyncio.run(ask(filled.store, question, SITE)).totals]

    first, second = totals(Interval(over.start, middle)), totals(Interval(middle, over.end))
    assert [a + b for a, b in zip(first, second, strict=True)] == totals(over)
