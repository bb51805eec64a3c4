"""`ecomdash move` as an operator runs it: what it says to do next, its exit codes, and what it refuses."""

import asyncio
import errno
import fcntl
import importlib
import os
import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cli.conftest import Command
from tests.cli.program import Serving, ecomdash, until
from tests.cli.test_backup import BROWSER, Refusal, paths, shown, stored
from tests.jobs.moving_shop import DAY, NOON, POSITIONS, fill
from tests.servers import postgres
from tests.servers.processes import free_port
from tests.store.making import batch

from ecomdash.cli import moved
from ecomdash.cli.folder import DataFolder
from ecomdash.cli.moved import note, place
from ecomdash.clock import SystemClock
from ecomdash.jobs.loading_lookups import all_positions
from ecomdash.jobs.moving_marks import Marks, of_logs
from ecomdash.settings import load
from ecomdash.sites import registry, users
from ecomdash.sites.copying import copy_rows
from ecomdash.sites.database import open_database
from ecomdash.store.engines.opening import open_store


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The data folder of an installation that does not run."""
    data = tmp_path / "data"

    async def make() -> None:
        store = open_store(load({}, data=data))
        await fill(store)
        await store.close()

    asyncio.run(make())
    return data


def url(folder: Path) -> str:
    return f"duckdb:///{folder / 'events.duckdb'}"


def test_what_stands_still_is_moved_in_one_pass(command: Command, shop: Path, tmp_path: Path) -> None:
    done = command("move", "--to", url(tmp_path / "new"), data=shop)
    assert done.exit_code == 0
    assert f"ECOMDASH_STORE={url(tmp_path / 'new')}" in done.stdout
    assert stored(tmp_path / "new") == stored(shop)
    again = command("move", "--to", url(tmp_path / "new"), data=shop)
    assert (again.exit_code, again.stdout.startswith("0 rows copied;")) == (0, True)


def test_what_runs_is_moved_in_two(tmp_path: Path) -> None:
    new = tmp_path / "new"
    with Serving(tmp_path) as server:
        key = server.set_up()

        def send(path: str) -> None:
            event = {"event_type": "pageview", "visitor_id": "v", "path": path, "consent_given": True}
            address = f"/api/v1/analytics/track/event?site_key={key}"
            server.web.post(address, json=event, headers=BROWSER).raise_for_status()

        send("/before")
        until(lambda: shown(server) == 1)
        full = ecomdash("move", "--to", url(new), "--data", server.data, min_free_disk=10**18)
        assert (full.returncode, "bytes free, and a copy needs" in full.stderr) == (2, True)
        first = ecomdash("move", "--to", url(new), "--data", server.data)
        assert first.returncode == 3, first.stderr
        assert "stop EcomDash everywhere, and run the same command again" in first.stdout
        assert not (server.data / "moving").exists()
        send("/after")
        assert server.end() == 0
    (server.data / "moving").mkdir()
    (server.data / "moving" / "events").write_bytes(b"left by a move that was killed")
    second = ecomdash("move", "--to", url(new), "--data", server.data)
    assert second.returncode == 0, second.stderr
    assert not (server.data / "moving").exists()
    assert sorted(paths(new)) == ["/after", "/before"]
    with Serving(tmp_path, store=url(new)) as moved:
        login = {"email": "owner@example.com", "password": "correct horse battery"}
        moved.web.post("/api/v1/auth/login", json=login).raise_for_status()
        assert shown(moved) == 2


def test_what_was_moved_away_is_not_worked_with_by_mistake(command: Command, shop: Path, tmp_path: Path) -> None:
    new = url(tmp_path / "new")
    assert command("move", "--to", new, data=shop).exit_code == 0
    for words in (("backup", str(tmp_path / "saved")), ("token", "create", "x"), ("doctor",)):
        refused = command(*words, data=shop)
        assert refused.exit_code == 2
        assert f"the events at {url(shop)} went to {new}: set ECOMDASH_STORE to it" in refused.stderr
    assert command("doctor", data=shop, store=new).exit_code == 0
    newer = url(tmp_path / "newer")
    assert command("move", "--from", new, "--to", newer, data=shop).exit_code == 0
    for old in (url(shop), new):
        assert f"the events at {old} went to" in command("doctor", data=shop, store=old).stderr
    assert command("doctor", data=shop, store=newer).exit_code == 0


def test_a_collector_asks_nothing_of_events_that_went_elsewhere(
    command: Command, refusal: Refusal, shop: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.import_module("ecomdash.cli.collect"), "collect", lambda *_: 0)
    note(shop, "ECOMDASH_STORE", url(shop), "postgresql://h/db")
    assert command("collect", data=shop).exit_code == 0
    assert "the events at" in refusal("load", data=shop)[1]
    note(shop, "ECOMDASH_SITES", load({}, data=shop).sites_url, "postgresql://h/db")
    assert "the configuration at" in refusal("collect", data=shop)[1]


def test_the_note_holds_whoever_reads_it_and_wherever_the_folder_is(
    command: Command, refusal: Refusal, shop: Path, tmp_path: Path
) -> None:
    assert command("move", "--to", f"duckdb:///{shop / 'new.duckdb'}", data=shop).exit_code == 0
    assert (shop / "moved.json").stat().st_mode & 0o777 == 0o644
    copy = tmp_path / "copy"
    shutil.copytree(shop, copy)
    said = f"the events at {url(copy)} went to duckdb:///{copy / 'new.duckdb'}"
    assert said in refusal("token", "create", "x", data=copy)[1]
    assert command("doctor", data=copy, store=f"duckdb:///{copy / 'new.duckdb'}").exit_code == 0


def _damaged(note: Path) -> None:
    note.write_bytes(note.read_bytes()[:-4])


def _unreadable(note: Path) -> None:
    note.unlink()
    note.mkdir()  # nobody can read it, not even root


@pytest.mark.parametrize("spoil", [_damaged, _unreadable])
def test_a_note_that_cannot_be_read_is_not_taken_for_none(
    refusal: Refusal, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    note(tmp_path, "ECOMDASH_STORE", url(tmp_path), "postgresql://h/db")
    spoil(tmp_path / "moved.json")
    code, line = refusal("token", "create", "x", data=tmp_path)
    assert (code, "moved.json says what went elsewhere, and cannot be read" in line) == (2, True)
    assert "moved.json" in refusal("move", "--to", url(tmp_path / "new"), data=tmp_path)[1]
    assert not (tmp_path / "new").exists()


def test_a_full_disk_leaves_the_note_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    note(tmp_path, "ECOMDASH_STORE", url(tmp_path), "postgresql://h/db")
    before = (tmp_path / "moved.json").read_bytes()

    def full(_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(moved, "sync", full)
    with pytest.raises(OSError, match="No space"):
        note(tmp_path, "ECOMDASH_SITES", "sqlite:////x", "postgresql://h/sites")
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"moved.json": before}


def test_what_was_moved_away_is_not_moved_again_to_elsewhere(
    command: Command, refusal: Refusal, shop: Path, tmp_path: Path
) -> None:
    new, other = url(tmp_path / "new"), url(tmp_path / "other")
    assert command("move", "--to", new, data=shop).exit_code == 0
    told = (shop / "moved.json").read_bytes()
    code, line = refusal("move", "--to", other, data=shop)
    assert (code, f"what was at {url(shop)} went to {new}: give --from {new}" in line) == (2, True)
    assert not (tmp_path / "other").exists()
    assert (shop / "moved.json").read_bytes() == told
    note(shop, "ECOMDASH_SITES", load({}, data=shop).sites_url, "postgresql://h/sites")
    line = refusal("move", "--sites", f"sqlite:///{tmp_path / 's'}", data=shop)[1]
    assert "give ECOMDASH_SITES=postgresql://h/sites" in line
    command("move", "--from", new, "--to", other, data=shop)
    assert f"went to {other}" in refusal("doctor", data=shop, store=new, sites=f"sqlite:///{tmp_path / 's'}")[1]


def test_a_move_onto_itself_is_never_noted(tmp_path: Path) -> None:
    note(tmp_path, "ECOMDASH_SITES", "postgresql://ann:1@h/db", "postgresql://bob:2@h/db/?sslmode=require")
    assert not (tmp_path / "moved.json").exists()


def test_a_target_that_is_half_moved_is_not_worked_with(
    command: Command, refusal: Refusal, shop: Path, tmp_path: Path
) -> None:
    half = tmp_path / "half"

    async def begin() -> None:
        store = open_store(load({}, store=url(half)))
        await store.migrate()
        await Marks(store, place(url(shop))).begin()
        await store.close()

    asyncio.run(begin())
    said = f"a move from {url(shop)} into the event store is not finished: run the same ecomdash move again"
    assert said in refusal("serve", "--port", free_port(), data=half)[1]
    assert said in refusal("migrate", data=half)[1]
    assert said in refusal("backup", tmp_path / "saved", data=half)[1]
    assert said in refusal("move", "--to", url(tmp_path / "new"), data=half)[1]
    assert not (tmp_path / "new").exists()
    (tmp_path / "log").write_text('192.0.2.1 - - [01/Apr/2026:12:00:00 +0000] "GET / HTTP/1.1" 200 1 "-" "-"\n')
    assert said in refusal("import", "access-log", tmp_path / "log", "--host", "h.example", data=half)[1]
    doctor = command("doctor", data=half)
    assert (doctor.exit_code, re.search(rf"wrong +event store +{re.escape(said)}", doctor.stdout) is None) == (1, False)
    assert command("move", "--to", url(half), data=shop).exit_code == 0
    assert command("migrate", data=half).exit_code == 0
    assert command("doctor", data=half).exit_code == 0


def test_an_empty_store_is_moved_whole(command: Command, tmp_path: Path) -> None:
    for folder in ("data", "new"):
        assert command("migrate", data=tmp_path / folder).exit_code == 0
    assert command("move", "--to", url(tmp_path / "new"), data=tmp_path / "data").exit_code == 0
    assert command("migrate", data=tmp_path / "new").exit_code == 0
    done = command("move", "--sites", f"sqlite:///{tmp_path / 'sites'}", data=tmp_path / "data")
    assert (done.exit_code, "There is no site at" in done.stdout) == (0, True)


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://ann:geheim@db:1/shop?sslmode=require", "postgresql://db:1/shop"),
        ("postgresql://one:1,two:2/shop?user=ann@shop&password=ge@heim", "postgresql://one:1,two:2/shop"),
        ("postgresql:///shop?host=/run/pg&user=ann&password=geheim", "postgresql:///shop?host=/run/pg"),
        ("postgresql:///shop?user=ann&host=/run/pg&sslpassword=geheim", "postgresql:///shop?host=/run/pg"),
        ("postgresql://db/shop/", "postgresql://db/shop"),
        ("clickhouse://h/?secure=1&database=shop", "clickhouse://h?database=shop"),
        ("duckdb:////shop/../events", "duckdb:////events"),
        ("chdb:////events/password=1@2", "chdb:////events/password=1@2"),
    ],
)
def test_a_place_is_named_whoever_logs_in(address: str, shown: str) -> None:
    assert place(address) == shown


def test_a_folder_without_a_configuration_is_no_source(command: Command, tmp_path: Path) -> None:
    nothing = command("move", "--sites", f"sqlite:///{tmp_path / 'copy.sqlite'}", data=tmp_path / "typo")
    assert nothing.exit_code == 2
    assert "there is no configuration at" in nothing.stderr
    assert not (tmp_path / "copy.sqlite").exists()


def test_days_that_differ_are_named_and_the_exit_code_says_so(command: Command, shop: Path, tmp_path: Path) -> None:
    new = tmp_path / "new"
    assert command("move", "--to", url(new), data=shop).exit_code == 0

    async def stray() -> None:
        store = open_store(load({}, store=url(new)))
        await store.migrate()
        row = {"site_id": 3, "occurred_at": NOON + DAY, "bot": "Stray", "event_type": "pageview"}
        await store.append(batch(bots=[row]), "move stray", {0: 1}, {0: 0})
        await store.close()

    asyncio.run(stray())
    done = command("move", "--to", url(new), data=shop)
    assert done.exit_code == 1
    assert re.search(r"bot_events +3 +2026-04-02 +0 +1 *\n", done.stdout)
    assert "Done" not in done.stdout


def test_a_server_is_believed_to_stand_still_only_when_it_is_said(command: Command, shop: Path, tmp_path: Path) -> None:
    (tmp_path / "server").mkdir()
    with postgres.empty_store(tmp_path / "server") as server:
        assert command("move", "--to", server, data=shop).exit_code == 0
        back = url(tmp_path / "back")
        first = command("move", "--from", server, "--to", back, data=tmp_path / "other")
        assert (first.exit_code, "again with --stopped" in first.stdout) == (3, True)
        changed = server.replace("@", ":changed@")  # the password, while the move was under way
        last = command("move", "--from", changed, "--to", back, "--stopped", data=tmp_path / "other")
        assert last.exit_code == 0
    assert stored(tmp_path / "back") == stored(shop)

    async def positions() -> object:
        store = open_store(load({}, store=back))
        await store.migrate()
        found = of_logs(await all_positions(store))
        await store.close()
        return found

    assert asyncio.run(positions()) == POSITIONS


@pytest.mark.parametrize(
    ("words", "said"),
    [
        pytest.param([], "say where to", id="nowhere"),
        pytest.param(["--to", "oracle://host/db"], "--to must be", id="no engine"),
        pytest.param(["--to", "postgresql://me:hush@127.0.0.1:1/db"], "the target postgresql://me:***@", id="away"),
        pytest.param(["--to", "duckdb:///{data}/events.duckdb"], "there already", id="itself"),
        pytest.param(
            ["--from", "clickhouse://ann@h/db?cluster=c", "--to", "clickhouse://bob:hush@h/db?cluster=c"],
            "there already",
            id="itself, by another login",
        ),
        pytest.param(
            ["--from", "postgresql://h/db", "--to", "postgresql://h/db?user=me&password=hush"],
            "there already",
            id="itself, by a login behind it",
        ),
        pytest.param(
            ["--from", "duckdb:////nowhere/e.duckdb", "--to", "duckdb:///{data}/n"], "no event store", id="no source"
        ),
        pytest.param(
            ["--from", "chdb:///{data}/typo", "--to", "duckdb:///{data}/n"], "no event store", id="no source, a folder"
        ),
        pytest.param(
            ["--sites", "sqlite:///{data}/../data/sites.sqlite"], "is there already: ECOMDASH_SITES", id="itself, sites"
        ),
    ],
)
def test_what_cannot_be_moved_is_one_line(refusal: Refusal, shop: Path, words: list[str], said: str) -> None:
    code, line = refusal("move", *(word.format(data=shop) for word in words), data=shop)
    assert code == 2
    assert said in line
    assert "hush" not in line
    assert not {"typo", "n", "moved.json"} & set(os.listdir(shop)), "nothing is made"


def test_a_database_without_tables_is_no_source_and_gets_none(refusal: Refusal, tmp_path: Path) -> None:
    server = postgres.shared_server()
    with server.database() as name:
        words = ("--from", server.url(name), "--to", url(tmp_path / "new"), "--stopped")
        assert "there is no event store at postgresql://" in refusal("move", *words, data=tmp_path / "data")[1]
        store = open_store(load({}, store=server.url(name)))
        assert asyncio.run(store.inspect()) == "none"
    assert not list(tmp_path.iterdir())


def test_what_runs_and_cannot_be_copied_is_to_be_stopped(refusal: Refusal, tmp_path: Path) -> None:
    (tmp_path / "events" / "metadata").mkdir(parents=True)
    with DataFolder(tmp_path), (tmp_path / "events" / "ecomdash.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        words = ("--from", f"chdb:///{tmp_path / 'events'}", "--to", url(tmp_path / "new"))
        code, line = refusal("move", *words, data=tmp_path)
    assert (code, "in use by another process" in line) == (2, True)


def test_the_configuration_moves_with_its_numbers(command: Command, refusal: Refusal, tmp_path: Path) -> None:
    data = tmp_path / "data"
    source = open_database(f"sqlite:///{data / 'sites.sqlite'}")
    clock = SystemClock()

    async def configure() -> None:
        await source.migrate()
        for name in ("Oak", "Ash", "Elm"):
            async with source.write() as session:
                await registry.create(session, clock.now(), "test", {"name": name, "rates": {"USD": Decimal("0.9")}})
        async with source.write() as session:
            await users.create(session, clock.now(), "test", email="owner@example.com", password_hash="x", role="owner")
        async with source.write() as session:
            await registry.retire(session, clock.now(), "test", 3)
            await registry.remove(session, 3)
        await source.close()

    async def after(address: str) -> tuple[list[str], int]:
        moved = open_database(address)
        await moved.migrate()
        async with moved.write() as session:
            await registry.create(session, clock.now(), "test", {"name": "Yew"})
        found = [(site.name, site.id) for site in moved.directory.all()]
        back = open_database(f"sqlite:///{tmp_path / 'back.sqlite'}")
        await back.migrate()
        await copy_rows(moved, back)
        async with back.write() as session:
            await registry.create(session, clock.now(), "test", {"name": "Fir"})
        newest = max(site.id for site in back.directory.all())
        await back.close()
        await moved.close()
        return [name for name, _ in found], newest

    asyncio.run(configure())
    (tmp_path / "server").mkdir()
    with postgres.empty_store(tmp_path / "server") as server:
        done = command("move", "--sites", server, data=data)
        assert done.exit_code == 0
        assert "2 of them sites" in done.stdout
        assert command("move", "--sites", server, data=data).exit_code == 0
        names, newest = asyncio.run(after(server))
        assert sorted(names) == ["Ash", "Oak", "Yew"]
        assert newest == 5  # the third site was deleted, and its number is not given again
        assert "rows of its own" in refusal("move", "--sites", server, data=data)[1]
