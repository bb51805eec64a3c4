"""A load generator over raw sockets, in a process of its own: as fast as it gets answers, or at a fixed rate.

Prints one JSON line: accepted events, answers by status, seconds, latencies, and the processor time of both sides.
"""

import argparse
import asyncio
import json
import os
import re
import time
from collections import Counter, deque
from itertools import count
from pathlib import Path
from typing import cast

import uvloop
from bench.table import percentile

VISITORS, PAGES, ADDRESSES = 5_000, 300, 20_000
AGENT = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36"
)
WARM_UP = 0.5  # seconds that are not counted
LENGTH = re.compile(rb"content-length: (\d+)")
TICK = 0.001  # seconds between looks at the schedule of a fixed rate


def event(number: int, sent_at: int, key: str | None) -> tuple[bytes, bytes]:
    """An event as the tracker sends it, in two pieces with room for the last 12 characters of its id.

    Of 100 events 60 are pageviews, 25 engagements, 10 product views, 3 cart additions and 2 purchases; every second
    visitor has given consent.
    """
    page, visitor = number * 7 % PAGES, number % VISITORS
    fields: dict[str, object] = {
        "event_id": "00000000-0000-7000-8000-@",
        "occurred_at": sent_at - 200,
        "url": f"https://shop.example/products/item-{page}?utm_source=news&utm_medium=email",
        "path": f"/products/item-{page}",
        "title": f"Item {page} | Shop",
        "language": "en-GB",
        "timezone": "Europe/London",
        "viewport_width": 1440,
        "viewport_height": 900,
        "screen_width": 1920,
        "screen_height": 1080,
    }
    if key is not None:
        fields |= {"site_key": key, "sent_at": sent_at}
    if visitor % 2:
        fields |= {"visitor_id": f"v-{visitor:08d}", "session_id": f"s-{visitor:08d}", "consent_given": True}
    item = {"item_id": f"sku-{page}", "item_name": f"Item {page}", "item_category": "Things", "price": 19.99}
    match number % 100:
        case kind if kind < 60:
            fields |= {"event_type": "pageview", "referrer": "https://www.google.com/"}
        case kind if kind < 85:
            fields |= {"event_type": "engagement", "engaged_ms": 12_000, "scroll_depth": 60}
        case kind if kind < 95:
            fields |= {"event_type": "view_item", "currency": "EUR", "value": 19.99, "items": [item]}
        case kind if kind < 98:
            fields |= {"event_type": "add_to_cart", "currency": "EUR", "value": 19.99, "items": [item]}
        case _:
            order = {"order_id": f"o-{number}", "currency": "EUR", "value": 39.98, "items": [{**item, "quantity": 2}]}
            fields |= {"event_type": "purchase", **order}
    before, after = json.dumps(fields, separators=(",", ":")).split("@")
    return before.encode(), after.encode()


class Requests:
    """Requests that differ in address, visitor, page and event ids; `size` events in each (1 = /event, else /batch)."""

    def __init__(self, key: str, size: int, seed: int) -> None:
        self.size = size
        self._numbers = count(seed << 28)
        self._turn = 0
        sent_at = time.time_ns() // 1_000_000
        self._bodies = [
            [event(start + offset, sent_at, key if size == 1 else None) for offset in range(size)]
            for start in range(0, 3_000 if size == 1 else 40 * size, size)
        ]
        self._open = b"" if size == 1 else b'{"site_key":"%b","sent_at":%d,"events":[' % (key.encode(), sent_at)
        self._close = b"" if size == 1 else b"]}"
        self._path = b"event" if size == 1 else b"batch"

    def next(self) -> bytes:
        self._turn += 1
        numbers = self._numbers
        pieces = self._bodies[self._turn % len(self._bodies)]
        body = b",".join([b"%b%012x%b" % (before, next(numbers), after) for before, after in pieces])
        body = b"%b%b%b" % (self._open, body, self._close)
        host = self._turn % ADDRESSES
        return (
            b"POST /api/v1/analytics/track/%b HTTP/1.1\r\nHost: shop.example\r\nUser-Agent: %b\r\n"
            b"Accept: */*\r\nOrigin: https://shop.example\r\nReferer: https://shop.example/\r\n"
            b"Content-Type: text/plain;charset=UTF-8\r\nX-Forwarded-For: 198.18.%d.%d\r\nContent-Length: %d\r\n\r\n%b"
            % (self._path, AGENT.encode(), host >> 8, host & 255, len(body), body)
        )


class Load:
    """What all connections share: the requests to send and what came of them."""

    def __init__(self, requests: Requests, rate: float | None) -> None:
        self.requests, self.rate = requests, rate
        self.statuses: Counter[bytes] = Counter()
        self.latencies: list[float] = []
        self.idle: deque[Connection] = deque()
        self.due: deque[float] = deque()
        self.measuring = self.stopping = False

    def answered(self, connection: "Connection", status: bytes, since: float) -> None:
        if self.measuring:
            self.statuses[status] += 1
            self.latencies.append(time.perf_counter() - since)
        if self.stopping:
            return
        if self.rate is None:
            connection.send(time.perf_counter())
        elif self.due:
            connection.send(self.due.popleft())
        else:
            self.idle.append(connection)

    async def pace(self) -> None:
        """Send at the fixed rate; a request that finds no idle connection waits, and its latency includes the wait."""
        assert self.rate
        began, sent = time.perf_counter(), 0
        while not self.stopping:
            target = (time.perf_counter() - began) * self.rate
            while sent < target:
                sent += 1
                scheduled = began + sent / self.rate
                if self.idle:
                    self.idle.popleft().send(scheduled)
                else:
                    self.due.append(scheduled)
            await asyncio.sleep(TICK)


class Connection(asyncio.Protocol):
    """One kept-alive connection with at most one request under way."""

    def __init__(self, load: Load) -> None:
        self._load = load
        self._since = 0.0
        self._answer = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)  # uvloop's own class has the methods, not the ancestry
        if self._load.rate is None:
            self.send(time.perf_counter())
        else:
            self._load.idle.append(self)

    def send(self, since: float) -> None:
        self._since = since
        self._transport.write(self._load.requests.next())

    def data_received(self, data: bytes) -> None:
        self._answer += data
        head, end, body = self._answer.partition(b"\r\n\r\n")
        if end and len(body) >= int(LENGTH.search(head)[1]):  # type: ignore[index]  # all answers have a length
            self._answer = b""
            self._load.answered(self, head[9:12], self._since)


async def run(options: argparse.Namespace) -> dict[str, object]:
    """Load the server for `options.seconds` after the warm-up."""
    load = Load(Requests(options.key, options.size, options.seed), options.rate)
    loop = asyncio.get_running_loop()
    opened = [
        await loop.create_connection(lambda: Connection(load), options.host, options.port)
        for _ in range(options.connections)
    ]
    pacing = asyncio.create_task(load.pace()) if options.rate else None
    await asyncio.sleep(WARM_UP)
    own, server = processor_seconds(os.getpid()), processor_seconds(options.server)
    load.measuring, began = True, time.perf_counter()
    await asyncio.sleep(options.seconds)
    load.measuring, load.stopping, seconds = False, True, time.perf_counter() - began
    own, server = processor_seconds(os.getpid()) - own, processor_seconds(options.server) - server
    if pacing:
        await pacing
    await asyncio.sleep(0.2)
    for transport, _ in opened:
        transport.close()
    return {
        "accepted": load.statuses[b"202"] * options.size,
        "statuses": {status.decode("latin-1"): number for status, number in load.statuses.items()},
        "seconds": seconds,
        "generator_seconds": own,
        "server_seconds": server,
        "p50_ms": percentile(load.latencies, 0.5) * 1_000,
        "p99_ms": percentile(load.latencies, 0.99) * 1_000,
    }


def processor_seconds(pid: int) -> float:
    """Processor time that a process has taken so far, in the kernel's name too (Linux)."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def main() -> None:
    """Run once and print the result."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--server", type=int, required=True, help="process id of the server")
    parser.add_argument("--key", required=True)
    parser.add_argument("--size", type=int, default=1, help="events per request")
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--rate", type=float, default=None, help="requests per second; as fast as possible without")
    parser.add_argument("--seed", type=int, default=0, help="runs with different seeds send different event ids")
    print(json.dumps(uvloop.run(run(parser.parse_args()))))


if __name__ == "__main__":
    main()
