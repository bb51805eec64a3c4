"""The engines side by side in one run: appending, bytes per stored event, and every question of the dashboard.

Each engine as it is meant to be run, durable: a file, a server of its own on this machine, an engine in the process.
Questions are asked alone, from `ask` to rows, once to warm up and then in rounds; nothing is remembered in between.
"""

import argparse
import asyncio
import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import chdb
from bench.query import CONTEXT, questions
from bench.table import arguments, percentile, report
from bench.traffic import Traffic
from rich.progress import Progress
from tests.servers.postgres import new_server

from ecomdash.query.run import ask
from ecomdash.settings import load
from ecomdash.store.engines.duckdb.engine import DuckDBStore
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store

PER_BATCH = 20_000  # as the loader makes them under load


@dataclass
class Place:
    """Opens the engine's store each time anew, and says how many bytes it takes on the disk when it is closed."""

    opened: Callable[[], Store]
    size: Callable[[], int]


@dataclass
class Measured:
    """One engine: events stored, per second and in bytes, and milliseconds by question (all filters, all rounds)."""

    events: int = 0
    per_second: float = 0.0
    bytes_per_event: float = 0.0
    times: dict[str, list[float]] = field(default_factory=dict)


@contextmanager
def _duckdb(folder: Path) -> Iterator[Place]:
    file = folder / "events.duckdb"
    yield Place(lambda: DuckDBStore(file, answers=0), lambda: file.stat().st_size)


@contextmanager
def _postgresql(_: Path) -> Iterator[Place]:
    settings = {"shared_buffers": "2GB", "work_mem": "64MB", "maintenance_work_mem": "256MB", "max_wal_size": "4GB",
                "effective_cache_size": "6GB", "random_page_cost": "1.1"}  # fmt: skip
    server = new_server(settings)
    with server.database() as name:
        yield Place(lambda: _opened(server.url(name)), lambda: _vacuumed(server.sql, name))
    server.stop()


def _opened(url: str) -> Store:
    return open_store(load({}, store=url, query_timeout=300.0))


def _vacuumed(sql: Callable[..., str], name: str) -> int:
    sql("VACUUM ANALYZE", name)
    return int(sql(f"SELECT pg_database_size('{name}')"))


@contextmanager
def _clickhouse(folder: Path) -> Iterator[Place]:
    place = folder / "clickhouse"
    yield Place(lambda: _opened(f"chdb:///{place}"), lambda: _active(place))


def _active(folder: Path) -> int:
    """Without the parts that were merged into others and wait to be deleted, and the journal of the last batches."""
    with chdb.connect(str(folder)) as connection:
        sizes = "SELECT sum(bytes_on_disk) FROM system.parts WHERE active AND table <> 'ingest_journal'"
        return int(str(connection.query(sizes, "TabSeparated")))


PLACES: dict[str, Callable[[Path], AbstractContextManager[Place]]] = {
    "duckdb": _duckdb,
    "postgresql": _postgresql,
    "clickhouse": _clickhouse,
}


async def _fill(store: Store, events: int, measured: Measured) -> None:
    took = 0.0
    with Progress(transient=True) as progress:
        task = progress.add_task(f"storing {events:,} events", total=events)
        for number, batch in enumerate(Traffic(events, PER_BATCH).batches()):
            began = time.perf_counter()
            await store.append(batch, "bench", {0: number + 1}, {0: number})
            took += time.perf_counter() - began
            measured.events += len(batch.events["site_id"])
            progress.update(task, completed=measured.events)
    measured.per_second = measured.events / took


async def _ask(store: Store, rounds: int, measured: Measured) -> None:
    for number in range(rounds + 1):
        for what, _, question in questions():
            began = time.perf_counter()
            await ask(store, question, CONTEXT)
            if number:
                measured.times.setdefault(what, []).append((time.perf_counter() - began) * 1000)


async def _measure(place: Place, events: int, rounds: int) -> Measured:
    measured = Measured()
    store = place.opened()
    await store.migrate()
    await _fill(store, events, measured)
    await store.close()
    measured.bytes_per_event = place.size() / measured.events
    store = place.opened()
    await store.migrate()
    await _ask(store, rounds, measured)
    await store.close()
    return measured


def measure(engines: list[str], events: int, rounds: int) -> dict[str, Measured]:
    """Each engine after the other, on fresh data."""
    found = {}
    for engine in engines:
        with tempfile.TemporaryDirectory() as folder, PLACES[engine](Path(folder)) as place:
            found[engine] = asyncio.run(_measure(place, events, rounds))
    return found


def rows(found: dict[str, Measured]) -> Iterator[dict[str, str]]:
    """Appending, bytes, then p50 and p95 of each question, one column an engine."""

    def row(what: str, cell: Callable[[Measured], str]) -> dict[str, str]:
        return {"what": what} | {name: cell(each) for name, each in found.items()}

    yield row("events appended a second", lambda each: f"{each.per_second:,.0f}")
    yield row("bytes per event", lambda each: f"{each.bytes_per_event:.1f}")
    yield row("all questions, p50 / p95 ms", lambda each: _spread([t for times in each.times.values() for t in times]))
    for what in next(iter(found.values())).times:
        yield row(f"{what}, p50 / p95 ms", lambda each, what=what: _spread(each.times[what]))  # type: ignore[misc]  # its default has the right type


def _spread(times: list[float]) -> str:
    return f"{statistics.median(times):,.0f} / {percentile(times, 0.95):,.0f}"


def main() -> None:
    """Measure and print one table for each size."""
    parser: argparse.ArgumentParser = arguments(__doc__ or "")
    parser.add_argument("--engines", default=",".join(PLACES), help="names, separated by commas")
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3, help="warm rounds")
    options = parser.parse_args()
    found = measure(options.engines.split(","), options.events, options.rounds)
    report(f"Engines with {options.events:,} events, {os.cpu_count()} cores", list(rows(found)), options.json)


if __name__ == "__main__":
    main()
