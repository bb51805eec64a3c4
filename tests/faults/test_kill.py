"""SIGKILL at random moments under load: what was answered 202 is there exactly once, and sessions stay whole."""

import asyncio
import random
import threading
import time
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.faults.load import VISITORS_PER_SENDER, Ledger, Sender
from tests.faults.server import Server

from ecomdash.settings import load
from ecomdash.store.opening import open_store
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events, ingest_outcomes

SENDERS = 3


def _rows(data: Path, *statements: sa.Select[Any]) -> list[list[tuple[Any, ...]]]:
    async def read() -> list[list[tuple[Any, ...]]]:
        store = open_store(load({}, data=data))
        await store.migrate()
        try:
            return [list(await store.execute(statement)) for statement in statements]
        finally:
            await store.close()

    return asyncio.run(read())


def _run_load(server: Server, key: str, kills: int, seed: int) -> Ledger:
    ledger, stop, chance = Ledger(), threading.Event(), random.Random(seed)
    senders = [Sender(number, server.url, key, ledger, stop) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for _ in range(kills):
        time.sleep(chance.uniform(0.2, 1.5))
        server.kill()
        server.start()
    time.sleep(0.5)
    stop.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    return ledger


def test_sigkill_under_load_loses_nothing_and_counts_nothing_twice(tmp_path: Path, pytestconfig: pytest.Config) -> None:
    server = Server(tmp_path / "data")
    server.start()
    try:
        ledger = _run_load(server, server.set_up(), pytestconfig.getoption("--kills"), seed=7)
        server.stop()
    finally:
        server.kill()

    e, s, c, o = analytics_events.c, analytics_sessions.c, conversion_events.c, ingest_outcomes.c
    events, sessions, orders, outcomes = _rows(
        tmp_path / "data",
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

    assert len(sessions) == len({row[0] for row in sessions}) == SENDERS * VISITORS_PER_SENDER
    assert len({row[1] for row in sessions}) == len(sessions), "a visitor's session was split"
    by_session = Counter(row[1] for row in events)
    views = Counter(row[1] for row in events if row[3] == "pageview")
    assert {row[0]: row[2] for row in sessions} == dict(by_session)
    assert {row[0]: row[3] for row in sessions} == {row[0]: views[row[0]] for row in sessions}

    counted = Counter(row[0] for row in orders)
    assert max(counted.values()) == 1, "an order is stored twice"
    assert ledger.orders <= counted.keys()
    assert sum(row[4] for row in sessions) == len(orders)
