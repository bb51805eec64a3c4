"""Brokers and readers that die or hang under load: what was acknowledged is read, and stored, exactly once."""

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from confluent_kafka import Consumer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic
from tests.enrichment.making import SITE, accepted, hit, page
from tests.log.conftest import PATIENCE, open_kafka, read_all, real_kafka_address, until
from tests.log.logs import payloads
from tests.servers import kafka

from ecomdash.clock import SystemClock
from ecomdash.events.record import encode
from ecomdash.jobs.loading_lookups import id_bytes, positions
from ecomdash.log.kafka_address import parse
from ecomdash.log.protocol import Log, LogFull
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.tables import analytics_events, analytics_sessions, ingest_outcomes

VISITORS = 20
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def address(request: pytest.FixtureRequest) -> str:
    return real_kafka_address(request, **{"session.timeout.ms": 2000, "heartbeat.interval.ms": 500})


@pytest.fixture
def broker(address: str) -> Iterator[kafka.KafkaServer]:
    """The broker of `address`, to be hurt; well again afterwards."""
    found = kafka.server()
    assert isinstance(found, kafka.KafkaServer)
    yield found
    if not found.is_up:
        found.start()


@pytest.fixture
async def log(address: str) -> AsyncIterator[Log]:
    opened = await open_kafka(address)
    yield opened
    await opened.close()


class Load:
    """Appends numbered payloads, some at a time; what is refused is appended again, as a tracker does."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.acknowledged: list[bytes] = []
        self.refused = 0
        self.count = 0
        self.stop = asyncio.Event()
        self.tasks = [asyncio.create_task(self._append_on()) for _ in range(8)]

    async def _append_on(self) -> None:
        while not self.stop.is_set():
            self.count += 1
            payload = b"%d" % self.count
            while payload:
                try:
                    await self.log.append(payload, int(payload) % self.log.shards)
                except LogFull:
                    self.refused += 1
                    await asyncio.sleep(0.05)
                else:
                    self.acknowledged.append(payload)
                    payload = b""

    async def end(self) -> None:
        self.stop.set()
        async with asyncio.timeout(PATIENCE):
            await asyncio.gather(*self.tasks)


async def test_a_broker_killed_under_load_keeps_what_it_acknowledged(log: Log, broker: kafka.KafkaServer) -> None:
    load, chance = Load(log), random.Random(3)
    for _ in range(2):
        await asyncio.sleep(chance.uniform(0.5, 1.0))
        broker.kill()
        broker.launch()
        await asyncio.to_thread(broker.wait)
    await asyncio.sleep(0.5)
    await load.end()
    records = await read_all(log, len(load.acknowledged))
    kept = Counter(payloads(records))
    assert load.acknowledged
    assert kept.keys() == set(load.acknowledged), "each was appended until it was acknowledged"
    doubles = sum(count - 1 for count in kept.values())
    assert doubles <= load.refused, "only what was refused may have been kept all the same"
    for partition in range(log.shards):
        ends = [record.end for record in records if record.partition == partition]
        assert ends == list(range(1, len(ends) + 1)), "no record was passed over"


@pytest.mark.slow
async def test_of_two_brokers_one_dies_and_comes_back(address: str, broker: kafka.KafkaServer, tmp_path: Path) -> None:
    second = kafka.KafkaServer(tmp_path, first=broker)
    await asyncio.to_thread(second.start)
    try:
        topic = parse(address).topic
        kept_twice = NewTopic(topic, 3, 2, config={"min.insync.replicas": "2"})
        admin = AdminClient({"bootstrap.servers": broker.brokers})
        await asyncio.to_thread(admin.create_topics([kept_twice])[topic].result)
        log = await open_kafka(address.replace(broker.brokers, f"{broker.brokers},{second.brokers}"))
        load = Load(log)
        await until(lambda: len(load.acknowledged) > 100)
        second.kill()
        await until(lambda: log.trouble == "3 of 3 partitions have fewer than 2 replicas in sync")
        with pytest.raises(LogFull):
            await log.append(b"on one of two")
        second.launch()
        await until(lambda: not log.trouble)
        before = len(load.acknowledged)
        await until(lambda: len(load.acknowledged) > before + 100)
        await load.end()
        kept = Counter(payloads(await read_all(log, len(load.acknowledged))))
        assert set(load.acknowledged) <= kept.keys() <= {*load.acknowledged, b"on one of two"}
        assert sum(kept[payload] - 1 for payload in load.acknowledged) <= load.refused
        await log.close()
    finally:
        second.kill()
        known = AdminClient({"bootstrap.servers": broker.brokers, "topic.metadata.refresh.interval.ms": 200})
        await until(lambda: len(known.list_topics(timeout=10).brokers) == 1)  # so that no new topic is given to it


async def test_a_broker_that_hangs_is_not_waited_for(log: Log, broker: kafka.KafkaServer) -> None:
    await log.append(b"before")
    broker.pause()
    try:
        refused = await asyncio.wait_for(
            asyncio.gather(*(log.append(b"%d" % number) for number in range(50)), return_exceptions=True), PATIENCE
        )
        await until(lambda: log.trouble)
    finally:
        broker.resume()
    assert {type(answer) for answer in refused} == {LogFull}
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                await log.append(b"after")
            except LogFull:
                await asyncio.sleep(0.1)
            else:
                break
    kept = Counter(payloads(await read_all(log, 2)))
    assert kept[b"before"] == kept[b"after"] == 1
    assert all(count == 1 for count in kept.values()), "what was given up is not sent again"
    await until(lambda: not log.trouble)


async def test_closing_while_the_broker_is_away_ends(address: str, broker: kafka.KafkaServer) -> None:
    opened = await open_kafka(address)
    await opened.append(b"one")
    await read_all(opened, 1)
    broker.kill()
    waiting = asyncio.create_task(opened.append(b"two"))
    await asyncio.sleep(0.1)
    await asyncio.wait_for(opened.close(), PATIENCE)
    with pytest.raises(LogFull):
        await waiting


class LoaderProcess:
    def __init__(self, folder: Path, address: str) -> None:
        self.command = [sys.executable, "-m", "tests.log.kafka_loader", str(folder), address]
        self.environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.process = subprocess.Popen(
            self.command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        assert self.process.stdout
        for line in self.process.stdout:
            if line.startswith(b"loading"):
                return
        raise AssertionError("the loader did not start")

    def kill(self) -> None:
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGKILL)
        self._ended()

    def end(self) -> None:
        assert self.process
        assert self.process.stdin
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        self._ended()

    def _ended(self) -> None:
        if self.process:
            self.process.communicate(timeout=60)
            self.process = None


class Watch:
    """Sees how far a group of readers is, as those who watch its lag do."""

    def __init__(self, address: str, shards: int) -> None:
        known = parse(address)
        self.consumer = Consumer({"bootstrap.servers": known.brokers, "group.id": known.group})
        self.partitions = [TopicPartition(known.topic, number) for number in range(shards)]

    def loaded(self) -> int:
        return sum(max(0, found.offset) for found in self.consumer.committed(self.partitions, timeout=20))

    def is_beyond(self, records: int) -> Callable[[], bool]:
        return lambda: self.loaded() > records


async def _stored(folder: Path, log: Log) -> tuple[dict[int, int], Counter[bytes], list[tuple[int, ...]], int]:
    """Positions, event ids, sessions (visitor, events, pageviews) and the number of events counted as stored."""
    store = open_store(load({}, data=folder))
    await store.migrate()
    e, s, o = analytics_events.c, analytics_sessions.c, ingest_outcomes.c
    events = await store.execute(sa.select(e.event_id).where(e.site_id == SITE.id))
    sessions = await store.execute(sa.select(s.visitor_id, s.events, s.pageviews).where(s.site_id == SITE.id))
    outcomes = await store.execute(sa.select(sa.func.sum(o.events)).where(o.outcome == "stored"))
    found = await positions(store, log.name)
    await store.close()
    return (
        found,
        Counter(id_bytes(row[0]) for row in events),
        [tuple(map(int, row)) for row in sessions],
        outcomes[0][0],
    )


async def test_a_loader_killed_at_random_stores_everything_exactly_once(
    address: str, log: Log, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    clock, sent, stop = SystemClock(), list[bytes](), asyncio.Event()
    per_visitor: Counter[int] = Counter()

    async def append_on() -> None:
        number = 0
        while not stop.is_set():
            hits = [
                hit(page(f"/{n}"), at=clock.now(), visitor=n % VISITORS + 1, name=n) for n in range(number, number + 20)
            ]
            await asyncio.gather(*(log.append(encode(accepted(one)), one.visitor_id % log.shards) for one in hits))
            sent.extend(one.event_id for one in hits)
            per_visitor.update(one.visitor_id for one in hits)
            number += 20
            await asyncio.sleep(0.01)

    appending, chance = asyncio.create_task(append_on()), random.Random(5)
    loader, watch = LoaderProcess(tmp_path, address), Watch(address, log.shards)
    try:
        for _ in range(pytestconfig.getoption("--kills") // 2):
            before = watch.loaded()
            await asyncio.to_thread(loader.start)
            await until(watch.is_beyond(before))
            await asyncio.sleep(chance.uniform(0.0, 1.0))
            await asyncio.to_thread(loader.kill)
        stop.set()
        await appending
        await asyncio.to_thread(loader.start)
        await until(lambda: watch.loaded() == len(sent))
        await asyncio.to_thread(loader.end)
    finally:
        stop.set()
        loader.kill()
    found, stored, sessions, counted = await _stored(tmp_path, log)
    assert stored == Counter(sent)
    assert counted == len(sent)
    assert sorted(sessions) == [(visitor, count, count) for visitor, count in sorted(per_visitor.items())]
    assert sum(found.values()) == len(sent)
