"""A full disk: the collector says 503 with Retry-After, keeps what it promised, and goes on when there is room."""

import os
import shutil
import subprocess
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.faults.server import Server


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = os.geteuid() == 0 and subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder], capture_output=True, check=False
    ).returncode == 0  # fmt: skip
    if not mounted:
        pytest.skip("optional: a small file system needs the right to mount")
    yield folder
    subprocess.run(["umount", "-l", folder], check=False)


def _send(server: Server, key: str) -> httpx.Response:
    event = {"event_type": "pageview", "event_id": str(uuid.uuid4()), "site_key": key, "url": "https://shop.example/"}
    return httpx.post(f"{server.url}/api/v1/analytics/track/event", json=event, timeout=10)


def _until(server: Server, key: str, status: int) -> httpx.Response:
    deadline = time.monotonic() + 20
    while (answer := _send(server, key)).status_code != status:
        assert time.monotonic() < deadline, f"still {answer.status_code}, not {status}"
        assert answer.status_code in {202, 503}
        time.sleep(0.1)
    return answer


def test_full_disk_is_refused_with_503_and_recovers(small_disk: Path, tmp_path: Path) -> None:
    server = Server(tmp_path / "unused", min_free_disk=8_000_000, store_memory="200MB")
    server.data = small_disk / "data"
    server.start()
    try:
        key = server.set_up()
        assert _send(server, key).status_code == 202
        filler = small_disk / "filler"
        with filler.open("wb") as file:
            file.write(b"\0" * max(0, shutil.disk_usage(small_disk).free - 4_000_000))
        answer = _until(server, key, 503)
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"] == "application/problem+json"
        filler.unlink()
        _until(server, key, 202)
    finally:
        server.kill()
