"""After a run, no raw IP address is in any file of the data folder, nor in what the server printed."""

import asyncio
import ipaddress
from pathlib import Path

import httpx
import pytest
import sqlalchemy as sa
from tests.faults.server import Server

from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.tables import metadata

V4, V6 = "203.0.113.77", "2001:db8:85a3::8a2e:370:7334"
AGENT = f"Mozilla/5.0 (X11; Linux x86_64; from {V4}) Firefox/140.0"


@pytest.fixture
def server(tmp_path: Path) -> Server:
    return Server(tmp_path / "data", log_level="debug")


def _visit(server: Server, key: str, address: str) -> None:
    event = {
        "event_type": "custom",
        "name": "signup",
        "site_key": key,
        "url": f"https://shop.example/a/{address}?ip={address}&utm_source={address}",
        "referrer": f"https://{V4}/from?x={address}",
        "title": f"You are {address}",
        "properties": {"ip": address, "text": f"seen from {address} today"},
    }
    headers = {"X-Forwarded-For": address, "User-Agent": AGENT}
    track = f"{server.url}/api/v1/analytics/track"
    assert httpx.post(f"{track}/event", json=event, headers=headers).status_code == 202
    assert httpx.post(f"{track}/event", content=b"{", headers=headers).status_code == 400
    assert httpx.post(f"{track}/batch?ip={address}", content=b"\xff", headers=headers).status_code == 400
    httpx.get(f"{server.url}/no/such/page/{address}", headers=headers)
    credentials = {"email": "nobody@example.com", "password": "wrong password"}
    httpx.post(f"{server.url}/api/v1/auth/login", json=credentials, headers={**headers, "Origin": server.url})


def _assert_absent(server: Server) -> None:
    needles = [V4.encode(), V6.encode(), ipaddress.ip_address(V6).exploded.encode(), ipaddress.ip_address(V6).packed]
    files = [path for path in server.data.rglob("*") if path.is_file()] + [server.printed]
    assert len(files) > 3
    for path in files:
        content = path.read_bytes()
        for needle in needles:
            assert needle not in content, f"{needle!r} is in {path.name}"


def _stored_text(data: Path) -> str:
    """Every text of every table, since the engine's file compresses what a grep would look for."""

    async def read() -> str:
        store = open_store(load({}, data=data))
        await store.migrate()
        try:
            texts = []
            for table in metadata.tables.values():
                texts += [str(row) for row in await store.execute(sa.select(*table.c))]
            return "\n".join(texts)
        finally:
            await store.close()

    return asyncio.run(read())


def test_no_raw_address_reaches_a_file_or_the_output(server: Server) -> None:
    server.start()
    try:
        key = server.set_up()
        for address in (V4, V6):
            _visit(server, key, address)
        server.kill()  # at once, so that the log still holds what came last
        _assert_absent(server)
        server.start()
        _visit(server, key, V4)
        server.stop()
        _assert_absent(server)
    finally:
        server.kill()
    text = _stored_text(server.data)
    assert "signup" in text
    assert V4 not in text
    assert V6 not in text
