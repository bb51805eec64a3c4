"""The configuration database, opened, migrated, and written in one transaction at a time, by however many processes."""

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from ecomdash.settings import SettingsError, missing_extra
from ecomdash.sites.directory import SiteDirectory
from ecomdash.sites.errors import DatabaseAway, NewerDatabase
from ecomdash.sites.migrations import HEAD, REVISIONS

_LOCK: Final = 0x45434F4D  # the number of this program's advisory lock in a database it may share
_CONNECT_SECONDS, _WAIT_SECONDS, _STATEMENT_SECONDS = 5.0, 10.0, 60.0
_OURS: Final = (IntegrityError, ProgrammingError, DataError)  # say that a statement was wrong, not that nobody answers


class Database:
    """Reads and writes of the configuration, and the `directory` that follows them.

    `is_shared` says whether processes of other machines may use it, too. Everything raises DatabaseAway while it
    cannot be reached; the next call tries again.
    """

    def __init__(self, engine: AsyncEngine, directory: SiteDirectory, *, is_shared: bool) -> None:
        self.directory = directory
        self.is_shared = is_shared
        self._engine = engine
        reading = engine.execution_options(isolation_level="REPEATABLE READ") if is_shared else engine
        self._reads = async_sessionmaker(reading, expire_on_commit=False)
        self._writes = async_sessionmaker(engine.execution_options(immediate=True), expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading one consistent state."""
        with _answering():
            async with self._reads() as session:
                yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that holds the write lock from its start; committed at the end, the directory follows.

        An exception inside rolls everything back.
        """
        async with self.locked() as session:
            yield session
        await self.refresh()

    @asynccontextmanager
    async def locked(self) -> AsyncIterator[AsyncSession]:
        """The same for what the directory does not show."""
        with _answering():
            async with self._writes.begin() as session:
                yield session

    async def refresh(self) -> None:
        """Bring the directory up to date with the database."""
        async with self.read() as session:
            await self.directory.refresh(session)

    async def server_version(self) -> str:
        """What answers, such as 'SQLite 3.46.1'."""
        async with self.read() as session:
            connection = await session.connection()
            number = ".".join(map(str, connection.dialect.server_version_info or ()))
            return f"{'PostgreSQL' if self.is_shared else 'SQLite'} {number}"

    async def behind(self) -> str | None:
        """What is to be said of the tables' version; None when they are this program's."""
        with _answering():
            async with self._engine.connect() as connection:
                version = await _version(connection)
        if version == HEAD:
            return None
        if version is None:
            return "it has no tables yet; the first start makes them, or ecomdash migrate"
        if version in REVISIONS:
            return f"its tables are at version {version}; the first start brings them to {HEAD}, or ecomdash migrate"
        return f"its tables are at version {version}, which is newer than this program's {HEAD}"

    async def migrate(self) -> None:
        """Create or upgrade the tables; safe to run twice, and by two processes at once. Raises NewerDatabase."""
        with _answering():
            async with self._engine.connect() as connection:
                version = await _version(connection)
            if version != HEAD:
                if version is not None and version not in REVISIONS:
                    raise NewerDatabase(
                        f"the configuration database is at version {version!r}, this program knows {HEAD!r}"
                    )
                async with self._engine.execution_options(immediate=True).begin() as connection:
                    await connection.run_sync(_upgrade)
        await self.refresh()

    async def close(self) -> None:
        """Release the file or the connections."""
        await self._engine.dispose()


@contextmanager
def _answering() -> Iterator[None]:
    """Turn the many ways in which a database says that it is not there into one."""
    try:
        yield
    except (DBAPIError, PoolTimeout, OSError) as error:
        if isinstance(error, _OURS):
            raise
        raise DatabaseAway(str(error.orig if isinstance(error, DBAPIError) else error)) from error


def version_table(dialect: sa.Dialect) -> str:
    """The table of the schema's version; in a server's database others may have an alembic_version of their own."""
    return "alembic_version" if dialect.name == "sqlite" else "sites_version"


async def _version(connection: AsyncConnection) -> str | None:
    """The revision the tables are at, without loading Alembic, which takes as long as the rest of the start."""
    table = version_table(connection.dialect)
    if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table(table)):
        return None
    version: str | None = await connection.scalar(sa.select(sa.table(table, sa.column("version_num", sa.String))))
    return version


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load and needed only after an upgrade
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes.update(connection=connection, version_table=version_table(connection.dialect))
    command.upgrade(config, "head")


def open_database(url: str, *, demo_key: str | None = None) -> Database:
    """The database at `sqlite:///<file>` or `postgresql://...`; call `migrate` before use.

    `demo_key` is the site that stands for "no key given" (demo mode). Raises SettingsError for another kind of URL, or
    where the driver is not installed.
    """
    kind, _, rest = url.partition("://")
    if kind == "sqlite":
        engine = _open_sqlite(rest)
    elif kind == "postgresql":
        try:
            engine = _open_postgresql(url)
        except ImportError:
            raise missing_extra("sites", kind, "postgres") from None
    else:
        raise SettingsError(f"ECOMDASH_SITES must be sqlite:// or postgresql://, not {kind}://")
    return Database(engine, SiteDirectory(demo_key), is_shared=kind != "sqlite")


def _open_sqlite(place: str) -> AsyncEngine:
    Path(place.removeprefix("/")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(f"sqlite+aiosqlite://{place}")
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    cursor = connection.cursor()
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=5000"):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("begin immediate" if immediate else "begin")


def _open_postgresql(url: str) -> AsyncEngine:
    address = sa.make_url(url).set(drivername="postgresql+asyncpg")
    if "sslmode" in address.query:  # libpq's word for what the driver calls ssl
        address = address.difference_update_query(["sslmode"]).update_query_dict({"ssl": address.query["sslmode"]})
    engine = create_async_engine(
        address,
        pool_size=4,
        max_overflow=12,
        pool_timeout=_WAIT_SECONDS,
        pool_pre_ping=True,  # a server that was restarted is noticed before a request is lost to it
        connect_args={
            "timeout": _CONNECT_SECONDS,
            "command_timeout": _STATEMENT_SECONDS,
            "server_settings": {"application_name": "ecomdash"},
        },
    )
    event.listen(engine.sync_engine, "begin", _begin_postgresql)
    return engine


def _begin_postgresql(connection: sa.Connection) -> None:
    if connection.get_execution_options().get("immediate", False):
        connection.exec_driver_sql(f"select pg_advisory_xact_lock({_LOCK})")
