"""Servers to ask."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.api.shop import Shop, open_shop


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    """A server that is not in demo mode and has nothing yet."""
    async with open_shop(tmp_path) as shop:
        yield shop


@pytest.fixture
async def demo(tmp_path: Path) -> AsyncIterator[Shop]:
    """A server in demo mode, with its demo site and another one."""
    async with open_shop(tmp_path, demo=True) as shop:
        await shop.add_site("Demo Shop", key="demo", timezone="Europe/London", currency="GBP")
        await shop.add_site("Private", key="private")
        yield shop
