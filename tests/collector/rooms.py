"""A collector with two sites on a real log in a temporary folder, at a time that stands still."""

import secrets
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import msgspec
from starlette.applications import Starlette

from ecomdash.clock import FixedClock
from ecomdash.collector.accept import Collector
from ecomdash.collector.decide import Decider, Decision
from ecomdash.collector.endpoint import routes
from ecomdash.collector.eventids import new_event_id
from ecomdash.collector.request import Request
from ecomdash.events.record import Accepted, Refused, decode
from ecomdash.events.site import Site
from ecomdash.log.local import LocalLog
from ecomdash.privacy.addresses import Proxies
from ecomdash.privacy.anonymiser import Anonymiser
from ecomdash.privacy.geo import Geo
from ecomdash.privacy.keeping import FolderKeeping

NOW = 1_780_000_000_000_000  # 2026-05-28 20:26:40 UTC
NOW_MS = NOW // 1_000
SHOP = Site(id=1, key="shop", name="Shop", query_params=("size",))
SITES = {
    "shop": SHOP,
    "implied": Site(id=2, key="implied", name="Implied", consent_mode="implied", respect_gpc=False, respect_dnt=True),
    "never": Site(id=3, key="never", name="Never", consent_mode="never-store"),
}
TOKEN = "ingest-token"
READ_TOKEN = "read-token"
ENDLESS = 10**15


def site_of(key: str | None) -> Site | None:
    return SITES.get(key or "")


def request(**changes: Any) -> Request:
    values = {"address": "203.0.113.9", "user_agent": "Firefox", "received_at": NOW, "site_key": "shop", **changes}
    return Request(**values)


class Room:
    """`decide` gives the decision alone; `client` speaks HTTP; `records` is what the log holds."""

    def __init__(self, folder: Path, free: Callable[[Path], int] = lambda _: ENDLESS) -> None:
        self.folder = folder
        self.clock = FixedClock(NOW)
        self.anonymiser = Anonymiser(FolderKeeping(folder / "privacy", secrets.token_bytes), Geo(), self.clock)
        self.log = LocalLog(folder / "log", free=free)
        self.decider = Decider(site_of, self.anonymiser, new_event_id)
        self.collector = Collector(
            self.log, site_of, self.anonymiser, self.clock,
            proxies=Proxies("127.0.0.1"), is_trusted={TOKEN: True, READ_TOKEN: False}.get,
        )  # fmt: skip
        app = Starlette(routes=routes(self.collector))
        transport = httpx.ASGITransport(app, raise_app_exceptions=True, client=("127.0.0.1", 4711))
        self.client = httpx.AsyncClient(transport=transport, base_url="http://test/api/v1/analytics/track")

    def decide(self, body: bytes | dict[str, Any], *, batch: bool = False, **changes: Any) -> Decision:
        encoded = body if isinstance(body, bytes) else msgspec.json.encode(body)
        return self.decider.body(encoded, request(**changes), batch=batch)

    async def records(self) -> list[Accepted | Refused]:
        found: list[Accepted | Refused] = []
        position = 0
        while batch := await self.log.read({0: position}, 1_000_000, 0):
            found += [decode(record.payload) for record in batch]
            position = batch[-1].end
        return found

    async def close(self) -> None:
        await self.client.aclose()
        await self.collector.close()
        await self.log.close()
        self.anonymiser.close()


@asynccontextmanager
async def room(folder: Path, free: Callable[[Path], int] = lambda _: ENDLESS) -> AsyncIterator[Room]:
    opened = Room(folder, free)
    try:
        yield opened
    finally:
        await opened.close()
