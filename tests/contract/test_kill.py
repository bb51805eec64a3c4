"""A writer that is killed loses nothing it confirmed and stores nothing twice; two processes never share the data."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.contract.writer import EVENTS

from ecomdash.settings import Settings
from ecomdash.store.expressions import unique_visitors, visitor_key
from ecomdash.store.protocol import Store, StoreUnavailable
from ecomdash.store.tables import analytics_events, analytics_sessions, ingest_positions

ROOT = Path(__file__).resolve().parents[2]
KILLS = 3


def start(settings: Settings, first: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.contract.writer", str(settings.data), settings.store_url, str(first)]
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


async def test_killed_at_any_moment_it_holds_every_confirmed_batch_once(
    settings: Settings, opener: Callable[[], Store]
) -> None:
    stored = 0
    for kill in range(KILLS):
        with start(settings, stored) as process:
            assert process.stdout is not None
            confirmed = [int(process.stdout.readline()) for _ in range(10 + 7 * kill)]
            process.kill()
            confirmed += [int(line) for line in process.stdout if line.endswith("\n")]
        store = opener()
        await store.migrate()
        ((stored,),) = await store.execute(sa.select(ingest_positions.c.position))
        assert stored - confirmed[-1] in {0, 1}
        events = sa.select(sa.func.count(), unique_visitors(visitor_key(analytics_events.c.visitor_id), 1))
        assert await store.execute(events) == [(stored * EVENTS, stored * EVENTS)]
        sessions = sa.select(sa.func.count(), sa.func.max(analytics_sessions.c.pageviews))
        assert await store.execute(sessions) == [(min(stored, 7), stored)]
        await store.close()


async def test_a_second_process_shares_a_server_or_is_told_who_holds_the_data(
    settings: Settings, opener: Callable[[], Store]
) -> None:
    with start(settings, 0) as process:
        try:
            assert process.stdout is not None
            process.stdout.readline()
            second = opener()
            if second.capabilities.embedded:
                with pytest.raises(StoreUnavailable, match=r"in use by another process \(PID \d+\)"):
                    await second.migrate()
            else:
                await second.migrate()
                ((stored,),) = await second.execute(sa.select(ingest_positions.c.position))
                assert stored >= 1
        finally:
            process.kill()
    await asyncio.to_thread(process.wait)
    await second.migrate()  # once the other has gone it works, without opening it anew
    await second.close()
