"""A move that is killed, or whose target goes away, is gone on with and brings every row once."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.engines import ENGINES
from tests.jobs.moving_shop import POSITIONS, contents, fill
from tests.query.stores import Recording

from ecomdash.events.batch import Batch
from ecomdash.jobs.loading_lookups import all_positions
from ecomdash.jobs.moving import move
from ecomdash.jobs.moving_marks import of_logs, refuse_half_moved
from ecomdash.settings import SettingsError, load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store, StoreUnavailable

ROOT = Path(__file__).resolve().parents[2]
STEPS = (1, 4, 9)  # after so many lines it is killed


@pytest.fixture(params=ENGINES)
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """From the first engine into each."""
    with ENGINES[next(iter(ENGINES))](tmp_path) as source:
        (tmp_path / "target").mkdir()
        with ENGINES[request.param](tmp_path / "target") as target:
            yield source, target


def opened(url: str) -> Store:
    return open_store(load({}, store=url, store_memory="200MB"))


def start(urls: tuple[str, str]) -> subprocess.Popen[str]:
    environment = {**os.environ, "PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    command = [sys.executable, "-m", "tests.jobs.moving_once", *urls]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)


async def test_killed_again_and_again_it_brings_every_row_once(urls: tuple[str, str]) -> None:
    source = opened(urls[0])
    await fill(source)
    wanted = await contents(source)
    await source.close()
    for steps in STEPS:
        with start(urls) as process:
            assert process.stdout is not None
            for _ in range(steps):
                assert process.stdout.readline().split()[0] in {"copying", "comparing"}
            process.kill()
        assert process.wait() != 0
    with start(urls) as process:
        assert process.stdout is not None
        lines = process.stdout.read().splitlines()
    assert process.wait() == 0
    assert lines[-1].startswith("comparing")
    target = opened(urls[1])
    await target.migrate()
    assert await contents(target) == wanted
    assert of_logs(await all_positions(target)) == POSITIONS
    await target.close()


class Leaving(Recording):
    """A target that is away after some appends, before or after it stored the last."""

    def __init__(self, store: Store, appends: int, *, stores_last: bool) -> None:
        super().__init__(store)
        self._left, self._stores_last = appends, stores_last

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        self._left -= 1
        if self._left >= 0 or self._stores_last:
            await self.store.append(batch, log, positions, since)
        if self._left < 0:
            raise StoreUnavailable("the target has gone")


@pytest.mark.parametrize("stores_last", [True, False])
async def test_a_target_that_goes_away_is_gone_on_with(urls: tuple[str, str], *, stores_last: bool) -> None:
    source, target = opened(urls[0]), opened(urls[1])
    await fill(source)
    await target.migrate()
    tries = 0
    outcome = None
    while outcome is None:
        tries += 1
        try:
            leaving = Leaving(target, 5, stores_last=stores_last)
            outcome = await move(source, leaving, "somewhere", lambda *_: None, last=True)
        except StoreUnavailable:
            assert tries < 100
            if tries == 1:
                with pytest.raises(SettingsError, match="a move from somewhere into the event store is not finished"):
                    await refuse_half_moved(target)
    assert tries > 3
    assert outcome.finished
    await refuse_half_moved(target)
    assert await contents(target) == await contents(source)
    assert of_logs(await all_positions(target)) == POSITIONS
    await asyncio.gather(source.close(), target.close())
