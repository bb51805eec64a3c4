"""The tables as reviewed, for one server and for a cluster; made twice as once, never touched when from the future."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.store.clickhouse_stores import Place, opened

from ecomdash.store.engines.clickhouse import schema
from ecomdash.store.protocol import StoreTooNew

SNAPSHOTS = Path(__file__).parent / "snapshots"


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with opened(tmp_path) as found:
        yield found


@pytest.mark.parametrize("cluster", ["", "shop"], ids=["server", "cluster"])
def test_a_changed_table_is_a_new_version(cluster: str) -> None:
    """If this fails: raise schema.VERSION, write the step from the last version, then UPDATE_SNAPSHOTS=1.

    No cluster can be started here, so that this text is all that is known of one.
    """
    found = f"-- version {schema.VERSION}\n" + ";\n\n".join(schema.statements(cluster)) + ";\n"
    file = SNAPSHOTS / f"clickhouse_schema{'_cluster' if cluster else ''}.sql"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        file.write_text(found)
    assert found == file.read_text()


async def test_twice_is_as_once(place: Place) -> None:
    tables = "SELECT name, create_table_query FROM system.tables WHERE database = currentDatabase() ORDER BY name"
    before = place.sql(tables)
    place.sql("INSERT INTO ingest_positions VALUES ('local', 0, 7, 1)")
    place.sql("TRUNCATE TABLE schema_version")  # as if the first time had ended halfway
    for _ in range(2):
        store = place.store()
        await store.migrate()
        await store.close()
    assert place.sql(tables) == before
    assert place.sql("SELECT version FROM schema_version") == [(schema.VERSION,)]
    assert place.sql("SELECT position FROM ingest_positions") == [(7,)]


async def test_tables_of_a_newer_version_are_left_alone(place: Place) -> None:
    place.sql("INSERT INTO schema_version VALUES ({newer:UInt32})", newer=schema.VERSION + 1)
    place.sql("DROP TABLE bot_events SYNC")
    store = place.store()
    with pytest.raises(StoreTooNew, match="newer EcomDash"):
        await store.migrate()
    assert place.sql("EXISTS TABLE bot_events") == [(0,)]
    await store.close()
