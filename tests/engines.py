"""Every engine under test: for each, a context that gives the URL of an empty store and removes it afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.servers import clickhouse, postgres


@contextmanager
def _duckdb(folder: Path) -> Iterator[str]:
    yield f"duckdb:///{folder / 'events.duckdb'}"


Engines = dict[str, Callable[[Path], AbstractContextManager[str]]]

ENGINES: Engines = {
    "duckdb": _duckdb,
    "postgresql": postgres.empty_store,
    "clickhouse": clickhouse.embedded_store,
}
# The same engine asked in another way: what it answers is the same, how it is spoken to is not.
CONNECTIONS: Engines = {**ENGINES, "clickhouse-http": clickhouse.served_store}
