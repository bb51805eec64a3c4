"""A backup is whole or is none, whatever happens meanwhile; what is restored is what was saved."""

import asyncio
import errno
import itertools
import json
import os
import re
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.cli.conftest import Command
from tests.cli.program import PATIENCE, Serving, ecomdash, environment, until
from tests.jobs.moving_shop import POSITIONS, contents, event, fill
from tests.store.making import batch

from ecomdash.cli import backup_channel
from ecomdash.cli.backup_channel import NotHeld, held, offered
from ecomdash.cli.folder import DataFolder
from ecomdash.log.local import LocalLog
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.tables import analytics_events

Refusal = Callable[..., tuple[int, str]]
ROOT = Path(__file__).resolve().parents[2]
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"}
DAY, LATER = "replays/1/2026-11-23", "replays/2/2026-11-24"
LARGEST_FILE = 300_000  # bytes, on a disk that is full


def stored(data: Path) -> dict[str, list[str]]:
    """Everything in the event store of a folder that nobody uses."""

    async def read() -> dict[str, list[str]]:
        store = open_store(load({}, data=data))
        await store.migrate()
        try:
            return await contents(store)
        finally:
            await store.close()

    return asyncio.run(read())


def paths(data: Path) -> list[str]:
    """The paths of all events."""

    async def read() -> list[str]:
        store = open_store(load({}, data=data))
        await store.migrate()
        try:
            return [row[0] for row in await store.execute(sa.select(analytics_events.c.path))]
        finally:
            await store.close()

    return asyncio.run(read())


def shown(server: Serving) -> int:
    """The pageviews on the dashboard."""
    return int(server.web.get("/api/v1/analytics/summary").raise_for_status().json()["pageviews"])


def dying(place: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a command until that function has done its work."""
    return subprocess.run(
        [sys.executable, "-m", "tests.cli.killed", place, *map(str, words)],
        cwd=ROOT, env=environment(), capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation that does not run."""
    data = tmp_path_factory.mktemp("shop") / "data"

    async def make() -> None:
        store = open_store(load({}, data=data))
        await fill(store)
        await store.close()

    asyncio.run(make())
    assert ecomdash("site", "add", "Oak & Ash", "--data", data).returncode == 0
    secrets = data / "privacy"
    secrets.mkdir()
    (secrets / "secret").write_bytes(bytes(range(32)))
    (secrets / "salts").write_bytes(b"of today alone")
    (data / "blobs" / DAY).mkdir(parents=True)
    (data / "blobs" / DAY / "chunk.zst").write_bytes(b"recorded" * 1_000)
    (data / "blobs" / "own-notes.txt").write_text("another program's")
    return data


@pytest.fixture
def saved(command: Command, shop: Path, tmp_path: Path) -> Path:
    """A backup of it."""
    assert command("backup", tmp_path / "saved", data=shop).exit_code == 0
    return tmp_path / "saved"


def test_what_is_restored_is_what_was_saved(command: Command, shop: Path, saved: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    done = command("restore", saved, data=restored)
    assert (done.exit_code, done.stderr) == (0, "")
    assert stored(restored) == stored(shop)
    assert (restored / "privacy" / "secret").read_bytes() == bytes(range(32))
    assert (restored / "blobs" / DAY / "chunk.zst").read_bytes() == b"recorded" * 1_000
    assert not list(restored.rglob("own-notes.txt"))
    assert "Oak & Ash" in command("site", "list", data=restored).stdout
    assert not [file for folder in (saved, restored) for file in folder.rglob("salts*")]
    assert (saved.stat().st_mode & 0o777, (saved / "secret").stat().st_mode & 0o777) == (0o700, 0o600)


def test_the_log_goes_on_after_what_the_restored_store_has(command: Command, saved: Path, tmp_path: Path) -> None:
    restored = tmp_path / "restored"
    assert command("restore", saved, data=restored).exit_code == 0
    positions = POSITIONS["local"]

    async def append(partition: int) -> list[bytes]:
        log = LocalLog(restored / "log", partition=partition)
        await log.append(b"new")
        found = await log.read(positions, 1_000, 0)
        await log.close()
        return [record.payload for record in found]

    for count, partition in enumerate(positions, 1):
        assert asyncio.run(append(partition)) == [b"new"] * count


def test_a_running_server_is_saved_while_it_takes_events(tmp_path: Path) -> None:
    sent, answers = itertools.count(), list[int]()
    with Serving(tmp_path) as server:
        key = server.set_up()
        over = threading.Event()

        def send() -> None:
            while not over.is_set():
                event = {"event_type": "pageview", "visitor_id": "v", "path": f"/{next(sent)}", "consent_given": True}
                answers.append(
                    server.web.post(
                        "/api/v1/analytics/track/event", params={"site_key": key}, headers=BROWSER, json=event
                    ).status_code
                )

        sending = threading.Thread(target=send)
        sending.start()
        try:
            until(lambda: shown(server) > 20)
            before = shown(server)
            done = ecomdash("backup", tmp_path / "saved", "--data", server.data)
            assert done.returncode == 0, done.stderr
            during = len(answers)
            until(lambda: len(answers) > during + 20)
        finally:
            over.set()
            sending.join()
        assert set(answers) == {202}
        assert server.end() == 0
    whole = paths(server.data)
    assert sorted(whole) == sorted(f"/{n}" for n in range(len(answers)))
    assert ecomdash("restore", tmp_path / "saved", "--data", tmp_path / "again" / "data").returncode == 0
    found = paths(tmp_path / "again" / "data")
    assert sorted(found) == sorted(f"/{n}" for n in range(len(found)))  # each once, and none left out in between
    assert before <= len(found) <= len(answers)
    with Serving(tmp_path / "again") as restored:
        login = {"email": "owner@example.com", "password": "correct horse battery"}
        restored.web.post("/api/v1/auth/login", json=login).raise_for_status()
        assert shown(restored) == len(found)


@pytest.mark.parametrize(
    "place",
    [
        "ecomdash.jobs.backup:copy_configuration",
        "ecomdash.jobs.backup:write",
    ],
)
def test_a_killed_backup_is_none_and_is_made_again(
    command: Command, refusal: Refusal, shop: Path, tmp_path: Path, place: str
) -> None:
    target, restored = tmp_path / "saved", tmp_path / "restored"
    died = dying(place, "backup", target, "--data", shop)
    assert died.returncode == -signal.SIGKILL, died.stderr
    assert not target.exists()
    assert refusal("restore", target, data=restored)[0] == 2
    assert not restored.exists()
    assert command("backup", target, data=shop).exit_code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["saved"]
    assert command("restore", target, data=restored).exit_code == 0


def test_a_server_goes_on_when_the_backup_that_held_it_is_killed(tmp_path: Path) -> None:
    with Serving(tmp_path) as server:
        key = server.set_up()
        died = dying("ecomdash.jobs.backup:copy_events", "backup", tmp_path / "saved", "--data", server.data)
        assert died.returncode == -signal.SIGKILL, died.stderr
        event = {"event_type": "pageview", "visitor_id": "v", "path": "/after", "consent_given": True}
        server.web.post(
            "/api/v1/analytics/track/event", params={"site_key": key}, headers=BROWSER, json=event
        ).raise_for_status()
        until(lambda: shown(server) == 1)
        done = ecomdash("backup", tmp_path / "saved", "--data", server.data)
        assert done.returncode == 0, done.stderr
    assert ecomdash("restore", tmp_path / "saved", "--data", tmp_path / "again").returncode == 0
    assert paths(tmp_path / "again") == ["/after"]


def test_a_full_disk_leaves_no_half_backup(shop: Path, tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))

    assert (shop / "events.duckdb").stat().st_size > LARGEST_FILE
    command = [sys.executable, "-m", "ecomdash", "backup", str(tmp_path / "saved"), "--data", str(shop)]
    done = subprocess.run(
        command,
        env=environment(),
        preexec_fn=small_files,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 2
    assert done.stderr.startswith("ecomdash: ")
    assert done.stderr.endswith("no backup was made\n")
    assert not list(tmp_path.iterdir())


def _cut(backup: Path) -> None:
    os.truncate(backup / "events", (backup / "events").stat().st_size - 1)


def _flip(backup: Path) -> None:
    data = bytearray((backup / "events").read_bytes())
    data[len(data) // 2] ^= 1
    (backup / "events").write_bytes(data)


def _rename(name: str) -> Callable[[Path], None]:
    def change(backup: Path) -> None:
        manifest = json.loads((backup / "manifest.json").read_text())
        manifest["files"][name] = manifest["files"].pop("secret")
        (backup / name).parent.mkdir(exist_ok=True)
        shutil.copy(backup / "secret", backup / name)
        (backup / "manifest.json").write_text(json.dumps(manifest))

    return change


def _change(**fields: object) -> Callable[[Path], None]:
    def change(backup: Path) -> None:
        manifest = json.loads((backup / "manifest.json").read_text())
        (backup / "manifest.json").write_text(json.dumps(manifest | fields))

    return change


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        pytest.param(_cut, "events has .* bytes instead of", id="cut off"),
        pytest.param(_flip, "events has not the content", id="a bit flipped"),
        pytest.param(lambda backup: (backup / "sites").unlink(), "sites is missing", id="a file missing"),
        pytest.param(lambda backup: (backup / "manifest.json").unlink(), "no whole backup", id="no manifest"),
        pytest.param(lambda backup: (backup / "manifest.json").write_bytes(b"\xff{"), "damaged", id="no JSON"),
        pytest.param(_rename("../secret"), "not the name of a file", id="a file elsewhere"),
        pytest.param(_rename("strange"), "nothing is known of a file 'strange'", id="an unknown file"),
        pytest.param(_rename("blobs/cat.jpg"), "nothing is known of a file 'blobs/cat.jpg'", id="no recording"),
        pytest.param(_change(format=99, version="9.0"), "newer EcomDash .9.0.", id="a newer format"),
        pytest.param(_change(rows={"analytics_events": 1}), "rows instead of 1", id="other rows"),
        pytest.param(_change(files={}), "names no events", id="no events"),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_changed(
    refusal: Refusal, saved: Path, tmp_path: Path, damage: Callable[[Path], None], said: str
) -> None:
    damage(saved)
    data = tmp_path / "data"
    code, line = refusal("restore", saved, data=data)
    assert code == 2
    assert re.search(said, line), line
    assert not data.exists()


def test_what_is_there_is_overwritten_only_by_force(
    command: Command, refusal: Refusal, saved: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert command("restore", saved, data=data).exit_code == 0
    wanted = stored(data)
    asyncio.run(_add_event(data))
    blobs = data / "blobs"
    others = [data / "own.txt", blobs / "notes.txt", blobs / "holiday" / "cat.jpg", blobs / DAY / "Notes.txt"]
    (blobs / "holiday").mkdir()
    for file in others:
        file.write_text("not EcomDash's")
    (blobs / LATER).mkdir(parents=True)
    (blobs / LATER / "later.zst").write_bytes(b"recorded after the backup")
    code, line = refusal("restore", saved, data=data)
    assert code == 2
    assert line.endswith("is there already; restore into another folder, or say --force to delete what is there")
    assert len(stored(data)["analytics_events"]) == len(wanted["analytics_events"]) + 1
    assert command("restore", saved, "--force", data=data).exit_code == 0
    assert stored(data) == wanted
    assert all(file.exists() for file in others)
    assert sorted(path for path in blobs.rglob("*") if path.is_file()) == sorted(
        [*others[1:], blobs / DAY / "chunk.zst"]
    )
    assert not (blobs / LATER).exists()
    assert not [path for path in data.rglob("*") if "restoring" in path.name]


@pytest.mark.parametrize(
    "place",
    [
        pytest.param("ecomdash.jobs.backup_restore:stage", id="before its last steps"),
        pytest.param("ecomdash.jobs.backup_restore:remove_blobs", id="the old one deleted"),
        pytest.param("ecomdash.jobs.backup_restore:put_blobs", id="a part put in place"),
    ],
)
def test_a_killed_restore_is_finished_by_the_same_command(
    command: Command, refusal: Refusal, saved: Path, tmp_path: Path, place: str
) -> None:
    data, notes = tmp_path / "data", tmp_path / "data" / "blobs" / "notes.txt"
    assert command("restore", saved, data=data).exit_code == 0
    wanted = stored(data)
    asyncio.run(_add_event(data))
    notes.write_text("not EcomDash's")
    died = dying(place, "restore", saved, "--force", "--data", data)
    assert died.returncode == -signal.SIGKILL, died.stderr
    if not place.endswith(":stage"):
        for words in (("serve",), ("collect",), ("backup", tmp_path / "again"), ("move", "--to", "duckdb:////x")):
            assert "is half restored: run the same ecomdash restore again" in refusal(*words, data=data)[1]
        other = refusal("restore", saved, data=data, sites=f"sqlite:///{saved / 'sites'}")[1]
        assert "is there already" in other  # what stands elsewhere was not given up for the restore that was killed
        assert command("restore", saved, data=data).exit_code == 0
    else:
        assert len(stored(data)["analytics_events"]) == len(wanted["analytics_events"]) + 1
        assert command("restore", saved, "--force", data=data).exit_code == 0
    assert stored(data) == wanted
    assert (data / "privacy" / "secret").read_bytes() == bytes(range(32))
    assert (data / "blobs" / DAY / "chunk.zst").exists()
    assert notes.read_text() == "not EcomDash's"
    assert not [path for path in data.rglob("*") if "restoring" in path.name]
    assert command("site", "list", data=data).exit_code == 0


def test_a_restore_that_fails_at_its_last_steps_says_so(
    command: Command, refusal: Refusal, saved: Path, tmp_path: Path
) -> None:
    def failing(*_: object) -> None:
        raise OSError(errno.EIO, "Input/output error")

    data = tmp_path / "data"
    with pytest.MonkeyPatch.context() as faults:
        faults.setattr("ecomdash.jobs.backup_restore.put_blobs", failing)
        said = refusal("restore", saved, data=data)[1]
    assert said == f"[Errno 5] Input/output error; {data} is half restored: see to that, and run the same command again"
    assert command("restore", saved, data=data).exit_code == 0


@pytest.mark.parametrize("mount", ["blobs", "log", "privacy"])
def test_folders_may_be_mounts_of_their_own(
    command: Command, saved: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mount: str
) -> None:
    data = tmp_path / "data"
    assert command("restore", saved, data=data).exit_code == 0
    wanted, folder = stored(data), data / mount
    number = folder.stat().st_ino
    rename = Path.rename

    def renamed(source: Path, target: Path) -> Path:
        if source == folder or (folder in target.parents and folder not in source.parents):
            raise OSError(errno.EXDEV, "Invalid cross-device link")
        return rename(source, target)

    monkeypatch.setattr(Path, "rename", renamed)
    assert command("restore", saved, "--force", data=data).exit_code == 0
    assert stored(data) == wanted
    assert folder.stat().st_ino == number
    assert any(folder.rglob("*"))


def test_a_folder_in_the_place_of_a_file_is_told_before_anything_is_changed(
    command: Command, refusal: Refusal, saved: Path, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    assert command("restore", saved, data=data).exit_code == 0
    wanted, store = stored(data), f"duckdb:///{data / 'privacy'}"
    assert "no file can be put" in refusal("restore", saved, "--force", data=data, store=store)[1]
    assert stored(data) == wanted


async def _add_event(data: Path) -> None:
    store = open_store(load({}, data=data))
    await store.migrate()
    await store.append(batch(events=[event(path="/more")]), "more", {0: 1}, {0: 0})
    await store.close()


def test_a_folder_in_use_is_not_restored_into(refusal: Refusal, saved: Path, tmp_path: Path) -> None:
    holder = DataFolder(tmp_path / "data")
    try:
        code, line = refusal("restore", saved, "--force", data=tmp_path / "data")
    finally:
        holder.release()
    assert (code, "works on" in line) == (2, True)


@pytest.fixture
def _holder(tmp_path: Path) -> Iterator[None]:
    """A process that has the folder and does not listen."""
    holder = DataFolder(tmp_path / "data")
    yield
    holder.release()


@pytest.mark.usefixtures("_holder")
@pytest.mark.parametrize("is_left", [False, True])
def test_a_server_that_cannot_be_asked_is_said(refusal: Refusal, tmp_path: Path, *, is_left: bool) -> None:
    if is_left:  # by a server that was killed
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(tmp_path / "data" / "backup.socket"))
    code, line = refusal("backup", tmp_path / "saved", data=tmp_path / "data")
    assert code == 2
    assert f"process {os.getpid()}" in line
    assert "cannot be asked to hold still: it starts or stops" in line
    assert not (tmp_path / "saved").exists()


def test_there_must_be_something_to_save_and_room_for_it(refusal: Refusal, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert "there is no data folder" in refusal("backup", tmp_path / "saved", data=tmp_path / "none")[1]
    assert "there is no event store at" in refusal("backup", tmp_path / "saved", data=tmp_path / "empty")[1]
    (tmp_path / "taken").mkdir()
    assert "is there already" in refusal("backup", tmp_path / "taken", data=tmp_path / "empty")[1]


@pytest.mark.parametrize(
    ("store", "said"),
    [
        pytest.param("chdb:///{folder}/events", "stop EcomDash and copy its folder", id="a folder"),
        pytest.param("clickhouse://127.0.0.1:1/events", "save it by its server's own means", id="a server"),
    ],
)
def test_what_cannot_be_saved_here_is_said_to_be_saved_how(
    refusal: Refusal, tmp_path: Path, store: str, said: str
) -> None:
    words = {"data": tmp_path, "store": store.format(folder=tmp_path)}
    with DataFolder(tmp_path):  # as a server that runs, of which nothing is asked
        code, line = refusal("backup", tmp_path / "saved", **words)
    assert (code, said in line) == (2, True)
    assert not (tmp_path / "saved").exists()


def test_what_a_backup_does_not_hold_is_said(command: Command, shop: Path, tmp_path: Path) -> None:
    done = command("backup", tmp_path / "saved", data=shop, sites="postgresql://ann:geheim@127.0.0.1:1/shop")
    assert done.exit_code == 0, done.stderr
    assert "Sites and users are not in it: they are in postgresql://ann:***@127.0.0.1:1/shop" in done.stdout


@pytest.mark.parametrize("name", ["data", "long" * 30])
async def test_a_store_rests_for_its_owner_alone_and_for_one_at_a_time(tmp_path: Path, name: str) -> None:
    settings = load({}, data=tmp_path / name)
    store = open_store(settings)
    await fill(store)

    def copy(log: str) -> bytes:
        with held(settings.data) as places:
            assert (settings.data / "backup.socket").stat().st_mode & 0o777 == 0o600
            before = Path(places.events[0]).read_bytes()
            appending = asyncio.run_coroutine_threadsafe(
                store.append(batch(events=[event(path="/more")]), log, {0: 1}, {0: 0}), loop
            )
            assert Path(places.events[0]).read_bytes() == before
            assert not appending.done()
        appending.result(PATIENCE)
        return before

    loop = asyncio.get_running_loop()
    async with offered(settings, store):
        await asyncio.gather(*(asyncio.to_thread(copy, f"copy {n}") for n in range(3)))
    assert not (settings.data / "backup.socket").exists()
    await store.close()
    assert (await asyncio.to_thread(paths, settings.data)).count("/more") == 3


async def test_one_who_holds_too_long_is_told_that_it_was_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup_channel, "HOLD_SECONDS", 0.05)
    settings = load({}, data=tmp_path)
    store = open_store(settings)
    await store.migrate()

    def linger() -> None:
        with held(settings.data):
            asyncio.run_coroutine_threadsafe(store.append(batch(), "local", {0: 1}, {0: 0}), loop).result(PATIENCE)

    loop = asyncio.get_running_loop()
    async with offered(settings, store):
        with pytest.raises(NotHeld, match="did not hold still until the end"):
            await asyncio.to_thread(linger)
    await store.close()


async def test_a_server_that_ends_waits_for_no_backup(tmp_path: Path) -> None:
    settings = load({}, data=tmp_path)
    store = open_store(settings)
    await store.migrate()
    holding, over = threading.Event(), threading.Event()

    def hold() -> None:
        with held(settings.data):
            holding.set()
            over.wait(PATIENCE)

    async with offered(settings, store):
        backup = asyncio.create_task(asyncio.to_thread(hold))
        await asyncio.to_thread(holding.wait, PATIENCE)
    async with asyncio.timeout(PATIENCE):
        await store.append(batch(), "local", {0: 1}, {0: 0})
    over.set()
    with pytest.raises(NotHeld, match="did not hold still until the end"):
        await backup
    await store.close()
