"""Filters on the golden shop: on the row itself, on its visit, on its order."""

from decimal import Decimal

import pytest
from tests.golden.asking import table, totals

from ecomdash.query.question import (
    And,
    Contains,
    Filter,
    Is,
    IsNot,
    Matches,
    Not,
    NotContains,
    Or,
    StartsWith,
)
from ecomdash.store.protocol import Store

METRICS = "sessions visitors pageviews events orders revenue units product_views"
EVERYTHING = (6, 4, 11, 29, 3, Decimal("369.80"), 8, 1)

CASES: dict[str, tuple[Filter, tuple[object, ...]]] = {
    "a field every table has": (Is("source", ("Google",)), (3, 2, 8, 23, 2, Decimal("169.80"), 4, 1)),
    "two values": (Is("source", ("Direct", "Newsletter")), (3, 2, 3, 6, 0, 0, 0, 0)),
    "not": (IsNot("source", ("Google",)), (3, 2, 3, 6, 1, 200, 4, 0)),
    "the unknown value": (Is("country", ("",)), (1, 1, 2, 6, 1, 50, 1, 0)),
    # A page: its own pageviews and events, and of other tables the visits that saw it.
    "page": (Is("page", ("/shoes",)), (3, 2, 3, 11, 2, Decimal("169.80"), 4, 1)),
    "not a page": (IsNot("page", ("/shoes",)), (3, 2, 8, 18, 1, 200, 4, 0)),
    "two pages in one visit": (
        And((Is("page", ("/shoes",)), Is("page", ("/cart",)))), (2, 1, 0, 0, 1, Decimal("119.80"), 3, 0),
    ),
    "entry page": (Is("entry_page", ("/shoes",)), (2, 2, 5, 16, 2, Decimal("169.80"), 4, 1)),
    "exit page": (Is("exit_page", ("/cart",)), (1, 1, 3, 7, 0, 0, 0, 0)),
    # An event: of other types of event, those of the visits that had it.
    "event": (Is("event", ("signup",)), (1, 1, 1, 1, 0, 0, 0, 0)),
    "event type": (Is("event_type", ("add_to_cart",)), (2, 1, 6, 2, 1, Decimal("119.80"), 3, 1)),
    "an event type there is not": (Is("event_type", ("teleport",)), (0, 0, 0, 0, 0, 0, 0, 0)),
    "property": (Is("property:plan", ("pro",)), (1, 1, 1, 1, 0, 0, 0, 0)),
    "not a property": (IsNot("property:plan", ("pro",)), (5, 3, 10, 28, 3, Decimal("369.80"), 8, 1)),
    "event and its property": (
        And((Is("event", ("signup",)), Is("property:plan", ("pro",)))), (1, 1, 1, 1, 0, 0, 0, 0),
    ),
    "another event's property": (
        And((Is("event", ("pageview",)), Is("property:plan", ("pro",)))), (0, 0, 0, 0, 0, 0, 0, 0),
    ),
    # A product: the visits that had to do with it, the orders that contain it, its own lines.
    "product": (Is("product", ("shoe",)), (2, 1, 6, 17, 1, Decimal("119.80"), 2, 1)),
    "a product sold without a visit": (Is("product", ("vase",)), (0, 0, 0, 0, 1, 200, 4, 0)),
    "not a product": (IsNot("product", ("shoe",)), (4, 3, 5, 12, 2, 250, 6, 0)),
    "coupon": (Is("coupon", ("MARCH",)), (1, 1, 3, 10, 1, Decimal("119.80"), 3, 1)),
    "contains": (Contains("source", ("OOG", "letter")), (4, 3, 9, 26, 2, Decimal("169.80"), 4, 1)),
    "contains not": (NotContains("source", ("oog", "letter")), (2, 1, 2, 3, 1, 200, 4, 0)),
    "starts with": (StartsWith("channel", ("org",)), (3, 2, 8, 23, 2, Decimal("169.80"), 4, 1)),
    "wildcard": (Matches("source", ("d?rect", "*LETTER")), (3, 2, 3, 6, 0, 0, 0, 0)),
    "wildcard on the whole text": (Matches("source", ("oog",)), (0, 0, 0, 0, 0, 0, 0, 0)),
    "characters that a store may not hold": (
        Or((Is("source", ("Google", "\0")), Contains("page", ("a\0b",)), Is("property:\0", ("\0",)))),
        (3, 2, 8, 23, 2, Decimal("169.80"), 4, 1),
    ),
    "and": (And((Is("device", ("mobile",)), Is("country", ("DE",)))), (2, 1, 2, 3, 0, 0, 0, 0)),
    "or": (Or((Is("country", ("AT",)), Is("page", ("/cart",)))), (3, 2, 3, 7, 1, Decimal("119.80"), 3, 0)),
    "not or": (
        Not(Or((Is("country", ("AT",)), Is("country", ("DE",))))), (1, 1, 2, 6, 2, 250, 5, 0),
    ),
    "weekday": (Is("day_of_week", ("7",)), (3, 3, 6, 15, 1, Decimal("119.80"), 3, 1)),
}  # fmt: skip


async def test_without_a_filter(store: Store) -> None:
    assert await totals(store, METRICS) == EVERYTHING


@pytest.mark.parametrize("name", CASES)
async def test_filter(store: Store, name: str) -> None:
    where, expected = CASES[name]
    assert await totals(store, METRICS, where) == expected


@pytest.mark.parametrize("name", CASES)
async def test_a_filter_and_its_opposite_make_the_whole(store: Store, name: str) -> None:
    where, expected = CASES[name]
    sessions, _, _, _, orders, revenue, _, _ = expected
    opposite = await totals(store, "sessions orders revenue", Not(where))
    assert opposite == (6 - int(str(sessions)), 3 - int(str(orders)), Decimal("369.80") - Decimal(str(revenue)))


async def test_a_filter_applies_to_breakdowns(store: Store) -> None:
    shoes = Is("page", ("/shoes",))
    assert await table(store, "sessions revenue", "source", where=shoes) == {"Google": (3, Decimal("169.80"))}
    assert await table(store, "pageviews visitors", "page", where=Is("entry_page", ("/",))) == {
        "/": (3, 2),
        "/cart": (1, 1),
        "/shoes": (1, 1),
    }


async def test_text_with_a_meaning_elsewhere_is_only_text(store: Store) -> None:
    for text in ("%", "_", "100%", "' OR 1=1 --", ".*", "[a-z]+", "\\", "(", "?:", "{2}"):
        assert await totals(store, "sessions", Contains("source", (text,))) == (0,), text
        assert await totals(store, "sessions", Is("source", (text,))) == (0,), text
    assert await totals(store, "sessions", Matches("source", (".*", "[a-z]+", "(Google", "Goo.le"))) == (0,)
