"""A configuration database in a folder of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from ecomdash.sites.database import Database, open_database


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'sites.sqlite'}"


@pytest.fixture
async def database(url: str) -> AsyncIterator[Database]:
    database = open_database(url, demo_key="demo")
    await database.migrate()
    yield database
    await database.close()
