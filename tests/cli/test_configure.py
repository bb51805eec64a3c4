"""The commands that change the configuration: what they print, what they keep, and what they refuse in one line."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.cli.conftest import Command
from tests.cli.program import Serving, until

import ecomdash as package

Refusal = Callable[..., tuple[int, str]]
PASSWORD = "correct horse battery"
WRONG = 2


def test_a_site_gets_a_key_and_is_listed(tmp_path: Path, command: Command) -> None:
    flags = [
        "--domain",
        "oak.example",
        "--domain",
        "www.oak.example",
        "--timezone",
        "Europe/Paris",
        "--currency",
        "CHF",
    ]
    key = command("site", "add", "Oak & Ash", *flags, "--data", tmp_path).stdout.strip()
    assert re.fullmatch(r"\S{8,}", key)
    listed = command("site", "list", "--data", tmp_path).stdout
    assert listed.split("\n")[1].split() == [
        key,
        "Oak",
        "&",
        "Ash",
        "oak.example,",
        "www.oak.example",
        "Europe/Paris",
        "CHF",
    ]


@pytest.mark.parametrize(
    ("flag", "value"), [("--timezone", "Mars/Base"), ("--currency", "GOLD"), ("--domain", "not a host")]
)
def test_a_wrong_site_is_refused(tmp_path: Path, refusal: Refusal, flag: str, value: str) -> None:
    code, line = refusal("site", "add", "Oak", flag, value, "--data", tmp_path)
    assert code == WRONG
    assert line


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """A server that is set up and runs beside the commands."""
    with Serving(tmp_path_factory.mktemp("running")) as server:
        server.set_up()
        yield server


def test_a_user_can_log_in_with_a_password_from_a_pipe_and_with_a_new_one(server: Serving, command: Command) -> None:
    def log_in(password: str) -> int:
        body = {"email": "ann@example.com", "password": password}
        return server.web.post("/api/v1/auth/login", json=body).status_code

    added = command("user", "add", "ann@example.com", "--role", "admin", "--data", server.data, stdin=f"{PASSWORD}\n")
    assert (added.exit_code, added.output) == (0, "ann@example.com may log in as admin.\n")
    assert log_in(PASSWORD) == 200
    changed = command("user", "reset-password", "ann@example.com", "--data", server.data, stdin="another one 12\n")
    assert changed.exit_code == 0
    assert log_in(PASSWORD) == 401
    assert log_in("another one 12") == 200


def test_a_token_made_beside_a_running_server_opens_it(server: Serving, command: Command) -> None:
    server.web.cookies.clear()
    path = "/api/v1/analytics/summary"
    assert server.web.get(path).status_code == 401
    token = command("token", "create", "reports", "--scope", "read", "--data", server.data).output.strip()
    until(lambda: server.web.get(path, headers={"Authorization": f"Bearer {token}"}).status_code == 200)
    assert server.web.get(path, headers={"Authorization": f"Bearer {token}x"}).status_code == 401


def test_a_site_made_beside_a_running_server_takes_events(server: Serving, command: Command) -> None:
    key = command("site", "add", "Second", "--data", server.data).output.strip()
    event = {"event_type": "pageview", "site_key": key, "url": "https://second.example/"}
    until(lambda: server.web.post("/api/v1/analytics/track/event", json=event).status_code == 202)


@pytest.mark.parametrize(
    "words",
    [
        ("user", "add", "not an address"),
        ("user", "add", "ann@example.com", "--role", "king"),
        ("user", "reset-password", "nobody@example.com"),
        ("token", "create", "till", "--scope", "everything"),
    ],
    ids=" ".join,
)
def test_what_is_wrong_is_one_line(tmp_path: Path, command: Command, refusal: Refusal, words: tuple[str, ...]) -> None:
    command("site", "add", "Oak", "--data", tmp_path)
    code, line = refusal(*words, "--data", tmp_path, stdin=f"{PASSWORD}\n")
    assert code == WRONG
    assert line


@pytest.mark.parametrize(
    "words",
    [("site", "list"), ("token", "create", "till"), ("user", "reset-password", "ann@example.com")],
    ids=" ".join,
)
def test_a_folder_that_is_not_there_is_not_made_by_what_works_with_one(
    tmp_path: Path, refusal: Refusal, words: tuple[str, ...]
) -> None:
    data = tmp_path / "mistyped"
    assert refusal(*words, "--data", data, stdin=f"{PASSWORD}\n") == (WRONG, f"there is no data folder {data}")
    assert not data.exists()
    elsewhere = f"sqlite:///{tmp_path}/other.sqlite"
    missing = f"there is no configuration at {elsewhere}"
    assert refusal(*words, "--data", tmp_path, stdin=f"{PASSWORD}\n", sites=elsewhere) == (WRONG, missing)
    assert list(tmp_path.iterdir()) == []


def test_the_first_user_or_site_may_begin_a_folder(tmp_path: Path, command: Command) -> None:
    for number, words in enumerate((("site", "add", "Oak"), ("user", "add", "ann@example.com"))):
        data = tmp_path / str(number)
        assert command(*words, "--data", data, stdin=f"{PASSWORD}\n").exit_code == 0
        assert command("site", "list", "--data", data).exit_code == 0


@pytest.mark.parametrize("password", ["", "short"])
def test_a_password_that_is_too_short_is_refused(tmp_path: Path, refusal: Refusal, password: str) -> None:
    code, line = refusal("user", "add", "ann@example.com", "--data", tmp_path, stdin=f"{password}\n")
    assert code == WRONG
    assert "password" in line.lower()


def test_the_same_user_twice_is_refused(tmp_path: Path, command: Command, refusal: Refusal) -> None:
    command("user", "add", "ann@example.com", "--data", tmp_path, stdin=f"{PASSWORD}\n")
    code, line = refusal("user", "add", "ann@example.com", "--data", tmp_path, stdin=f"{PASSWORD}\n")
    assert code == WRONG
    assert "ann@example.com" in line


@pytest.mark.parametrize("words", [("site", "list"), ("token", "create", "till"), ("site", "add", "Oak")], ids=" ".join)
def test_a_configuration_that_cannot_be_opened_is_one_line(
    tmp_path: Path, refusal: Refusal, words: tuple[str, ...]
) -> None:
    (tmp_path / "sites.sqlite").write_bytes(b"not a database" * 1000)
    code, line = refusal(*words, "--data", tmp_path)
    assert code == WRONG
    assert "sites.sqlite" in line
    assert refusal(*words, "--data", tmp_path, sites="oracle://x")[1].startswith("ECOMDASH_SITES must be ")


def test_openapi_is_a_document_and_starts_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: Command
) -> None:
    monkeypatch.chdir(tmp_path)
    document = json.loads(command("openapi").stdout)
    assert document["info"]["version"] == package.__version__
    assert {"/api/v1/analytics/query", "/api/v1/analytics/track/batch"} <= document["paths"].keys()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("word", ["version", "--version"])
def test_the_version(command: Command, word: str) -> None:
    done = command(word)
    assert (done.exit_code, done.stdout) == (0, f"{package.__version__}\n")


def test_help_names_every_command(command: Command) -> None:
    listed = command("--help").stdout
    for name in ("serve", "doctor", "import", "user", "site", "token", "openapi", "version"):
        assert re.search(rf"\b{name}\b", listed)
