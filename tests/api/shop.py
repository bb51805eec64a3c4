"""A whole server without a network: real databases in a folder, a clock that stands still, requests by ASGI."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from ecomdash.api.app import create_app
from ecomdash.api.parts import Parts
from ecomdash.cli.rooms import new_collector
from ecomdash.clock import FixedClock
from ecomdash.collector.endpoint import routes
from ecomdash.events.site import DEMO_SITE
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.log.opening import open_log
from ecomdash.privacy.addresses import Proxies
from ecomdash.privacy.anonymiser import open_anonymiser
from ecomdash.settings import Settings
from ecomdash.sites import registry, tokens, users
from ecomdash.sites.database import open_database
from ecomdash.sites.secrets import hash_password
from ecomdash.store.engines.opening import open_store

NOON: Final = 1_780_315_200_000_000  # 2026-06-01T12:00:00Z
ORIGIN: Final = "http://shop.test"
PASSWORD: Final = "correct horse battery"
API: Final = "/api/v1"
AGENT: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


class Shop:
    """One server; `client()` is a browser or a program that talks to it."""

    def __init__(self, parts: Parts, clock: FixedClock, loader: Loader) -> None:
        self.parts = parts
        self.clock = clock
        self.app = create_app(parts)
        self._loader = loader

    def client(self, *, address: str = "198.51.100.7", **headers: str) -> httpx.AsyncClient:
        """A new client without cookies; errors inside the server come back as answers."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=(address, 4711))
        return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers)

    async def add_site(self, name: str = "Shop", *, key: str | None = None, **fields: Any) -> str:
        """The public key of a new site."""
        async with self.parts.sites.write() as session:
            row = await registry.create(session, self.clock.now(), "test", {"name": name, **fields}, key=key)
        return row.key

    async def add_user(self, email: str, role: str) -> int:
        password_hash = await hash_password(PASSWORD)
        async with self.parts.sites.write() as session:
            row = await users.create(
                session, self.clock.now(), "test", email=email, password_hash=password_hash, role=role
            )
        return row.id

    async def add_token(self, scope: str) -> str:
        async with self.parts.sites.write() as session:
            _, secret = await tokens.create(session, self.clock.now(), "test", name=f"my {scope}", scope=scope)
        return secret

    async def log_in(self, email: str, *, address: str = "198.51.100.7") -> httpx.AsyncClient:
        """A client that is logged in."""
        client = self.client(address=address)
        answer = await client.post(f"{API}/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client

    async def track(self, key: str, *events: dict[str, Any], token: str | None = None) -> None:
        """Send the events as a browser would, and have them loaded."""
        headers = {"user-agent": AGENT} | ({"authorization": f"Bearer {token}"} if token else {})
        async with self.client(**headers) as client:
            answer = await client.post(
                f"{API}/analytics/track/batch",
                json={"site_key": key, "events": [{"consent_given": True} | e for e in events]},
            )
        assert answer.json() == {"accepted": len(events), "rejected": []}, answer.text
        await self._loader.drain()

    async def load(self) -> None:
        """Have what is in the log loaded."""
        await self._loader.drain()


@asynccontextmanager
async def open_shop(folder: Path, **settings: Any) -> AsyncIterator[Shop]:
    """A server on the given folder."""
    chosen = Settings(data=folder, min_free_disk=0, **({"host": "0.0.0.0"} | settings))
    clock = FixedClock(NOON)
    async with AsyncExitStack() as opened:
        sites = open_database(chosen.sites_url, demo_key=DEMO_SITE if chosen.demo else None)
        opened.push_async_callback(sites.close)
        await sites.migrate()
        store = open_store(chosen)
        opened.push_async_callback(store.close)
        await store.migrate()
        log = open_log(chosen)
        opened.push_async_callback(log.close)
        anonymiser = open_anonymiser(chosen, clock)
        opened.callback(anonymiser.close)
        live = MemoryLive(clock)
        directory = sites.directory
        collector = new_collector(chosen, log, sites, anonymiser, clock)
        opened.push_async_callback(collector.close)
        parts = Parts(
            settings=chosen,
            clock=clock,
            sites=sites,
            store=store,
            live=live,
            web=folder / "web",
            proxies=Proxies(chosen.trusted_proxies),
            collector_routes=tuple(routes(collector)),
            refusals=collector.recent.of_site,
            unknown_keys=collector.recent.unknown_keys,
            setup_token="let-me-in",
        )
        yield Shop(parts, clock, Loader(log, store, live, directory.by_id, clock))
