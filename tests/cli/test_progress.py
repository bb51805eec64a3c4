"""Progress bars of long work: drawn where a person looks on, and nowhere else."""

import csv
import os
import pty
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest
from tests.cli.program import PATIENCE, ecomdash, environment, until
from tests.servers.processes import free_port

HEADER = ["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0"
BAR, CURSOR = "━", "\x1b[?25"  # what rich draws bars of; hiding and showing the cursor


@pytest.fixture
def orders(tmp_path: Path) -> list[object]:
    """The words that import a file of orders."""
    file = tmp_path / "orders.csv"
    with file.open("w", newline="", encoding="utf-8") as out:
        rows = ([n, "A1", "THING", "2", "2011-06-01 12:00:00", "1.50", "17850.0", "EIRE"] for n in range(5000))
        csv.writer(out).writerows([HEADER, *rows])
    return ["import", "orders", file, "--mapping", "online-retail", "--data", tmp_path / "data"]


@pytest.fixture
def access_log(tmp_path: Path) -> list[object]:
    """The words that import an access log."""
    file = tmp_path / "access.log"
    line = f'83.149.9.216 - - [17/May/2015:10:05:03 +0000] "GET /{{}} HTTP/1.1" 200 5 "-" "{AGENT}"\n'
    file.write_text("".join(map(line.format, range(5000))))
    return ["import", "access-log", file, "--host", "shop.example", "--data", tmp_path / "data"]


class Terminal:
    """A terminal; `read` gives what was written to it, when everyone has gone."""

    def __init__(self) -> None:
        self._ours, self.theirs = pty.openpty()
        self._found = b""
        self._reader = threading.Thread(target=self._follow)  # a terminal that nobody reads fills up
        self._reader.start()

    def read(self) -> str:
        os.close(self.theirs)
        self._reader.join()
        os.close(self._ours)
        return self._found.decode()

    def _follow(self) -> None:
        with suppress(OSError):  # how Linux says that the other end is closed
            while chunk := os.read(self._ours, 65_536):
                self._found += chunk


@pytest.mark.parametrize("kind", ["orders", "access_log"])
def test_an_import_draws_a_bar_in_a_terminal_alone(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    words = list(map(str, request.getfixturevalue(kind)))
    terminal = Terminal()
    shown = subprocess.Popen(
        [sys.executable, "-m", "ecomdash", *words],
        env=environment(), stdout=subprocess.PIPE, stderr=terminal.theirs, text=True,
    )  # fmt: skip
    drawn = terminal.read()
    out, _ = shown.communicate(timeout=PATIENCE)
    assert shown.returncode == 0
    assert BAR in drawn
    assert CURSOR in drawn
    assert "5,000" in out
    assert BAR not in out, "the account of the lines can be piped on"

    piped = ecomdash(*words[:-1], tmp_path / "other")
    assert piped.returncode == 0
    assert BAR not in piped.stderr + piped.stdout
    assert "\x1b" not in piped.stderr + piped.stdout


def test_the_demo_draws_a_bar_in_a_terminal(tmp_path: Path) -> None:
    terminal, port = Terminal(), free_port()
    words = ["serve", "--demo", "--port", str(port), "--data", str(tmp_path)]
    server = subprocess.Popen(
        [sys.executable, "-m", "ecomdash", *words], env=environment(), stdout=terminal.theirs, stderr=subprocess.PIPE
    )
    until(lambda: (tmp_path / "log" / "0").is_dir() and any((tmp_path / "log" / "0").iterdir()))
    until(lambda: _answers(port))
    server.send_signal(signal.SIGTERM)
    drawn = terminal.read()
    _, err = server.communicate(timeout=PATIENCE)
    assert server.returncode == 0
    assert b"Traceback" not in err
    assert f"http://127.0.0.1:{port}/" in drawn
    assert "Making 30 days of demo history" in drawn
    assert BAR in drawn


def _answers(port: int) -> bool:
    try:
        progress = httpx.get(f"http://127.0.0.1:{port}/api/v1/auth/me").json()["demo_progress"]
    except httpx.TransportError:
        return False
    return progress is None or progress > 0
