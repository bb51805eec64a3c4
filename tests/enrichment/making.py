"""Makes log records as the collector would, and a log that keeps them in a list."""

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from typing import Any

from ecomdash.clock import US_PER_MINUTE, US_PER_SECOND
from ecomdash.events.page import Pageview
from ecomdash.events.record import Accepted, AcceptedHit, AnyHit, Refused, encode
from ecomdash.events.site import Site
from ecomdash.log.protocol import Record

T0 = 1_750_000_000 * US_PER_SECOND  # 2025-06-15T15:06:40Z
SECOND, MINUTE = US_PER_SECOND, US_PER_MINUTE
HOUR, DAY = 60 * MINUTE, 1440 * MINUTE
CHROME = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
SITE = Site(id=1, key="shop", name="Shop", domains=("shop.example",), currency="EUR")


def event_id(name: object) -> bytes:
    """16 bytes that stand for `name`."""
    return blake2b(repr(name).encode(), digest_size=16).digest()


def hit(
    what: AnyHit, *, at: int = T0, visitor: int = 7, session: int = 0, anonymous: int = 0, name: object = None
) -> AcceptedHit:
    """An event after the collector; its id follows from `name`, or from all there is to it."""
    key = event_id(name if name is not None else (what, at, visitor, session))
    return AcceptedHit(key, at, visitor, session, what, anonymous)


def page(path: str = "/", **fields: Any) -> Pageview:
    return Pageview(url=f"https://shop.example{path}", **fields)


def accepted(*hits: AcceptedHit, site: int = 1, **fields: Any) -> Accepted:
    """A browser's request that arrived when its last event occurred."""
    given: dict[str, Any] = {
        "received_at": max((h.occurred_at for h in hits), default=T0),
        "user_agent": CHROME,
        "hints": {},
        "country": "GB",
        "region": "",
        "city": "",
        "trusted": False,
        "origin": "browser",
    }
    return Accepted(site_id=site, hits=list(hits), **(given | fields))


class ListLog:
    """A Log in memory, of one partition; positions count records."""

    name = "list"
    shards = 1
    trouble = ""

    def __init__(self, *records: Accepted | Refused | bytes) -> None:
        self.payloads: list[bytes] = []
        self.committed: dict[int, int] = {}
        self.changed = asyncio.Event()
        self.add(*records)

    def add(self, *records: Accepted | Refused | bytes) -> None:
        self.payloads += [r if isinstance(r, bytes) else encode(r) for r in records]

    async def append(self, payload: bytes, shard: int = 0) -> None:
        self.payloads.append(payload)

    async def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        start = positions.get(0, 0)
        found: list[Record] = []
        for end, payload in enumerate(self.payloads[start:], start + 1):
            found.append(Record(0, end, payload))
            limit -= len(payload)
            if limit <= 0:
                break
        if not found:
            await asyncio.sleep(min(wait, 0.01))
        return found

    def commit(self, positions: Mapping[int, int]) -> None:
        self.committed = dict(positions)
        self.changed.set()

    async def until_committed(self, end: int) -> None:
        """Wait until everything up to record `end` is committed."""
        while self.committed.get(0, 0) < end:
            self.changed.clear()
            await self.changed.wait()

    async def close(self) -> None:
        return None
