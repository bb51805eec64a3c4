"""`collect`, `load` and `api` as processes of their own: what is sent to any of them is on every dashboard once."""

import asyncio
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import sqlalchemy as sa
from tests.cli.program import ecomdash, until
from tests.cli.role import Installation, installation, set_up
from tests.faults.load import Ledger, Sender
from tests.faults.server import Role
from tests.servers import kafka
from tests.servers.processes import free_port

from ecomdash.cli.folder import DataFolder
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.tables import analytics_events, analytics_sessions, conversion_events

AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
Refusal = Callable[..., tuple[int, str]]


def view(collect: Role, key: str, page: str, agent: str = AGENT) -> None:
    """A page is looked at, without consent, in a browser at this machine."""
    event = {"site_key": key, "event_type": "pageview", "url": f"https://oak.example/{page}"}
    answer = httpx.post(f"{collect.url}/api/v1/analytics/track/event", json=event, headers={"User-Agent": agent})
    assert (answer.status_code, answer.json()["accepted"]) == (202, 1), answer.text


def summary(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/api/v1/analytics/summary").raise_for_status().json()
    return answer


def realtime(client: httpx.Client) -> int:
    """Pageviews of the last five minutes."""
    return int(client.get("/api/v1/analytics/realtime").raise_for_status().json()["pageviews"])


@pytest.mark.parametrize("far", [False, True], ids=["one folder", "kafka and redis"])
def test_events_of_every_collector_are_on_every_dashboard(tmp_path: Path, far: bool) -> None:
    with installation(tmp_path, far=far) as here, set_up(api := here.role("api")) as (client, key):
        collectors = [here.role("collect", "--partition", str(number)) for number in (1, 2)]
        loaders = [here.role("load") for _ in range(2 if far else 1)]
        for number in range(10):
            view(collectors[number % 2], key, f"page-{number % 5}")
        view(collectors[0], key, "other", agent=AGENT.replace("Linux x86_64", "Linux aarch64"))
        until(lambda: summary(client)["pageviews"] == 11)
        assert summary(client)["visitors"] == 2, "a visitor is one, whichever collector is asked"

        another = here.role("api")
        with httpx.Client(base_url=another.url, cookies=client.cookies) as elsewhere:
            assert summary(elsewhere)["pageviews"] == 11, "the login holds at every process"
            until(lambda: {realtime(client), realtime(elsewhere)} == {11})
        for role in (*collectors, *loaders, api, another):
            assert role.end(signal.SIGTERM) == 0, role.output
            assert '"level": "error"' not in role.output


def test_a_collector_knows_the_tracker_and_events_and_nothing_else(tmp_path: Path, refusal: Refusal) -> None:
    with installation(tmp_path, far=False) as here:
        collect = here.role("collect")
        code, line = refusal("collect", "--port", free_port(), data=collect.data, sites=here.store)
        assert code == 4
        assert re.search(r"another process writes to .*/log/1; --partition takes another$", line)
        with httpx.Client(base_url=collect.url) as web:
            script = web.get("/ecomdash.js")
            assert script.status_code == 200
            assert script.headers["access-control-allow-origin"] == "*"
            assert web.get("/analytics-sdk.js").content == script.content
            assert web.get("/api/v1/health").json()["checks"] == {"log": "ok"}
            assert web.get("/api/v1/health/live").status_code == 204
            assert web.get("/").status_code == web.get("/api/v1/sites").status_code == 404
            assert web.post("/api/v1/health").status_code == 405
            preflight = web.options("/api/v1/analytics/track/event")
            assert preflight.status_code == 204
            unknown = web.post("/api/v1/analytics/track/event", json={"site_key": "none", "event_type": "pageview"})
            assert 400 <= unknown.status_code < 500
            assert unknown.headers["content-type"] == "application/problem+json"


def test_whatever_role_is_ended_nothing_is_lost_or_counted_twice(tmp_path: Path) -> None:
    """In one folder; on several machines is another test (faults/test_kill_roles.py)."""
    with installation(tmp_path, far=False) as here, set_up(api := here.role("api")) as (client, key):
        collectors = [here.role("collect", "--partition", str(number)) for number in (1, 2)]
        loader = here.role("load")
        ledger, stop = Ledger(), threading.Event()
        senders = [Sender(number, role.url, key, ledger, stop) for number, role in enumerate(collectors)]
        for sender in senders:
            sender.start()
        try:
            for role, sign in ((loader, signal.SIGKILL), (collectors[0], signal.SIGKILL), (loader, signal.SIGTERM)):
                time.sleep(0.5)
                code = role.end(sign)
                assert code == (-9 if sign is signal.SIGKILL else 0), role.output
                role.start()
        finally:
            stop.set()
            for sender in senders:
                sender.join(60)
        assert ledger.acknowledged, "the load must have got through"
        with httpx.Client(base_url=api.url, cookies=client.cookies) as again:
            until(lambda: len(stored(here)[0]) >= len(ledger.acknowledged))
            assert summary(again)["orders"] == len(ledger.orders)
        loader.end(signal.SIGTERM)
        events, sessions, orders = stored(here)
        counted = Counter(str(UUID(str(row[0]))) for row in events)
        assert max(counted.values()) == 1, "an event is stored twice"
        assert ledger.acknowledged <= counted.keys() <= ledger.sent
        assert len({row[0] for row in sessions}) == len({row[1] for row in sessions}), "a visitor's session was split"
        assert sum(row[2] for row in sessions) == len(events)
        assert Counter(row[0] for row in orders) == Counter(dict.fromkeys(ledger.orders, 1))


def stored(here: Installation) -> list[list[tuple[Any, ...]]]:
    """Event ids, sessions and orders, as they are in the store."""

    async def read() -> list[list[tuple[Any, ...]]]:
        store = open_store(load({}, store=here.store))
        e, s, c = analytics_events.c, analytics_sessions.c, conversion_events.c
        asked = (
            sa.select(e.event_id).where(e.site_id >= 0),
            sa.select(s.session_id, s.visitor_id, s.events).where(s.site_id >= 0),
            sa.select(c.order_id).where(c.site_id >= 0),
        )
        try:
            return [list(await store.execute(statement)) for statement in asked]
        finally:
            await store.close()

    return asyncio.run(read())


def test_a_log_that_is_away_is_told_where_one_asks_for_health(tmp_path: Path) -> None:
    broker = kafka.server()
    if isinstance(broker, str):
        pytest.skip(f"optional: {broker}, and the mock cluster cannot be killed")
    with installation(tmp_path, far=True) as here:
        roles = [here.role("collect"), here.role("load")]
        broker.kill()
        try:
            until(lambda: all(health(role)["log"].startswith("away (") for role in roles))
            roles.append(late := here.role("collect", waits=False))
            until(lambda: has_no_log_yet(late))
        finally:
            broker.start()
        until(lambda: all(set(health(role).values()) == {"ok"} for role in roles))


def has_no_log_yet(collect: Role) -> bool:
    """Whether it answers; then it must serve the script and answer 503 to events."""
    with httpx.Client(base_url=collect.url) as web:
        try:
            assert web.get("/api/v1/health/live").status_code == 204
        except httpx.TransportError:
            return False
        assert web.get("/ecomdash.js").status_code == 200
        assert health(collect) == {"collector": "waiting for the log or the configuration database"}
        assert web.options("/api/v1/analytics/track/batch").status_code == 204
        answer = web.post("/api/v1/analytics/track/event", json={"event_type": "pageview"})
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
        assert answer.json()["type"] == "/problems/unavailable", "no disk is full"
        assert answer.headers["access-control-allow-origin"] == "*"
    return True


def test_a_collector_waits_for_a_configuration_that_is_away(tmp_path: Path) -> None:
    collect = Role("collect", "--port", "{port}", data=tmp_path / "data", sites="postgresql://127.0.0.1:1/x")
    collect.launch()
    try:
        until(lambda: has_no_log_yet(collect))
        until(lambda: collect.output.count("not usable yet, trying again") > 1)
        assert collect.end(signal.SIGTERM) == 0, collect.output
        assert '"level": "error"' not in collect.output
    finally:
        collect.kill()


def health(role: Role) -> dict[str, str]:
    """What it says of its parts; the status of the answer must agree."""
    answer = httpx.get(f"{role.url}/api/v1/health")
    checks: dict[str, str] = answer.json()["checks"]
    assert (answer.status_code == 200) == (set(checks.values()) == {"ok"})
    return checks


@pytest.mark.parametrize("role", [("load",), ("api", "--port", str(free_port()))], ids=["load", "api"])
def test_a_store_of_one_process_is_refused(tmp_path: Path, refusal: Refusal, role: tuple[str, ...]) -> None:
    code, line = refusal(*role, "--data", tmp_path)
    assert code == 4
    assert line.startswith("ECOMDASH_STORE is an embedded store, which belongs to one process: run ecomdash serve")


@pytest.mark.parametrize("far", [False, True], ids=["collectors beside it", "kafka and redis"])
def test_one_process_does_everything_wherever_the_rooms_are(tmp_path: Path, far: bool) -> None:
    flags = () if far else ("--collectors", "1")
    with installation(tmp_path, far=far) as here, set_up(serve := here.role("serve", *flags)) as (client, key):
        assert client.get("/api/v1/health").json()["checks"]["live"] == "ok"
        until(lambda: far or has_children(serve))
        for number in range(8):
            view(serve, key, f"page-{number}")
        until(lambda: summary(client)["pageviews"] == 8)
        assert summary(client)["visitors"] == 1
        until(lambda: realtime(client) == 8)
        assert serve.end(signal.SIGTERM) == 0, serve.output
        assert '"level": "error"' not in serve.output


def has_children(role: Role) -> bool:
    assert role.process is not None
    return bool(Path(f"/proc/{role.process.pid}/task/{role.process.pid}/children").read_text().strip())


def test_processes_that_migrate_at_once(tmp_path: Path) -> None:
    with installation(tmp_path, far=False) as here:

        def migrate(_: int) -> subprocess.CompletedProcess[str]:
            return ecomdash("migrate", data=tmp_path / "data", store=here.store, sites=here.store)

        with ThreadPoolExecutor(2) as both:
            done = list(both.map(migrate, range(2)))
        assert [(one.returncode, one.stderr) for one in done] == [(0, "")] * 2
        assert "up to date" in done[0].stdout


def test_migrating_what_a_server_has_in_use_is_refused(tmp_path: Path, refusal: Refusal) -> None:
    with DataFolder(tmp_path):
        code, line = refusal("migrate", "--data", tmp_path)
    assert code == 2
    assert "works on" in line


def test_a_collector_loads_nothing_of_the_store() -> None:
    heavy = ("pyarrow", "fastapi", "duckdb", "ecomdash.jobs.loader", "ecomdash.query.metrics")
    program = f"import sys, ecomdash.cli.collect; print([name for name in {heavy} if name in sys.modules])"
    assert subprocess.check_output([sys.executable, "-c", program], text=True).strip() == "[]"
