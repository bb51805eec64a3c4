"""The figures of one running server: start to first answer, memory idle and loaded, accepted-to-dashboard delay."""

import asyncio
import json
import statistics
import tempfile
import time
import uuid
from pathlib import Path

import httpx
import websockets
from bench.table import arguments, percentile, report
from tests.faults.server import Server

PROBES = 100
BROWSER = {"User-Agent": "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36"}


def resident_megabytes(pid: int) -> float:
    """Resident memory of a process, in MB (10^6 bytes)."""
    status = Path(f"/proc/{pid}/status").read_text()
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) * 1024 / 1e6


async def _delays(server: Server, key: str, cookies: dict[str, str], probes: int) -> list[float]:
    """Seconds from sending an event to the snapshot that shows it, one at a time, on an open WebSocket."""
    delays = []
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()), "Origin": server.url}
    address = f"{server.url.replace('http', 'ws')}/api/v1/analytics/live?site={key}"
    async with (
        websockets.connect(address, additional_headers=header) as live,
        httpx.AsyncClient(headers=BROWSER) as client,
    ):
        await live.recv()
        for number in range(probes):
            path = f"/probe/{number}"
            event = {"event_type": "pageview", "site_key": key, "url": f"https://shop.example{path}", "path": path}
            sent = time.perf_counter()
            answer = await client.post(f"{server.url}/api/v1/analytics/track/event", json=event)
            assert answer.status_code == 202, answer.text
            while not any(e["path"] == path for e in json.loads(await live.recv())["recent_events"]):
                pass
            delays.append(time.perf_counter() - sent)
            await asyncio.sleep(0.03)
    return delays


async def _load(server: Server, key: str, seconds: float) -> float:
    """Batches of 100 for a while, to see the memory under load; events accepted per second."""
    accepted, until = 0, time.perf_counter() + seconds
    async with httpx.AsyncClient(timeout=30, headers=BROWSER) as client:
        while time.perf_counter() < until:
            events = [
                {
                    "event_type": "pageview", "event_id": str(uuid.uuid4()), "visitor_id": f"v{n % 997}",
                    "consent_given": True, "url": f"https://shop.example/p/{n % 300}",
                }
                for n in range(accepted, accepted + 100)
            ]  # fmt: skip
            body = {"site_key": key, "events": events}
            answer = await client.post(f"{server.url}/api/v1/analytics/track/batch", json=body)
            accepted += 100 if answer.status_code == 202 else 0
    return accepted / seconds


def measure(runs: int, seconds: float) -> list[dict[str, object]]:
    """One row per figure, each the median of `runs` servers on fresh data."""
    starts, idle, loaded, medians, tails = [], [], [], [], []
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            server = Server(Path(folder) / "data")
            server.start()
            key = server.set_up()
            server.stop()
            began = time.perf_counter()
            server.start()
            starts.append(time.perf_counter() - began)
            try:
                with httpx.Client(base_url=server.url, headers={"Origin": server.url}) as client:
                    login = {"email": "owner@example.com", "password": "correct horse battery"}
                    client.post("/api/v1/auth/login", json=login).raise_for_status()
                    cookies = dict(client.cookies)
                time.sleep(3)
                assert server.process is not None
                idle.append(resident_megabytes(server.process.pid))
                delays = asyncio.run(_delays(server, key, cookies, PROBES))
                medians.append(percentile(delays, 0.5) * 1000)
                tails.append(percentile(delays, 0.95) * 1000)
                asyncio.run(_load(server, key, seconds))
                loaded.append(resident_megabytes(server.process.pid))
            finally:
                server.kill()
    figures = [
        ("start to first answer (s)", starts), ("memory idle (MB)", idle), ("memory under load (MB)", loaded),
        ("accepted to dashboard, p50 (ms)", medians), ("accepted to dashboard, p95 (ms)", tails),
    ]  # fmt: skip
    return [
        {"figure": name, "median": statistics.median(v), "min": min(v), "max": max(v), "runs": len(v)}
        for name, v in figures
    ]


def main() -> None:
    """Measure and report."""
    parser = arguments(__doc__ or "")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the load for the memory figure")
    options = parser.parse_args()
    report("One server", measure(options.runs, options.seconds), options.json)


if __name__ == "__main__":
    main()
