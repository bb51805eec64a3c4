"""An installation to move: the golden shop, and a site with every odd value that a store takes."""

from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from tests.golden.shop import shop
from tests.store.making import Row, at, batch

from ecomdash.jobs.moving_rows import MOVED
from ecomdash.store.protocol import Store

POSITIONS = {"local": {0: 4_711, 3: 17}, "orders of a file": {0: 99}}
NOON = at("2026-04-01T12:00")
DAY = 86_400_000_000
CROWD = 40  # events on one day, more than a stretch holds where tests make it small


def event(**fields: Any) -> Row:
    return {"site_id": 3, "occurred_at": NOON, "visitor_id": 7, "session_id": 7, "event_type": "pageview", **fields}


def odd_events() -> list[Row]:
    same = event(event_id=bytes(15) + b"\x01", path="/twice")
    return [
        event(visitor_id=-(2**63), session_id=2**63 - 1, path="/käse/日本?'\"\\;--", title="🧀"),
        event(value=Decimal("-12345678901234.5678"), lcp_ms=0.1, cls=-0.0, scroll_depth=100, engaged_ms=0),
        event(properties='{"b": 1.50, "a": [1e3, null, true, "é\\n"], "": {}}'),
        event(properties="{}", occurred_at=NOON + 1),
        same,
        same,
        event(occurred_at=NOON - 400 * DAY, path="/long-ago"),
        *(event(occurred_at=NOON + DAY + n * 1_000_000_000, path=f"/{n}") for n in range(CROWD)),
    ]


async def fill(store: Store) -> None:
    """Migrate and store everything, with POSITIONS."""
    await store.migrate()
    await store.append(shop(), "local", POSITIONS["local"], {})
    session = {"site_id": 3, "session_id": 7, "visitor_id": 7, "started_at": NOON, "bounced": True}
    sale = {"site_id": 3, "booked_at": NOON, "order_id": "O-1", "units": 1, "revenue": Decimal("0.0001")}
    refund = {**sale, "kind": "refund", "revenue": None, "refund": Decimal("3"), "booked_at": NOON + 5 * DAY}
    rows = batch(
        events=odd_events(),
        sessions=[session, {**session, "session_id": 8, "engaged_ms": 2**40}],
        conversions=[sale, refund],
        order_items=[{"site_id": 3, "booked_at": NOON, "product_id": "a", "quantity": -2}] * 2,
        bots=[{"site_id": 3, "occurred_at": NOON, "bot": "GPTBot", "event_type": "pageview"}],
        outcomes=[{"site_id": 0, "minute": NOON, "outcome": "rejected", "reason": "unreadable", "events": 3}] * 3,
    )
    await store.append(rows, "orders of a file", POSITIONS["orders of a file"], {})


async def contents(store: Store) -> dict[str, list[str]]:
    """Every row of every table as text, in order, with values as Python compares them."""
    found = {}
    for moved in MOVED:
        columns = [column for column in moved.table.c if not isinstance(column.type, sa.JSON)]
        rows = await store.execute(sa.select(*columns))
        found[moved.table.name] = sorted(repr([_plain(value) for value in row]) for row in rows)
    return found


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return int(value) if isinstance(value, bool) else value
