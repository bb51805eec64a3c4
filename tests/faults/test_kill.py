"""SIGKILL at random moments under load: what was answered 202 is there exactly once, and sessions stay whole.

On each engine; where it is a server of its own, that is killed, too.
"""

import random
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

import pytest
from tests.faults.accounts import check
from tests.faults.load import Ledger, Sender
from tests.faults.server import Server
from tests.servers import clickhouse, postgres

from ecomdash.settings import load

SENDERS = 3
_FEW = 5  # kills up to which engines but the first have fewer, so that the short form stays short


class Victim(Protocol):
    """What can be killed and started again."""

    def kill(self) -> None: ...

    def start(self) -> None: ...


Engine = Callable[[Path], AbstractContextManager[tuple[str, list[Victim]]]]


@contextmanager
def _embedded(folder: Path) -> Iterator[tuple[str, list[Victim]]]:
    yield f"duckdb:///{folder / 'events.duckdb'}", []


@contextmanager
def _postgresql(_: Path) -> Iterator[tuple[str, list[Victim]]]:
    server = postgres.new_server()
    with server.database() as name:
        yield server.url(name), [server]
    server.stop()


@contextmanager
def _clickhouse(_: Path) -> Iterator[tuple[str, list[Victim]]]:
    server = clickhouse.Server()
    yield f"clickhouse://127.0.0.1:{server.port}/faults", [server]
    server.kill()


ENGINES: dict[str, Engine] = {"duckdb": _embedded, "postgresql": _postgresql, "clickhouse": _clickhouse}


def run_load(urls: list[str], key: str, victims: Sequence[Victim], kills: int, seed: int) -> Ledger:
    """Send from several threads while one victim after the other is killed; what was promised."""
    ledger, stop, chance = Ledger(), threading.Event(), random.Random(seed)
    senders = [Sender(number, urls[number % len(urls)], key, ledger, stop) for number in range(SENDERS)]
    for sender in senders:
        sender.start()
    for number in range(kills):
        time.sleep(chance.uniform(0.2, 1.5))
        victim = victims[number % len(victims)]
        victim.kill()
        victim.start()
    time.sleep(0.5)
    stop.set()
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
        assert sender.failure is None, sender.failure
    return ledger


@pytest.mark.parametrize("engine", ENGINES)
def test_sigkill_under_load_loses_nothing_and_counts_nothing_twice(
    tmp_path: Path, pytestconfig: pytest.Config, engine: str
) -> None:
    kills = pytestconfig.getoption("--kills")
    with ENGINES[engine](tmp_path) as (store, others):
        server = Server(tmp_path / "data", store=store)
        server.start()
        try:
            kills = min(kills, 2) if others and kills <= _FEW else kills
            ledger = run_load([server.url], server.set_up(), [server, *others], kills, seed=7)
            server.stop()
        finally:
            server.kill()
        check(load({}, data=tmp_path / "data", store=store), ledger, SENDERS)
