"""Sites, users, tokens and the audit log through the API."""

import asyncio
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from tests.api.conftest import EVERY_KIND
from tests.api.shop import API, Shop

from ecomdash.api.routers import health

SITES = EVERY_KIND


@pytest.fixture
async def owner(shop: Shop) -> httpx.AsyncClient:
    await shop.add_user("ann@example.com", "owner")
    return await shop.log_in("ann@example.com")


async def test_a_site_lives_and_dies(shop: Shop, owner: httpx.AsyncClient) -> None:
    made = await owner.post(
        f"{API}/sites",
        json={"name": "Shop", "domains": ["https://Shop.example/"], "currency": "GBP", "rates": {"EUR": "0.8512"}},
    )
    assert made.status_code == 201, made.text
    site = made.json()
    assert (site["domains"], site["rates"], site["consent_mode"]) == (["shop.example"], {"EUR": "0.8512"}, "required")
    assert (site["first_event_at"], site["last_event_at"]) == (None, None)
    path = f"{API}/sites/{site['id']}"
    changed = (await owner.patch(path, json={"name": "New name", "respect_gpc": False})).json()
    assert site["snippet"].endswith(f'/ecomdash.js" data-api-key="{site["key"]}"></script>')
    assert changed.pop("snippet") == site.pop("snippet").replace("></script>", ' data-respect-gpc="off"></script>')
    assert changed == {**site, "name": "New name", "respect_gpc": False}
    changed = (await owner.get(f"{API}/sites")).json()[0]
    assert (await owner.get(f"{API}/sites")).json() == [changed]
    assert (await owner.delete(path)).status_code == 204
    assert (await owner.get(f"{API}/sites")).json() == []
    assert (await owner.patch(path, json={"name": "x"})).status_code == 404
    assert shop.parts.sites.directory.by_key(site["key"]) is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": "x", "timezone": "Nowhere/City"}, "timezone"),
        ({"name": "x", "currency": "XXY"}, "currency"),
        ({"name": "x", "currency": "eur"}, "currency"),
        ({"name": "x", "domains": ["ok.example", "not ok"]}, "domains.1"),
        ({"name": "x", "rates": {"USD": "NaN"}}, "rates.USD"),
        ({"name": "x", "rates": {"USD": -1}}, "rates.USD"),
        ({"name": "x", "consent_mode": "maybe"}, "consent_mode"),
        ({"name": "   "}, "name"),
        ({"name": "x" * 121}, "name"),
        ({"name": "x", "query_params": ["a&b"]}, "query_params.0"),
        ({"name": "x", "id": 7}, "id"),
    ],
)
async def test_a_wrong_site_is_refused_with_its_field(
    owner: httpx.AsyncClient, body: dict[str, Any], field: str
) -> None:
    answer = await owner.post(f"{API}/sites", json=body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["field"] == field
    assert (await owner.get(f"{API}/sites")).json() == []


async def test_the_sites_are_there_while_the_event_store_is_away(shop: Shop, owner: httpx.AsyncClient) -> None:
    site = (await owner.post(f"{API}/sites", json={"name": "Shop"})).json()
    assert site["events_known"] is True
    await shop.track(site["key"], {"event_type": "pageview", "url": "https://shop.example/"})
    await shop.parts.store.close()
    listed = await owner.get(f"{API}/sites")
    assert (listed.status_code, listed.json()) == (200, [{**site, "events_known": False}])
    renamed = await owner.patch(f"{API}/sites/{site['id']}", json={"name": "New name"})
    assert (renamed.status_code, renamed.json()["name"], renamed.json()["events_known"]) == (200, "New name", False)
    summary = await owner.get(f"{API}/analytics/summary?preset=today")
    assert (summary.status_code, summary.json()["type"]) == (503, "/problems/unavailable")
    dearer = await owner.patch(f"{API}/sites/{site['id']}", json={"currency": "GBP"})
    assert dearer.status_code == 503, "whether it has amounts is not known"


@pytest.mark.parametrize("site_id", ["0", "-1", "x", "99999999999999999999999999", "1;drop table sites"])
async def test_ids_that_are_none(owner: httpx.AsyncClient, site_id: str) -> None:
    answer = await owner.patch(f"{API}/sites/{site_id}", json={"name": "x"})
    assert answer.status_code in {404, 422}, answer.text


async def test_a_token_is_shown_once_and_works_until_revoked(shop: Shop, owner: httpx.AsyncClient) -> None:
    await shop.add_site()
    made = (await owner.post(f"{API}/tokens", json={"name": "report", "scope": "read"})).json()
    assert made["token"].startswith("ecomdash_read_")
    assert (await owner.get(f"{API}/tokens")).json() == [{**made, "token": None}]
    async with shop.client(authorization=f"Bearer {made['token']}") as client:
        assert (await client.get(f"{API}/sites")).status_code == 200
        used = (await owner.get(f"{API}/tokens")).json()[0]["last_used_at"]
        assert used is not None
        assert (await owner.delete(f"{API}/tokens/{made['id']}")).status_code == 204
        assert (await client.get(f"{API}/sites")).status_code == 401


async def test_the_audit_log_says_who_changed_what(owner: httpx.AsyncClient) -> None:
    await owner.post(f"{API}/sites", json={"name": "Shop"})
    await owner.post(f"{API}/tokens", json={"name": "report", "scope": "read"})
    await owner.post(f"{API}/users", json={"email": "bob@example.com", "password": "long enough"})
    entries = (await owner.get(f"{API}/audit?limit=3")).json()
    assert [(entry["actor"], entry["action"], entry["subject"]) for entry in entries[:2]] == [
        ("ann@example.com", "user.create", "bob@example.com (viewer)"),
        ("ann@example.com", "token.create", "report (read)"),
    ]
    assert entries[2]["action"] == "site.create"
    assert (await owner.get(f"{API}/audit?limit=0")).status_code == 422


async def test_a_user_is_made_once_and_never_shown_with_a_password(owner: httpx.AsyncClient) -> None:
    body = {"email": "Bob@Example.com", "password": "long enough", "role": "viewer"}
    made = await owner.post(f"{API}/users", json=body)
    assert made.json()["email"] == "bob@example.com"
    assert "password" not in made.text
    assert (await owner.post(f"{API}/users", json=body)).status_code == 409
    short = await owner.post(f"{API}/users", json={**body, "email": "c@example.com", "password": "short"})
    assert short.status_code == 422


async def test_health_names_the_part_that_fails(shop: Shop) -> None:
    async with shop.client() as client:
        healthy = await client.get(f"{API}/health")
        assert healthy.status_code == 200
        assert healthy.json()["checks"] == {"store": "ok", "sites": "ok"}
        object.__setattr__(shop.parts, "checks", lambda: {"loader": "failing (OSError)"})
        failing = await client.get(f"{API}/health")
        object.__setattr__(shop.parts, "backlog", (shop.parts.settings.data / "gone").stat)
        assert (await client.get(f"{API}/health")).json()["log_backlog_bytes"] is None
    assert failing.status_code == 503
    assert (failing.json()["status"], failing.json()["checks"]["loader"]) == ("failing", "failing (OSError)")


class _Silent:
    async def execute(self, *_: object, **__: object) -> None:
        await asyncio.sleep(60)


async def test_health_waits_for_nobody_and_always_answers(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_SECONDS", 0.05)
    object.__setattr__(shop.parts, "store", _Silent())
    async with shop.parts.sites.locked() as session:
        await session.execute(sa.text("ALTER TABLE users RENAME TO gone"))
    async with asyncio.timeout(10), shop.client() as client:
        answer = await client.get(f"{API}/health")
    assert answer.status_code == 503
    assert answer.json()["checks"]["store"] == "not answering (TimeoutError)"
    assert answer.json()["checks"]["sites"].startswith(("not answering", "failing"))  # as the database says it
