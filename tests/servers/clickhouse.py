"""ClickHouse for the tests of this process: its engine in the process, and the same engine behind a server's HTTP.

There is no package of the server to install; clickhouse_http.py is a front with what its HTTP interface promises.
"""

import atexit
import itertools
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from clickhouse_connect.driver import Client, create_client

from ecomdash.store.engines.clickhouse.address import folder, server
from ecomdash.store.engines.clickhouse.connection import Clients

_ROOT = Path(__file__).resolve().parents[2]
_databases = itertools.count(1)


@contextmanager
def embedded_store(_: Path) -> Iterator[str]:
    """The URL of an empty database in this process; the engine takes one folder, so all tests share it."""
    url = f"chdb:///{_folder()}?database=test_{next(_databases)}"
    try:
        yield url
    finally:
        place = folder(url.removeprefix("chdb://"))
        with ThreadPoolExecutor(1) as thread:
            clients = Clients(place)
            thread.submit(clients.run, lambda client: _drop(client, place.database)).result()
            clients.close()


@contextmanager
def served_store(_: Path) -> Iterator[str]:
    """The URL of an empty database of the shared server."""
    url = f"clickhouse://127.0.0.1:{shared_server().port}/test_{next(_databases)}"
    place = server(url)
    try:
        yield url
    finally:
        client = create_client(host=place.host, port=place.port)
        _drop(client, place.database)
        client.close()


def _drop(client: Client, database: str) -> None:
    client.command(f"DROP DATABASE IF EXISTS {database} SYNC")


@cache
def _folder() -> Path:
    made = Path(tempfile.mkdtemp(prefix="ecomdash-chdb-"))
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


class Server:
    """The engine as a process of its own, behind HTTP; it ends with this process, however that ends."""

    def __init__(self) -> None:
        self._home = Path(tempfile.mkdtemp(prefix="ecomdash-clickhouse-"))
        self._process: subprocess.Popen[str] | None = None
        self.port = 0
        self.start()
        atexit.register(self.remove)

    def start(self) -> None:
        """On the port it had before; returns once it answers."""
        command = [sys.executable, "-m", "tests.servers.clickhouse_http", str(self._home / "data"), str(self.port)]
        with (self._home / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=_ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the ClickHouse engine did not start:\n{(self._home / 'log').read_text()[-3000:]}")
        self.port = int(line)

    def kill(self) -> None:
        """SIGKILL, in the middle of whatever it does."""
        assert self._process is not None
        with self._process:  # which closes its pipes and waits for it
            self._process.kill()

    def remove(self) -> None:
        """End it, and leave nothing of it."""
        atexit.unregister(self.remove)
        self.kill()
        shutil.rmtree(self._home, ignore_errors=True)


@cache
def shared_server() -> Server:
    """The server of this process."""
    return Server()
