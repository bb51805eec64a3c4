"""Real processes of EcomDash, to be killed and started again on the same data."""

import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
from tests.cli.program import PATIENCE, environment
from tests.servers.processes import free_port


class Role:
    """A process of EcomDash that answers at `url`: `ecomdash <words>` with these settings; `start` waits until it does.

    `{port}` in the words is its port, which it is told as ECOMDASH_PORT as well.
    """

    def __init__(self, *words: str, data: Path, **settings: object) -> None:
        self.port = free_port()
        self.words = [word.format(port=self.port) for word in words]
        self.data, self.settings = data, settings
        self.printed = data.parent / f"{words[0]}-{self.port}.out"
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def output(self) -> str:
        """Everything it has printed."""
        return self.printed.read_text()

    def launch(self) -> None:
        """Start it and do not wait."""
        env = environment(**self.settings, data=self.data, port=self.port)
        with self.printed.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ecomdash", *self.words], env=env, stdout=output, stderr=subprocess.STDOUT
            )

    def wait(self) -> None:
        """Wait until it answers that it and what it depends on are well."""
        assert self.process is not None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/api/v1/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.05)
        raise AssertionError(f"{self.words} did not start:\n{self.output[-4000:]}")

    def start(self) -> None:
        self.launch()
        self.wait()

    def kill(self) -> None:
        """SIGKILL: no chance to say goodbye."""
        if self.process is not None:
            self.end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: the orderly end."""
        if self.process is not None:
            self.end(signal.SIGTERM)

    def end(self, sign: signal.Signals) -> int:
        """Send the signal; the exit code."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.send_signal(sign)
        return self.process.wait(PATIENCE)


class Server(Role):
    """One `ecomdash serve` on its own data folder."""

    def __init__(self, data: Path, **settings: object) -> None:
        super().__init__("serve", data=data, **settings)

    def set_up(self) -> str:
        """Make the owner and the first site; the site's public key."""
        return set_up(self.url)


def set_up(url: str) -> str:
    """Make the owner and the first site of the API at `url`; the site's public key."""
    site: dict[str, Any] = {"name": "Fault shop", "consent_mode": "implied"}
    body = {"email": "owner@example.com", "password": "correct horse battery", "site": site}
    with httpx.Client(base_url=url, headers={"Origin": url}) as client:
        client.post("/api/v1/auth/setup", json=body).raise_for_status()
        return str(client.get("/api/v1/sites").raise_for_status().json()[0]["key"])
