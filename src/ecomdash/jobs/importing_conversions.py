"""Bookings of an order file as rows of the store: one conversion each, and one item row per line."""

from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from ecomdash.clock import US_PER_MINUTE
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
_OUTCOME = ("site_id", "minute", "outcome", "reason", "events", "lag_ms")

_FOUR_DECIMALS = Decimal("0.0001")


def conversion_id(site: Site, booking: Booking) -> UUID:
    """The same id for the same order or refund of a site in every run."""
    return UUID(hex=digest("import", str(site.id), booking.kind, booking.order))


def rate(site: Site, currency: str) -> Decimal | None:
    """Price of one unit of `currency` in the site's; None when the site has no rate for it."""
    return Decimal(1) if currency in {"", site.currency} else site.rates.get(currency)


def batch(site: Site, bookings: Iterable[tuple[Booking, int | None]], outcomes: Columns) -> Batch:
    """The rows of the bookings, each with its hashed customer (None = unknown)."""
    conversions: list[Sequence[Any]] = []
    items: list[Sequence[Any]] = []
    for booking, customer in bookings:
        common = (site.id, conversion_id(site, booking).bytes, booking.kind, booking.occurred_at)
        price = rate(site, booking.currency)
        conversions.append((*common, *_conversion(site, booking, customer, price)))
        items.extend((*common, *_item(booking, customer, price, line)) for line in booking.lines)
    return Batch(
        conversions=_columns(_CONVERSION, conversions), order_items=_columns(_ITEM, items), outcomes=outcomes
    )  # fmt: skip


def outcome_rows(site: Site, now: int, counts: Counter[tuple[Outcome, DropReason | None]]) -> Columns:
    """The outcome counts of one batch, arrived in the minute of `now` (microseconds UTC)."""
    minute = now // US_PER_MINUTE * US_PER_MINUTE
    rows = [(site.id, minute, str(o), str(reason or ""), count, 0) for (o, reason), count in counts.items() if count]
    return _columns(_OUTCOME, rows)


def _columns(names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Columns:
    return {name: list(values) for name, values in zip(names, zip(*rows, strict=True), strict=True)} if rows else {}


def _in(price: Decimal | None, amount: Decimal | None) -> Decimal | None:
    if price is None or amount is None:
        return None
    return amount if price == 1 else (amount * price).quantize(_FOUR_DECIMALS)


def _conversion(site: Site, booking: Booking, customer: int | None, price: Decimal | None) -> Sequence[Any]:
    amount = _in(price, booking.amount)
    is_order = booking.kind == "order"
    return (
        booking.occurred_at, booking.order, None, None, customer, amount if is_order else None,
        None if is_order else amount, _in(price, booking.tax), _in(price, booking.shipping),
        _in(price, booking.discount), booking.coupon, sum(_units(booking, line) for line in booking.lines),
        booking.currency or site.currency, booking.amount, booking.country,
    )  # fmt: skip


def _item(booking: Booking, customer: int | None, price: Decimal | None, line: Line) -> Sequence[Any]:
    is_order = booking.kind == "order"
    return (
        booking.order, None, None, customer, line.product, line.name, line.brand, line.category, line.variant,
        _units(booking, line), _in(price, line.price if is_order else abs(line.price)),
        _in(price, line.amount) if is_order else None, None if is_order else _in(price, -line.amount),
        booking.country,
    )  # fmt: skip


def _units(booking: Booking, line: Line) -> int:
    return line.quantity if booking.kind == "order" else abs(line.quantity)
