"""Opening, migrating and writing the configuration database, on every kind of database it may be in."""

import asyncio
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from tests.servers.postgres import new_server

from ecomdash.settings import SettingsError
from ecomdash.sites import migrations, registry, users
from ecomdash.sites.database import Database, open_database, version_table
from ecomdash.sites.errors import DatabaseAway, NewerDatabase
from ecomdash.sites.tables import Base


async def test_migrating_twice_keeps_what_is_there(url: str) -> None:
    for _ in range(2):
        database = open_database(url)
        await database.migrate()
        async with database.write() as session:
            await registry.create(session, 1, "test", {"name": "Shop"})
        await database.close()
    database = open_database(url)
    await database.migrate()
    assert [site.name for site in database.directory.all()] == ["Shop", "Shop"]
    await database.close()


async def test_the_migrations_make_the_tables_of_the_models(database: Database) -> None:
    def compare(connection: sa.Connection) -> object:
        options = {"version_table": version_table(connection.dialect)}
        return compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata)

    async with database._engine.connect() as connection:
        assert await connection.run_sync(compare) == []


async def test_a_migration_can_be_taken_back(database: Database) -> None:
    def there_and_back(connection: sa.Connection) -> list[str]:
        config = Config()
        config.set_main_option("script_location", str(Path(migrations.__file__).parent))
        config.attributes.update(connection=connection, version_table=version_table(connection.dialect))
        command.downgrade(config, "base")
        left = sa.inspect(connection).get_table_names()
        command.upgrade(config, "head")
        return left

    async with database._engine.begin() as connection:
        assert await connection.run_sync(there_and_back) == [version_table(database._engine.dialect)]


async def test_processes_that_start_together_migrate_once(url: str) -> None:
    several = [open_database(url) for _ in range(4)]
    await asyncio.gather(*(database.migrate() for database in several))
    async with several[0].write() as session:
        await registry.create(session, 1, "test", {"name": "Shop"})
    for database in several:
        await database.refresh()
        assert [site.name for site in database.directory.all()] == ["Shop"]
        await database.close()


def test_the_listed_revisions_are_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migrations.REVISIONS
    assert scripts.get_current_head() == migrations.HEAD


async def test_a_database_of_a_newer_version_is_left_alone(url: str) -> None:
    database = open_database(url)
    await database.migrate()
    table = version_table(database._engine.dialect)
    async with database._engine.begin() as connection:
        await connection.execute(sa.text(f"update {table} set version_num = '9999'"))
    await database.close()
    database = open_database(url)
    with pytest.raises(NewerDatabase, match="9999"):
        await database.migrate()
    await database.close()


async def test_an_exception_rolls_everything_back(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as session:
            await registry.create(session, 1, "test", {"name": "Shop"})
            raise RuntimeError("on purpose")

    with pytest.raises(RuntimeError):
        await fail()
    assert database.directory.all() == ()
    async with database.read() as session:
        assert await registry.every(session) == []


async def test_writers_wait_for_each_other_and_see_each_others_work(database: Database) -> None:
    made: list[str] = []

    async def first_user(name: str) -> None:
        async with database.write() as session:
            if not await users.any_user(session):
                await asyncio.sleep(0)
                await users.create(session, 1, "test", email=f"{name}@example.com", password_hash="x", role="owner")
                made.append(name)

    await asyncio.gather(*(first_user(f"user{n}") for n in range(8)))
    async with database.read() as session:
        assert len(await users.every(session)) == len(made) == 1


async def test_the_file_is_in_wal_mode_with_foreign_keys(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'sites.sqlite'}")
    async with database.read() as session:
        mode = await session.scalar(sa.text("pragma journal_mode"))
        keys = await session.scalar(sa.text("pragma foreign_keys"))
    await database.close()
    assert (mode, keys) == ("wal", 1)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://localhost/x")


def test_a_missing_driver_is_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncpg", None)
    with pytest.raises(SettingsError, match=r"^ECOMDASH_SITES=postgresql://… needs its driver.*'\.\[postgres\]'$"):
        open_database("postgresql://ann:secret@host/x")


async def test_a_reader_sees_one_state_while_others_write(url: str) -> None:
    here, there = open_database(url), open_database(url)
    await here.migrate()
    async with here.read() as session:
        before = await users.any_user(session)
        async with there.write() as writing:
            await users.create(writing, 1, "test", email="a@example.com", password_hash="x", role="owner")
        assert not before
        assert not await users.any_user(session)
    async with here.read() as session:
        assert await users.any_user(session)
    await here.close()
    await there.close()


async def test_a_server_that_goes_away_and_comes_back_is_used_again() -> None:
    server = new_server()
    database = open_database(server.url())
    await database.migrate()
    server.stop()
    for _ in range(2):
        with pytest.raises(DatabaseAway):
            await database.refresh()
    server.start()
    async with database.write() as session:
        await registry.create(session, 1, "test", {"name": "Shop"})
    assert [site.name for site in database.directory.all()] == ["Shop"]
    assert (await database.server_version()).startswith("PostgreSQL 1")
    await database.close()
    server.stop()


async def test_a_connection_that_is_cut_inside_a_transaction_is_said_to_be_away(postgresql: str) -> None:
    database = open_database(postgresql)
    with pytest.raises(DatabaseAway, match="terminating connection"):
        async with database.read() as session:
            await session.execute(sa.text("select pg_terminate_backend(pg_backend_pid())"))
    await database.close()


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("postgresql://postgres@127.0.0.1:1/x", "refused|Connect call failed"),
        ("postgresql://postgres:geheim@nowhere.invalid/x", "nowhere.invalid|not known|resolution"),
    ],
)
async def test_a_server_that_is_not_there(address: str, reason: str) -> None:
    database = open_database(address)
    with pytest.raises(DatabaseAway, match=reason) as raised:
        await database.migrate()
    assert "geheim" not in str(raised.value)
    await database.close()


async def test_libpqs_word_for_encryption_is_understood(postgresql: str) -> None:
    database = open_database(f"{postgresql}?sslmode=require")
    with pytest.raises(DatabaseAway, match="SSL"):  # the test server has none
        await database.migrate()
    await database.close()
