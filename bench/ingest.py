"""How many events are accepted durably: in batches, one by one, and how long the answer takes at half that rate.

Server, load generator and disk share one machine. `server` and `generator` are the processor shares of either (1 = one
core). After each run the server is killed and the log read back: it must hold every event that was accepted.
"""

import asyncio
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from bench import ingest_server
from bench.table import arguments, report
from tests.faults.server import Server
from tests.servers.processes import free_port

from ecomdash.events.record import Accepted, decode
from ecomdash.log.local import LocalLog

BATCH, BATCH_CONNECTIONS, CONNECTIONS = 100, 16, 64


class Target:
    """A running server: where it listens, its site's key, its process and its data folder."""

    def __init__(self, port: int, key: str, pid: int, data: Path) -> None:
        self.port, self.key, self.pid, self.data = port, key, pid, data

    def load(self, size: int, connections: int, seconds: float, rate: float | None = None) -> dict[str, Any]:
        """Run the load generator once; its result. Exits when anything but 202 was answered."""
        command = [sys.executable, "-m", "bench.ingest_load", f"--port={self.port}", f"--server={self.pid}"]
        command += [f"--key={self.key}"]
        command += [f"--size={size}", f"--connections={connections}", f"--seconds={seconds}"]
        command += [f"--seed={time.monotonic_ns() >> 20 & 0xFFFFF}"] + ([f"--rate={rate}"] if rate else [])
        output = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
        result: dict[str, Any] = json.loads(output)
        if refused := {status: number for status, number in result["statuses"].items() if status != "202"}:
            raise SystemExit(f"the server refused requests: {refused}")
        return result


@contextmanager
def collector_alone(by_application: bool) -> Iterator[Target]:
    """The collector without loader, store and API."""
    with tempfile.TemporaryDirectory() as folder:
        data, port = Path(folder) / "data", free_port()
        command = [sys.executable, "-m", "bench.ingest_server", f"--data={data}", f"--port={port}"]
        process = subprocess.Popen([*command, "--by-application"] if by_application else command)
        try:
            _await_answer(f"http://127.0.0.1:{port}/")
            yield Target(port, ingest_server.KEY, process.pid, data)
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(60)


@contextmanager
def whole_server() -> Iterator[Target]:
    """`ecomdash serve` with its loader, which reads what is accepted while more comes in."""
    with tempfile.TemporaryDirectory() as folder:
        server = Server(Path(folder) / "data", trusted_proxies="127.0.0.1")
        server.start()
        try:
            key = server.set_up()
            assert server.process is not None
            yield Target(server.port, key, server.process.pid, server.data)
        finally:
            server.kill()


def _await_answer(url: str) -> None:
    for _ in range(300):
        try:
            httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("the server did not start")


async def _kept(data: Path) -> int:
    """Events that the log in `data` holds."""
    log = LocalLog(data / "log", min_free_disk=0)
    kept = position = 0
    while records := await log.read({0: position}, 4_000_000, 0):
        position = records[-1].end
        kept += sum(len(record.hits) for r in records if isinstance(record := decode(r.payload), Accepted))
    await log.close()
    return kept


def measure(runs: int, seconds: float, *, full: bool, by_application: bool) -> list[dict[str, object]]:
    """One row per figure, the median of `runs` runs, each on a fresh server."""
    batches, singles, paced = [], [], []
    for _ in range(runs):
        with whole_server() if full else collector_alone(by_application) as target:
            batches.append(target.load(BATCH, BATCH_CONNECTIONS, seconds))
            singles.append(target.load(1, CONNECTIONS, seconds))
            rate = singles[-1]["accepted"] / singles[-1]["seconds"] / 2
            paced.append(target.load(1, CONNECTIONS, seconds, rate))
            data = target.data
            if full:
                continue
            os.kill(target.pid, signal.SIGKILL)
            kept, accepted = asyncio.run(_kept(data)), sum(int(r[-1]["accepted"]) for r in (batches, singles, paced))
            if kept < accepted:
                raise SystemExit(f"{accepted} events were accepted and the log holds {kept}")
    return [
        _row("batches of 100 (events/s)", batches, "accepted", per="seconds"),
        _row("one per request, 64 connections (events/s)", singles, "accepted", per="seconds"),
        _row("  answer at that rate, p99 (ms)", singles, "p99_ms"),
        _row("half that rate (events/s)", paced, "accepted", per="seconds"),
        _row("  answer at half the rate, p50 (ms)", paced, "p50_ms"),
        _row("  answer at half the rate, p99 (ms)", paced, "p99_ms"),
    ]


def _row(name: str, results: list[dict[str, Any]], value: str, per: str | None = None) -> dict[str, object]:
    values = [result[value] / (result[per] if per else 1) for result in results]
    return {
        "figure": name,
        "median": statistics.median(values),
        "min": min(values),
        "max": max(values),
        "server": statistics.median(result["server_seconds"] / result["seconds"] for result in results),
        "generator": statistics.median(result["generator_seconds"] / result["seconds"] for result in results),
        "server us/event": statistics.median(result["server_seconds"] / result["accepted"] * 1e6 for result in results),
    }


def main() -> None:
    """Measure and report."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=5.0, help="length of each of the three loads of a run")
    parser.add_argument("--full", action="store_true", help="load `ecomdash serve` instead of the collector alone")
    parser.add_argument("--by-application", action="store_true", help="the collector alone, through its routes")
    options = parser.parse_args()
    rows = measure(options.runs, options.seconds, full=options.full, by_application=options.by_application)
    what = "ecomdash serve" if options.full else "the collector alone"
    report(f"Ingest, {what}, {options.runs} runs of {options.seconds:g} s", rows, options.json)


if __name__ == "__main__":
    main()
