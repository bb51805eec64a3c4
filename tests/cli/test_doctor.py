"""`ecomdash doctor`: what it finds in good folders and in bad ones, and its exit code."""

import re
from pathlib import Path

import pytest
from tests.cli.conftest import Command
from tests.cli.program import Serving

from ecomdash.cli.folder import DataFolder


def findings(output: str) -> dict[str, tuple[str, str]]:
    """What was looked at -> the state and what was found."""
    lines = (re.split(r"\s{2,}", line.strip(), maxsplit=2) for line in output.splitlines())
    return {what: (state, found) for state, what, found in lines}


def test_a_folder_that_is_not_there_yet_is_no_fault(tmp_path: Path, command: Command) -> None:
    done = command("doctor", "--data", tmp_path / "data")
    found = findings(done.stdout)
    assert done.exit_code == 0
    assert found["versions"][0] == "ok"
    assert found["data folder"] == ("note", f"{tmp_path / 'data'} is not there yet; serve makes it")
    assert not (tmp_path / "data").exists(), "looking changes nothing"


def test_a_folder_in_use_and_after(tmp_path: Path, command: Command) -> None:
    with Serving(tmp_path) as server:
        server.set_up()
        found = findings(command("doctor", "--data", server.data).stdout)
        assert found["databases"][0] == "note"
        assert "in use" in found["databases"][1]
        assert server.web.get("/api/v1/health").status_code == 200
        server.end()
    done = command("doctor", "--data", server.data)
    found = findings(done.stdout)
    assert done.exit_code == 0
    assert {state for state, _ in found.values()} <= {"ok", "note"}
    assert found["configuration"] == ("ok", "1 site")
    assert found["log"] == ("ok", "0 bytes wait for the store")


def test_a_file_in_place_of_the_folder(tmp_path: Path, command: Command) -> None:
    file = tmp_path / "file"
    file.touch()
    done = command("doctor", "--data", file)
    assert done.exit_code == 1
    assert findings(done.stdout)["data folder"] == ("wrong", f"{file} is a file")


@pytest.mark.parametrize(("name", "what"), [("sites.sqlite", "configuration"), ("events.duckdb", "event store")])
def test_a_file_that_is_no_database(tmp_path: Path, command: Command, name: str, what: str) -> None:
    (tmp_path / name).write_bytes(b"not a database" * 1000)
    done = command("doctor", "--data", tmp_path)
    assert done.exit_code == 1
    state, found = findings(done.stdout)[what]
    assert state == "wrong"
    assert name in found
    DataFolder(tmp_path).release()  # which another process may take again


def test_a_full_disk(tmp_path: Path, command: Command) -> None:
    done = command("doctor", "--data", tmp_path, min_free_disk=10**18)
    assert done.exit_code == 1
    assert findings(done.stdout)["disk"][0] == "wrong"


@pytest.mark.parametrize("setting", ["sites", "store"])
def test_databases_of_no_known_kind(tmp_path: Path, command: Command, setting: str) -> None:
    done = command("doctor", "--data", tmp_path, **{setting: "oracle://somewhere"})
    assert done.exit_code == 1
    assert f"ECOMDASH_{setting.upper()}" in done.stdout
