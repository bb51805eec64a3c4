"""What enrichment hands to the store: per table, columns of equal length, named as in store/tables.py."""

from typing import Any

from msgspec import Struct, field

Columns = dict[str, list[Any]]


class Batch(Struct):
    """One micro-batch, stored in one transaction with the log positions it ends at.

    `events`, `bots`, `product_events`, `order_items` and `outcomes` are appended; `sessions` (by session_id) and
    `conversions` (by conversion_id) replace the row of the same id. An empty dict is an empty table.
    Times are microseconds UTC (int), money is Decimal, ids are signed 64-bit ints, event ids 16 bytes,
    properties JSON text or None.
    """

    events: Columns = field(default_factory=dict)
    bots: Columns = field(default_factory=dict)
    product_events: Columns = field(default_factory=dict)
    order_items: Columns = field(default_factory=dict)
    outcomes: Columns = field(default_factory=dict)
    sessions: Columns = field(default_factory=dict)
    conversions: Columns = field(default_factory=dict)
