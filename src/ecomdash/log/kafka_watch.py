"""Whether the brokers could take and give records now, asked every few seconds, also while no events come."""

import threading
from collections.abc import Callable
from typing import Any, Final

import structlog
from confluent_kafka import KafkaException

_logger = structlog.get_logger(__name__)

_EVERY: Final = 2.0  # seconds from one answer to the next question
_ANSWER: Final = 2.0  # seconds that a broker may take


class KafkaWatch:
    """A thread that asks; `trouble` is what it found last, '' while all is well, in words that anybody may see."""

    def __init__(self, ask: Callable[[float], Any], topic: str, least_in_sync: Callable[[], int]) -> None:
        """`ask(seconds)` gives the driver's ClusterMetadata, or raises KafkaException when no broker does in time.

        `least_in_sync()` gives how many replicas a partition needs to take a record; it is asked once, by the thread.
        """
        self.trouble = ""
        self._ask, self._topic, self._least_in_sync = ask, topic, least_in_sync
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._run, name="ecomdash-kafka-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Ask no more."""
        self._stopped.set()

    def join(self) -> None:
        """Wait for the question that is under way."""
        self._thread.join()

    def _run(self) -> None:
        try:
            least = self._least_in_sync()
        except Exception:  # health without it says less, and without this thread nothing
            _logger.exception("how many replicas must be in sync is not known")
            least = 1
        while not self._stopped.wait(_EVERY):
            try:
                self.trouble = self._found(least)
            except Exception as error:  # the next question may be answered
                if self.trouble != (told := f"not known ({type(error).__name__})"):
                    self.trouble = told
                    _logger.exception("how the Kafka brokers are is not known")

    def _found(self, least: int) -> str:
        try:
            topic = self._ask(_ANSWER).topics[self._topic]
        except KafkaException as error:
            return f"away ({error.args[0].name()})"
        if topic.error is not None:
            return f"not to be had ({topic.error.name()})"
        partitions = topic.partitions.values()
        if lost := sum(partition.leader < 0 for partition in partitions):
            return f"{lost} of {len(partitions)} partitions have no leader"
        if alone := sum(len(partition.isrs) < min(least, len(partition.replicas)) for partition in partitions):
            return f"{alone} of {len(partitions)} partitions have fewer than {least} replicas in sync"
        return ""
