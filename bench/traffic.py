"""Made-up but realistic traffic of one shop, the same for the same seed, as the batches that enrichment would make.

About six events a session, power-law pages, ten sources, forty countries; six visitors in ten refuse to be recognised
and are new each day, the others come back. Two sessions in a hundred end with an order.
"""

import itertools
import random
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ecomdash.clock import US_PER_DAY, US_PER_SECOND
from ecomdash.events.batch import Batch, Columns

SITE = 1
DAYS = 30
START = 1_790_812_800_000_000  # 2026-10-01T00:00:00Z
EVENTS_PER_SESSION = 6.05
_PAGES = 5_000
_CITIES = 2_000

_SOURCES = ("Google", "Direct", "Facebook", "Newsletter", "Bing", "Instagram", "ChatGPT", "TikTok", "Reddit", "Partner")
_CHANNELS = dict(
    zip(
        _SOURCES,
        ("Organic Search", "Direct", "Paid Social", "Email", "Organic Search", "Organic Social", "AI Assistants",
         "Organic Social", "Organic Social", "Referral"),
        strict=True,
    )
)  # fmt: skip
_COUNTRIES = tuple(a + b for a, b in itertools.islice(itertools.product("DFUNABCEG", "ERSLTK"), 40))
_DEVICES = (
    ("mobile", "Mobile Safari", "iOS"), ("mobile", "Chrome Mobile", "Android"), ("desktop", "Chrome", "Windows"),
    ("desktop", "Firefox", "Linux"), ("desktop", "Safari", "macOS"), ("tablet", "Chrome", "Android"),
)  # fmt: skip
_LANGUAGES = ("de", "en", "fr", "nl", "it", "es", "pl")
_VISIT = ("hostname", "referrer", "source", "channel", "utm_source", "utm_medium", "utm_campaign", "utm_content",
          "utm_term", "country", "region", "city", "device", "browser", "browser_version", "os", "os_version",
          "language", "screen")  # fmt: skip


class Traffic:
    """Batches over DAYS days in the order of time, about `events` events in all, `per_batch` in each."""

    def __init__(self, events: int, per_batch: int, seed: int = 1) -> None:
        self.random = random.Random(seed)
        self.sessions = round(events / EVENTS_PER_SESSION)
        self.per_batch = max(1, round(per_batch / EVENTS_PER_SESSION))

    def batches(self) -> Iterator[Batch]:
        """Each session is whole within its batch."""
        step = DAYS * US_PER_DAY / self.sessions
        for first in range(0, self.sessions, self.per_batch):
            numbers = range(first, min(first + self.per_batch, self.sessions))
            yield self._batch([(number, START + int(number * step)) for number in numbers])

    def _batch(self, starts: list[tuple[int, int]]) -> Batch:
        sessions = [_Session(self.random, number, start) for number, start in starts]
        events = sorted(
            ((time, session, kind, path, more) for session in sessions for time, kind, path, more in session.events),
            key=lambda event: event[0],
        )
        n = len(events)
        of = [session for _, session, _, _, _ in events]
        kinds = [kind for _, _, kind, _, _ in events]
        times = [time for time, *_ in events]
        paths = [path for _, _, _, path, _ in events]
        ids = [((time // 1000) << 80 | self.random.getrandbits(80)).to_bytes(16, "big") for time in times]
        columns: Columns = {
            "site_id": [SITE] * n,
            "event_id": ids,
            "occurred_at": times,
            "received_at": [time + 200_000 for time in times],
            "event_type": kinds,
            "name": kinds,
            "path": paths,
            "title": [f"Shop: {path[3:]}" for path in paths],
            "engaged_ms": [more if kind == "engagement" else None for _, _, kind, _, more in events],
            "scroll_depth": [more % 100 if kind == "engagement" else None for _, _, kind, _, more in events],
            "lcp_ms": [float(more) if kind == "web_vitals" else None for _, _, kind, _, more in events],
            "properties": ['{"plan": "pro"}' if kind == "view_item" else None for kind in kinds],
            **_visit_columns(of),
        }
        orders = [session for session in sessions if session.order]
        carts = [event for event in zip(ids, times, of, kinds, paths, strict=True) if event[3] in _COMMERCE]
        return Batch(
            events=columns,
            sessions=_session_columns(sessions),
            conversions=_order_columns(orders, self.random),
            order_items=_item_columns(orders),
            product_events=_product_columns(carts),
            outcomes={
                "site_id": [SITE], "minute": [times[0] // 60_000_000 * 60_000_000], "outcome": ["stored"],
                "reason": [""], "events": [n], "lag_ms": [n * 40], "measured": [n],
            },
        )  # fmt: skip


_COMMERCE = {"view_item", "add_to_cart", "begin_checkout"}


class _Session:
    """One visit with its events: (time, type, path, a number that means something for the type)."""

    __slots__ = ("bounced", "engaged", "events", "number", "order", "start", "visit", "visitor")

    def __init__(self, rng: random.Random, number: int, start: int) -> None:
        self.number, self.start = _scattered(number * 2 + 1), start
        day = (start - START) // US_PER_DAY
        if rng.random() < 0.6:
            self.visitor = _scattered(1 + day * 100_000 + int(rng.random() * 40_000))
        else:
            self.visitor = _scattered(-1 - int(rng.random() ** 2 * 400_000))
        self.visit = _visit(rng)
        self.events: list[tuple[int, str, str, int]] = []
        self.engaged: int | None = None
        self.order = False
        self._walk(rng)
        kinds = [kind for _, kind, _, _ in self.events]
        self.bounced = kinds.count("pageview") == 1 and (self.engaged or 0) < 10_000

    def _walk(self, rng: random.Random) -> None:
        time, buying = self.start, rng.random()
        for _ in range(1 + min(11, int(rng.expovariate(0.55)))):
            path = f"/p/{int(rng.random() ** 4 * _PAGES)}"
            self.events.append((time, "pageview", path, 0))
            if rng.random() < 0.2:
                self.events.append((time + US_PER_SECOND, "web_vitals", path, rng.randrange(500, 6000)))
            if rng.random() < 0.5:
                self.events.append((time + US_PER_SECOND, "view_item", path, 0))
            if rng.random() < 0.85:
                seen = rng.randrange(1_000, 90_000)
                self.engaged = (self.engaged or 0) + seen
                self.events.append((time + seen * 1000, "engagement", path, seen))
            time += rng.randrange(5, 120) * US_PER_SECOND
        last = self.events[-1][2]
        for kind, share in (("add_to_cart", 0.10), ("begin_checkout", 0.04), ("purchase", 0.02)):
            if buying < share:
                time += 20 * US_PER_SECOND
                self.events.append((time, kind, last, 0))
                self.order = kind == "purchase"


def _scattered(number: int) -> int:
    """A 63-bit id of its own for each number, as if it had been drawn at random."""
    return number * 0x9E37_79B9_7F4A_7C15 & 0x7FFF_FFFF_FFFF_FFFF


def _visit(rng: random.Random) -> tuple[str, ...]:
    source = _SOURCES[int(rng.random() ** 2 * 10)]
    device, browser, system = _DEVICES[int(rng.random() ** 1.5 * 6)]
    country = _COUNTRIES[int(rng.random() ** 3 * 40)]
    campaign = source in {"Newsletter", "Facebook"}
    return (
        "shop.example", "" if source == "Direct" else f"{source.lower()}.example/", source, _CHANNELS[source],
        source.lower() if campaign else "", "cpc" if campaign else "", f"autumn-{rng.randrange(8)}" if campaign else "",
        "", "", country, "", f"{country}-{int(rng.random() ** 3 * _CITIES / 40)}", device, browser,
        str(rng.randrange(120, 131)), system, str(rng.randrange(10, 19)), rng.choice(_LANGUAGES),
        ("xs" if device == "mobile" else "lg"),
    )  # fmt: skip


def _visit_columns(of: list[Any]) -> Columns:
    visits = [session.visit for session in of]
    columns: Columns = {name: [visit[i] for visit in visits] for i, name in enumerate(_VISIT)}
    columns["session_id"] = [session.number for session in of]
    columns["visitor_id"] = [session.visitor for session in of]
    return columns


def _counted(sessions: list[_Session], kind: str) -> list[int]:
    return [sum(event[1] == kind for event in session.events) for session in sessions]


def _session_columns(sessions: list[_Session]) -> Columns:
    zero = Decimal(0)
    return {
        "site_id": [SITE] * len(sessions),
        "client_session": [0] * len(sessions),
        "started_at": [session.start for session in sessions],
        "ended_at": [max(event[0] for event in session.events) for session in sessions],
        "entry_page": [session.events[0][2] for session in sessions],
        "exit_page": [session.events[-1][2] for session in sessions],
        "pageviews": _counted(sessions, "pageview"),
        "events": [len(session.events) for session in sessions],
        "interactions": _counted(sessions, "view_item"),
        "engaged_ms": [session.engaged for session in sessions],
        "bounced": [session.bounced for session in sessions],
        "product_views": _counted(sessions, "view_item"),
        "add_to_carts": _counted(sessions, "add_to_cart"),
        "checkouts": _counted(sessions, "begin_checkout"),
        "orders": _counted(sessions, "purchase"),
        "revenue": [Decimal("59.90") if session.order else zero for session in sessions],
        **_visit_columns(sessions),
    }


def _order_columns(orders: list[_Session], rng: random.Random) -> Columns:
    amounts = [Decimal(rng.randrange(990, 29_990)) / 100 for _ in orders]
    return {
        "site_id": [SITE] * len(orders),
        "conversion_id": [_order_id(order) for order in orders],
        "kind": ["order"] * len(orders),
        "booked_at": [order.events[-1][0] for order in orders],
        "occurred_at": [order.events[-1][0] for order in orders],
        "order_id": [f"A{order.number}" for order in orders],
        "revenue": amounts,
        "units": [2] * len(orders),
        "currency": ["EUR"] * len(orders),
        "original_amount": amounts,
        "entry_page": [order.events[0][2] for order in orders],
        **_visit_columns(orders),
    }


def _item_columns(orders: list[_Session]) -> Columns:
    twice = [order for order in orders for _ in range(2)]
    products = [order.events[-1][2][3:] if n % 2 else order.events[0][2][3:] for n, order in enumerate(twice)]
    return {
        "site_id": [SITE] * len(twice),
        "conversion_id": [_order_id(order) for order in twice],
        "kind": ["order"] * len(twice),
        "booked_at": [order.events[-1][0] for order in twice],
        "order_id": [f"A{order.number}" for order in twice],
        "product_id": products,
        "product_name": [f"Product {product}" for product in products],
        "product_category": [f"Category {len(product)}" for product in products],
        "quantity": [1] * len(twice),
        "unit_price": [Decimal("29.95")] * len(twice),
        "revenue": [Decimal("29.95")] * len(twice),
        **_visit_columns(twice),
    }


def _order_id(order: _Session) -> bytes:
    return order.number.to_bytes(16, "big")


def _product_columns(events: list[tuple[bytes, int, _Session, str, str]]) -> Columns:
    products = [path[3:] for *_, path in events]
    return {
        "site_id": [SITE] * len(events),
        "event_id": [event_id for event_id, *_ in events],
        "occurred_at": [time for _, time, *_ in events],
        "event_type": [kind for _, _, _, kind, _ in events],
        "product_id": products,
        "product_name": [f"Product {product}" for product in products],
        "product_category": [f"Category {len(product)}" for product in products],
        "quantity": [1] * len(events),
        "unit_price": [Decimal("29.95")] * len(events),
        **_visit_columns([session for _, _, session, _, _ in events]),
    }
