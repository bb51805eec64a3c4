"""What must be true of a store when the senders have ended, whatever was killed while they sent."""

import asyncio
import uuid
from collections import Counter
from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from tests.faults.load import VISITORS_PER_SENDER, Ledger

from ecomdash.settings import Settings
from ecomdash.store.engines.opening import open_store
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events, ingest_outcomes

Rows = Sequence[tuple[Any, ...]]


def check(settings: Settings, ledger: Ledger, senders: int) -> None:
    """Every answered event is there once, every visitor has one whole session, every order is counted once."""
    e, s, c, o = analytics_events.c, analytics_sessions.c, conversion_events.c, ingest_outcomes.c
    events, sessions, orders, outcomes = _rows(
        settings,
        sa.select(e.event_id, e.session_id, e.visitor_id, e.event_type).where(e.site_id >= 0),
        sa.select(s.session_id, s.visitor_id, s.events, s.pageviews, s.orders).where(s.site_id >= 0),
        sa.select(c.order_id, c.revenue).where(c.site_id >= 0),
        sa.select(sa.func.sum(o.events)).where(o.outcome == "stored"),
    )
    stored = Counter(str(uuid.UUID(str(row[0]))) for row in events)
    assert ledger.acknowledged, "the load must have got through"
    assert max(stored.values()) == 1, "an event is stored twice"
    assert ledger.acknowledged <= stored.keys(), f"{len(ledger.acknowledged - stored.keys())} answered events are lost"
    assert stored.keys() <= ledger.sent
    assert outcomes[0][0] == len(events)

    assert len(sessions) == len({row[0] for row in sessions}) == senders * VISITORS_PER_SENDER
    assert len({row[1] for row in sessions}) == len(sessions), "a visitor's session was split"
    by_session = Counter(row[1] for row in events)
    views = Counter(row[1] for row in events if row[3] == "pageview")
    assert {row[0]: row[2] for row in sessions} == dict(by_session)
    assert {row[0]: row[3] for row in sessions} == {row[0]: views[row[0]] for row in sessions}

    counted = Counter(row[0] for row in orders)
    assert max(counted.values()) == 1, "an order is stored twice"
    assert ledger.orders <= counted.keys()
    assert sum(row[4] for row in sessions) == len(orders)


def missing(settings: Settings, ledger: Ledger) -> int:
    """How many answered events the store does not have yet."""
    rows = _rows(settings, sa.select(analytics_events.c.event_id))[0]
    return len(ledger.acknowledged - {str(uuid.UUID(str(row[0]))) for row in rows})


def _rows(settings: Settings, *statements: sa.Select[Any]) -> list[Rows]:
    async def read() -> list[Rows]:
        store = open_store(settings)
        await store.migrate()
        try:
            return [list(await store.execute(statement)) for statement in statements]
        finally:
            await store.close()

    return asyncio.run(read())
