"""Collects the rows of a batch and turns them into columns, named as in store/tables.py."""

from collections.abc import Sequence
from typing import Any

from msgspec import structs

from ecomdash.enrichment.conversions import (
    CONVERSION_FIELDS,
    ITEM_FIELDS,
    PRODUCT_FIELDS,
    Conversion,
    OrderItem,
)
from ecomdash.enrichment.draft import EVENT_FIELDS, VISIT_FIELDS, Draft, Visit
from ecomdash.enrichment.pages import page_of
from ecomdash.enrichment.session import SESSION_FIELDS, Session, own_row
from ecomdash.events.batch import Columns

BOT_FIELDS = ("site_id", "event_id", "occurred_at", "bot", "event_type", "path", "country")
OUTCOME_FIELDS = ("site_id", "minute", "outcome", "reason", "events", "lag_ms", "measured")


def bot_row(draft: Draft) -> tuple[Any, ...]:
    """The columns of a bot's event, in the order of BOT_FIELDS."""
    return (
        draft.site_id, draft.event_id, draft.occurred_at, draft.bot, draft.event_type,
        page_of(draft.hit.path, draft.hit.url),
        draft.accepted.country,
    )  # fmt: skip


def event_columns(drafts: Sequence[Draft], visits: Sequence[Visit]) -> Columns:
    """Columns of analytics_events."""
    return with_visits(EVENT_FIELDS, [structs.astuple(draft)[: len(EVENT_FIELDS)] for draft in drafts], visits)


def columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    """The rows turned on their side; {} for none."""
    return {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)} if rows else {}


def with_visits(names: Sequence[str], rows: Sequence[Sequence[Any]], visits: Sequence[Visit]) -> Columns:
    """The rows and, row by row, the visits they belong to."""
    return columns(names, rows) | columns(VISIT_FIELDS, visits)


def session_columns(sessions: Sequence[Session]) -> Columns:
    """Columns of analytics_sessions."""
    return with_visits(SESSION_FIELDS, [own_row(session) for session in sessions], [s.visit for s in sessions])


def conversion_columns(conversions: Sequence[Conversion]) -> Columns:
    """Columns of conversion_events."""
    own = [structs.astuple(conversion)[:-1] for conversion in conversions]
    return with_visits(CONVERSION_FIELDS, own, [conversion.visit for conversion in conversions])


def item_columns(items: Sequence[OrderItem]) -> Columns:
    """Columns of order_items."""
    own = [structs.astuple(item)[:-1] for item in items]
    return with_visits(ITEM_FIELDS, own, [item.visit for item in items])


def product_columns(rows: Sequence[Sequence[Any]], visits: Sequence[Visit]) -> Columns:
    """Columns of product_events."""
    return with_visits(PRODUCT_FIELDS, rows, visits)
