"""The one DuckDB instance of this process: opened when first needed, opened again after it broke."""

import re
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

import duckdb
import pyarrow as pa

from ecomdash.store.protocol import StoreUnavailable

T = TypeVar("T")

BROKEN = (duckdb.FatalException, duckdb.InternalException, duckdb.ConnectionException)
UNAVAILABLE = (
    *BROKEN,
    duckdb.IOException,
    duckdb.OutOfMemoryException,
    duckdb.TransactionException,
    duckdb.SerializationException,
)


class Connections:
    """Hands out cursors of one database file.

    `memory` is a DuckDB size such as 400MB, `threads` 0 means one per core. Safe from any thread.
    """

    def __init__(self, path: Path, *, memory: str, threads: int) -> None:
        self._path = path
        self._config: dict[str, str | bool | int | float | list[str]] = {
            "memory_limit": memory,
            # The write-ahead log is bounded by this. Each checkpoint rewrites the last row group of every table it
            # touches, so that at the default of 16 MB it was a third of the cost of appending.
            "checkpoint_threshold": "64MB",
            "max_temp_directory_size": "4GB",  # what queries too large for the memory may put on the disk
            "enable_external_access": False,  # SQL can reach no other file and no network
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if threads:
            self._config["threads"] = threads
        self._root: duckdb.DuckDBPyConnection | None = None
        self._broken = False
        self._closed = False
        self._in_use = 0
        self._changed = threading.Condition()

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor for one piece of work; what DuckDB cannot do now is raised as StoreUnavailable."""
        cursor = self._take()
        try:
            yield cursor
        except BROKEN as error:
            self._broken = True
            raise StoreUnavailable(f"the event store failed: {error}") from error
        except UNAVAILABLE as error:
            raise StoreUnavailable(f"the event store cannot do this now: {error}") from error
        finally:
            cursor.close()
            with self._changed:
                self._in_use -= 1
                self._changed.notify_all()

    def close(self) -> None:
        """Wait for cursors in use, then release the file."""
        with self._changed:
            self._closed = True
            self._changed.wait_for(lambda: self._in_use == 0)
            self._release()

    def _take(self) -> duckdb.DuckDBPyConnection:
        with self._changed:
            if self._closed:
                raise StoreUnavailable("the event store is closed")
            if self._broken:
                # DuckDB forgets a failed instance only once every connection to it is gone.
                self._changed.wait_for(lambda: self._in_use == 0)
                self._release()
            if self._root is None:
                self._root = self._open()
                self._broken = False
            cursor = self._root.cursor()
            self._in_use += 1
            return cursor

    def _open(self) -> duckdb.DuckDBPyConnection:
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            root = duckdb.connect(str(self._path), config=self._config)
        except (duckdb.Error, OSError) as error:
            if "lock on file" in str(error):
                holder = re.search(r"\(PID \d+\)", str(error))
                who = f"another process {holder.group()}" if holder else "another process"
                raise StoreUnavailable(f"{self._path} is in use by {who}; stop that one first") from error
            raise StoreUnavailable(f"{self._path} cannot be opened: {error}") from error
        root.execute("SET TimeZone = 'UTC'")
        return root

    def _release(self) -> None:
        root, self._root = self._root, None
        if root is not None:
            root.close()


def submit(threads: ThreadPoolExecutor, work: Callable[[], T]) -> Future[T]:
    """The work on one of the threads; raises StoreUnavailable once they are shut down."""
    try:
        return threads.submit(work)
    except RuntimeError:
        raise StoreUnavailable("the event store is closed") from None


@contextmanager
def incoming(cursor: duckdb.DuckDBPyConnection, rows: pa.Table) -> Iterator[None]:
    """Lets statements read the rows as the table `incoming`."""
    cursor.register("incoming", rows)
    try:
        yield
    finally:
        with suppress(duckdb.TransactionException):  # the statement failed, and why it did is what the caller is to see
            cursor.unregister("incoming")


def rollback(cursor: duckdb.DuckDBPyConnection) -> None:
    """End a transaction that failed."""
    with suppress(duckdb.Error):  # the failure itself may have ended it, and it is what the caller is to see
        cursor.execute("ROLLBACK")
