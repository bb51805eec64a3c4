"""Kafka that is not there, or does not tell all: who waits for it, for how long, and what health says meanwhile."""

import asyncio
import socket
from collections.abc import Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from confluent_kafka import KafkaError, KafkaException
from structlog.testing import capture_logs
from tests.log.conftest import open_kafka, real_kafka_address, until
from tests.servers.processes import free_port

from ecomdash.cli.rooms import Rooms
from ecomdash.log import kafka_topic, kafka_watch
from ecomdash.log.kafka_address import parse
from ecomdash.log.kafka_watch import KafkaWatch
from ecomdash.settings import load

LONG, SOON = 60.0, 20.0  # seconds of which the first must not be waited for


async def test_brokers_that_refuse_are_not_waited_for_as_the_silent_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_topic, "_SECONDS", LONG)
    port = free_port()
    async with asyncio.timeout(SOON):
        with pytest.raises(ConnectionError, match=f"no Kafka broker answers at 127.0.0.1:{port}"):
            await open_kafka(f"kafka://ann:secret@127.0.0.1:{port}/t?security.protocol=SASL_PLAINTEXT")


async def test_a_role_that_is_stopped_waits_for_silent_brokers_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kafka_topic, "_SECONDS", LONG)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = load({}, log=f"kafka://127.0.0.1:{silent.getsockname()[1]}/t")
        async with AsyncExitStack() as opened:
            opening = asyncio.create_task(Rooms(settings, opened).log())
            connection, _ = await asyncio.to_thread(silent.accept)
            opening.cancel()
            await asyncio.wait([opening])
        async with asyncio.timeout(SOON):
            await asyncio.get_running_loop().shutdown_default_executor()  # as a process does at its end
        connection.close()


def test_a_setting_that_the_brokers_do_not_list_is_untold(request: pytest.FixtureRequest) -> None:
    address = parse(real_kafka_address(request))
    kafka_topic.open_topic(address)
    assert kafka_topic._setting(address, "min.insync.replicas") == kafka_topic.least_in_sync(address) == 1
    assert kafka_topic._setting(address, "no.such.setting") is None


def away(_seconds: float) -> Any:
    raise KafkaException(KafkaError(KafkaError._TRANSPORT))


def unexpected(*_: object) -> Any:
    raise KeyError("min.insync.replicas")


@pytest.mark.parametrize(
    ("least", "answers", "told"),
    [
        (unexpected, [away], ["away (_TRANSPORT)"]),
        (lambda: 1, [unexpected, unexpected, away], ["not known (KeyError)", "away (_TRANSPORT)"]),
    ],
)
async def test_whatever_goes_wrong_health_is_looked_after(
    monkeypatch: pytest.MonkeyPatch, least: Callable[[], int], answers: list[Callable[[float], Any]], told: list[str]
) -> None:
    monkeypatch.setattr(kafka_watch, "_EVERY", 0.01)
    said: list[str] = []

    def ask(seconds: float) -> Any:
        said.append(watch.trouble)
        return (answers.pop(0) if len(answers) > 1 else answers[0])(seconds)

    with capture_logs() as logged:
        watch = KafkaWatch(ask, "t", least)
        await until(lambda: said and said[-1] == told[-1])
        watch.stop()
        watch.join()
    assert list(dict.fromkeys(filter(None, said))) == told
    assert len(logged) == 1, "what nobody expected is told once, not at every look"
