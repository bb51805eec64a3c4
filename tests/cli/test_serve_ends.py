"""How `ecomdash serve` ends: by either signal in order, with everything that was accepted in the tables."""

import asyncio
import signal
import uuid
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from tests.cli.program import Serving

from ecomdash.cli.backlog import backlog_bytes
from ecomdash.settings import Settings, load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.tables import analytics_events

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def stored(data: Path) -> set[str]:
    """The ids of the events in the tables."""

    async def read() -> list[Any]:
        store = open_store(load({}, data=data))
        await store.migrate()
        try:
            return list(
                await store.execute(sa.select(analytics_events.c.event_id).where(analytics_events.c.site_id > 0))
            )
        finally:
            await store.close()

    return {str(uuid.UUID(str(row[0]))) for row in asyncio.run(read())}


def send(server: Serving, key: str) -> set[str]:
    """Send events, a full batch at a time; the ids of those that were accepted."""
    ids = [str(uuid.uuid4()) for _ in range(500)]
    for start in range(0, len(ids), 100):
        events = [
            {"event_type": "pageview", "event_id": one, "url": "https://oak.example/", "user_agent": AGENT}
            for one in ids[start : start + 100]
        ]
        answer = server.web.post("/api/v1/analytics/track/batch", json={"site_key": key, "events": events})
        assert (answer.status_code, answer.json()["accepted"]) == (202, len(events))
    return set(ids)


@pytest.mark.parametrize(
    ("sign", "flags"),
    [(signal.SIGTERM, ()), (signal.SIGINT, ()), (signal.SIGINT, ("--collectors", "1"))],
    ids=["SIGTERM", "SIGINT", "SIGINT-with-a-collector"],
)
def test_what_was_accepted_is_stored_at_the_end(tmp_path: Path, sign: signal.Signals, flags: tuple[str, ...]) -> None:
    with Serving(tmp_path, *flags) as server:
        sent = send(server, server.set_up())
        assert server.end(sign) == 0
        assert "Traceback" not in server.out + server.err
        assert '"level": "error"' not in server.err
    assert backlog_bytes(Settings(data=server.data)) == 0
    assert backlog_bytes(Settings(data=server.data, log="kafka://broker/topic")) is None
    assert stored(server.data) == sent


def test_a_second_start_goes_on_with_the_same_data(tmp_path: Path) -> None:
    with Serving(tmp_path) as server:
        key = server.set_up()
        sent = send(server, key)
        assert server.end() == 0
    with Serving(tmp_path) as server:
        assert server.web.get("/api/v1/auth/me").json()["needs_setup"] is False
        sent |= send(server, key)
        assert server.end() == 0
    assert stored(server.data) == sent
