"""Finds the topic of the log, or makes it: how many partitions it has, and which topic of that name it is."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, Final, TypeVar

import structlog
from confluent_kafka import KafkaError, KafkaException, TopicCollection
from confluent_kafka.admin import AdminClient, ConfigResource  # type: ignore[attr-defined]  # its stubs forget one
from confluent_kafka.cimpl import NewTopic
from msgspec import Struct

from ecomdash.log.frame import MAX_PAYLOAD
from ecomdash.log.kafka_address import KafkaAddress
from ecomdash.settings import SettingsError

_T = TypeVar("_T")
_logger = structlog.get_logger(__name__)

MAX_BATCH: Final = MAX_PAYLOAD + 100_000  # bytes of a payload with what Kafka puts around it
_SECONDS: Final = 15.0  # for a broker to answer
_DOWN_SECONDS: Final = 2.0  # where all of them refuse to be connected with, at each of their addresses
_LOOK: Final = 1.0  # between looks whether it refuses, and whether it is waited for any longer
_MAKING: Final = 30.0  # seconds for a new topic to be there everywhere
_PAUSE: Final = 0.1
_REFUSED: Final = {
    KafkaError.TOPIC_AUTHORIZATION_FAILED: "may not be used by this user",
    KafkaError.CLUSTER_AUTHORIZATION_FAILED: "may not be made by this user",
    KafkaError.TOPIC_EXCEPTION: "is no name for a topic",
    KafkaError.INVALID_REPLICATION_FACTOR: "cannot be made: the default replication factor is more than the brokers",
    KafkaError.POLICY_VIOLATION: "cannot be made: it violates the brokers' policy",
}
_LOGIN: Final = {
    KafkaError._AUTHENTICATION: "the Kafka brokers refuse this user or password",
    KafkaError._SSL: "no TLS with the Kafka brokers",
}
_RIGHT_AFTER_MAKING: Final = {KafkaError.UNKNOWN_TOPIC_OR_PART, KafkaError.LEADER_NOT_AVAILABLE}


class Topic(Struct, frozen=True):
    """`key` is another for another topic of the same name; '' where the brokers tell none."""

    partitions: int
    key: str


def client_options(address: KafkaAddress) -> dict[str, Any]:
    """Options that every connection to these brokers has. Whoever knows the brokers is told once, not at each try."""
    return {
        "bootstrap.servers": address.brokers,
        "client.id": "ecomdash",
        "allow.auto.create.topics": False,  # it would have as many partitions as the brokers' default
        "topic.metadata.refresh.interval.ms": 60_000,
        "reconnect.backoff.ms": 50,
        "reconnect.backoff.max.ms": 1_000,
        "log_level": 2,  # errors reach the log by the callbacks
        **address.options,
    }


def open_topic(address: KafkaAddress, is_stopped: Callable[[], bool] = lambda: False) -> Topic:
    """The topic as it is, made when it is not there. Raises ConnectionError and SettingsError.

    A broker that does not answer is waited for, until `is_stopped()`.
    """
    refusals: list[KafkaError] = []
    try:
        admin = AdminClient(client_options(address) | {"error_cb": refusals.append})
    except KafkaException as error:
        raise SettingsError(f"ECOMDASH_LOG: {error.args[0].str()}") from error
    _wait_for_broker(admin, address, refusals, is_stopped)
    if found := _found(admin, address):
        return found
    _make(admin, address)
    deadline = time.monotonic() + _MAKING
    while not (found := _found(admin, address)):
        if time.monotonic() > deadline:
            raise ConnectionError(f"ECOMDASH_LOG: the topic {address.topic} was made, but no broker knows it")
        time.sleep(_PAUSE)
    return found


def _wait_for_broker(
    admin: AdminClient, address: KafkaAddress, refusals: list[KafkaError], is_stopped: Callable[[], bool]
) -> None:
    """Until one answers. A login or a certificate that is refused is refused again: that is not waited for."""
    began = time.monotonic()
    while True:
        try:
            admin.list_topics(address.topic, timeout=_LOOK)
        except KafkaException as error:
            failure = _failure(error.args[0], address)
        else:
            return
        admin.poll(0)
        for refusal in refusals:
            if refusal.code() in _LOGIN:
                raise SettingsError(f"ECOMDASH_LOG: {_LOGIN[refusal.code()]} ({refusal.str()})")
        is_down = any(refusal.code() == KafkaError._ALL_BROKERS_DOWN for refusal in refusals)
        if is_stopped() or time.monotonic() > began + (_DOWN_SECONDS if is_down else _SECONDS):
            raise failure
        time.sleep(_PAUSE)


def _found(admin: AdminClient, address: KafkaAddress) -> Topic | None:
    """The topic as the brokers have it; None when there is none."""
    try:
        known = admin.list_topics(address.topic, timeout=_SECONDS).topics[address.topic]
        if known.error is not None:
            raise KafkaException(known.error)
        return Topic(len(known.partitions), topic_key(admin, address))
    except KafkaException as error:
        if error.args[0].code() in _RIGHT_AFTER_MAKING:
            return None
        raise _failure(error.args[0], address) from error


def topic_key(admin: AdminClient, address: KafkaAddress) -> str:
    """The id that brokers give a topic, text that no other topic ever has; '' where they give none."""
    futures = admin.describe_topics(TopicCollection([address.topic]), request_timeout=_SECONDS)
    found = _answer(futures[address.topic], address).topic_id
    return str(found) if found and found.get_most_significant_bits() else ""


def size_caution(address: KafkaAddress) -> str:
    """What to say of a topic that takes no record of MAX_BATCH bytes, or does not tell; '' where it does."""
    try:
        most = _setting(address, "max.message.bytes")
    except (KafkaException, ConnectionError) as error:
        return f"the size of records that the topic takes could not be asked: {_reason(error)}"
    if most is None:
        return f"the brokers do not tell whether the topic takes records of {MAX_BATCH:,} bytes"
    if most >= MAX_BATCH:
        return ""
    return f"the topic takes records of {most:,} bytes at most: set its max.message.bytes to {MAX_BATCH}"


def least_in_sync(address: KafkaAddress) -> int:
    """How many replicas of a partition must be in sync for it to take a record; blocks. 1 where it is not told."""
    try:
        return _setting(address, "min.insync.replicas") or 1
    except (KafkaException, ConnectionError) as error:  # a user without the right to ask may append all the same
        _logger.warning("how many replicas must be in sync could not be asked", reason=_reason(error))
        return 1


def _setting(address: KafkaAddress, name: str) -> int | None:
    """Of the topic; None where the brokers do not list it. Raises KafkaException and ConnectionError."""
    topic = ConfigResource(ConfigResource.Type.TOPIC, address.topic)
    admin = AdminClient(client_options(address))
    settings = _answer(admin.describe_configs([topic], request_timeout=_SECONDS)[topic], address)
    found = settings.get(name)
    return None if found is None or found.value is None else int(found.value)


def _make(admin: AdminClient, address: KafkaAddress) -> None:
    wanted = NewTopic(
        address.topic,
        num_partitions=address.partitions,
        replication_factor=-1,  # the brokers' default
        config={"max.message.bytes": str(MAX_BATCH)},
    )
    futures = admin.create_topics([wanted], request_timeout=_SECONDS, operation_timeout=_SECONDS)
    try:
        _answer(futures[address.topic], address)
    except KafkaException as error:
        if error.args[0].code() != KafkaError.TOPIC_ALREADY_EXISTS:  # another process was quicker
            raise _failure(error.args[0], address) from error
    else:
        _logger.info("made the topic of the log", topic=address.topic, partitions=address.partitions)


def _answer(future: "Future[_T]", address: KafkaAddress) -> _T:
    try:
        return future.result(2 * _SECONDS)
    except TimeoutError:
        raise ConnectionError(f"ECOMDASH_LOG: no Kafka broker answers at {address.brokers}") from None


def _reason(error: Exception) -> str:
    return str(error.args[0].str() if isinstance(error, KafkaException) else error)


def _failure(error: KafkaError, address: KafkaAddress) -> Exception:
    """What to tell the operator."""
    if reason := _REFUSED.get(error.code()):
        return SettingsError(f"ECOMDASH_LOG: the topic {address.topic} {reason}")
    if error.code() in {KafkaError._TIMED_OUT, KafkaError._TRANSPORT, KafkaError._ALL_BROKERS_DOWN}:
        return ConnectionError(f"ECOMDASH_LOG: no Kafka broker answers at {address.brokers}")
    return ConnectionError(f"ECOMDASH_LOG: Kafka at {address.brokers} answers: {error.str()}")
