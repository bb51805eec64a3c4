"""Opening, migrating and writing the configuration database."""

import asyncio
import sqlite3
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ecomdash.sites import migrations, registry, users
from ecomdash.sites.database import Database, open_database
from ecomdash.sites.errors import NewerDatabase
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


async def test_the_migrations_make_the_tables_of_the_models(url: str, tmp_path: Path) -> None:
    database = open_database(url)
    await database.migrate()
    await database.close()
    engine = sa.create_engine(f"sqlite:///{tmp_path / 'sites.sqlite'}")
    with engine.connect() as connection:
        differences = compare_metadata(MigrationContext.configure(connection), Base.metadata)
    engine.dispose()
    assert differences == []


def test_the_listed_revisions_are_the_files() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    scripts = ScriptDirectory.from_config(config)
    assert tuple(reversed([script.revision for script in scripts.walk_revisions()])) == migrations.REVISIONS
    assert scripts.get_current_head() == migrations.HEAD


async def test_a_database_of_a_newer_version_is_left_alone(url: str, tmp_path: Path) -> None:
    database = open_database(url)
    await database.migrate()
    await database.close()
    with sqlite3.connect(tmp_path / "sites.sqlite") as raw:
        raw.execute("update alembic_version set version_num = '9999'")
    raw.close()
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


async def test_the_file_is_in_wal_mode_with_foreign_keys(database: Database) -> None:
    async with database.read() as session:
        mode = await session.scalar(sa.text("pragma journal_mode"))
        keys = await session.scalar(sa.text("pragma foreign_keys"))
    assert (mode, keys) == ("wal", 1)


def test_another_kind_of_database_is_refused() -> None:
    with pytest.raises(ValueError, match="mysql"):
        open_database("mysql://localhost/x")
