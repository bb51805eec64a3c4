"""The configuration database: SQLite by default, opened, migrated, and written in one transaction at a time."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from ecomdash.sites.directory import SiteDirectory
from ecomdash.sites.errors import NewerDatabase
from ecomdash.sites.migrations import HEAD, REVISIONS

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}


class Database:
    """Reads and writes of the configuration, and the `directory` that follows them."""

    def __init__(self, engine: AsyncEngine, directory: SiteDirectory) -> None:
        self.directory = directory
        self._engine = engine
        self._reads = async_sessionmaker(engine, expire_on_commit=False)
        self._writes = async_sessionmaker(engine.execution_options(immediate=True), expire_on_commit=False)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        """A session for reading one consistent state."""
        async with self._reads() as session:
            yield session

    @asynccontextmanager
    async def write(self) -> AsyncIterator[AsyncSession]:
        """One transaction that holds the write lock from its start; committed at the end, the directory follows.

        An exception inside rolls everything back.
        """
        async with self._writes.begin() as session:
            yield session
        await self.refresh()

    async def refresh(self) -> None:
        """Bring the directory up to date with the database."""
        async with self.read() as session:
            await self.directory.refresh(session)

    async def migrate(self) -> None:
        """Create or upgrade the tables; safe to run twice. Raises NewerDatabase."""
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
        """Release the file."""
        await self._engine.dispose()


async def _version(connection: AsyncConnection) -> str | None:
    """The revision the tables are at, without loading Alembic, which takes as long as the rest of the start."""
    if not await connection.run_sync(lambda sync: sa.inspect(sync).has_table("alembic_version")):
        return None
    row = (await connection.execute(sa.text("select version_num from alembic_version"))).first()
    return None if row is None else str(row[0])


def _upgrade(connection: sa.Connection) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load and needed only after an upgrade
    from alembic.config import Config  # noqa: PLC0415 - the same

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def open_database(url: str, *, demo_key: str | None = None) -> Database:
    """The database at `sqlite:///<file>` or `postgresql://...`; call `migrate` before use.

    `demo_key` is the site that stands for "no key given" (demo mode). Raises ValueError for another kind of URL.
    """
    kind, _, rest = url.partition("://")
    if kind not in _DRIVERS:
        raise ValueError(f"the configuration database must be sqlite:// or postgresql://, not {kind}://")
    if kind == "sqlite":
        Path(rest.removeprefix("/")).parent.mkdir(parents=True, exist_ok=True)
    engine = create_async_engine(f"{_DRIVERS[kind]}://{rest}")
    if kind == "sqlite":
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return Database(engine, SiteDirectory(demo_key))


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says, not where the driver guesses
    cursor = connection.cursor()
    for pragma in ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=5000"):
        cursor.execute(f"pragma {pragma}")
    cursor.close()


def _begin_sqlite(connection: sa.Connection) -> None:
    immediate = connection.get_execution_options().get("immediate", False)
    connection.exec_driver_sql("begin immediate" if immediate else "begin")
