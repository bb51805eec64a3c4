"""A real PostgreSQL server for the tests of this process: started when first needed, gone with the process.

Its default collation is English, which sorts and folds text by rules of its own: numbers that depend on it show here.
"""

import asyncio
import atexit
import itertools
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import cache
from pathlib import Path

from tests.servers.debian import found_or_installed
from tests.servers.processes import free_port

from ecomdash.store.engines.postgres.engine import PostgresStore

_OLDEST = 15
_PLACES = "/usr/lib/postgresql"  # Debian keeps each version's programs in a folder of its own
# What the server was started for is read from a pipe: when this process ends, however it does, the pipe ends.
_WHILE_WE_LIVE = '"$@" & read -r _; kill -QUIT $!; wait'
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}


class Server:
    """One server in a folder of its own; `settings` are those of postgresql.conf. Can be stopped and started again."""

    def __init__(self, folder: Path, programs: Path, settings: dict[str, str]) -> None:
        self.folder = folder
        self._programs = programs
        self._user = "postgres" if os.geteuid() == 0 else None  # the server refuses to run as root
        self.port = free_port()
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": "",
            "port": str(self.port),
            "max_connections": "60",
            "shared_buffers": "64MB",
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._databases = itertools.count(1)
        if self._user:
            shutil.chown(folder, self._user, self._user)
        flags = ["--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8"]
        flags += ["--locale-provider=icu", "--icu-locale=en-US", "--locale=C.UTF-8"]
        self._run("initdb", *flags, f"--pgdata={folder / 'data'}")

    def start(self) -> None:
        """Returns once it answers."""
        options = [part for name, value in self._settings.items() for part in ("-c", f"{name}={value}")]
        server = [str(self._programs / "postgres"), "-D", str(self.folder / "data"), *options]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["sh", "-c", _WHILE_WE_LIVE, "sh", *server],
                stdin=subprocess.PIPE, stdout=log, stderr=log, user=self._user, group=self._user,
                extra_groups=[] if self._user else None, cwd=self.folder,
            )  # fmt: skip
        for _ in range(600):
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
                ready = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
                if subprocess.run(ready, check=False).returncode == 0:
                    return
            if self._process.poll() is not None:
                break
            time.sleep(0.05)
        raise RuntimeError(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()[-3000:]}")

    def stop(self) -> None:
        """At once, as if the machine had failed; every connection is cut."""
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()
            self._process.wait()
            self._process = None

    def kill(self) -> None:
        """SIGKILL to the server's first process; what it had not written is lost. The others end by themselves."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        group = [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
        os.kill(pid, signal.SIGKILL)
        self.stop()
        while any(Path(f"/proc/{child}").exists() for child in group):  # until then it cannot be started again
            time.sleep(0.01)

    @contextmanager
    def silent(self, application: str = "") -> Iterator[None]:
        """All of it, or what serves the application alone, stands still inside: connected, and answering nothing."""
        pids = [int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])]
        if application:
            serving = f"SELECT pid FROM pg_stat_activity WHERE application_name = '{application}'"
            pids = [int(pid) for pid in self.sql(serving).split()]
        else:
            pids += [int(child) for child in Path(f"/proc/{pids[0]}/task/{pids[0]}/children").read_text().split()]
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        try:
            yield
        finally:
            for pid in pids:
                os.kill(pid, signal.SIGCONT)

    def url(self, database: str = "postgres") -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run it by psql; what it prints, without decoration."""
        command = [str(self._programs / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-d", self.url(database)]
        return subprocess.run([*command, "-c", statement], check=True, capture_output=True, text=True).stdout.strip()

    @contextmanager
    def database(self, template: str = "template0") -> Iterator[str]:
        """The name of a new database like the template, dropped afterwards."""
        name = f"test_{next(self._databases)}"
        self.sql(f"CREATE DATABASE {name} TEMPLATE {template}")
        try:
            yield name
        finally:
            self.sql(f"DROP DATABASE {name} WITH (FORCE)")

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), *arguments]
        subprocess.run(
            command, check=True, capture_output=True, user=self._user, group=self._user,
            extra_groups=[] if self._user else None, cwd=self.folder,
        )  # fmt: skip


@cache
def shared_server() -> Server:
    """The server of this process, fast and forgetful."""
    return new_server(_FAST)


@contextmanager
def empty_store(_: Path) -> Iterator[str]:
    """The URL of a database of the shared server that has the tables and no rows."""
    server = shared_server()
    with server.database(_migrated()) as name:
        yield server.url(name)


@cache
def _migrated() -> str:
    """The database that those of the tests are copied from, which is faster than making the tables each time."""
    shared_server().sql("CREATE DATABASE migrated TEMPLATE template0")

    async def migrate() -> None:
        store = PostgresStore(shared_server().url("migrated"))
        await store.migrate()
        await store.close()

    with ThreadPoolExecutor(1) as thread:  # the caller's thread may have an event loop that runs
        thread.submit(asyncio.run, migrate()).result()
    return "migrated"


def new_server(settings: dict[str, str] | None = None) -> Server:
    """A started server of one's own; it ends with this process at the latest. Fails where there is no PostgreSQL."""
    programs = find_programs()
    folder = Path(tempfile.mkdtemp(prefix="ecomdash-postgres-"))
    folder.chmod(0o755)
    server = Server(folder, programs, settings or {})
    server.start()
    _remove_at_end(server)
    return server


def _remove_at_end(server: Server) -> None:
    """Another process waits for the end of this one, by a pipe as well, and removes the folder."""
    wait = 'read -r _; sleep 0.5; until rm -rf "$1"; do sleep 0.5; done'
    watcher = subprocess.Popen(["sh", "-c", wait, "sh", str(server.folder)], stdin=subprocess.PIPE)

    def end() -> None:
        server.stop()
        watcher.communicate()

    atexit.register(end)


@cache
def find_programs() -> Path:
    """The folder of the newest server's programs, installed from Debian when missing; fails with what to do."""
    return found_or_installed(_installed, f"PostgreSQL {_OLDEST} or newer", "postgresql")


def _installed() -> Path | None:
    folders = sorted(Path(_PLACES).glob("*/bin/initdb"), key=lambda program: int(program.parts[-3]))
    if folders and int(folders[-1].parts[-3]) >= _OLDEST:
        return folders[-1].parent
    elsewhere = shutil.which("initdb")
    return Path(elsewhere).resolve().parent if elsewhere else None
