"""Which properties the golden shop's events carry, counted by hand."""

from tests.golden.asking import WEEKEND, days
from tests.golden.shop import SITE

from ecomdash.query.properties import Property, properties
from ecomdash.store.protocol import Store


async def test_the_most_frequent_come_first(store: Store) -> None:
    assert await properties(store, WEEKEND, SITE) == [Property("plan", 2), Property("a/b", 1)]


async def test_only_events_of_the_range_count(store: Store) -> None:
    assert await properties(store, days("2026-03-28", "2026-03-28"), SITE) == []
    assert await properties(store, days("2026-03-30", "2026-03-30"), SITE) == [Property("plan", 1)]
