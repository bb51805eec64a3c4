"""Appends to Kafka: a payload is durable when every in-sync replica has it, or it is given up within seconds.

A payload given up is never sent again, but a broker that died before it answered may have it: whoever sends such events
again gives them the same ids, by which the loader counts them once.
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any, Final

import structlog
from confluent_kafka import KafkaError, KafkaException, Producer

from ecomdash.log.frame import MAX_PAYLOAD, PayloadTooLarge
from ecomdash.log.group import Waiter, resolve
from ecomdash.log.kafka_topic import MAX_BATCH
from ecomdash.log.protocol import LogFull

_logger = structlog.get_logger(__name__)

GIVE_UP_MS: Final = 5_000
_LINGER_MS: Final = 1
_LOOK: Final = 0.001  # seconds between looks for answers while some are due
_QUEUE_KBYTES: Final = 65_536  # waiting for the brokers at most; with more the log is full
_QUEUE_MESSAGES: Final = 100_000
_OPTIONS: Final = {
    "enable.idempotence": True,  # what the client library sends again by itself is there once, and in order
    "acks": "all",
    "message.timeout.ms": GIVE_UP_MS,
    "linger.ms": _LINGER_MS,
    "compression.type": "lz4",
    "message.max.bytes": MAX_BATCH,
    "queue.buffering.max.kbytes": _QUEUE_KBYTES,
    "queue.buffering.max.messages": _QUEUE_MESSAGES,
}


class KafkaWriter:
    """Produces into one topic, for any number of event loops.

    Answers are looked for in the loop that waits for them, not in a thread of their own: it would have to take the
    interpreter from the event loop once for every payload.
    """

    def __init__(self, options: Mapping[str, Any], topic: str) -> None:
        self._options = _OPTIONS | dict(options) | {"error_cb": self._on_error}
        self._topic = topic
        self._producer = Producer(self._options)
        self._landed: deque[tuple[Waiter, KafkaError | None]] = deque()
        self._looking: set[asyncio.AbstractEventLoop] = set()
        self._is_broken = False
        self._is_troubled = False

    def submit(self, payload: bytes, shard: int) -> Waiter:
        """A future of the running loop: done once durable, or failed with LogFull. Raises PayloadTooLarge, LogFull."""
        if len(payload) > MAX_PAYLOAD:
            raise PayloadTooLarge(f"a record may have {MAX_PAYLOAD} bytes, not {len(payload)}")
        if self._is_broken:
            self._renew()
        loop = asyncio.get_running_loop()
        waiter = loop.create_future()

        def landed(error: KafkaError | None, _message: object) -> None:
            self._landed.append((waiter, error))

        try:
            self._producer.produce(self._topic, payload, partition=shard, on_delivery=landed)
        except BufferError:
            raise LogFull("too much waits for the Kafka brokers already") from None
        except KafkaException as error:
            self._is_broken |= error.args[0].fatal()
            raise _failure(error.args[0]) from error
        if loop not in self._looking:
            self._looking.add(loop)
            loop.call_later(_LOOK, self._look, loop)
        return waiter

    def metadata(self, seconds: float) -> Any:
        """The driver's ClusterMetadata, as a broker tells it now; blocks. Raises KafkaException where none does."""
        return self._producer.list_topics(self._topic, timeout=seconds)

    def finish(self) -> None:
        """Wait until everything is durable or given up; blocks until then."""
        self._producer.flush(2 * GIVE_UP_MS / 1000)
        self._tell()

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        self._producer.poll(0)
        self._tell()
        if len(self._producer):
            loop.call_later(_LOOK, self._look, loop)
        else:
            self._looking.discard(loop)

    def _tell(self) -> None:
        """Resolve what has been answered."""
        done: list[Waiter] = []
        while self._landed:
            try:
                waiter, error = self._landed.popleft()
            except IndexError:  # another loop was quicker
                break
            if error is None:
                done.append(waiter)
            else:
                self._is_broken |= error.fatal()
                resolve([waiter], _failure(error))
        if done:
            self._is_troubled = False
            resolve(done, None)

    def _renew(self) -> None:
        """A new producer in place of one that its broker will hear no more; what waited in it is given up."""
        self._is_broken = False
        broken, self._producer = self._producer, Producer(self._options)
        broken.purge()
        broken.flush(1.0)
        self._tell()

    def _on_error(self, error: KafkaError) -> None:
        self._is_broken |= error.fatal()
        if not self._is_troubled:  # told once until something is durable again
            self._is_troubled = True
            _logger.warning("Kafka has trouble", error=error.str())


def _failure(error: KafkaError) -> Exception:
    if error.code() == KafkaError.MSG_SIZE_TOO_LARGE:
        return PayloadTooLarge("the topic takes no record of this size: raise its max.message.bytes")
    return LogFull(f"Kafka did not take it: {error.str()}")
