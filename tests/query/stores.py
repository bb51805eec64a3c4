"""Stores that watch: one that must not be asked anything, one that remembers what it was asked."""

from collections.abc import Mapping, Sequence
from typing import Any

from ecomdash.events.batch import Batch
from ecomdash.store.protocol import Capabilities, Statement, Store, Tables


class Untouched(Store):
    """Any question is a failure."""

    capabilities = Capabilities(embedded=True, exact_quantiles=True)

    async def inspect(self) -> Tables:
        raise AssertionError("there is nothing to look at here")

    async def migrate(self) -> None:
        raise AssertionError("nothing here may be changed")

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        raise AssertionError(f"nothing may be written: {batch}, {log}, {positions}, {since}")

    async def rested(self) -> None:
        raise AssertionError("nobody here has anything to write")

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        raise AssertionError(f"the store was asked {statement} for {limit_seconds} s")

    async def erase(self, site_id: int, visitor_id: int) -> Mapping[str, int]:
        raise AssertionError(f"nothing may be erased: {site_id}, {visitor_id}")

    async def expire(self, site_id: int, before: int) -> Mapping[str, int]:
        raise AssertionError(f"nothing may be removed: {site_id}, {before}")

    async def close(self) -> None:
        raise AssertionError("this is not yours to close")


class Recording(Untouched):
    """Passes statements on to another store and keeps them."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.statements: list[Statement] = []

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        self.statements.append(statement)
        return await self.store.execute(statement, limit_seconds)
