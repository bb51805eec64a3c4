"""Reads a topic as one of a group of readers: whatever position the caller names is read from, whoever held it before.

The group only deals out partitions. The offsets it is told are for those who watch its lag; nobody reads by them.
"""

import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from confluent_kafka import Consumer, KafkaError, KafkaException, Message, TopicPartition

from ecomdash.log.protocol import Reassigned, Record

_logger = structlog.get_logger(__name__)

_SLICE: Final = 0.2  # seconds between looks whether the log was closed
_MANY: Final = 500  # messages fetched at once
_REFUSED: Final = {KafkaError.GROUP_AUTHORIZATION_FAILED, KafkaError.TOPIC_AUTHORIZATION_FAILED}
_OPTIONS: Final = {
    "enable.auto.commit": False,
    "enable.auto.offset.store": False,
    "auto.offset.reset": "earliest",
    "partition.assignment.strategy": "range",
    "session.timeout.ms": 10_000,  # how long a dead reader's partitions wait for another
    "heartbeat.interval.ms": 2_000,
    "queued.max.messages.kbytes": 16_384,
    "fetch.wait.max.ms": 100,  # a fetch that waits for records keeps others from beginning elsewhere
    "fetch.queue.backoff.ms": 10,
    "fetch.error.backoff.ms": 100,
}


class KafkaReader:
    """One member of the group; joins it at the first read. All calls but `commit` and `stop` from one thread."""

    def __init__(self, options: Mapping[str, Any], topic: str, group: str) -> None:
        self._options = _OPTIONS | dict(options) | {"group.id": group, "error_cb": self._on_error}
        self._topic = topic
        self._consumer: Consumer | None = None
        self._own: frozenset[int] | None = None  # None: not in the group yet
        self._next: dict[int, int] = {}  # where each partition is read from, as the client library was told
        self._is_dealt_anew = False
        self._committed: dict[int, int] = {}
        self._stopped = False
        self._is_troubled = False
        self.trouble = ""  # what no time mends, in words that anybody may see

    def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        """Records of the partitions this reader has, after `positions`. Raises Reassigned."""
        consumer = self._consumer or self._join()
        self._tell_committed(consumer)
        deadline = time.monotonic() + wait
        while not self._stopped:
            self._aim(consumer, positions)
            remaining = max(0.0, deadline - time.monotonic())
            found = self._records(consumer, limit, min(_SLICE, remaining))
            if self._is_dealt_anew:
                self._is_dealt_anew = False
                raise Reassigned
            if found or remaining <= 0:
                return found
        return []

    def commit(self, positions: Mapping[int, int]) -> None:
        """Have the group told with the next read."""
        self._committed = self._committed | dict(positions)

    def stop(self) -> None:
        """A read that waits returns soon, and later ones at once."""
        self._stopped = True

    def close(self) -> None:
        """Leave the group."""
        consumer, self._consumer = self._consumer, None
        if consumer is not None:
            self._tell_committed(consumer)
            consumer.close()

    def _join(self) -> Consumer:
        consumer = self._consumer = Consumer(self._options)
        consumer.subscribe([self._topic], on_assign=self._on_assign, on_revoke=self._on_revoke, on_lost=self._on_revoke)
        return consumer

    def _on_assign(self, consumer: Consumer, partitions: list[TopicPartition]) -> None:
        self.trouble = ""
        self._is_dealt_anew = self._own is not None
        self._own = frozenset(entry.partition for entry in partitions)
        self._next = {}
        consumer.assign([])  # read from where the store says, not from where the group was told
        _logger.info("reading the log", topic=self._topic, partitions=sorted(self._own))

    def _on_revoke(self, consumer: Consumer, _partitions: list[TopicPartition]) -> None:
        self._own = frozenset()
        self._next = {}
        consumer.unassign()

    def _aim(self, consumer: Consumer, positions: Mapping[int, int]) -> None:
        """Have the client library read on from `positions`, where it does not do so already."""
        wanted = {partition: positions.get(partition, 0) for partition in self._own or ()}
        if wanted != self._next:
            consumer.assign([TopicPartition(self._topic, number, offset) for number, offset in wanted.items()])
            self._next = wanted

    def _records(self, consumer: Consumer, limit: int, wait: float) -> list[Record]:
        """What is there, about `limit` bytes; waits for the first."""
        first = consumer.poll(wait)
        messages = [first] if first is not None else []
        found: list[Record] = []
        size = 0
        while messages and not self._is_dealt_anew:
            for message in messages:
                if (record := self._record(message)) is not None:
                    found.append(record)
                    size += len(record.payload)
            fitting = (limit - size) * len(found) // max(1, size) + 1  # were the next as long as these
            messages = consumer.consume(min(_MANY, fitting), 0) if size < limit else []
        return found

    def _record(self, message: Message) -> Record | None:
        if (error := message.error()) is not None:
            self._on_error(error)
            return None
        partition, offset = message.partition(), message.offset()
        assert partition is not None
        assert offset is not None
        expected = self._next.get(partition)
        if expected is None:  # fetched before the partition went to another
            return None
        if offset != expected:
            self._tell_gap(partition, expected, offset)
        self._next[partition] = offset + 1
        self._is_troubled, self.trouble = False, ""
        return Record(partition, offset + 1, message.value() or b"")

    def _tell_gap(self, partition: int, expected: int, offset: int) -> None:
        if offset > expected:
            _logger.error(
                "records are gone from the topic before they were loaded", topic=self._topic, partition=partition,
                records=offset - expected,
            )  # fmt: skip
        else:
            _logger.error(
                "the topic is shorter than what was loaded of it, and is read from its start", topic=self._topic,
                partition=partition, position=expected,
            )  # fmt: skip

    def _tell_committed(self, consumer: Consumer) -> None:
        positions, self._committed = self._committed, {}
        offsets = [
            TopicPartition(self._topic, number, offset)
            for number, offset in positions.items()
            if number in (self._own or ())
        ]
        if offsets:
            try:
                consumer.commit(offsets=offsets, asynchronous=True)
            except KafkaException as error:  # nobody reads by it
                _logger.debug("the group was not told", error=str(error))

    def _on_error(self, error: KafkaError) -> None:
        if error.code() in _REFUSED:
            self.trouble = f"not to be read ({error.name()})"
        if not self._is_troubled:  # told once until a record comes again
            self._is_troubled = True
            _logger.warning("reading from Kafka has trouble", error=error.str())
