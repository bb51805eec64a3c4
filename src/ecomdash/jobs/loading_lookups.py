"""What the loader asks the store: positions, event ids, sessions and orders it does not have in memory."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from ecomdash.clock import US_PER_SECOND
from ecomdash.enrichment.conversions import (
    CONVERSION_FIELDS,
    ITEM_FIELDS,
    REFUND,
    Conversion,
    OrderItem,
    restored_conversion,
    restored_item,
)
from ecomdash.enrichment.draft import VISIT_FIELDS
from ecomdash.enrichment.session import PAGEVIEW, SESSION_FIELDS, Session, restored
from ecomdash.events.site import Site
from ecomdash.store.expressions import session_key
from ecomdash.store.protocol import Store
from ecomdash.store.tables import (
    analytics_events,
    analytics_sessions,
    bot_events,
    conversion_events,
    ingest_positions,
    order_items,
)

SiteById = Callable[[int], Site | None]
CHUNK = 2_000  # values in one IN list
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC).replace(tzinfo=None)
_YEARS_9999 = 253_402_300_799 * US_PER_SECOND


def moment(at: int) -> datetime:
    """Microseconds as the tables' zoneless UTC time, held within the years that have four digits."""
    return _EPOCH + timedelta(microseconds=max(0, min(at, _YEARS_9999)))


def _chunks(values: Iterable[Any]) -> Iterator[list[Any]]:
    found = list(values)
    for start in range(0, len(found), CHUNK):
        yield found[start : start + CHUNK]


def _named(table: sa.Table, *names: Sequence[str]) -> list[sa.Column[Any]]:
    return [table.c[name] for group in names for name in group]


def id_bytes(value: UUID | bytes | str) -> bytes:
    """An id as an engine gives it, as 16 bytes."""
    if isinstance(value, bytes):
        return value
    return value.bytes if isinstance(value, UUID) else UUID(value).bytes


async def positions(store: Store, log: str) -> dict[int, int]:
    """How far the log is stored, by partition."""
    c = ingest_positions.c
    rows = await store.execute(sa.select(c.partition, c.position).where(c.log == log))
    return {int(partition): int(position) for partition, position in rows}


async def all_positions(store: Store) -> dict[str, dict[int, int]]:
    """Every position in the store, by log and partition."""
    c = ingest_positions.c
    found: dict[str, dict[int, int]] = {}
    for log, partition, position in await store.execute(sa.select(c.log, c.partition, c.position)):
        found.setdefault(str(log), {})[int(partition)] = int(position)
    return found


async def stored_ids(store: Store, site_id: int, ids: Iterable[bytes], since: int, until: int) -> set[bytes]:
    """Which of the event ids the store has, of events and bots' events that occurred in the time given."""
    found: set[bytes] = set()
    for chunk in _chunks(ids):
        wanted = [UUID(bytes=value) for value in chunk]
        for table in (analytics_events, bot_events):
            c = table.c
            statement = sa.select(c.event_id).where(
                c.site_id == site_id, c.occurred_at.between(moment(since), moment(until)), c.event_id.in_(wanted)
            )
            found.update(id_bytes(row[0]) for row in await store.execute(statement))
    return found


async def sessions_of(store: Store, site_id: int, visitors: Iterable[int], since: int, until: int) -> list[Session]:
    """The visitors' sessions that touch the time given."""
    c = analytics_sessions.c
    found: list[Session] = []
    for chunk in _chunks(visitors):
        found += await _sessions(
            store,
            site_id,
            c.visitor_id.in_(chunk) & (c.ended_at >= moment(since)) & (c.started_at <= moment(until)),
        )
    return found


async def sessions_named(store: Store, site_id: int, names: Iterable[int], since: int, until: int) -> list[Session]:
    """The sessions of the client sessions that touch the time given."""
    c = analytics_sessions.c
    found: list[Session] = []
    for chunk in _chunks(names):
        within = (c.ended_at >= moment(since)) & (c.started_at <= moment(until))
        found += await _sessions(store, site_id, c.client_session.in_(chunk) & within)
    return found


async def spans_named(store: Store, site_id: int, names: Iterable[int], since: int, until: int) -> list[Session]:
    """The same sessions, with no more than whose they are and their time."""
    c = analytics_sessions.c
    found: list[Session] = []
    for chunk in _chunks(names):
        statement = sa.select(c.site_id, c.session_id, c.visitor_id, c.client_session, c.started_at, c.ended_at).where(
            c.site_id == site_id,
            c.client_session.in_(chunk),
            c.ended_at >= moment(since),
            c.started_at <= moment(until),
        )
        found += [Session(*row) for row in await store.execute(statement)]
    return found


async def sessions_since(store: Store, site_id: int, since: int) -> list[Session]:
    """All sessions of the site that ended at or after that time."""
    return await _sessions(store, site_id, analytics_sessions.c.ended_at >= moment(since))


async def _sessions(store: Store, site_id: int, condition: sa.ColumnElement[bool]) -> list[Session]:
    s, e = analytics_sessions.c, analytics_events.c
    rows = await store.execute(
        sa.select(*_named(analytics_sessions, SESSION_FIELDS, VISIT_FIELDS)).where(s.site_id == site_id, condition)
    )
    if not rows:
        return []
    started, ended = SESSION_FIELDS.index("started_at"), SESSION_FIELDS.index("ended_at")
    same = session_key(e.session_id) == session_key(s.session_id)
    pages = await store.execute(
        sa.select(s.session_id, sa.func.min(e.occurred_at), sa.func.max(e.occurred_at))
        .select_from(analytics_sessions.join(analytics_events, same))
        .where(
            e.site_id == site_id,
            e.event_type == PAGEVIEW,
            e.occurred_at.between(moment(min(row[started] for row in rows)), moment(max(row[ended] for row in rows))),
            s.site_id == site_id,
            condition,
        )
        .group_by(s.session_id)
    )
    bounds = {session_id: (first, last) for session_id, first, last in pages}
    return [restored(row, *bounds.get(row[1], (0, 0))) for row in rows]


async def orders_of(
    store: Store, site_id: int, order_ids: Iterable[str], with_items: set[str]
) -> tuple[list[Conversion], list[OrderItem]]:
    """Stored orders and refunds of the order ids; their items where asked for, and where either may have to move."""
    conversions: list[Conversion] = []
    for chunk in _chunks(order_ids):
        c = conversion_events.c
        rows = await store.execute(
            sa.select(*_named(conversion_events, CONVERSION_FIELDS, VISIT_FIELDS)).where(
                c.site_id == site_id, c.order_id.in_(chunk)
            )
        )
        conversions += [restored_conversion(_with_bytes(row)) for row in rows]
    wanted = {c.order_id for c in conversions if c.kind == REFUND or c.session_id is None or c.order_id in with_items}
    items: list[OrderItem] = []
    for chunk in _chunks(wanted):
        i = order_items.c
        rows = await store.execute(
            sa.select(*_named(order_items, ITEM_FIELDS, VISIT_FIELDS)).where(
                i.site_id == site_id, i.order_id.in_(chunk)
            )
        )
        items += [restored_item(_with_bytes(row)) for row in rows]
    return conversions, items


def _with_bytes(row: Sequence[Any]) -> Sequence[Any]:
    """The row with its second column, conversion_id, as 16 bytes."""
    return [row[0], id_bytes(row[1]), *row[2:]]
