"""The log in a Kafka topic, for many machines: a shard is a partition, and a position is the offset after a record."""

import asyncio
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from confluent_kafka import KafkaException

from ecomdash.log.kafka_address import KafkaAddress
from ecomdash.log.kafka_reader import KafkaReader
from ecomdash.log.kafka_topic import client_options, least_in_sync, open_topic
from ecomdash.log.kafka_watch import KafkaWatch
from ecomdash.log.kafka_writer import KafkaWriter
from ecomdash.log.protocol import LogFull, Record
from ecomdash.settings import SettingsError


class KafkaLog:
    """Appends to every partition of a topic, and reads those that the group's readers leave to this one.

    `append` returns when all in-sync replicas have the payload, and raises LogFull when they do not within seconds; a
    topic keeps its records for its own retention, whatever is committed. `append`, `read` and `commit` may be called
    from any thread or event loop; the reads of one log wait for each other.
    """

    def __init__(self, address: KafkaAddress, is_stopped: Callable[[], bool] = lambda: False) -> None:
        """Find the topic, or make it; blocks. Raises SettingsError, and ConnectionError where no broker answers.

        One that is silent is waited for for some seconds, until `is_stopped()`.
        """
        options = client_options(address)
        topic = open_topic(address, is_stopped)
        self.shards = topic.partitions
        self.name = f"kafka {address.topic} {topic.key}".rstrip()
        try:
            self._writer = KafkaWriter(options, address.topic)
        except KafkaException as error:
            raise SettingsError(f"ECOMDASH_LOG: {error.args[0].str()}") from error
        self._reader = KafkaReader(options, address.topic, address.group)
        self._watch = KafkaWatch(self._writer.metadata, address.topic, partial(least_in_sync, address))
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="ecomdash-kafka")
        self._closed = False

    @property
    def trouble(self) -> str:
        """Known a few seconds late: the brokers are asked in the background."""
        return self._watch.trouble or self._reader.trouble

    async def append(self, payload: bytes, shard: int = 0) -> None:
        """Return once the payload is durable. Raises LogFull within seconds, or PayloadTooLarge beyond 16 MB."""
        if self._closed:
            raise LogFull("the log is closed")
        await self._writer.submit(payload, shard)

    async def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        """Durable records after `positions`, about `limit` bytes; waits up to `wait` seconds. Raises Reassigned.

        What has not been fetched yet is not waited for: an empty list after no wait does not say that there is nothing.
        """
        if self._closed:
            return []
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._thread, self._reader.read, positions, limit, wait)

    def commit(self, positions: Mapping[int, int]) -> None:
        """Tell those who watch the group how far it is."""
        self._reader.commit(positions)

    async def close(self) -> None:
        """Finish the appends that wait, and leave the group; safe to call twice."""
        if self._closed:
            return
        self._closed = True
        self._reader.stop()
        self._watch.stop()
        await asyncio.to_thread(self._writer.finish)
        await asyncio.get_running_loop().run_in_executor(self._thread, self._reader.close)
        self._thread.shutdown()
        await asyncio.to_thread(self._watch.join)
