"""Options and fixtures that every room's tests share."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run that decides whether a change is taken; new ones at everybody's desk.
settings.register_profile("ci", derandomize=True)
if os.environ.get("CI") == "true":
    settings.load_profile("ci")

SHARED = Path(__file__).resolve().parent.parent.parent / "shared" / "data"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--kills", type=int, default=5, help="how often the fault tests kill the process")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say what stood in for a real server, and why."""
    reports = [report for group in terminalreporter.stats.values() for report in group]
    told = {text for report in reports for name, text in getattr(report, "user_properties", ()) if name == "stand_in"}
    for text in sorted(told):
        terminalreporter.write_line(f"Stood in for a real server: {text}", yellow=True)


@pytest.fixture(autouse=True)
def umask() -> Iterator[None]:
    """The command line sets it for its whole process, and in tests that is this one."""
    before = os.umask(0o022)
    os.umask(before)
    yield
    os.umask(before)


def shared_data(name: str) -> Path:
    """A real data file beside the project; the test is skipped by name where it is not there."""
    path = SHARED / name
    if not path.exists():
        pytest.skip(f"optional: {name} is not beside the project")
    return path
