"""What an address kafka://… of a log says: brokers, topic, how to log in, and options of the client library."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import parse_qsl, unquote

from msgspec import Struct

from ecomdash.settings import SettingsError

FORM: Final = "kafka://[user:password@]host:9092[,host2:9092]/topic[?partitions=12]"
PARTITIONS: Final = 12
_PORT: Final = "9092"
_MOST_PARTITIONS: Final = 10_000
_OWN: Final = {
    "acks", "bootstrap.servers", "enable.idempotence", "enable.auto.commit", "auto.offset.reset", "group.id",
    "partitioner", "message.timeout.ms", "delivery.timeout.ms", "isolation.level", "transactional.id",
}  # fmt: skip
"""Options that exactly-once rests on, and that an address may not set."""


class KafkaAddress(Struct, frozen=True):
    """`partitions` are for a topic that is made new; `options` are the client library's, by its own names."""

    brokers: str
    topic: str
    partitions: int
    group: str
    options: Mapping[str, str]


def parse(address: str) -> KafkaAddress:
    """The address in its parts. Raises SettingsError, whose message shows no password."""
    place, _, query = address.removeprefix("kafka://").partition("?")
    login, _, rest = place.rpartition("@")
    hosts, _, topic = rest.partition("/")
    if not hosts or not topic or "/" in topic:
        raise SettingsError(f"ECOMDASH_LOG must be {FORM}")
    given = dict(parse_qsl(query, keep_blank_values=True))
    partitions = _count(given.pop("partitions", str(PARTITIONS)))
    group = given.pop("group", "ecomdash")
    if unknown := [name for name in given if "." not in name or name in _OWN]:
        raise SettingsError(f"ECOMDASH_LOG has an option that it cannot have: {unknown[0]}")
    return KafkaAddress(
        ",".join(host if _has_port(host) else f"{host}:{_PORT}" for host in hosts.split(",")),
        unquote(topic),
        partitions,
        group,
        _login(login) | given,
    )


def _login(login: str) -> dict[str, str]:
    """Options for a user with a password: over TLS unless the address says otherwise."""
    if not login:
        return {}
    user, _, password = login.partition(":")
    return {
        "security.protocol": "SASL_SSL",
        "sasl.mechanisms": "SCRAM-SHA-512",
        "sasl.username": unquote(user),
        "sasl.password": unquote(password),
    }


def _has_port(host: str) -> bool:
    return ":" in host.rpartition("]")[2]


def _count(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= _MOST_PARTITIONS:
        raise SettingsError(f"ECOMDASH_LOG: partitions must be a whole number from 1 to {_MOST_PARTITIONS}")
    return int(text)
