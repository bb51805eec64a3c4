"""Every metric over the whole weekend, each worked out by hand from tests/golden/shop.py."""

from decimal import Decimal
from typing import Any

import pytest
from tests.golden.asking import days, totals

from ecomdash.query.metrics import METRICS
from ecomdash.store.protocol import Store

EXPECTED: dict[str, Any] = {
    "visitors": 4,
    "sessions": 6,
    "pageviews": 11,  # 3 + 1 + 3 + 1 + 2 + 1
    "events": 29,
    "pageviews_per_session": 11 / 6,
    "bounce_rate": 100 * 2 / 6,  # 12 and 16
    "average_session_duration": (60 + 120 + 8 + 30 + 5) / 5,  # 12 was not measured
    "engaged_time": (60 + 120 + 8 + 30 + 5) / 11,
    "scroll_depth": (80 + 40 + 100) / 3,
    "conversion_rate": 100 * 2 / 6,
    "cart_rate": 100 * 2 / 6,
    "checkout_rate": 100 * 1 / 6,
    "cart_abandonment_rate": 100 * 1 / 2,
    "orders": 3,
    "revenue": Decimal("369.80"),
    "refunds": Decimal("19.90"),
    "net_revenue": Decimal("349.90"),
    "average_order_value": Decimal("123.2667"),
    "customers": 3,  # visitor 1, customers 55 and 77
    "units": 8,
    "items_revenue": Decimal("359.80"),
    "items_refunds": Decimal("19.90"),
    "product_views": 1,
    "add_to_carts": 2,
    "checkouts": 1,
    "lcp": 3250.0,  # of 1000, 2000, 3000, 4000
    "inp": None,
    "cls": 0.4375,  # of 0.25, 0.5
    "fcp": None,
    "ttfb": None,
    "fid": None,
}
NOTHING = {name: None if metric.empty is None else 0 for name, metric in METRICS.items()}


def test_every_metric_has_a_golden_number() -> None:
    assert EXPECTED.keys() == METRICS.keys()


@pytest.mark.parametrize("name", EXPECTED)
async def test_metric(store: Store, name: str) -> None:
    (value,) = await totals(store, name)
    expected = EXPECTED[name]
    assert value == (pytest.approx(expected) if isinstance(expected, float) else expected)
    assert isinstance(value, type(expected))


async def test_all_metrics_at_once_are_the_same(store: Store) -> None:
    half = len(METRICS) // 2
    for names in (list(METRICS)[:half], list(METRICS)[half:]):
        values = await totals(store, " ".join(names))
        assert list(values) == [pytest.approx(EXPECTED[name]) for name in names]


@pytest.mark.parametrize("name", EXPECTED)
async def test_metric_of_an_empty_range(store: Store, name: str) -> None:
    assert await totals(store, name, over=days("2026-02-01", "2026-02-03")) == (NOTHING[name],)
