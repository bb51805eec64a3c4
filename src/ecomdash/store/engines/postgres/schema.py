"""Brings the database to the schema this program knows, by Alembic; one process at a time, whoever else starts."""

from pathlib import Path

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ecomdash.store.engines.postgres.connection import Connections, passing_as_unavailable
from ecomdash.store.engines.postgres.migrations import HEAD, REVISIONS, VERSION_TABLE
from ecomdash.store.engines.postgres.partitions import LOCK
from ecomdash.store.protocol import StoreTooNew, StoreUnavailable, Tables

_OLDEST = 15
_VERSION = f"SELECT version_num FROM {VERSION_TABLE}"  # noqa: S608 - a name of our own


async def migrate(connections: Connections) -> None:
    """Create or upgrade the tables. Raises StoreUnavailable and StoreTooNew, having changed nothing."""
    if await inspect(connections) != "ready":
        await change(connections, HEAD)


async def inspect(connections: Connections) -> Tables:
    """What tables there are. Raises StoreUnavailable, also where there can be none, and StoreTooNew."""
    with passing_as_unavailable():
        try:
            connection = await connections.connect()
        except TimeoutError:
            raise StoreUnavailable("the event store's server does not answer") from None
        try:
            server = connection.get_server_version()
            encoding = await connection.fetchval("SHOW server_encoding")
            found = None
            if await connection.fetchval("SELECT to_regclass($1) IS NOT NULL", VERSION_TABLE):
                found = await connection.fetchval(_VERSION)
        finally:
            await connection.close()
    if server.major < _OLDEST:
        raise StoreUnavailable(f"the event store needs PostgreSQL {_OLDEST} or newer, this is {server.major}")
    if encoding != "UTF8":
        raise StoreUnavailable(f"the event store needs a database with the encoding UTF8, this one has {encoding}")
    _check(found)
    return "none" if found is None else "ready" if found == HEAD else "older"


async def change(connections: Connections, target: str) -> None:
    """Take the steps, up or down, to the revision `target` ("base": no tables), in one transaction."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=connections.connect, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            await connection.execute(sa.text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.run_sync(_run, target)
    except sa.exc.DBAPIError as error:
        with passing_as_unavailable():
            raise _of_driver(error) from error
    finally:
        await engine.dispose()


def _check(found: str | None) -> None:
    if found is not None and found not in REVISIONS:
        raise StoreTooNew(
            f"the event store was written by a newer EcomDash (schema {found}, this one knows {HEAD}); "
            "install that version again, nothing was changed"
        )


def _run(connection: sa.Connection, target: str) -> None:
    from alembic import command  # noqa: PLC0415 - slow to load and needed only when the schema changes
    from alembic.config import Config  # noqa: PLC0415 - the same
    from alembic.migration import MigrationContext  # noqa: PLC0415 - the same

    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    found = context.get_current_revision()
    _check(found)  # another process may have changed it while this one waited
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    config.attributes["connection"] = connection
    downwards = target == "base" or (found is not None and REVISIONS.index(target) < REVISIONS.index(found))
    (command.downgrade if downwards else command.upgrade)(config, target)


def _of_driver(error: BaseException) -> BaseException:
    """The driver's own error, which SQLAlchemy wraps twice."""
    cause: BaseException | None = error
    while cause is not None and not isinstance(cause, asyncpg.PostgresError | asyncpg.InterfaceError | OSError):
        cause = cause.__cause__
    return cause or error
