"""Decides what an invoice of an order file is: an order, money given back, both, or nothing sold. Pure."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from ecomdash.jobs.importing_invoices import Invoice
from ecomdash.jobs.importing_lines import NOTHING, Line

Kind = Literal["order", "refund"]


class Booking(Struct, frozen=True, kw_only=True):
    """One order or refund. `amount` is in the file's currency and positive also for a refund; `lines` are its items.

    `restates` says that the refund is of the order of the same id, and so is booked on that order's day.
    """

    kind: Kind
    order: str
    amount: Decimal
    lines: Sequence[Line]
    occurred_at: int
    customer: str
    country: str
    currency: str
    restates: bool = False
    coupon: str = ""
    tax: Decimal | None = None
    shipping: Decimal | None = None
    discount: Decimal | None = None


def total(lines: Sequence[Line]) -> Decimal:
    """Sum of the lines' amounts, exact."""
    return sum((line.amount for line in lines), NOTHING)


def book(invoice: Invoice, cancellation_prefix: str) -> list[Booking]:
    """The bookings of one invoice; none when nothing was sold and nothing given back (a stock movement).

    What the orders take in less what the refunds give back is exactly the sum of the lines, unless the file gives a
    total of its own for the order, which then counts.
    """
    lines, given = invoice.lines, invoice.totals
    if not lines:
        return []
    if given.total is not None:
        order = replace(
            _booking("order", lines, given.total), tax=given.tax, shipping=given.shipping, discount=given.discount
        )
        back = _booking("refund", [], given.refunded or NOTHING, like=order)
        return [order, back] if given.refunded else [order]
    if cancellation_prefix and invoice.order.startswith(cancellation_prefix):
        amount = total(lines)
        if amount:
            return [_booking("refund", lines, -amount) if amount < 0 else _booking("order", lines, amount)]
        return []
    return _by_sign(lines)


def _by_sign(lines: Sequence[Line]) -> list[Booking]:
    """Lines that take money in are an order, lines that give money back a refund; free lines go with either."""
    sold = [line for line in lines if line.amount >= 0]
    given_back = [line for line in lines if line.amount < 0]
    income = total(sold)
    if not given_back:
        return [_booking("order", sold, income)] if income else []
    if not income:
        return [_booking("refund", lines, -total(lines))]
    order = _booking("order", sold, income)
    return [order, _booking("refund", given_back, -total(given_back), like=order)]


def _booking(kind: Kind, lines: Sequence[Line], amount: Decimal, like: Booking | None = None) -> Booking:
    """A booking at the time of its earliest line; `like` is the order that a refund restates."""
    if like is not None:
        return replace(like, kind=kind, amount=amount, lines=lines, restates=True, coupon="",
                       tax=None, shipping=None, discount=None)  # fmt: skip
    first = min(lines, key=lambda line: line.occurred_at)
    return Booking(
        kind=kind,
        order=first.order,
        amount=amount,
        lines=lines,
        occurred_at=first.occurred_at,
        customer=next((line.customer for line in lines if line.customer), ""),
        country=first.country,
        currency=first.currency,
        coupon=first.coupon if kind == "order" else "",
    )
