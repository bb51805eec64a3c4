"""The command line inside this process, for what needs no process of its own."""

import sys
from collections.abc import Callable, Iterator

import pytest
from typer.testing import CliRunner, Result

from ecomdash.cli import app, logs

Command = Callable[..., Result]


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch) -> Iterator[Command]:
    """Runs `ecomdash` with the given words, and with ECOMDASH_* settings by name; exceptions come through."""
    interval = sys.getswitchinterval()
    monkeypatch.setattr(logs, "configure", lambda *_: None)  # it is for the whole process, tests' own logging too
    monkeypatch.setenv("COLUMNS", "1000")

    def run(*words: object, stdin: str = "", **settings: object) -> Result:
        with pytest.MonkeyPatch.context() as environment:
            for name, value in settings.items():
                environment.setenv(f"ECOMDASH_{name.upper()}", str(value))
            return CliRunner().invoke(app, list(map(str, words)), input=stdin, catch_exceptions=False)

    yield run
    sys.setswitchinterval(interval)


@pytest.fixture
def refusal(command: Command) -> Callable[..., tuple[int, str]]:
    """Runs a command that cannot do its work; its exit code, and its one line without the program's name."""

    def run(*words: object, **settings: object) -> tuple[int, str]:
        done = command(*words, **settings)
        assert done.stdout == ""
        (line,) = done.stderr.splitlines()
        assert line.startswith("ecomdash: ")
        return done.exit_code, line.removeprefix("ecomdash: ")

    return run
