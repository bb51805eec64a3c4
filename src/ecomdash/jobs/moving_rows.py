"""What moves between stores, and what of a row counts as equal whatever engine it was read from.

A row is compared by a 128-bit hash of its values, a set of rows by their number and the sum of their hashes: in any
order, and with a row that is there twice told from one that is there once.
"""

import json
import struct
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import lru_cache
from hashlib import blake2b
from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.events.batch import Batch, Columns
from ecomdash.jobs.loading_lookups import id_bytes
from ecomdash.store import tables

Row = tuple[Any, ...]

_MODULUS = 1 << 128
_MONEY_UNIT = 10_000


class Moved(Struct, frozen=True):
    """A table that moves, and the field of Batch that carries it."""

    table: sa.Table
    field: str

    @property
    def time(self) -> sa.Column[Any]:
        """The column that says which day a row is of."""
        return tables.time_of(self.table)

    def batch(self, rows: Sequence[Row]) -> Batch:
        """The rows (as `execute` gives them, every column in the table's order) as something to append."""
        return Batch(**{self.field: self._columns(rows, _TO_BATCH)}) if rows else Batch()

    def hashes(self, rows: Sequence[Row]) -> list[int]:
        """Of each row, the same for equal rows of any engine."""
        columns = self._columns(rows, _TO_COMPARE) if rows else {}
        return [_hash(row) for row in zip(*columns.values(), strict=True)]

    def _columns(self, rows: Sequence[Row], ways: dict[type, Callable[[Any], Any]]) -> Columns:
        columns: Columns = {}
        for column, values in zip(self.table.c, zip(*rows, strict=True), strict=True):
            way = next((ways[kind] for kind in type(column.type).__mro__ if kind in ways), None)
            columns[column.name] = (
                list(values) if way is None else [None if value is None else way(value) for value in values]
            )
        return columns


MOVED = (
    Moved(tables.analytics_events, "events"),
    Moved(tables.analytics_sessions, "sessions"),
    Moved(tables.conversion_events, "conversions"),
    Moved(tables.order_items, "order_items"),
    Moved(tables.product_events, "product_events"),
    Moved(tables.bot_events, "bots"),
    Moved(tables.ingest_outcomes, "outcomes"),
)


class Digest(Struct, frozen=True):
    """Of a set of rows: how many, and the sum of their hashes (modulo 2 to the 128)."""

    rows: int = 0
    checksum: int = 0

    def plus(self, hashes: Sequence[int]) -> "Digest":
        """With these rows added."""
        return Digest(self.rows + len(hashes), (self.checksum + sum(hashes)) % _MODULUS)


def _hash(values: Iterable[Any]) -> int:
    written = repr(values).encode(errors="surrogatepass")
    return int.from_bytes(blake2b(written, digest_size=16).digest())


def _ten_thousandths(value: Decimal) -> int:
    return int(value * _MONEY_UNIT)


def _single(value: float) -> bytes:
    return struct.pack("<f", value + 0.0)  # so that 0 has one sign


def _json_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _json_meaning(value: Any) -> str:
    """Keys in order and numbers by their value: engines may write an object again in their own way."""
    return _meaning_of(_json_text(value))


@lru_cache(10_000)  # shops send the same few objects again and again
def _meaning_of(text: str) -> str:
    parsed = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return json.dumps(parsed, sort_keys=True, ensure_ascii=False, default=lambda number: ["", str(number.normalize())])


_TO_BATCH: dict[type, Callable[[Any], Any]] = {sa.Uuid: id_bytes, sa.Boolean: bool, sa.JSON: _json_text}
_TO_COMPARE: dict[type, Callable[[Any], Any]] = {
    sa.Uuid: id_bytes,
    sa.Boolean: bool,
    sa.JSON: _json_meaning,
    sa.REAL: _single,
    sa.Numeric: _ten_thousandths,
}
