"""A read ends at its limit, also when DuckDB misses the first interrupt."""

import time
from pathlib import Path

import duckdb
import pytest

from ecomdash.store.engines.duckdb.connection import Connections
from ecomdash.store.engines.duckdb.readers import Readers, Rows
from ecomdash.store.protocol import QueryTimeout


async def test_an_interrupt_before_the_statement_begins_is_not_lost(tmp_path: Path) -> None:
    connections = Connections(tmp_path / "events.duckdb", memory="100MB", threads=1)
    readers = Readers(connections, 1)

    def slow_to_begin(cursor: duckdb.DuckDBPyConnection) -> Rows:
        time.sleep(0.03)
        return cursor.execute("SELECT count(*) FROM range(1_000_000_000_000) WHERE random() < 2").fetchall()

    with pytest.raises(QueryTimeout):
        await readers.run(slow_to_begin, 0.01)
    assert await readers.run(lambda cursor: cursor.execute("SELECT 7").fetchall(), 10) == [(7,)]
    readers.close()
    connections.close()
