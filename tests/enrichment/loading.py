"""A shop of its own in a shared store: what is loaded for it is told apart by its site, and by the log's name."""

import asyncio
import itertools
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pytest
import sqlalchemy as sa
from msgspec import structs
from tests.engines import ENGINES
from tests.enrichment.making import SITE, T0, ListLog

from ecomdash.clock import FixedClock
from ecomdash.events.record import Accepted, Refused
from ecomdash.events.site import Site
from ecomdash.jobs.loader import Loader
from ecomdash.live.memory import MemoryLive
from ecomdash.live.protocol import Live
from ecomdash.settings import load
from ecomdash.store.engines.opening import open_store
from ecomdash.store.protocol import Store
from ecomdash.store.tables import metadata

Mode = Literal["at once", "one by one", "restarting"]
MODES: tuple[Mode, ...] = ("at once", "one by one", "restarting")

# What a loader remembers is the same whatever the engine is; one that has just started asks the store for everything.
in_every_way = pytest.mark.parametrize(
    ("store", "mode"),
    [(engine, mode) for engine in ENGINES for mode in MODES if engine == "duckdb" or mode == "restarting"],
    indirect=["store"],
    scope="module",
)

_numbers = itertools.count(1)


def opened_store(engine: str, folder: Path) -> Iterator[Store]:
    """An empty store, closed afterwards; for a fixture of any scope."""
    with ENGINES[engine](folder) as url:
        store = open_store(load({}, data=folder, store=url, store_memory="200MB", store_threads=1))
        asyncio.run(store.migrate())
        yield store
        asyncio.run(store.close())


class Shop:
    """A new site with a log of its own; `site` is SITE but for its id."""

    def __init__(self, store: Store, **changes: Any) -> None:
        self.store = store
        self.site = structs.replace(SITE, id=next(_numbers), **changes)
        self.clock = FixedClock(T0)
        self.live = MemoryLive(self.clock)
        self.log = ListLog()

    def loader(self, store: Any = None, live: Live | None = None) -> Loader:
        """A loader just started, from `store` in place of the shop's."""
        by_id: Callable[[int], Site | None] = {self.site.id: self.site}.get
        return Loader(
            self.log, store or self.store, live or self.live, by_id, self.clock, log_name=f"log {self.site.id}"
        )

    def arrive(self, *records: Accepted | Refused | bytes) -> None:
        """Records for SITE come into the log, as the shop's."""
        self.log.add(
            *(
                structs.replace(r, site_id=self.site.id) if not isinstance(r, bytes) and r.site_id == SITE.id else r
                for r in records
            )
        )

    async def load(self, records: Sequence[Accepted | Refused | bytes], mode: Mode = "at once") -> None:
        """Everything is loaded in the way told: in one batch, one record a batch, or one record a process."""
        if mode == "at once":
            self.arrive(*records)
            await self.loader().drain()
            return
        loader = self.loader()
        for record in records:
            self.arrive(record)
            await (loader if mode == "one by one" else self.loader()).drain()

    async def rows(self, table: str, *columns: str) -> list[tuple[Any, ...]]:
        """Columns of all the shop's rows of a table, sorted."""
        c = metadata.tables[table].c
        statement = sa.select(*(c[name] for name in columns or c.keys())).where(c.site_id == self.site.id)
        return sorted((tuple(row) for row in await self.store.execute(statement)), key=repr)

    async def outcomes(self) -> dict[tuple[str, str], int]:
        """Events by outcome and reason."""
        counts: dict[tuple[str, str], int] = {}
        for outcome, reason, events in await self.rows("ingest_outcomes", "outcome", "reason", "events"):
            counts[outcome, reason] = counts.get((outcome, reason), 0) + events
        return counts
