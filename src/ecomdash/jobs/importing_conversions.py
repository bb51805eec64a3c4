"""Bookings of an order file as rows of the store: one conversion each, and one item row per line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.money import converted
from ecomdash.enrichment.rows import OUTCOME_FIELDS, columns
from ecomdash.events.batch import Batch, Columns
from ecomdash.events.outcome import DropReason, Outcome
from ecomdash.events.site import Site
from ecomdash.jobs.importing import digest
from ecomdash.jobs.importing_bookings import Booking
from ecomdash.jobs.importing_lines import Line

_CONVERSION = (
    "site_id", "conversion_id", "kind", "booked_at", "occurred_at", "order_id", "visitor_id", "session_id",
    "customer_id", "revenue", "refund", "tax", "shipping", "discount", "coupon", "units", "currency",
    "original_amount", "country",
)  # fmt: skip
_ITEM = (
    "site_id", "conversion_id", "kind", "booked_at", "order_id", "visitor_id", "session_id", "customer_id",
    "product_id", "product_name", "product_brand", "product_category", "product_variant", "quantity", "unit_price",
    "revenue", "refund", "country",
)  # fmt: skip


def conversion_id(site: Site, booking: Booking) -> UUID:
    """The same id for the same order or refund of a site in every run."""
    return UUID(hex=digest("import", str(site.id), booking.kind, booking.order))


def batch(site: Site, bookings: Iterable[tuple[Booking, int | None]], outcomes: Columns) -> Batch:
    """The rows of the bookings, each with its hashed customer (None = unknown)."""
    conversions: list[Sequence[Any]] = []
    items: list[Sequence[Any]] = []
    for booking, customer in bookings:
        common = (site.id, conversion_id(site, booking).bytes, booking.kind, booking.occurred_at)
        conversions.append((*common, *_conversion(site, booking, customer)))
        items.extend((*common, *_item(site, booking, customer, line)) for line in booking.lines)
    return Batch(conversions=columns(_CONVERSION, conversions), order_items=columns(_ITEM, items), outcomes=outcomes)


def outcome_rows(site: Site, now: int, counts: Counter[tuple[Outcome, DropReason | None]]) -> Columns:
    """The outcome counts of one batch, arrived in the minute of `now` (microseconds UTC)."""
    minute = now // US_PER_MINUTE * US_PER_MINUTE
    rows = [(site.id, minute, str(o), str(reason or ""), count, 0, 0) for (o, reason), count in counts.items() if count]
    return columns(OUTCOME_FIELDS, rows)


def _conversion(site: Site, booking: Booking, customer: int | None) -> Sequence[Any]:
    amount = converted(booking.amount, booking.currency, site)
    is_order = booking.kind == "order"
    return (
        booking.occurred_at, booking.order, None, None, customer, amount if is_order else None,
        None if is_order else amount, converted(booking.tax, booking.currency, site),
        converted(booking.shipping, booking.currency, site), converted(booking.discount, booking.currency, site),
        booking.coupon, sum(_units(booking, line) for line in booking.lines), booking.currency or site.currency,
        booking.amount, booking.country,
    )  # fmt: skip


def _item(site: Site, booking: Booking, customer: int | None, line: Line) -> Sequence[Any]:
    is_order = booking.kind == "order"
    amount = converted(line.amount if is_order else -line.amount, booking.currency, site)
    price = converted(line.price if is_order else abs(line.price), booking.currency, site)
    return (
        booking.order, None, None, customer, line.product, line.name, line.brand, line.category, line.variant,
        _units(booking, line), price, amount if is_order else None, None if is_order else amount, booking.country,
    )  # fmt: skip


def _units(booking: Booking, line: Line) -> int:
    return line.quantity if booking.kind == "order" else abs(line.quantity)
