"""The contract of the durable ingest log."""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct


class Record(Struct, frozen=True):
    """One appended payload; `end` is the position just after it in its partition."""

    partition: int
    end: int
    payload: bytes


class LogFull(Exception):  # noqa: N818 - names the state, as the caller answers it (503)
    """The log cannot take this now: the disk is nearly full, or its brokers are away."""


class Reassigned(Exception):  # noqa: N818 - names what happened
    """This reader has other partitions than before; go on from the positions that are stored now."""


class Log(Protocol):
    """Append, read, commit, close, and how it is; nothing more.

    What belongs to one visitor is appended with the same `shard` of the log's `shards`, so that one reader has it all;
    with more than one, what is appended to a shard is read as the partition of that number. Positions in the log are
    stored under its `name`.
    """

    name: str
    shards: int

    @property
    def trouble(self) -> str:
        """What keeps it from taking or giving records now, for the health check; '' when nothing does. Never waits."""
        ...

    async def append(self, payload: bytes, shard: int = 0) -> None:
        """Return once the payload is durable (fsynced, or acknowledged by all replicas). Raises LogFull."""
        ...

    async def read(self, positions: Mapping[int, int], limit: int, wait: float) -> list[Record]:
        """Durable records after `positions` (partition -> end, absent = from the start), in order, about `limit` bytes.

        Waits up to `wait` seconds for the first one; an empty list means that none came. Raises Reassigned, once,
        where readers share the log and its partitions have been dealt out anew.
        """
        ...

    def commit(self, positions: Mapping[int, int]) -> None:
        """Everything up to `positions` is stored elsewhere and may be deleted here."""
        ...

    async def close(self) -> None:
        """Flush and release; appends waiting now are finished first."""
        ...
