"""What a ClickHouse URL may say, and what is said of one that cannot be."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from tests.servers.clickhouse import embedded_store

from ecomdash.settings import SettingsError, load
from ecomdash.store.engines.clickhouse import connection
from ecomdash.store.engines.clickhouse.address import Address, folder, server
from ecomdash.store.engines.clickhouse.engine import ClickHouseStore
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Statement, StoreUnavailable

_BOUNDS: Statement = sa.select(
    sa.literal_column("getSetting('max_memory_usage')"), sa.literal_column("getSetting('max_threads')")
)


@pytest.mark.parametrize(
    ("url", "means"),
    [
        ("clickhouse://db", Address(host="db", port=8123)),
        ("clickhouse://db?secure=1", Address(host="db", port=8443, secure=True)),
        (
            "clickhouse://me:p%40ss%2Fword@db:9000/shop?cluster=all",
            Address(host="db", port=9000, user="me", password="p@ss/word", database="shop", cluster="all"),
        ),
        ("clickhouse://[::1]:8123/shop", Address(host="::1", port=8123, database="shop")),
    ],
)
def test_a_server(url: str, means: Address) -> None:
    assert server(url) == means


def test_a_folder() -> None:
    assert folder("//var/lib/events?database=shop") == Address(folder=Path("/var/lib/events"), database="shop")
    assert folder("/events") == Address(folder=Path("events"))


@pytest.mark.parametrize(
    "url",
    [
        "clickhouse://", "clickhouse:///shop", "clickhouse://db:port/shop", "clickhouse://db/shop?shards=3",
        "chdb://", "chdb:///", "chdb:///x?cluster=all", "chdb:///x?user=me",
    ],
)  # fmt: skip
def test_an_address_that_cannot_be(url: str) -> None:
    with pytest.raises(SettingsError, match="ECOMDASH_STORE"):
        open_store(load({}, store=url))


def test_no_message_has_the_password() -> None:
    assert "secret" not in str(server("clickhouse://me:secret@db/shop"))


async def test_a_file_in_the_way_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "notes").write_text("kept")
    store = open_store(load({}, store=f"chdb:///{tmp_path / 'notes'}"))
    with pytest.raises(StoreUnavailable, match="notes cannot be opened"):
        await store.migrate()
    await store.close()
    assert (tmp_path / "notes").read_text() == "kept"


@pytest.mark.parametrize(
    ("text", "number"), [("400MB", 400_000_000), ("1.5 GB", 1_500_000_000), ("2gib", 2 << 30), ("512kib", 512 << 10)]
)
async def test_the_engine_in_this_process_keeps_to_its_memory_and_threads(text: str, number: int) -> None:
    with embedded_store(Path()) as url:
        settings = load({}, store=url, store_memory=text, store_threads=3)
        store = open_store(settings)
        assert await store.execute(_BOUNDS) == [(number, 3)]
        await store.close()
    with pytest.raises(SettingsError, match="ECOMDASH_STORE_MEMORY"):
        open_store(replace(settings, store_memory="half of it"))


def test_the_memory_and_threads_of_a_server_are_its_own() -> None:
    server = open_store(load({}, store="clickhouse://db/shop", store_memory="1GB", store_threads=3))
    assert isinstance(server, ClickHouseStore)
    assert not server._clients._settings.keys() & {"max_memory_usage", "max_threads"}


async def test_a_server_too_old_is_told_apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "_OLDEST", 99)
    with embedded_store(tmp_path / "unused") as url:
        store = open_store(load({}, store=url))
        with pytest.raises(StoreUnavailable, match="99 or newer"):
            await store.migrate()
        await store.close()
        monkeypatch.undo()
