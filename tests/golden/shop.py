"""A shop small enough to count by hand: six visits on the weekend that Berlin changes to summer time.

On Sunday 29 March 2026 the clock goes from 02:00 (+01:00) to 03:00 (+02:00); times below are local.
"""

from decimal import Decimal
from typing import Any
from uuid import UUID

from tests.store.making import Row, at, batch

from ecomdash.events.batch import Batch
from ecomdash.query.question import Context
from ecomdash.store.tables import order_items

SITE = Context(site_id=1, timezone="Europe/Berlin", currency="EUR", now=at("2026-04-15T12:00+02:00"))

GOOGLE = {"source": "Google", "channel": "Organic Search", "referrer": "google.com/", "device": "desktop"}
DIRECT = {"source": "Direct", "channel": "Direct", "device": "mobile", "country": "DE"}
MAIL = {"source": "Newsletter", "channel": "Email", "utm_campaign": "spring", "device": "mobile", "country": "AT"}

# session: visitor, where from, first and last page
VISITS: dict[int, tuple[int, Row, str, str]] = {
    11: (1, {**GOOGLE, "country": "DE"}, "/", "/cart"),
    12: (2, DIRECT, "/", "/"),
    13: (1, {**GOOGLE, "country": "DE"}, "/shoes", "/thanks"),
    14: (3, MAIL, "/sale", "/sale"),
    15: (4, {**GOOGLE, "device": "tablet"}, "/shoes", "/"),  # from a country that nobody knows
    16: (2, DIRECT, "/", "/"),
}

# session, time, type, page, what else
EVENTS: list[tuple[int, str, str, str, Row]] = [
    # Saturday to Sunday, over midnight: three pages, shoes into the cart, no order
    (11, "2026-03-28T23:50+01:00", "pageview", "/", {}),
    (11, "2026-03-28T23:51+01:00", "engagement", "/", {"engaged_ms": 10_000, "scroll_depth": 50}),
    (11, "2026-03-28T23:52+01:00", "engagement", "/", {"engaged_ms": 10_000, "scroll_depth": 80}),
    (11, "2026-03-28T23:55+01:00", "pageview", "/shoes", {}),
    (11, "2026-03-28T23:58+01:00", "engagement", "/shoes", {"engaged_ms": 40_000, "scroll_depth": 40}),
    (11, "2026-03-28T23:59+01:00", "add_to_cart", "/shoes", {}),
    (11, "2026-03-29T00:05+01:00", "pageview", "/cart", {}),
    # Sunday before the change: one page, nothing measured
    (12, "2026-03-29T01:30+01:00", "pageview", "/", {}),
    # Sunday after the change: order A1
    (13, "2026-03-29T03:30+02:00", "pageview", "/shoes", {}),
    (13, "2026-03-29T03:30+02:00", "view_item", "/shoes", {}),
    (13, "2026-03-29T03:31+02:00", "engagement", "/shoes", {"engaged_ms": 120_000, "scroll_depth": 100}),
    (13, "2026-03-29T03:31+02:00", "web_vitals", "/shoes", {"lcp_ms": 1000.0, "cls": 0.5}),
    (13, "2026-03-29T03:32+02:00", "add_to_cart", "/shoes", {}),
    (13, "2026-03-29T03:33+02:00", "pageview", "/cart", {}),
    (13, "2026-03-29T03:33+02:00", "web_vitals", "/cart", {"lcp_ms": 2000.0}),
    (13, "2026-03-29T03:34+02:00", "begin_checkout", "/cart", {}),
    (13, "2026-03-29T03:40+02:00", "pageview", "/thanks", {}),
    (13, "2026-03-29T03:40+02:00", "purchase", "/thanks", {"value": Decimal("119.80")}),
    # Sunday night: a sign-up
    (14, "2026-03-29T23:30+02:00", "pageview", "/sale", {"title": "Sale"}),
    (14, "2026-03-29T23:31+02:00", "custom", "/sale", {"name": "signup", "properties": '{"plan": "pro", "a/b": 1}'}),
    (14, "2026-03-29T23:32+02:00", "engagement", "/sale", {"engaged_ms": 8_000}),
    # Monday: order A2
    (15, "2026-03-30T10:00+02:00", "pageview", "/shoes", {"properties": '{"plan": null}'}),  # named, without a value
    (15, "2026-03-30T10:01+02:00", "web_vitals", "/shoes", {"lcp_ms": 3000.0, "cls": 0.25}),
    (15, "2026-03-30T10:01+02:00", "engagement", "/shoes", {"engaged_ms": 30_000}),
    (15, "2026-03-30T10:02+02:00", "pageview", "/", {}),
    (15, "2026-03-30T10:02+02:00", "web_vitals", "/", {"lcp_ms": 4000.0}),
    (15, "2026-03-30T10:03+02:00", "purchase", "/", {"value": Decimal("50.00")}),
    # Monday noon: one page, five seconds
    (16, "2026-03-30T12:00+02:00", "pageview", "/", {}),
    (16, "2026-03-30T12:01+02:00", "engagement", "/", {"engaged_ms": 5_000}),
]  # fmt: skip

A1, REFUND, A2, X1 = (UUID(int=n).bytes for n in (0xA1, 0xA1F, 0xA2, 0xB1))

# session (None: imported), booked, what else
CONVERSIONS: dict[bytes, tuple[int | None, str, Row]] = {
    A1: (13, "2026-03-29T03:40+02:00", {"revenue": Decimal("119.80"), "units": 3, "coupon": "MARCH"}),
    A2: (15, "2026-03-30T10:03+02:00", {"revenue": Decimal("50.00"), "units": 1, "customer_id": 55}),
    X1: (None, "2026-03-30T15:00+02:00",
         {"revenue": Decimal("200.00"), "units": 4, "customer_id": 77, "country": "FR"}),
    # given back on Monday, but it counts on the day of its order
    REFUND: (13, "2026-03-29T03:40+02:00",
             {"kind": "refund", "refund": Decimal("19.90"), "occurred_at": at("2026-03-30T09:00+02:00")}),
}  # fmt: skip

# conversion, product, category, quantity, revenue or refund
ITEMS: list[tuple[bytes, str, str, int, Row]] = [
    (A1, "shoe", "Footwear", 2, {"revenue": Decimal("99.90")}),
    (A1, "socks", "Footwear", 1, {"revenue": Decimal("9.90")}),  # and 10.00 for shipping
    (A2, "hat", "Headwear", 1, {"revenue": Decimal("50.00")}),
    (X1, "vase", "Home", 4, {"revenue": Decimal("200.00")}),
    (REFUND, "shoe", "Footwear", 1, {"refund": Decimal("19.90")}),
]

# session, type, product: one per product in the event
PRODUCT_EVENTS = [
    (11, "add_to_cart", "shoe"),
    (13, "view_item", "shoe"),
    (13, "add_to_cart", "shoe"),
    (13, "add_to_cart", "socks"),
    (13, "begin_checkout", "shoe"),
    (13, "begin_checkout", "socks"),
]


def shop() -> Batch:
    """Everything above, and a second site whose rows no question about the first may see."""
    rows = {
        "events": [_event(*row) for row in EVENTS],
        "sessions": [_session(session) for session in VISITS],
        "conversions": [_conversion(key) for key in CONVERSIONS],
        "order_items": [_item(*row) for row in ITEMS],
        "product_events": [_product_event(*row) for row in PRODUCT_EVENTS],
    }
    return batch(**{name: each + [{**row, "site_id": 2} for row in each] for name, each in rows.items()})


def _visit(session: int | None) -> Row:
    if session is None:
        return {}
    visitor, origin, _, _ = VISITS[session]
    return {"session_id": session, "visitor_id": visitor, **origin}


def _event(session: int, time: str, kind: str, page: str, more: Row) -> Row:
    return {**_visit(session), "occurred_at": at(time), "event_type": kind, "path": page, **more}


def _session(session: int) -> Row:
    rows = [(at(time), kind, more) for number, time, kind, _, more in EVENTS if number == session]
    kinds = [kind for _, kind, _ in rows]
    engaged: list[Any] = [more["engaged_ms"] for _, _, more in rows if "engaged_ms" in more]
    pageviews = kinds.count("pageview")
    acted = [kind for kind in kinds if kind not in {"pageview", "engagement", "web_vitals"}]
    return {
        **_visit(session),
        "started_at": rows[0][0],
        "ended_at": rows[-1][0],
        "entry_page": VISITS[session][2],
        "exit_page": VISITS[session][3],
        "pageviews": pageviews,
        "events": len(rows),
        "engaged_ms": sum(engaged) if engaged else None,
        "bounced": pageviews == 1 and not acted and sum(engaged) < 10_000,
        "add_to_carts": kinds.count("add_to_cart"),
        "checkouts": kinds.count("begin_checkout"),
        "orders": kinds.count("purchase"),
    }


def _conversion(key: bytes) -> Row:
    session, booked, more = CONVERSIONS[key]
    entry = {} if session is None else {"entry_page": VISITS[session][2]}
    return {**_visit(session), **entry, "conversion_id": key, "booked_at": at(booked), **more}


def _item(key: bytes, product: str, category: str, quantity: int, money: Row) -> Row:
    of = _conversion(key)
    shared: Row = {name: of[name] for name in of if name in order_items.c}
    shared |= {"revenue": None, "refund": None}
    return {**shared, "product_id": product, "product_category": category, "quantity": quantity, **money}


def _product_event(session: int, kind: str, product: str) -> Row:
    time = next(time for number, time, type_, _, _ in EVENTS if (number, type_) == (session, kind))
    event_id = UUID(int=session * 1000 + len(kind)).bytes
    return {
        **_visit(session), "event_id": event_id, "occurred_at": at(time), "event_type": kind, "product_id": product
    }  # fmt: skip
