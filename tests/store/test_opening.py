"""Store URLs: which engine they name, and what is said where they name none or cannot be opened."""

from pathlib import Path

import pytest

from ecomdash.settings import SettingsError, load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import StoreUnavailable


async def test_the_default_is_a_file_in_the_data_folder_which_is_made(tmp_path: Path) -> None:
    store = open_store(load({}, data=tmp_path / "new" / "data"))
    assert not (tmp_path / "new").exists()  # nothing is touched before it is used
    await store.migrate()
    await store.close()
    assert (tmp_path / "new" / "data" / "events.duckdb").exists()


async def test_a_relative_path_is_meant_from_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store(load({}, store="duckdb:///here.duckdb"))
    await store.migrate()
    await store.close()
    assert (tmp_path / "here.duckdb").exists()


@pytest.mark.parametrize("url", ["mysql://x/y", "duckdb", "events.duckdb", "://", "DUCKDB:///x"])
def test_a_url_of_no_engine(url: str) -> None:
    with pytest.raises(SettingsError, match="ECOMDASH_STORE"):
        open_store(load({}, store=url))


async def test_a_file_that_is_something_else(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("not a database\n" * 1000)
    store = open_store(load({}, store=f"duckdb:///{tmp_path / 'notes.txt'}"))
    with pytest.raises(StoreUnavailable, match=r"notes\.txt cannot be opened"):
        await store.migrate()
    assert (tmp_path / "notes.txt").read_text().startswith("not a database")


async def test_a_folder_in_the_way(tmp_path: Path) -> None:
    store = open_store(load({}, store=f"duckdb:///{tmp_path}"))
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        await store.migrate()


async def test_looking_into_an_empty_folder_leaves_nothing_there(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    in_the_way = open_store(load({}, store=f"chdb:///{tmp_path / 'file'}"))
    with pytest.raises(StoreUnavailable, match="cannot be opened"):
        await in_the_way.inspect()
    await in_the_way.close()
    store = open_store(load({}, store=f"chdb:///{tmp_path / 'folder'}"))
    (tmp_path / "folder").mkdir()
    assert await store.inspect() == "none"
    assert list((tmp_path / "folder").iterdir()) == []
    await store.migrate()
    assert await store.inspect() == "ready"
    await store.close()
