"""Lets the database file be copied while the store is open: the one writing thread waits, everything else goes on."""

import asyncio
import threading
from collections.abc import AsyncIterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import duckdb

from ecomdash.store.engines.duckdb.connection import Connections, submit
from ecomdash.store.engines.rests import Rests


def files(path: Path) -> tuple[Path, ...]:
    """The database, and the write-ahead log that belongs to it while there is one."""
    return path, path.with_name(f"{path.name}.wal")


@asynccontextmanager
async def resting(writer: ThreadPoolExecutor, connections: Connections, rests: Rests) -> AsyncIterator[None]:
    """Keep the writer from writing, with everything in its place. Raises StoreUnavailable.

    Reads change no file. COPY FROM DATABASE would need access to other files, which this process's SQL does not have.
    """
    ready: Future[None] = Future()
    over = threading.Event()

    def wait() -> None:
        try:
            with connections.cursor() as cursor:
                with suppress(duckdb.TransactionException):  # a read is under way; then the log is copied, too
                    cursor.execute("CHECKPOINT")
                ready.set_result(None)
                over.wait()
        except BaseException as error:
            if ready.done():
                raise
            ready.set_exception(error)

    waiting = rests.until(submit(writer, wait))
    try:
        await asyncio.wrap_future(ready)
        yield
    finally:
        over.set()
        await asyncio.wrap_future(waiting)
