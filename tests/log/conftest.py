"""Every log under test: for each, a way to open it, and to open it again as another process would."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.log.logs import open_log as open_local
from tests.servers import kafka

from ecomdash.log.opening import open_log
from ecomdash.log.protocol import Log, Reassigned, Record
from ecomdash.settings import load

Opening = Callable[[], Awaitable[Log]]
PATIENCE = 60.0  # seconds in which a group of readers has dealt out its partitions, on a busy machine


async def open_kafka(address: str) -> Log:
    return await asyncio.to_thread(open_log, load({}, log=address))


@pytest.fixture
async def opening(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Opening]:
    """Opens the log named by the parameter, which is empty at first; everything opened is closed afterwards."""
    opened: list[Log] = []
    address = kafka_address(request) if request.param == "kafka" else ""

    async def again() -> Log:
        opened.append(await open_kafka(address) if address else open_local(tmp_path))
        return opened[-1]

    yield again
    for log in opened:
        await log.close()


def kafka_address(request: pytest.FixtureRequest, **options: object) -> str:
    """The address of a new topic; a run that has no real Kafka says so in its summary."""
    given = {"partitions": 4, "session.timeout.ms": 6000, **options}
    address, stand_in = kafka.new_address(**given)
    if stand_in:
        request.node.user_properties.append(("stand_in", stand_in))
    return address


def real_kafka_address(request: pytest.FixtureRequest, **options: object) -> str:
    """Like `kafka_address`, of a real broker; without one the test is skipped by name."""
    found = kafka.server()
    if isinstance(found, str):
        pytest.skip(f"optional: {found}, and the mock cluster cannot do this")
    return kafka_address(request, **options)


async def read_all(
    log: Log, count: int, after: Mapping[int, int] | None = None, limit: int = 1_000_000
) -> list[Record]:
    """The next `count` records and those that come with them; fails when they do not come."""
    positions = dict(after or {})
    found: list[Record] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            try:
                batch = await log.read(positions, limit, 1.0)
            except Reassigned:
                continue
            found += batch
            positions.update({record.partition: record.end for record in batch})
    return found


async def until(condition: Callable[[], Any]) -> None:
    """Wait for it; fails when it does not come."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - what is waited for happens in other threads and processes
            await asyncio.sleep(0.02)
