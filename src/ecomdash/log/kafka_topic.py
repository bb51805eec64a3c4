"""Finds the topic of the log, or makes it: how many partitions it has, and which topic of that name it is."""

import time
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
_LOOK: Final = 2.0  # between looks whether it refuses
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


def open_topic(address: KafkaAddress) -> Topic:
    """The topic as it is, made when it is not there. Raises ConnectionError and SettingsError."""
    refusals: list[KafkaError] = []
    try:
        admin = AdminClient(client_options(address) | {"error_cb": refusals.append})
    except KafkaException as error:
        raise SettingsError(f"ECOMDASH_LOG: {error.args[0].str()}") from error
    _wait_for_broker(admin, address, refusals)
    if found := _found(admin, address):
        return found
    _make(admin, address)
    deadline = time.monotonic() + _MAKING
    while not (found := _found(admin, address)):
        if time.monotonic() > deadline:
            raise ConnectionError(f"ECOMDASH_LOG: the topic {address.topic} was made, but no broker knows it")
        time.sleep(_PAUSE)
    return found


def _wait_for_broker(admin: AdminClient, address: KafkaAddress, refusals: list[KafkaError]) -> None:
    """Until one answers. A login or a certificate that is refused is refused again: that is not waited for."""
    deadline = time.monotonic() + _SECONDS
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
        if time.monotonic() > deadline:
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
    """What to say of a topic that takes no record of MAX_BATCH bytes; '' where it does, or does not tell."""
    most = _setting(address, "max.message.bytes", MAX_BATCH)
    if most >= MAX_BATCH:
        return ""
    return f"the topic takes records of {most:,} bytes at most: set its max.message.bytes to {MAX_BATCH}"


def least_in_sync(address: KafkaAddress) -> int:
    """How many replicas of a partition must be in sync for it to take a record; blocks. 1 where it is not told."""
    return _setting(address, "min.insync.replicas", 1)


def _setting(address: KafkaAddress, name: str, untold: int) -> int:
    topic = ConfigResource(ConfigResource.Type.TOPIC, address.topic)
    admin = AdminClient(client_options(address))
    try:
        settings = _answer(admin.describe_configs([topic], request_timeout=_SECONDS)[topic], address)
    except (KafkaException, ConnectionError):  # a user without the right to ask may append all the same
        return untold
    return int(settings[name].value)


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


def _failure(error: KafkaError, address: KafkaAddress) -> Exception:
    """What to tell the operator."""
    if reason := _REFUSED.get(error.code()):
        return SettingsError(f"ECOMDASH_LOG: the topic {address.topic} {reason}")
    if error.code() in {KafkaError._TIMED_OUT, KafkaError._TRANSPORT, KafkaError._ALL_BROKERS_DOWN}:
        return ConnectionError(f"ECOMDASH_LOG: no Kafka broker answers at {address.brokers}")
    return ConnectionError(f"ECOMDASH_LOG: Kafka at {address.brokers} answers: {error.str()}")
