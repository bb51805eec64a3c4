"""SIGKILL of any role, of the broker and of the database at random under load; the database away while events come.

Two collectors, two loaders and one API on PostgreSQL, Kafka and Redis: as a shop that outgrew one machine runs it.
"""

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from tests.cli.program import until
from tests.faults.accounts import check, missing
from tests.faults.load import Ledger, Sender
from tests.faults.server import Role, set_up
from tests.faults.test_kill import SENDERS, Victim, run_load
from tests.servers import kafka, postgres
from tests.servers.redis import RedisServer

from ecomdash.settings import Settings, load

_FEW = 5  # kills up to which each kind of process is killed once, so that the short form stays short
_CAUGHT_UP_SECONDS = 120


@dataclass
class Cluster:
    """Everything that runs; `settings` are those that all roles share."""

    database: postgres.Server
    broker: kafka.KafkaServer
    bus: RedisServer
    collectors: list[Role]
    loaders: list[Role]
    api: Role
    settings: Settings

    def open_shop(self) -> str:
        """Make the first site; its public key, which the collectors know then."""
        key = set_up(self.api.url)
        too_old = {"event_type": "pageview", "site_key": key, "occurred_at": 1}
        for role in self.collectors:
            url = f"{role.url}/api/v1/analytics/track/event"
            until(lambda url=url: "too_old" in httpx.post(url, json=too_old).text)  # type: ignore[misc]  # its default has the right type
        return key

    def wait_until_stored(self, ledger: Ledger) -> None:
        """Wait until everything that was answered is in the store, and a little for what should not be."""
        deadline = time.monotonic() + _CAUGHT_UP_SECONDS
        while missing(self.settings, ledger) and time.monotonic() < deadline:
            time.sleep(0.5)
        time.sleep(1.0)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    database = postgres.new_server({"max_connections": "200"})
    (tmp_path / "kafka").mkdir()
    (tmp_path / "redis").mkdir()
    broker = kafka.KafkaServer(tmp_path / "kafka")
    bus = RedisServer(tmp_path / "redis")
    broker.start()
    bus.start()
    database.sql("CREATE DATABASE events")
    database.sql("CREATE DATABASE sites")
    shared = {
        "store": database.url("events"), "sites": database.url("sites"),
        "log": f"kafka://{broker.brokers}/events?partitions=4", "live": bus.url,
    }  # fmt: skip
    api = Role("api", data=tmp_path / "api", **shared)
    collectors = [Role("collect", data=tmp_path / f"collect-{n}", **shared) for n in range(2)]
    loaders = [Role("load", "--health-port", "{port}", data=tmp_path / f"load-{n}", **shared) for n in range(2)]
    roles = [api, *collectors, *loaders]
    try:
        api.start()
        for role in roles[1:]:
            role.launch()
        for role in roles[1:]:
            role.wait()
        yield Cluster(database, broker, bus, collectors, loaders, api, load({}, data=tmp_path, store=shared["store"]))
    finally:
        for role in roles:
            role.kill()
        bus.kill()
        broker.kill()
        database.stop()


def test_whatever_is_killed_nothing_is_lost_or_counted_twice(cluster: Cluster, pytestconfig: pytest.Config) -> None:
    key = cluster.open_shop()
    kinds: list[Victim] = [cluster.loaders[0], cluster.broker, cluster.collectors[0], cluster.database, cluster.bus,
             cluster.loaders[1], cluster.api, cluster.collectors[1]]  # fmt: skip
    kills = pytestconfig.getoption("--kills")
    urls = [role.url for role in cluster.collectors]
    ledger = run_load(urls, key, kinds, len(kinds) if kills <= _FEW else 2 * kills, seed=11)
    cluster.wait_until_stored(ledger)
    for role in cluster.loaders:
        role.stop()
    check(cluster.settings, ledger, SENDERS)


def test_events_are_accepted_while_the_database_is_away(cluster: Cluster, pytestconfig: pytest.Config) -> None:
    outage = 5.0 if pytestconfig.getoption("--kills") <= _FEW else 60.0
    key = cluster.open_shop()
    ledger, stop = Ledger(), threading.Event()
    senders = [Sender(n, cluster.collectors[n % 2].url, key, ledger, stop) for n in range(SENDERS)]
    for sender in senders:
        sender.start()
    time.sleep(1.0)
    cluster.database.stop()
    before = len(ledger.acknowledged)
    time.sleep(outage)
    accepted_meanwhile = len(ledger.acknowledged) - before
    cluster.database.start()
    time.sleep(1.0)
    stop.set()
    for sender in senders:
        sender.join(60)
        assert sender.failure is None, sender.failure
    assert accepted_meanwhile > 0
    cluster.wait_until_stored(ledger)
    check(cluster.settings, ledger, SENDERS)
