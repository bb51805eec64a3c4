"""A configuration database of one's own, of each kind there is."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.servers.postgres import shared_server

from ecomdash.sites.database import Database, open_database


@pytest.fixture
def postgresql() -> Iterator[str]:
    """The address of an empty database on a server."""
    server = shared_server()
    with server.database() as name:
        yield server.url(name)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'sites.sqlite'}"
    address: str = request.getfixturevalue("postgresql")
    return address


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = open_database(url, demo_key="demo")
    await database.migrate()
    yield database
    await database.close()
