"""While a store rests its files are whole, whatever is read meanwhile."""

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.enrichment.loading import Shop
from tests.enrichment.making import accepted, hit, page
from tests.jobs.moving_shop import contents, fill

from ecomdash.jobs import loader as loading
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import InFiles, Statement, StoreUnavailable
from ecomdash.store.tables import analytics_events


def endless() -> Statement:
    """A read that takes longer than any test."""
    many = [analytics_events.alias(f"e{n}") for n in range(6)]
    return sa.select(sa.func.count()).select_from(*many).where(*(each.c.path != "" for each in many))


async def test_a_copy_made_while_a_long_read_runs_has_everything(tmp_path: Path) -> None:
    store = open_store(load({}, data=tmp_path))
    assert isinstance(store, InFiles)
    await fill(store)
    wanted = await contents(store)
    (tmp_path / "copy").mkdir()
    reading = asyncio.create_task(store.execute(endless(), 60))
    await asyncio.sleep(0.1)
    async with store.resting():
        files = [file for file in store.files if file.exists()]
        copying = await asyncio.create_subprocess_exec("cp", *files, tmp_path / "copy")
        assert await copying.wait() == 0
        assert not reading.done()
    reading.cancel()
    with suppress(asyncio.CancelledError):
        await reading
    await store.close()
    copy = open_store(load({}, data=tmp_path / "copy"))
    await copy.migrate()
    assert await contents(copy) == wanted
    await copy.close()


async def test_an_event_behind_a_backup_waits_and_that_is_no_trouble(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loading, "LONG_SECONDS", 0.05)
    store = open_store(load({}, data=tmp_path))
    assert isinstance(store, InFiles)
    await store.migrate()
    shop, stop = Shop(store), asyncio.Event()
    loader = shop.loader()
    running = asyncio.create_task(loader.run(stop))
    async with store.resting():
        shop.arrive(accepted(hit(page())))
        await asyncio.sleep(0.3)
        assert loader.trouble == ""
        assert shop.log.committed.get(0, 0) == 0
    async with asyncio.timeout(20):
        await shop.log.until_committed(1)
    stop.set()
    await running
    assert await shop.outcomes() == {("stored", ""): 1}
    await store.close()


async def test_a_closed_store_does_not_rest(tmp_path: Path) -> None:
    store = open_store(load({}, data=tmp_path))
    assert isinstance(store, InFiles)
    await store.migrate()
    await store.close()
    with pytest.raises(StoreUnavailable):
        async with store.resting():
            pass
