"""The Kafka log's own: addresses, topics made and found, readers that share it, and records that are gone."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import quote

import pytest
from confluent_kafka import TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.admin._acl import AclBinding, AclOperation, AclPermissionType
from confluent_kafka.admin._resource import ResourcePatternType, ResourceType
from structlog.testing import capture_logs
from tests.log.conftest import PATIENCE, kafka_address, open_kafka, read_all, real_kafka_address, until
from tests.log.logs import payloads
from tests.servers import kafka
from tests.servers.processes import free_port

from ecomdash.log.kafka_address import KafkaAddress, parse
from ecomdash.log.opening import open_log
from ecomdash.log.protocol import Log, LogFull, Reassigned, Record
from ecomdash.settings import SettingsError, load


@pytest.fixture
async def opened() -> AsyncIterator[list[Log]]:
    """What is put here is closed afterwards."""
    logs: list[Log] = []
    yield logs
    for log in logs:
        await log.close()


def delete_topic(address: str) -> None:
    topic, admin = parse(address).topic, AdminClient({"bootstrap.servers": parse(address).brokers})
    admin.delete_topics([topic])[topic].result(20)


def delete_records(address: str, below: int) -> None:
    """As retention does: those of partition 0 up to an offset."""
    gone, admin = (
        TopicPartition(parse(address).topic, 0, below),
        AdminClient({"bootstrap.servers": parse(address).brokers}),
    )
    admin.delete_records([gone])[gone].result(20)


async def test_a_group_that_may_not_read_is_told(request: pytest.FixtureRequest, opened: list[Log]) -> None:
    address = real_kafka_address(request)
    group = f"{parse(address).topic}-strangers"
    admin = AdminClient({"bootstrap.servers": parse(address).brokers})
    denied = AclBinding(
        ResourceType.GROUP, group, ResourcePatternType.LITERAL, "User:ANONYMOUS", "*", AclOperation.ALL,
        AclPermissionType.DENY,
    )  # fmt: skip
    for answer in admin.create_acls([denied]).values():
        await asyncio.to_thread(answer.result)
    opened.append(await open_kafka(f"{address}&group={group}"))
    await opened[0].append(b"unread")
    async with asyncio.timeout(PATIENCE):
        while not opened[0].trouble:
            assert await opened[0].read({}, 1_000, 0.2) == []
    assert opened[0].trouble == "not to be read (GROUP_AUTHORIZATION_FAILED)"


async def test_over_tls_with_a_password(request: pytest.FixtureRequest, opened: list[Log]) -> None:
    topic = parse(real_kafka_address(request)).topic
    broker = kafka.server()
    assert isinstance(broker, kafka.KafkaServer)
    place = f"127.0.0.1:{broker.secure}/{topic}?partitions=1&ssl.ca.location={broker.certificate}"
    opened.append(await open_kafka(f"kafka://{kafka.USER}:{quote(kafka.PASSWORD)}@{place}"))
    await opened[0].append(b"sealed")
    assert payloads(await read_all(opened[0], 1)) == [b"sealed"]
    await until(lambda: opened[0].trouble == "")
    for wrong, said in (
        (f"kafka://{kafka.USER}:guessed@{place}", "refuse this user or password"),
        (f"kafka://{kafka.USER}:guessed@{place.partition('&')[0]}", "no TLS with the Kafka brokers"),
    ):
        with pytest.raises(SettingsError, match=said) as failed:
            await open_kafka(wrong)
        assert "guessed" not in str(failed.value)


@pytest.mark.parametrize(
    ("address", "parsed"),
    [
        ("kafka://a/t", KafkaAddress("a:9092", "t", 12, "ecomdash", {})),
        (
            "kafka://a:1,[::1]:2,b/ecom.dash?partitions=3&group=g&security.protocol=SSL",
            KafkaAddress("a:1,[::1]:2,b:9092", "ecom.dash", 3, "g", {"security.protocol": "SSL"}),
        ),
        (
            "kafka://me:p%40ss@a/t?sasl.mechanisms=PLAIN",
            KafkaAddress(
                "a:9092", "t", 12, "ecomdash",
                {
                    "security.protocol": "SASL_SSL", "sasl.mechanisms": "PLAIN", "sasl.username": "me",
                    "sasl.password": "p@ss",
                },
            ),
        ),
    ],
)  # fmt: skip
def test_an_address_names_brokers_topic_login_and_options(address: str, parsed: KafkaAddress) -> None:
    assert parse(address) == parsed


@pytest.mark.parametrize(
    ("address", "message"),
    [
        ("kafka://a", "must be kafka://"),
        ("kafka:///topic", "must be kafka://|must name a host"),
        ("kafka://me:secret@a/x/y", "must be kafka://"),
        ("kafka://a/t?partitions=0", "from 1 to"),
        ("kafka://a/t?partitions=many", "from 1 to"),
        ("kafka://a/t?partition=3", "cannot have: partition"),
        ("kafka://a/t?acks=1", "cannot have: acks"),
        ("kafka://a/t?enable.idempotence=false", "cannot have: enable.idempotence"),
        ("kafka://a/t?no.such.option=1", "no.such.option"),
        ("kafka://a/t?session.timeout.ms=long", "session.timeout.ms"),
        ("file:///log", "must be"),
    ],
)
def test_a_bad_address_is_one_sentence_without_its_password(address: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as refused:
        open_log(load({}, log=address))
    assert "secret" not in str(refused.value)


async def test_no_broker_at_the_start_is_said_by_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ecomdash.log.kafka_topic._SECONDS", 1.0)
    port = free_port()
    with pytest.raises(ConnectionError, match=f"no Kafka broker answers at 127.0.0.1:{port}"):
        await open_kafka(f"kafka://127.0.0.1:{port}/t")


async def test_a_topic_is_made_once_by_whoever_comes_first(request: pytest.FixtureRequest, opened: list[Log]) -> None:
    address = real_kafka_address(request, partitions=5)
    opened += await asyncio.gather(*(open_kafka(address) for _ in range(4)))
    assert [log.shards for log in opened] == [5] * 4
    assert len({log.name for log in opened}) == 1
    opened.append(await open_kafka(address.replace("partitions=5", "partitions=9")))
    assert opened[-1].shards == 5, "a topic that is there stays as it is"


async def test_another_topic_of_the_same_name_is_another_log(request: pytest.FixtureRequest, opened: list[Log]) -> None:
    address = real_kafka_address(request)
    first = await open_kafka(address)
    await first.append(b"old")
    await first.close()
    delete_topic(address)
    opened.append(await open_kafka(address))
    assert opened[0].name != first.name
    await opened[0].append(b"new")
    assert payloads(await read_all(opened[0], 1)) == [b"new"]


async def test_records_that_retention_took_are_told_and_the_rest_is_read(
    request: pytest.FixtureRequest, opened: list[Log]
) -> None:
    address = real_kafka_address(request)
    log = await open_kafka(address)
    opened.append(log)
    for number in range(10):
        await log.append(b"%d" % number)
    records = await read_all(log, 10)
    delete_records(address, 6)
    with capture_logs() as told:
        assert payloads(await read_all(log, 4, {0: records[2].end})) == [b"6", b"7", b"8", b"9"]
    assert [line["records"] for line in told if line["log_level"] == "error"] == [3]


async def test_a_position_beyond_the_end_is_told_and_the_topic_read_from_its_start(
    request: pytest.FixtureRequest, opened: list[Log]
) -> None:
    opened.append(await open_kafka(kafka_address(request)))
    await opened[0].append(b"one")
    with capture_logs() as told:
        assert payloads(await read_all(opened[0], 1, {0: 5_000})) == [b"one"]
    assert [line["position"] for line in told if line["log_level"] == "error"] == [5_000]


class Follower:
    """Reads its share of a log for ever, as a loader does: positions are the store's, kept by whoever writes first."""

    def __init__(self, log: Log, stored: dict[int, int], kept: list[Record]) -> None:
        self.log, self.stored, self.kept = log, stored, kept
        self.partitions: set[int] = set()
        self.reassigned = 0
        self.task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        positions = dict(self.stored)
        while True:
            try:
                found = await self.log.read(positions, 100_000, 0.2)
            except Reassigned:
                self.reassigned += 1
                self.partitions = set()
                positions = dict(self.stored)
                continue
            to = positions | {record.partition: record.end for record in found}
            if any(self.stored.get(record.partition, 0) != positions.get(record.partition, 0) for record in found):
                positions = dict(self.stored)  # overtaken
                continue
            self.partitions |= {record.partition for record in found}
            self.stored.update({record.partition: record.end for record in found})
            self.kept += found
            self.log.commit(self.stored)
            positions = to

    async def stop(self) -> None:
        self.task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.task
        await self.log.close()


async def test_readers_that_come_and_go_share_the_log_without_loss_or_doubles(request: pytest.FixtureRequest) -> None:
    address = kafka_address(request)
    writer, stored, kept = await open_kafka(address), dict[int, int](), list[Record]()
    sent: list[bytes] = []
    stop = asyncio.Event()

    async def append_on() -> None:
        while not stop.is_set():
            some = [b"%d" % number for number in range(len(sent), len(sent) + 20)]
            await asyncio.gather(*(writer.append(payload, int(payload) % 4) for payload in some))
            sent.extend(some)
            await asyncio.sleep(0.005)

    appending = asyncio.create_task(append_on())
    first = Follower(await open_kafka(address), stored, kept)
    await until(lambda: first.partitions == {0, 1, 2, 3})
    second = Follower(await open_kafka(address), stored, kept)
    await until(lambda: second.partitions and first.reassigned)
    await until(lambda: len(first.partitions) == 2)
    assert first.partitions | second.partitions == {0, 1, 2, 3}
    assert not first.partitions & second.partitions
    await first.stop()
    await until(lambda: second.partitions == {0, 1, 2, 3})
    assert second.reassigned == 1
    stop.set()
    await appending
    await until(lambda: len(kept) >= len(sent))
    await second.stop()
    await writer.close()
    assert sorted(map(int, payloads(kept))) == list(range(len(sent)))
    for partition in range(4):
        ends = [record.end for record in kept if record.partition == partition]
        assert ends == sorted(ends)


async def test_an_append_after_the_topic_is_gone_is_refused_in_time(request: pytest.FixtureRequest) -> None:
    address = real_kafka_address(request)
    log = await open_kafka(address)
    await log.append(b"one")
    delete_topic(address)
    with pytest.raises(LogFull):
        await asyncio.wait_for(asyncio.gather(*(log.append(b"two") for _ in range(10))), PATIENCE)
    await log.close()
