"""The room that the collector's tests work in."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from tests.collector.rooms import Room, room


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Room]:
    async with room(tmp_path) as opened:
        yield opened
