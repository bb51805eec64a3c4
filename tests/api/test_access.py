"""Who may do what: every route by every kind of asker, in and out of demo mode."""

import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy.exc import OperationalError
from tests.api.shop import API, Shop, open_shop

from ecomdash.api.app import create_app
from ecomdash.sites import tokens

ASKERS = ("anonymous", "demo", "viewer", "admin", "owner", "read", "ingest", "token-admin")
EVERYONE = frozenset(ASKERS)
READERS = EVERYONE - {"anonymous", "ingest"}
ADMINS = frozenset({"admin", "owner", "token-admin"})
OWNERS = frozenset({"owner"})

# method, path, body, who may, the status of those who may (what they ask for is often not there)
ROUTES: tuple[tuple[str, str, Any, frozenset[str], int], ...] = (
    ("GET", "/auth/me", {}, EVERYONE, 200),
    ("POST", "/auth/logout", {}, EVERYONE, 204),
    ("POST", "/auth/login", {"email": "x@example.com", "password": "wrong password"}, EVERYONE, 401),
    ("POST", "/auth/setup", {"email": "x@y.z", "password": "long enough", "site": {"name": "x"}}, EVERYONE, 409),
    ("GET", "/health", {}, EVERYONE, 200),
    ("GET", "/health/live", {}, EVERYONE, 204),
    ("GET", "/analytics/summary", {}, READERS, 200),
    ("GET", "/analytics/realtime", {}, READERS, 200),
    ("POST", "/analytics/query", {"metrics": ["visitors"]}, READERS, 200),
    ("GET", "/analytics/quality", {}, READERS, 200),
    ("GET", "/analytics/properties", {}, READERS, 200),
    ("GET", "/catalog", {}, READERS, 200),
    ("GET", "/sites", {}, READERS, 200),
    ("POST", "/sites", {"name": "New"}, ADMINS, 201),
    ("PATCH", "/sites/999", {"name": "New"}, ADMINS, 404),
    ("DELETE", "/sites/999", {}, OWNERS, 404),
    ("GET", "/users", {}, ADMINS, 200),
    ("POST", "/users", {"email": "new-{asker}@example.com", "password": "long enough"}, ADMINS, 201),
    ("DELETE", "/users/999", {}, ADMINS, 404),
    ("GET", "/tokens", {}, ADMINS, 200),
    ("POST", "/tokens", {"name": "new"}, ADMINS, 201),
    ("DELETE", "/tokens/999", {}, ADMINS, 404),
    ("GET", "/audit", {}, ADMINS, 200),
)


@pytest.fixture
async def askers(tmp_path: Path) -> AsyncIterator[dict[str, httpx.AsyncClient]]:
    """A client of every kind; `demo` is anonymous at a server in demo mode."""
    async with open_shop(tmp_path / "shop") as shop, open_shop(tmp_path / "demo", demo=True) as demo:
        await shop.add_site()
        await demo.add_site(key="demo")
        clients = {"anonymous": shop.client(), "demo": demo.client()}
        for role in ("viewer", "admin", "owner"):
            await shop.add_user(f"{role}@example.com", role)
            # from elsewhere than the others, as too many failed logins from one place are refused
            clients[role] = await shop.log_in(f"{role}@example.com", address="198.51.100.8")
        for name, scope in (("read", "read"), ("ingest", "ingest"), ("token-admin", "admin")):
            clients[name] = shop.client(authorization=f"Bearer {await shop.add_token(scope)}")
        yield clients


@pytest.mark.parametrize(
    ("method", "path", "body", "allowed", "status"), ROUTES, ids=[f"{r[0]} {r[1]}" for r in ROUTES]
)
async def test_access(
    askers: dict[str, httpx.AsyncClient], *, method: str, path: str, body: Any, allowed: frozenset[str], status: int
) -> None:
    for asker in ASKERS:
        named = {name: value.format(asker=asker) if isinstance(value, str) else value for name, value in body.items()}
        answer = await askers[asker].request(method, f"{API}{path}", json=named or None)
        refusal = 401 if asker in {"anonymous", "demo"} else 403
        assert answer.status_code == (status if asker in allowed else refusal), (asker, answer.text)


async def test_every_route_is_in_the_table(shop: Shop) -> None:
    app = create_app(shop.parts)
    there = {
        (method.upper(), path.removeprefix(API))
        for path, methods in app.openapi()["paths"].items()
        for method in methods
        if "/track/" not in path
    }
    listed = {(method, path.replace("/999", f"/{{{path.split('/')[1][:-1]}_id}}")) for method, path, *_ in ROUTES}
    assert listed == there


@pytest.mark.parametrize("header", ["Bearer wrong", "Bearer ", "bearer \x7f"])
async def test_a_wrong_token_is_refused_even_where_reads_are_open(demo: Shop, header: str) -> None:
    async with demo.client(authorization=header) as client:
        answer = await client.get(f"{API}/sites")
    assert answer.status_code == 401
    assert answer.json()["type"] == "/problems/unauthenticated"


async def test_a_busy_database_is_no_reason_to_refuse_a_report(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await shop.add_token("read")

    async def locked(*_: object) -> None:
        raise OperationalError("update", None, sqlite3.OperationalError("database is locked"))

    monkeypatch.setattr(tokens, "note_use", locked)
    async with shop.client(authorization=f"Bearer {token}") as client:
        assert (await client.get(f"{API}/catalog")).status_code == 200


async def test_a_token_may_come_from_another_sites_server(shop: Shop) -> None:
    token = await shop.add_token("admin")
    async with shop.client(authorization=f"Bearer {token}", origin="https://elsewhere.example") as client:
        assert (await client.post(f"{API}/sites", json={"name": "x"})).status_code == 201


async def test_anonymous_demo_readers_see_the_demo_site_alone(demo: Shop) -> None:
    async with demo.client() as client:
        assert [site["key"] for site in (await client.get(f"{API}/sites")).json()] == ["demo"]
        assert (await client.get(f"{API}/analytics/realtime?site=demo")).status_code == 200
        for key in ("private", "missing"):
            assert (await client.get(f"{API}/analytics/realtime?site={key}")).status_code == 401
            query = {"metrics": ["visitors"], "site": key}
            assert (await client.post(f"{API}/analytics/query", json=query)).status_code == 401


async def test_a_site_is_the_only_one_or_named(shop: Shop) -> None:
    token = await shop.add_token("read")
    async with shop.client(authorization=f"Bearer {token}") as client:
        assert (await client.get(f"{API}/analytics/realtime")).status_code == 404
        first = await shop.add_site("First")
        assert (await client.get(f"{API}/analytics/realtime")).status_code == 200
        await shop.add_site("Second")
        unnamed = await client.get(f"{API}/analytics/realtime")
        assert (unnamed.status_code, unnamed.json()["errors"][0]["field"]) == (422, "site")
        assert (await client.get(f"{API}/analytics/realtime?site={first}")).status_code == 200
        assert (await client.get(f"{API}/analytics/realtime?site=' or 1=1 --")).status_code == 404


@pytest.mark.parametrize(
    ("asker", "role", "status"),
    [("owner", "owner", 201), ("owner", "admin", 201), ("admin", "viewer", 201), ("admin", "admin", 403),
     ("admin", "owner", 403), ("token-admin", "owner", 403)],
)  # fmt: skip
async def test_only_an_owner_makes_those_above_a_viewer(
    askers: dict[str, httpx.AsyncClient], asker: str, role: str, status: int
) -> None:
    body = {"email": "new@example.com", "password": "long enough", "role": role}
    assert (await askers[asker].post(f"{API}/users", json=body)).status_code == status


async def test_an_admin_removes_viewers_and_themselves_alone(askers: dict[str, httpx.AsyncClient]) -> None:
    owner, admin = askers["owner"], askers["admin"]
    ids = {user["email"]: user["id"] for user in (await owner.get(f"{API}/users")).json()}
    assert (await admin.delete(f"{API}/users/{ids['owner@example.com']}")).status_code == 403
    assert (await owner.delete(f"{API}/users/{ids['owner@example.com']}")).status_code == 409
    assert (await admin.delete(f"{API}/users/{ids['viewer@example.com']}")).status_code == 204
    assert (await askers["viewer"].get(f"{API}/sites")).status_code == 401
    assert (await admin.delete(f"{API}/users/{ids['admin@example.com']}")).status_code == 204
    assert (await admin.get(f"{API}/users")).status_code == 401


@pytest.mark.parametrize(("scope", "status"), [("read", 403), ("ingest", 202), ("admin", 202)])
async def test_the_collector_knows_which_tokens_may_send(shop: Shop, scope: str, status: int) -> None:
    key, token = await shop.add_site(), await shop.add_token(scope)
    async with shop.client(authorization=f"Bearer {token}", **{"x-site-key": key}) as server:
        answer = await server.post(f"{API}/analytics/track/event", json={"event_type": "pageview"})
    assert answer.status_code == status, answer.text
