"""Clients of a server, or of the engine in this process: one for each thread, opened when first needed."""

import fcntl
import os
import re
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from clickhouse_connect.driver import Client, create_client
from clickhouse_connect.driver.exceptions import ClickHouseError, Error, OperationalError
from clickhouse_connect.driver.httpclient import HttpClient
from urllib3 import Timeout
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from ecomdash.settings import SettingsError
from ecomdash.store.engines.clickhouse.address import Address
from ecomdash.store.engines.clickhouse.wire import WholeAnswers
from ecomdash.store.protocol import QueryTimeout, StoreUnavailable

T = TypeVar("T")

_STOPPED = {159, 160, 394}  # TIMEOUT_EXCEEDED, TOO_SLOW, QUERY_WAS_CANCELLED
_PASSING = {
    74, 75, 76,  # CANNOT_READ_FROM, CANNOT_WRITE_TO, CANNOT_OPEN_FILE
    202,  # TOO_MANY_SIMULTANEOUS_QUERIES
    209, 210, 279,  # SOCKET_TIMEOUT, NETWORK_ERROR, ALL_CONNECTION_TRIES_FAILED
    225, 242, 285, 319, 999,  # no Keeper, read only, too few live replicas, unknown status of an insert
    241, 243, 252,  # MEMORY_LIMIT_EXCEEDED, NOT_ENOUGH_SPACE, TOO_MANY_PARTS
    81, 192, 193, 194, 497, 516,  # the database or the account, until the operator mends it
}  # fmt: skip

# NULL and empty mean what they mean in SQL; replaced rows are not seen; each insert is one block with one name.
_SETTINGS: dict[str, Any] = {
    "final": 1,
    "do_not_merge_across_partitions_select_final": 1,  # a row and the end of it lie in one partition
    "join_use_nulls": 1,
    "aggregate_functions_null_for_empty": 1,
    "cast_keep_nullable": 1,
    "group_by_use_nulls": 1,
    "async_insert": 0,
    "max_insert_threads": 1,
    "max_partitions_per_insert_block": 0,
}
_OLDEST = 25
_CONNECT_SECONDS = 5.0
_SILENT_SECONDS = 120.0  # within which a server gives a sign, whatever it is asked to do
_CLUSTER_SETTINGS: dict[str, Any] = {
    "distributed_product_mode": "global",
    "distributed_foreground_insert": 1,
    "insert_quorum": "auto",
    "select_sequential_consistency": 1,
    "mutations_sync": 2,
}


class Clients:
    """Runs work with a client of the calling thread; what the engine cannot do now is raised as StoreUnavailable."""

    def __init__(self, address: Address, *, memory: str = "", threads: int = 0) -> None:
        """`memory` (such as 400MB, "" = no bound) and `threads` (0 = its own choice) are of the engine in this process.

        A server's are its operator's. Raises SettingsError.
        """
        self.address = address
        self._settings = _SETTINGS | (_CLUSTER_SETTINGS if address.cluster else {})
        if address.folder and memory:
            self._settings["max_memory_usage"] = size(memory)
        if address.folder and threads:
            self._settings["max_threads"] = threads
        self._mine = threading.local()
        self._opened: list[Client] = []
        self._lock = threading.Lock()
        self._folder = _Folder(address.folder) if address.folder else None
        self._pool = WholeAnswers()
        self._closed = False

    def run(self, work: Callable[[Client], T], silent_seconds: float = _SILENT_SECONDS) -> T:
        """What `work` gives. Raises QueryTimeout for a statement that was stopped, and StoreUnavailable.

        StoreUnavailable, too, where a server gives no sign for `silent_seconds`.
        """
        try:
            client: Client | None = getattr(self._mine, "client", None)
            if client is None:
                client = self._mine.client = self._open()
            _bound(client, silent_seconds)
            return work(client)
        except Error as error:
            raise _translated(error, self.address) from error

    def look(self, work: Callable[[Client], T]) -> T:
        """What `work` gives with a client for this once, for which no database is made. Raises as `run` does."""
        try:
            client = self._checked()
            try:
                return work(client)
            finally:
                client.close()
        except Error as error:
            raise _translated(error, self.address) from error

    def close(self) -> None:
        """To be called when no thread works any more."""
        with self._lock:
            self._closed = True
            self._end()

    def _end(self) -> None:
        for client in self._opened:
            client.close()
        self._opened.clear()
        self._pool.clear()
        if self._folder:
            self._folder.release()

    def _check_open(self) -> None:
        if self._closed:
            raise StoreUnavailable("the event store is closed")

    def _open(self) -> Client:
        client = self._checked()
        with self._lock:
            self._opened.append(client)
            if self._closed:  # meanwhile
                self._end()
            self._check_open()
        _bound(client, _SILENT_SECONDS)
        _use(client, self.address)
        return client

    def _checked(self) -> Client:
        """A client of an engine that is new enough."""
        self._check_open()
        client = self._connect()
        version = client.server_version or "0"
        if int(version.partition(".")[0]) < _OLDEST:
            client.close()
            raise StoreUnavailable(f"{self.address} is ClickHouse {version}; {_OLDEST} or newer is needed")
        return client

    def _connect(self) -> Client:
        to = self.address
        if self._folder is None:
            return create_client(
                interface="https" if to.secure else "http",
                host=to.host,
                port=to.port,
                username=to.user,
                password=to.password,
                settings=self._settings,
                connect_timeout=int(_CONNECT_SECONDS),
                send_receive_timeout=int(_CONNECT_SECONDS),  # of the greeting; see _bound
                autogenerate_session_id=False,
                pool_mgr=self._pool,
                form_encode_query_params=True,  # thousands of ids do not fit into an address
            )
        # Imported here, because it brings an engine of 500 MB that a client of a server does without.
        try:
            from clickhouse_connect.driver._chdbclient import ChdbClient  # noqa: PLC0415
        except ImportError:
            raise SettingsError("ECOMDASH_STORE=chdb:///… needs the package chdb-core: pip install chdb-core") from None
        with self._lock:
            self._folder.take()
            return ChdbClient(path=str(to.folder), settings=self._settings)


def size(text: str) -> int:
    """Bytes of a size such as 400MB, 1.5GB or 4GiB. Raises SettingsError."""
    found = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([KMGT]?)(I?)B\s*", text.upper())
    if not found:
        raise SettingsError(f"ECOMDASH_STORE_MEMORY must be a size such as 400MB or 4GB, not {text!r}")
    number, unit, binary = found.groups()
    return int(float(number) * (1024 if binary else 1000) ** " KMGT".index(unit or " "))


def _bound(client: Client, silent_seconds: float) -> None:
    if isinstance(client, HttpClient):
        client.timeout = Timeout(connect=_CONNECT_SECONDS, read=silent_seconds)


def _use(client: Client, address: Address) -> None:
    """Make the database where it is missing, and use it from now on."""
    name = {"name": address.database}
    if not client.query("SELECT 1 FROM system.databases WHERE name = {name:String}", name).result_rows:
        on = f" ON CLUSTER `{address.cluster}`" if address.cluster else ""
        client.command(f"CREATE DATABASE IF NOT EXISTS `{address.database}`{on}")
    client.database = address.database


def _translated(error: ClickHouseError, address: Address) -> Exception:
    code = getattr(error, "code", None)
    if code in _STOPPED:
        return QueryTimeout("the query took too long and was stopped")
    reason = getattr(error.__cause__, "reason", None)  # of urllib3, which tried more than once
    if isinstance(reason, (ConnectTimeoutError, NewConnectionError)):
        why = getattr(reason.__cause__, "strerror", None) or "no sign in time"
        return StoreUnavailable(f"nothing answers at {address.host}:{address.port}: {why}")
    if code in _PASSING or (isinstance(error, OperationalError) and code is None):
        return StoreUnavailable(f"{address} cannot do this now: {str(error)[:300]}")
    return error


def submit(threads: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
    """The work on one of the threads; raises StoreUnavailable once they are shut down."""
    try:
        return threads.submit(work)
    except RuntimeError:
        raise StoreUnavailable("the event store is closed") from None


class _Folder:
    """Keeps other processes out of a folder, and says which one has it: the engine itself only fails to start."""

    _held: dict[Path, tuple[int, int]] = {}  # noqa: RUF012 - by folder, the lock file and how many stores hold it
    _changing = threading.Lock()

    def __init__(self, path: Path) -> None:
        self._path = path
        self._mine = False

    def take(self) -> None:
        """Raises StoreUnavailable where another process has the folder."""
        if self._mine:
            return
        with self._changing:
            path = self._path.resolve()
            file, holders = self._held.get(path, (-1, 0))
            if not holders:
                file = _locked(path)
            self._held[path] = file, holders + 1
            self._mine = True

    def release(self) -> None:
        if not self._mine:
            return
        with self._changing:
            path = self._path.resolve()
            file, holders = self._held.pop(path)
            if holders > 1:
                self._held[path] = file, holders - 1
            else:
                os.close(file)
            self._mine = False


def _locked(path: Path) -> int:
    try:
        path.mkdir(parents=True, exist_ok=True)
        file = os.open(path / "ecomdash.lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise StoreUnavailable(f"{path} cannot be opened: {error}") from error
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        holder = os.read(file, 20).decode(errors="replace").strip()
        os.close(file)
        raise StoreUnavailable(f"{path} is in use by another process (PID {holder}); stop that one first") from None
    os.ftruncate(file, 0)
    os.write(file, str(os.getpid()).encode())
    return file
