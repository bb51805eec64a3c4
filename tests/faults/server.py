"""A real `ecomdash serve` in a process of its own, to be killed and started again on the same data."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

START_SECONDS = 60


def free_port() -> int:
    """A port nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Server:
    """One EcomDash process on its own data folder; `start` waits until it answers."""

    def __init__(self, data: Path, **settings: object) -> None:
        self.data, self.port = data, free_port()
        self.settings = {f"ECOMDASH_{name.upper()}": str(value) for name, value in settings.items()}
        self.process: subprocess.Popen[bytes] | None = None
        self.output = data.parent / f"{data.name}.out"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("ECOMDASH_")}
        environment = {**kept, **self.settings, "ECOMDASH_DATA": str(self.data), "ECOMDASH_PORT": str(self.port)}
        with self.output.open("ab") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ecomdash", "serve"], env=environment, stdout=output, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                break
            try:
                if httpx.get(f"{self.url}/api/v1/health", timeout=2).status_code == 200:
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.output.read_text()[-4000:]}")

    def kill(self) -> None:
        """SIGKILL: no chance to say goodbye."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM: the orderly end."""
        self._end(signal.SIGTERM)

    def _end(self, sign: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(sign)
            self.process.wait(60)

    def set_up(self) -> str:
        """Make the owner and the first site; the site's public key."""
        site: dict[str, Any] = {"name": "Fault shop", "consent_mode": "implied"}
        body = {"email": "owner@example.com", "password": "correct horse battery", "site": site}
        with httpx.Client(base_url=self.url, headers={"Origin": self.url}) as client:
            client.post("/api/v1/auth/setup", json=body).raise_for_status()
            return str(client.get("/api/v1/sites").raise_for_status().json()[0]["key"])
