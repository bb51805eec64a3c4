"""`ecomdash` as an operator runs it: a process of its own, its two outputs, its signals and its exit code."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import httpx
from tests.servers.processes import free_port

PATIENCE = 60.0  # seconds until something is called hanging; nothing is asserted about speed


def environment(**settings: object) -> dict[str, str]:
    """This process' environment with these ECOMDASH_* settings and no others, at a width where lines do not break."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ECOMDASH_", "MAKE_TARGET"))}
    chosen = {f"ECOMDASH_{name.upper()}": str(value) for name, value in settings.items()}
    return kept | {"COLUMNS": "200", "TERM": "xterm"} | chosen


def ecomdash(*arguments: object, stdin: str = "", **settings: object) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run(
        [sys.executable, "-m", "ecomdash", *map(str, arguments)],
        env=environment(**settings), input=stdin, capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip


def until(holds: Callable[[], object]) -> None:
    """Wait until it holds."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, "it never came to hold"
        time.sleep(0.05)


class Serving:
    """`ecomdash serve` on a free port; leaving the context ends it."""

    program: Sequence[str] = (sys.executable, "-m", "ecomdash")

    def __init__(self, folder: Path, *flags: str, **settings: object) -> None:
        self.data, self.port, self.flags, self.settings = folder / "data", free_port(), flags, settings
        self._out, self._err = folder / "out", folder / "err"
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> "Serving":
        command = [*self.program, "serve", "--port", str(self.port), "--data", str(self.data)]
        with self._out.open("w") as out, self._err.open("w") as err:
            self.process = subprocess.Popen(
                [*command, *self.flags], env=environment(**self.settings), cwd=self.data.parent, stdout=out, stderr=err
            )
        try:
            until(self._answers)
        except BaseException:
            self.process.kill()
            self.process.wait()
            raise
        headers = {"Origin": self.url, "User-Agent": "Mozilla/5.0", "Accept": "text/html, */*"}
        self.web = httpx.Client(base_url=self.url, headers=headers)
        return self

    def __exit__(self, *_: object) -> None:
        self.web.close()
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()

    def _answers(self) -> bool:
        assert self.process.poll() is None, self.err
        try:
            return httpx.get(f"{self.url}/api/v1/health/live", timeout=5).status_code == 204
        except httpx.TransportError:
            return False

    @property
    def out(self) -> str:
        """The standard output so far."""
        return self._out.read_text()

    @property
    def err(self) -> str:
        """The standard error so far."""
        return self._err.read_text()

    def end(self, sign: signal.Signals = signal.SIGTERM) -> int:
        """Send the signal and wait; the exit code."""
        self.process.send_signal(sign)
        return self.process.wait(PATIENCE)

    def set_up(self) -> str:
        """Make the owner's account and the first site; its public key."""
        site = {"name": "Oak & Ash", "consent_mode": "implied"}
        body = {"email": "owner@example.com", "password": "correct horse battery", "site": site}
        self.web.post("/api/v1/auth/setup", json=body).raise_for_status()
        return str(self.web.get("/api/v1/sites").raise_for_status().json()[0]["key"])
