"""Connections to the server: one thread with an event loop of its own holds them, so that any loop may ask.

A pool belongs to the loop that made it, while the loader, the API and tests each have loops of their own. Pools connect
when first asked and replace what broke, so that a server that comes back is found again. A connection that has gone
silent is dropped: the driver by itself would wait for it without limit, even to end what was cancelled.
"""

import asyncio
import socket
import threading
from collections.abc import AsyncIterator, Awaitable, Coroutine, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import Any, TypeAlias, TypeVar

import asyncpg

from ecomdash.store.engines.postgres.values import set_codecs
from ecomdash.store.protocol import ROWS_AT_FAULT, StoreUnavailable

T = TypeVar("T")
Connection: TypeAlias = asyncpg.pool.PoolConnectionProxy

_CONNECT_SECONDS = 10.0
_CLOSE_SECONDS = 10.0
_END_SECONDS = 2.0  # how long a server may take to end what failed or was cancelled
# The system finds out within half a minute that the other machine is gone, also while an answer is waited for.
_TCP = {"TCP_KEEPIDLE": 15, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 3, "TCP_USER_TIMEOUT": 30_000}
_SESSION = {
    "application_name": "ecomdash",
    "timezone": "UTC",
    "jit": "off",  # compiling takes longer than most questions do
    "plan_cache_mode": "force_custom_plan",  # the planner is to see the dates, by which it leaves out months
    "work_mem": "64MB",  # counting different visitors sorts them
}
# A process that was stopped in the middle of a batch must not keep others from its rows until it goes on.
_WRITING = {"idle_in_transaction_session_timeout": "30s", "statement_timeout": "150s"}

# The server is going, full, busy or read-only, or the connection to it has gone: what passes.
_PASSING = (
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.PostgresSystemError,
    asyncpg.ReadOnlySQLTransactionError,
    asyncpg.InvalidAuthorizationSpecificationError,
    asyncpg.InvalidCatalogNameError,
    asyncpg.InsufficientPrivilegeError,
    asyncpg.DeadlockDetectedError,
    asyncpg.SerializationError,
    asyncpg.LockNotAvailableError,
    asyncpg.IntegrityConstraintViolationError,  # but what append.py says is wrong with the rows
    OSError,
)


class Connections:
    """A pool of `readers` connections for reading and one of `writers` for the rest, to the server at `url`."""

    def __init__(self, url: str, *, readers: int, writers: int) -> None:
        self._url = url
        self._sizes = {"read": readers, "write": writers}
        self._pools: dict[str, asyncpg.Pool] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._closed = False

    async def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Await the work on the loop that has the connections; cancelling cancels it there."""
        try:
            loop = self._running()
        except StoreUnavailable:
            work.close()
            raise
        done = asyncio.run_coroutine_threadsafe(work, loop)
        try:
            return await asyncio.wrap_future(done)
        except asyncio.CancelledError:
            task = asyncio.current_task()
            if self._closed and not (task and task.cancelling()):
                raise StoreUnavailable("the event store is closed") from None
            raise

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Connection]:
        """A connection for reads, within `run`; what passes is raised as StoreUnavailable."""
        async with self._lent("read") as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Connection]:
        """A connection with an open transaction, within `run`; what passes is raised as StoreUnavailable."""
        async with self._lent("write") as connection:
            transaction = connection.transaction()
            try:
                await transaction.start()
                yield connection
                await transaction.commit()
            except BaseException:
                await self._ended("write", connection, transaction.rollback())
                raise

    async def connect(self) -> asyncpg.Connection:
        """A connection outside the pools, on the running loop, with the session's settings."""
        connection = await asyncpg.connect(self._url, timeout=_CONNECT_SECONDS, server_settings=_SESSION)
        _watch(connection)
        return connection

    async def close(self) -> None:
        """Wait for what runs, for a while, and end the connections; `run` then raises StoreUnavailable."""
        with self._lock:
            self._closed = True
            loop, self._loop = self._loop, None
        if loop is not None and self._thread is not None:
            await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._end(), loop))
            loop.call_soon_threadsafe(loop.stop)
            await asyncio.to_thread(self._thread.join)

    @asynccontextmanager
    async def _lent(self, kind: str) -> AsyncIterator[Connection]:
        with passing_as_unavailable():
            if kind not in self._pools:
                self._pools[kind] = await self._new_pool(kind)
            connection = await self._acquired(kind)
            try:
                yield connection
            except asyncpg.InternalClientError as error:  # a connection that broke within a COPY confuses the driver
                connection.terminate()
                raise StoreUnavailable(f"the connection to the event store broke: {error}") from error
            finally:
                await self._ended(kind, connection, self._pools[kind].release(connection))

    async def _acquired(self, kind: str) -> Connection:
        try:
            return await self._pools[kind].acquire()
        except (
            ROWS_AT_FAULT
        ) as error:  # a certificate that cannot be read, or a connection that ended while it was made
            raise StoreUnavailable(f"no connection to the event store: {error}") from error

    async def _ended(self, kind: str, connection: Connection, work: Awaitable[None]) -> None:
        """Await the work, for a while. Where it does not end, the connection and others of its age are given up."""
        try:
            async with asyncio.timeout(_END_SECONDS):
                await work
        except Exception:
            with suppress(asyncpg.InterfaceError):  # it has been given back
                connection.terminate()
            await self._pools[kind].expire_connections()

    def _new_pool(self, kind: str) -> asyncpg.Pool:
        """Connects to nobody yet, so that awaiting it lets no other task in between."""
        return asyncpg.create_pool(
            self._url,
            min_size=0,
            max_size=self._sizes[kind],
            timeout=_CONNECT_SECONDS,
            init=_prepare,
            reset=_leave_as_is,
            server_settings=_SESSION | (_WRITING if kind == "write" else {}),
        )

    def _running(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._closed:
                raise StoreUnavailable("the event store is closed")
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=_run, args=(self._loop,), name="store-loop", daemon=True)
                self._thread.start()
            return self._loop

    async def _end(self) -> None:
        for pool in self._pools.values():
            try:
                await asyncio.wait_for(pool.close(), _CLOSE_SECONDS)
            except TimeoutError:
                pool.terminate()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


@contextmanager
def passing_as_unavailable() -> Iterator[None]:
    """Raises what time or the operator mends as StoreUnavailable."""
    try:
        yield
    except _PASSING as error:
        raise StoreUnavailable(f"the event store cannot do this now: {error or type(error).__name__}") from error
    except asyncpg.InterfaceError as error:
        if isinstance(error, ValueError):  # a mistake in the URL or in a value passes not
            raise
        raise StoreUnavailable(f"the connection to the event store is gone: {error}") from error


def _run(loop: asyncio.AbstractEventLoop) -> None:
    asyncio.set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


async def _prepare(connection: asyncpg.Connection) -> None:
    _watch(connection)
    try:
        await set_codecs(connection)
    except BaseException:
        connection.terminate()  # or the pool would wait for its end
        raise


def _watch(connection: asyncpg.Connection) -> None:
    """Let the system notice when the server's machine is gone; the driver has no setting for it."""
    its = connection._transport.get_extra_info("socket")  # the only way to it
    if its.family != socket.AF_UNIX:
        its.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        for name in _TCP.keys() & vars(socket).keys():  # not every system has all of them
            its.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), _TCP[name])


async def _leave_as_is(_: object) -> None:
    """Nothing here changes a session, so that there is nothing to undo when it is given back."""
