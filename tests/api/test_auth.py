"""Logging in and out, the first run, and guessing passwords."""

import asyncio

import httpx
import pytest
from tests.api.conftest import EVERY_KIND
from tests.api.shop import API, ORIGIN, PASSWORD, Shop, open_shop

from ecomdash.api.access import COOKIE
from ecomdash.clock import US_PER_MINUTE
from ecomdash.sites import logins

SITES = EVERY_KIND

OWNER = "ann@example.com"
WISH = {"email": OWNER, "password": PASSWORD, "site": {"name": "My shop"}, "setup_token": "let-me-in"}


def _login(email: str = OWNER, password: str = PASSWORD) -> dict[str, str]:
    return {"email": email, "password": password}


async def test_the_first_run_makes_the_owner_and_the_first_site(shop: Shop) -> None:
    async with shop.client() as client:
        before = (await client.get(f"{API}/auth/me")).json()
        assert (before["needs_setup"], before["setup_token_required"], before["authenticated"]) == (True, True, False)
        answer = await client.post(f"{API}/auth/setup", json=WISH)
        assert answer.status_code == 201, answer.text
        me = (await client.get(f"{API}/auth/me")).json()
        assert (me["needs_setup"], me["authenticated"], me["user"]["role"]) == (False, True, "owner")
        sites = (await client.get(f"{API}/sites")).json()
        assert [site["name"] for site in sites] == ["My shop"]
        assert sites[0]["snippet"] == (
            f'<script defer src="{ORIGIN}/ecomdash.js" data-api-key="{sites[0]["key"]}"></script>'
        )
        again = await client.post(f"{API}/auth/setup", json={**WISH, "email": "eve@example.com"})
        assert again.status_code == 409


async def test_of_many_set_ups_at_once_one_wins(shop: Shop) -> None:
    async def attempt(number: int) -> int:
        async with shop.client() as client:
            body = {**WISH, "email": f"user{number}@example.com"}
            return (await client.post(f"{API}/auth/setup", json=body)).status_code

    statuses = await asyncio.gather(*(attempt(number) for number in range(6)))
    assert sorted(statuses) == [201, 409, 409, 409, 409, 409]
    assert len(shop.parts.sites.directory.all()) == 1


@pytest.mark.parametrize("token", [None, "", "wrong", "let-me-i"])
async def test_set_up_from_elsewhere_needs_the_printed_token(shop: Shop, token: str | None) -> None:
    async with shop.client() as client:
        answer = await client.post(f"{API}/auth/setup", json={**WISH, "setup_token": token})
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/setup_token"


@pytest.mark.parametrize(
    ("host", "peer", "headers", "needed"),
    [
        ("127.0.0.1", "127.0.0.1", {"host": "localhost:8000"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "127.0.0.1:8000"}, False),
        ("127.0.0.1", "127.0.0.1", {"host": "["}, True),
        ("127.0.0.1", "127.0.0.1", {"host": "evil.example"}, True),  # a name that resolves to this machine
        ("127.0.0.1", "127.0.0.1", {"host": "localhost", "x-forwarded-for": "127.0.0.1"}, True),  # through a proxy
        ("127.0.0.1", "198.51.100.7", {"host": "localhost"}, True),
        ("0.0.0.0", "127.0.0.1", {"host": "localhost"}, True),
    ],
)
async def test_who_is_at_this_machine(
    tmp_path_factory: pytest.TempPathFactory, host: str, peer: str, headers: dict[str, str], needed: bool
) -> None:
    async with open_shop(tmp_path_factory.mktemp("data"), host=host) as shop:
        transport = httpx.ASGITransport(shop.app, client=(peer, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers=headers) as client:
            me = (await client.get(f"{API}/auth/me")).json()
            assert me["setup_token_required"] is needed
            answer = await client.post(f"{API}/auth/setup", json={**WISH, "setup_token": None})
            assert answer.status_code == (403 if needed else 201), answer.text


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"password": "short"}, "password"),
        ({"password": "aaaaaaaaaaaa"}, "password"),
        ({"site": {"name": "x", "timezone": "Mars/Base"}}, "site.timezone"),
        ({"site": {"name": "x", "currency": "XYZ"}}, "site.currency"),
        ({"site": {"name": "x", "domains": ["no host"]}}, "site.domains.0"),
        ({"site": {"name": ""}}, "site.name"),
        ({"site": {"name": "x", "colour": "red"}}, "site.colour"),
    ],
)
async def test_a_wrong_set_up_names_the_field_and_makes_nothing(
    shop: Shop, change: dict[str, object], field: str
) -> None:
    async with shop.client() as client:
        answer = await client.post(f"{API}/auth/setup", json={**WISH, **change})
        assert answer.status_code == 422, answer.text
        error = answer.json()["errors"][0]
        assert (error["field"], error["pointer"]) == (field, "/" + field.replace(".", "/"))
        assert (await client.get(f"{API}/auth/me")).json()["needs_setup"] is True


async def test_demo_mode_is_never_set_up(demo: Shop) -> None:
    async with demo.client() as client:
        assert (await client.get(f"{API}/auth/me")).json()["needs_setup"] is False
        assert (await client.post(f"{API}/auth/setup", json=WISH)).status_code == 409


async def test_a_login_sets_a_cookie_that_scripts_cannot_read(shop: Shop) -> None:
    await shop.add_user(OWNER, "owner")
    async with shop.client() as client:
        answer = await client.post(f"{API}/auth/login", json=_login("ANN@example.com"))
        cookie = answer.headers["set-cookie"].lower()
        assert cookie.startswith(COOKIE)
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        assert answer.json()["user"]["email"] == OWNER
        assert (await client.get(f"{API}/users")).status_code == 200
        assert (await client.post(f"{API}/auth/logout")).status_code == 204
        assert COOKIE not in client.cookies
        assert (await client.get(f"{API}/users")).status_code == 401


async def test_logging_out_ends_the_login_on_the_server(shop: Shop) -> None:
    await shop.add_user(OWNER, "owner")
    client = await shop.log_in(OWNER)
    stolen = client.cookies[COOKIE]
    await client.post(f"{API}/auth/logout")
    async with shop.client(cookie=f"{COOKIE}={stolen}") as thief:
        assert (await thief.get(f"{API}/users")).status_code == 401


async def test_behind_tls_the_cookie_is_for_https_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with open_shop(tmp_path_factory.mktemp("data"), secure_cookies=True) as shop:
        await shop.add_user(OWNER, "owner")
        async with shop.client() as client:
            answer = await client.post(f"{API}/auth/login", json=_login())
    assert "secure" in answer.headers["set-cookie"].lower()
    assert "max-age" in answer.headers["strict-transport-security"]


async def test_a_login_expires(shop: Shop) -> None:
    await shop.add_user(OWNER, "owner")
    client = await shop.log_in(OWNER)
    shop.clock.advance(logins.LIFETIME_US - 1)
    assert (await client.get(f"{API}/users")).status_code == 200
    shop.clock.advance(1)
    assert (await client.get(f"{API}/users")).status_code == 401


async def test_a_wrong_address_and_a_wrong_password_read_the_same(shop: Shop) -> None:
    await shop.add_user(OWNER, "owner")
    async with shop.client() as client:
        wrong_password = await client.post(f"{API}/auth/login", json=_login(password="wrong password"))
        wrong_address = await client.post(f"{API}/auth/login", json=_login("bob@example.com"))
    assert wrong_password.status_code == wrong_address.status_code == 401
    assert wrong_password.json() == wrong_address.json()
    assert wrong_password.json()["type"] == "/problems/wrong_credentials"


async def test_guessing_is_slowed_down_per_account_and_address(shop: Shop) -> None:
    await shop.add_user(OWNER, "owner")
    async with shop.client() as client:
        guesses = [client.post(f"{API}/auth/login", json=_login(password=f"guess number {n}")) for n in range(8)]
        statuses = [answer.status_code for answer in await asyncio.gather(*guesses)]
        assert sorted(statuses) == [401] * 5 + [429] * 3
        closed = await client.post(f"{API}/auth/login", json=_login())
        assert closed.status_code == 429
        assert int(closed.headers["retry-after"]) == 15 * 60
        transport = httpx.ASGITransport(shop.app, client=("203.0.113.9", 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as elsewhere:
            assert (await elsewhere.post(f"{API}/auth/login", json=_login())).status_code == 200
        shop.clock.advance(15 * US_PER_MINUTE)
        assert (await client.post(f"{API}/auth/login", json=_login())).status_code == 200


async def test_the_addresses_of_one_ipv6_customer_are_one(shop: Shop) -> None:
    statuses = []
    for address in [
        *(f"2001:db8:7:9::{number}" for number in range(8)),
        "2001:db8:7:10::1",
        "203.0.113.9",
        "203.0.113.8",
    ]:
        transport = httpx.ASGITransport(shop.app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url=ORIGIN) as client:
            statuses.append((await client.post(f"{API}/auth/login", json=_login())).status_code)
    assert statuses == [401] * 5 + [429] * 3 + [401] * 3


async def test_one_address_cannot_try_many_accounts(shop: Shop) -> None:
    async with shop.client() as client:
        statuses = [
            (await client.post(f"{API}/auth/login", json=_login(f"user{n}@example.com"))).status_code for n in range(32)
        ]
    assert statuses == [401] * 30 + [429] * 2


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),  # not a browser
        ({"origin": ORIGIN}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "http://shop.test.evil.example"}, 403),
        ({"origin": "http://["}, 403),
        ({"origin": "https://evil.example", "authorization": "Basic eDp5"}, 403),
    ],
)
async def test_another_sites_page_cannot_use_the_cookie(shop: Shop, headers: dict[str, str], status: int) -> None:
    await shop.add_user(OWNER, "owner")
    client = await shop.log_in(OWNER)
    answer = await client.patch(f"{API}/sites/999", json={"name": "x"}, headers=headers)
    assert answer.status_code == (404 if status == 200 else 403)
    login = await client.post(f"{API}/auth/login", json=_login(), headers=headers)
    assert login.status_code == status


async def test_a_page_at_the_public_address_may(tmp_path_factory: pytest.TempPathFactory) -> None:
    async with open_shop(tmp_path_factory.mktemp("data"), public_url="https://stats.shop.example/") as shop:
        await shop.add_user(OWNER, "owner")
        async with shop.client(origin="https://stats.shop.example") as client:
            assert (await client.post(f"{API}/auth/login", json=_login())).status_code == 200
            made = await client.post(f"{API}/sites", json={"name": "x"})
    assert 'src="https://stats.shop.example/ecomdash.js"' in made.json()["snippet"]
