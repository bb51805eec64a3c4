"""How the tables lie on ClickHouse: their order, what their columns are packed with, and how they are sharded."""

from typing import Any

import sqlalchemy as sa
from msgspec import Struct

from ecomdash.store import tables
from ecomdash.store.engines.clickhouse.dialect import DIALECT
from ecomdash.store.engines.clickhouse.packing import ARRIVAL, PACKED
from ecomdash.store.tables import VISIT_COLUMNS


class Layout(Struct, frozen=True, kw_only=True):
    """`moves`: rows are replaced by later ones of the same id, and these may lie elsewhere.

    `shard` is what a cluster deals the rows out by.
    """

    order: str
    time: str
    shard: str
    id: str = ""
    moves: tuple[str, ...] = ()
    indexes: tuple[str, ...] = ()


_ORDER_INDEX = "INDEX by_order order_id TYPE bloom_filter(0.001) GRANULARITY 1"

LAYOUTS: dict[sa.Table, Layout] = {
    tables.analytics_events: Layout(
        order="site_id, toStartOfHour(occurred_at), session_id, occurred_at",
        time="occurred_at",
        shard="visitor_id",
        indexes=(f"INDEX by_arrival {ARRIVAL} TYPE minmax GRANULARITY 1",),
    ),
    tables.product_events: Layout(
        order="site_id, toStartOfHour(occurred_at), session_id, occurred_at", time="occurred_at", shard="visitor_id"
    ),
    tables.bot_events: Layout(
        order="site_id, toStartOfHour(occurred_at), bot, occurred_at", time="occurred_at", shard="id_low"
    ),
    tables.order_items: Layout(order="site_id, booked_at, order_id", time="booked_at", shard="order_id"),
    tables.ingest_outcomes: Layout(order="site_id, minute, outcome, reason", time="minute", shard="minute"),
    tables.analytics_sessions: Layout(
        order="site_id, started_at, session_id",
        time="started_at",
        shard="visitor_id",
        id="session_id",
        moves=("started_at", "visitor_id"),
    ),
    tables.conversion_events: Layout(
        order="site_id, booked_at, conversion_id",
        time="booked_at",
        shard="order_id",
        id="conversion_id",
        moves=("booked_at",),
        indexes=(_ORDER_INDEX,),
    ),
}

_FEW = {*VISIT_COLUMNS, "event_type", "name", "kind", "outcome", "reason", "bot", "path", "title", "currency", "coupon",
        "entry_page", "exit_page", "list_name", "product_id", "product_name", "product_brand", "product_category",
        "product_variant"}  # fmt: skip
_RISING = {"occurred_at", "started_at", "ended_at", "booked_at", "minute"}


def columns(table: sa.Table) -> list[str]:
    """The table's columns with their types and codecs."""
    return [line for column in table.c for line in _column(column)]


def _column(column: sa.Column[Any]) -> tuple[str, ...]:
    if column.name in PACKED and "event_id" in column.table.c:
        return PACKED[column.name]
    kind = DIALECT.type_compiler_instance.process(column.type)
    if column.name in _FEW:
        kind = f"LowCardinality({kind})"
    elif column.nullable:
        kind = f"Nullable({kind})"
    codec = "Delta, ZSTD(1)" if column.name in _RISING else "ZSTD(1)"
    return (f"{column.name} {kind} CODEC({codec})",)
