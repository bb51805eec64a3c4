"""Batches from short rows: what a row leaves out is unknown, zero or derived from its time."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from ecomdash.events.batch import Batch, Columns
from ecomdash.store import tables

Row = dict[str, Any]

TABLES: dict[str, sa.Table] = {
    "events": tables.analytics_events,
    "bots": tables.bot_events,
    "product_events": tables.product_events,
    "order_items": tables.order_items,
    "outcomes": tables.ingest_outcomes,
    "sessions": tables.analytics_sessions,
    "conversions": tables.conversion_events,
}
_ids = iter(range(1, 1 << 62))


def at(text: str) -> int:
    """Microseconds of an ISO time; without offset it is UTC."""
    moment = datetime.fromisoformat(text)
    return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1_000_000)


def new_id() -> bytes:
    """16 bytes that no other row has."""
    return uuid.UUID(int=next(_ids)).bytes


def batch(**rows: Sequence[Row]) -> Batch:
    """A batch of the given rows by table, e.g. `batch(events=[{"site_id": 1, ...}])`."""
    return Batch(**{name: _columns(TABLES[name], [_derived(name, row) for row in each]) for name, each in rows.items()})


def _derived(name: str, row: Row) -> Row:
    row = {"site_id": 1, **row}
    if name == "events":
        row = {"received_at": row["occurred_at"], "name": row.get("event_type", ""), **row}
    if name == "sessions":
        row = {"ended_at": row["started_at"], "client_session": 0, **row}
    if name in {"conversions", "order_items"}:
        row = {"kind": "order", "booked_at": row.get("occurred_at"), **row}
    if name == "conversions":
        row = {"occurred_at": row["booked_at"], **row}
    return row


def _columns(table: sa.Table, rows: Sequence[Row]) -> Columns:
    for row in rows:
        assert not row.keys() - table.c.keys(), f"{table.name} has no {row.keys() - table.c.keys()}"
    return {column.name: [row.get(column.name, _default(column)) for row in rows] for column in table.c} if rows else {}


def _default(column: sa.Column[Any]) -> Any:
    if column.nullable:
        return None
    if isinstance(column.type, sa.Uuid):
        return new_id()
    if isinstance(column.type, sa.Boolean):
        return False
    if isinstance(column.type, sa.Numeric):
        return Decimal(0)
    return 0 if isinstance(column.type, sa.Integer | sa.DateTime) else ""
