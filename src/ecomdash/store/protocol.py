"""The contract every event store engine implements."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any, Literal, Protocol, TypeAlias, runtime_checkable

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.events.batch import Batch

Statement = sa.Select[*tuple[Any, ...]] | sa.CompoundSelect[*tuple[Any, ...]]
Tables: TypeAlias = Literal["none", "older", "ready"]


class Capabilities(Struct, frozen=True, kw_only=True):
    """What an engine can do; read this, never the engine's name."""

    embedded: bool  # one process owns the data
    exact_quantiles: bool


ROWS_AT_FAULT = (ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


class StoreUnavailable(Exception):  # noqa: N818 - names the state, as the loader waits for it to pass
    """The engine cannot be reached or cannot write now; try again later.

    Where only the answer was lost, an append was stored all the same: the positions tell.
    """


class Overtaken(Exception):  # noqa: N818 - names what happened
    """The store is not where the batch begins, by another process or this very append. Read the positions again."""


class QueryTimeout(Exception):  # noqa: N818 - names the event
    """A statement ran longer than its limit and was stopped."""


class StoreTooNew(Exception):  # noqa: N818 - names the state, as the operator is told it
    """The data was written by a newer version than this one; nothing of it was changed."""


class Store(Protocol):
    """What an engine does with events; safe to call from any thread and event loop."""

    capabilities: Capabilities

    async def inspect(self) -> Tables:
        """What tables `migrate` would find; changes and makes nothing. Raises what it would raise for them."""
        ...

    async def migrate(self) -> None:
        """Create or upgrade the tables; safe to run twice. Raises StoreUnavailable and StoreTooNew."""
        ...

    async def append(self, batch: Batch, log: str, positions: Mapping[int, int], since: Mapping[int, int]) -> None:
        """Store the batch and the positions of the named log (partition -> end) in one transaction, or nothing of it.

        `since` are the positions that the batch begins at (0, or not named = none is stored). Raises Overtaken where
        the store has others, or where it has an order of the batch under another conversion_id; StoreUnavailable; and
        one of ROWS_AT_FAULT for rows that cannot be stored as they are. Whatever else it raises is trouble of the
        engine, not of the rows.
        """
        ...

    async def rested(self) -> None:
        """Returns once no backup and no removal of this process is under way, for which an append would wait."""
        ...

    async def execute(self, statement: Statement, limit_seconds: float | None = None) -> Sequence[tuple[Any, ...]]:
        """Rows of one read. Timestamps come as microseconds UTC (int), decimals as Decimal.

        A statement whose execution option `reads` names a stretch of time (start, end in microseconds UTC) reads rows
        of that time alone, and may be answered from memory while none of them changed. Raises QueryTimeout after
        `limit_seconds` (None: the setting query_timeout), and StoreUnavailable.
        """
        ...

    async def erase(self, site_id: int, visitor_id: int) -> Mapping[str, int]:
        """Remove every row of one visitor; the number of rows removed, by table."""
        ...

    async def expire(self, site_id: int, before: int) -> Mapping[str, int]:
        """Remove the site's rows from before that time (microseconds UTC); the number removed, by table."""
        ...

    async def close(self) -> None:
        """Release everything; the store can be opened again at once."""
        ...


@runtime_checkable
class InFiles(Protocol):
    """What a store that is nothing but files of this machine can do besides; only its own process opens them."""

    @property
    def files(self) -> tuple[Path, ...]:
        """The files that make it up, the first of them always; without the others, none is needed."""
        ...

    def resting(self) -> AbstractAsyncContextManager[None]:
        """Inside, the files are whole and do not change: appends wait, reads go on. Raises StoreUnavailable.

        They are for another process to copy: closing one of them in this process would give up its lock.
        """
        ...
