"""What of a log line is hidden: visitors' addresses and passwords, but not which server it speaks of."""

import json
import logging
import sys
from collections.abc import Iterator

import pytest
import structlog

from ecomdash.cli import logs
from ecomdash.settings import load

VISITORS = ("203.0.113.77", "2001:db8:85a3::8a2e:370:7334")
SERVERS = ("10.1.2.3", "192.0.2.9", "2001:db8::5")


@pytest.fixture
def _logging() -> Iterator[None]:
    """This process' own logging, again as it was afterwards."""
    root = logging.getLogger()
    kept = root.handlers[:], root.level
    try:
        yield
    finally:
        root.handlers[:], root.level = kept
        structlog.reset_defaults()


@pytest.mark.usefixtures("_logging")
def test_visitors_addresses_are_hidden_and_those_of_servers_are_not(capsys: pytest.CaptureFixture[str]) -> None:
    settings = load(
        {},
        store="clickhouse://ann:geheim@10.1.2.3:8123/x",
        sites="postgresql://ann:geheim@[2001:db8::5]:5432/x",
        log="kafka://broker:9092,192.0.2.9:9092/topic",
    )
    logs.configure("info", settings)
    for address in (*VISITORS, *SERVERS):
        structlog.get_logger("test").info("seen", reason=f"Connect call failed ('{address}', 80) with geheim")
        logging.getLogger("other").info("from [%s]:9092", address)
    printed = capsys.readouterr().err
    lines = [json.loads(line) for line in printed.splitlines()]
    assert [line.get("reason", line["event"]) for line in lines] == [
        text
        for address in ("[address]", "[address]", *SERVERS)
        for text in (f"Connect call failed ('{address}', 80) with ***", f"from [{address}]:9092")
    ]


@pytest.mark.usefixtures("_logging")
def test_a_library_with_a_level_of_its_own_says_no_more_than_is_wanted(capsys: pytest.CaptureFixture[str]) -> None:
    library = logging.getLogger("library")
    library.setLevel(logging.WARNING)
    logs.configure("error", load({}))
    library.warning("retrying")
    library.error("given up")
    (line,) = capsys.readouterr().err.splitlines()
    assert json.loads(line)["event"] == "given up"


@pytest.mark.usefixtures("_logging")
@pytest.mark.parametrize("terminal", [False, True])
def test_tracebacks_hide_addresses_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *, terminal: bool
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: terminal)
    logs.configure("info", load({}))
    for logger in (structlog.get_logger("test"), logging.getLogger("other")):
        try:
            raise OSError(f"peer {VISITORS[0]} went away")
        except OSError:
            logger.exception("failed")
    printed = capsys.readouterr().err
    assert printed.count("peer [address] went away") == 2
    assert VISITORS[0] not in printed
