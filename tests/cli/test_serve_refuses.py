"""What keeps `ecomdash serve` from starting: each is one clear line and an exit code of its own, never a traceback."""

import os
import re
import socket
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.program import Serving, ecomdash
from tests.servers.processes import free_port

from ecomdash.cli.folder import DataFolder, InUse
from ecomdash.cli.listening import another_port
from ecomdash.cli.process import EXIT_FOLDER, EXIT_PORT, EXIT_ROOMS

Refusal = Callable[..., tuple[int, str]]
EXIT_SETTINGS = 2
ROOT = Path(__file__).resolve().parents[2]


def test_a_port_in_use_seen_from_a_shell(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = ecomdash("serve", "--port", port, "--data", tmp_path)
    example = f"ecomdash serve --port {another_port(port)}"
    assert done.stderr == f"ecomdash: port {port} is in use; choose another, for example: {example}\n"
    assert (done.returncode, done.stdout) == (EXIT_PORT, "")


@pytest.mark.parametrize(("role", "option"), [("collect", "--port"), ("api", "--port"), ("load", "--health-port")])
def test_a_port_in_use_by_another_role(tmp_path: Path, refusal: Refusal, role: str, option: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        code, line = refusal(role, option, port, "--data", tmp_path)
    assert (code, line.partition("example: ")[2]) == (EXIT_PORT, f"ecomdash {role} {option} {another_port(port)}")


def test_what_is_kept_is_its_owners_alone(tmp_path: Path) -> None:
    with Serving(tmp_path) as server:
        kept = [server.data, *server.data.rglob("*")]
        assert {server.data / "sites.sqlite", server.data / "events.duckdb"} <= {*kept}
        assert [path for path in kept if stat.S_IMODE(path.stat().st_mode) & 0o077] == []


def test_started_by_make_it_says_what_to_tell_make(
    tmp_path: Path, refusal: Refusal, monkeypatch: pytest.MonkeyPatch
) -> None:
    (recipe,) = re.findall(r"env (\S+) \$\(PYTHON_BIN\) -m ecomdash serve", (ROOT / "Makefile").read_text())
    monkeypatch.setenv(*recipe.split("="))
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        code, line = refusal("serve", "--port", port, "--data", tmp_path)
    assert code == EXIT_PORT
    assert line.endswith(f': make run ARGS="--port {another_port(port)}"')


def test_a_data_folder_that_another_process_works_on(tmp_path: Path, refusal: Refusal) -> None:
    with Serving(tmp_path) as server:
        code, line = refusal("serve", "--port", free_port(), "--data", server.data)
        assert code == EXIT_FOLDER
        whose = f"process {server.process.pid}, port {server.port}"
        assert line.startswith(f"another EcomDash ({whose}) works on {server.data.resolve()}: ")
        assert "ecomdash serve --data another-folder --port " in line
        assert server.web.get("/api/v1/health").status_code == 200, "the first one is not disturbed"


@pytest.mark.parametrize(
    ("host", "line"),
    [
        ("192.0.2.1", "192.0.2.1 is no address of this machine"),
        ("not a host", "there is no address 'not a host' to listen on"),
    ],
)
def test_an_address_that_is_not_here(tmp_path: Path, refusal: Refusal, host: str, line: str) -> None:
    assert refusal("serve", "--host", host, "--port", free_port(), "--data", tmp_path) == (EXIT_PORT, line)


def test_a_folder_whose_process_was_killed_is_free_again(tmp_path: Path) -> None:
    DataFolder(tmp_path).release()
    (tmp_path / "in-use").write_text("process 1, port 8000, and a long note of an earlier one")
    folder = DataFolder(tmp_path)
    try:
        with pytest.raises(InUse, match=rf"\(process {os.getpid()}\) works on {tmp_path.resolve()}$"):
            DataFolder(tmp_path)
    finally:
        folder.release()


def test_a_data_folder_that_is_a_file(tmp_path: Path, refusal: Refusal) -> None:
    file = tmp_path / "file"
    file.touch()
    code, line = refusal("serve", "--port", free_port(), "--data", file)
    assert (code, line) == (EXIT_FOLDER, f"the data folder {file} cannot be used: it is a file")


@pytest.mark.parametrize("folder", ["/proc/ecomdash", "/proc/ecomdash/data"])
def test_a_data_folder_that_cannot_be_made(refusal: Refusal, folder: str) -> None:
    code, line = refusal("serve", "--port", free_port(), "--data", folder)
    assert code == EXIT_FOLDER
    assert line.startswith(f"the data folder {folder} cannot be used: ")


@pytest.mark.skipif(os.geteuid() == 0, reason="optional: the superuser may write everywhere; /proc stands in above")
def test_a_data_folder_that_may_not_be_written(tmp_path: Path, refusal: Refusal) -> None:
    folder = tmp_path / "data"
    folder.mkdir(mode=0o500)
    code, line = refusal("serve", "--port", free_port(), "--data", folder)
    assert code == EXIT_FOLDER
    assert line.startswith(f"the data folder {folder} cannot be used: Permission denied")


@pytest.mark.parametrize(
    ("setting", "value", "line"),
    [
        ("port", "eighty", "ECOMDASH_PORT must be a whole number, not 'eighty'"),
        ("demo", "maybe", "ECOMDASH_DEMO must be true or false, not 'maybe'"),
        ("prot", "8000", "unknown setting ECOMDASH_PROT, did you mean ECOMDASH_PORT?"),
        ("log", "carrier-pigeon", "ECOMDASH_LOG must be local or kafka://host:port/topic, not 'carrier-pigeon'"),
    ],
)
def test_wrong_settings(tmp_path: Path, refusal: Refusal, setting: str, value: str, line: str) -> None:
    assert refusal("serve", "--data", tmp_path / "data", **{setting: value}) == (EXIT_SETTINGS, line)
    assert not (tmp_path / "data").exists(), "nothing is touched before the settings are understood"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("trusted_proxies", "the-proxy"),
        ("sites", "sqlite:////proc/nowhere/sites.sqlite"),
        ("geo_database", "/nowhere/geo.mmdb"),
    ],
)
def test_settings_that_no_room_can_work_with(tmp_path: Path, refusal: Refusal, setting: str, value: str) -> None:
    code, line = refusal("serve", "--port", free_port(), "--data", tmp_path, **{setting: value})
    assert code == EXIT_ROOMS
    assert value in line or f"ECOMDASH_{setting.upper()}" in line


@pytest.mark.parametrize("name", ["events.duckdb", "sites.sqlite"])
def test_a_file_that_is_no_database(tmp_path: Path, refusal: Refusal, name: str) -> None:
    (tmp_path / name).write_bytes(b"not a database" * 1000)
    code, line = refusal("serve", "--port", free_port(), "--data", tmp_path)
    assert code == EXIT_ROOMS
    assert name in line
    assert (tmp_path / name).read_bytes() == b"not a database" * 1000, "what is there is not harmed"


def test_a_configuration_of_a_newer_version(tmp_path: Path, refusal: Refusal) -> None:
    with sqlite3.connect(tmp_path / "sites.sqlite") as database:
        database.execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)")
        database.execute("INSERT INTO alembic_version VALUES ('9999')")
    database.close()
    code, line = refusal("serve", "--port", free_port(), "--data", tmp_path)
    assert code == EXIT_ROOMS
    assert line.startswith("the configuration database is at version '9999'")
