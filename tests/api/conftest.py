"""Servers to ask."""

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.api.shop import Shop, open_shop
from tests.servers.postgres import shared_server

EVERY_KIND = ("sqlite", "postgresql")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A module that names kinds of configuration databases in `SITES` has its servers run on each of them."""
    if "sites" in metafunc.fixturenames and hasattr(metafunc.module, "SITES"):
        metafunc.parametrize("sites", metafunc.module.SITES, indirect=True)


@pytest.fixture
def sites(request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of the configuration database: a file, unless the module says otherwise."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    server = shared_server()
    with server.database() as name:
        yield server.url(name)


@pytest.fixture
async def shop(tmp_path: Path, sites: str) -> AsyncIterator[Shop]:
    """A server that is not in demo mode and has nothing yet."""
    async with open_shop(tmp_path, sites=sites) as shop:
        yield shop


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Shop]:
    """A server in demo mode, with its demo site and another one."""
    async with open_shop(tmp_path, demo=True) as shop:
        await shop.add_site("Demo Shop", key="demo", timezone="Europe/London", currency="GBP")
        await shop.add_site("Private", key="private")
        yield shop
