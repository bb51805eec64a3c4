"""A whole server without a network: real databases in a folder, a clock that stands still, requests by ASGI."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Final

import httpx

from ecomdash.api.access import DEMO_SITE
from ecomdash.api.app import create_app
from ecomdash.api.parts import Parts
from ecomdash.clock import FixedClock
from ecomdash.live.memory import MemoryLive
from ecomdash.privacy.addresses import Proxies
from ecomdash.settings import Settings
from ecomdash.sites import registry, tokens, users
from ecomdash.sites.database import open_database
from ecomdash.sites.secrets import hash_password
from ecomdash.store.opening import open_store

NOON: Final = 1_780_315_200_000_000  # 2026-06-01T12:00:00Z
ORIGIN: Final = "http://shop.test"
PASSWORD: Final = "correct horse battery"
API: Final = "/api/v1"


class Shop:
    """One server; `client()` is a browser or a program that talks to it."""

    def __init__(self, parts: Parts, clock: FixedClock) -> None:
        self.parts = parts
        self.clock = clock
        self.app = create_app(parts)

    def client(self, **headers: str) -> httpx.AsyncClient:
        """A new client without cookies; errors inside the server come back as answers."""
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False, client=("198.51.100.7", 4711))
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

    async def log_in(self, email: str) -> httpx.AsyncClient:
        """A client that is logged in."""
        client = self.client()
        answer = await client.post(f"{API}/auth/login", json={"email": email, "password": PASSWORD})
        assert answer.status_code == 200, answer.text
        return client


@asynccontextmanager
async def open_shop(folder: Path, **settings: Any) -> AsyncIterator[Shop]:
    """A server on the given folder."""
    chosen = Settings(data=folder, host=settings.pop("host", "0.0.0.0"), **settings)
    clock = FixedClock(NOON)
    sites = open_database(chosen.sites_url, demo_key=DEMO_SITE if chosen.demo else None)
    await sites.migrate()
    store = open_store(chosen)
    await store.migrate()
    parts = Parts(
        settings=chosen,
        clock=clock,
        sites=sites,
        store=store,
        live=MemoryLive(clock),
        web=folder / "web",
        proxies=Proxies(chosen.trusted_proxies),
        setup_token="let-me-in",
    )
    try:
        yield Shop(parts, clock)
    finally:
        await store.close()
        await sites.close()
