"""Every engine under test: for each, a context that gives the URL of an empty store and removes it afterwards."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.servers import postgres


@contextmanager
def _duckdb(folder: Path) -> Iterator[str]:
    yield f"duckdb:///{folder / 'events.duckdb'}"


ENGINES: dict[str, Callable[[Path], AbstractContextManager[str]]] = {"duckdb": _duckdb, "postgresql": postgres.empty_store}
