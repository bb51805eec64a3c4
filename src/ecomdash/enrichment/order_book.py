"""Decides what a purchase or a refund becomes, given what is known of its order: one order per id, refunds restated.

A refund is booked on its order's day, source and customer. One that comes before its order is booked on its own day
until the order arrives, and then moves there. Without value and items it is what is left of the whole order.
"""

from collections.abc import Iterable
from decimal import Decimal

from msgspec import Struct, field, structs

from ecomdash.enrichment.conversions import REFUND, Conversion, OrderItem, placed, reversal
from ecomdash.enrichment.money import ZERO, rounded
from ecomdash.enrichment.session import Session

_MOST = 2**31 - 1
Key = tuple[int, str]
"""(site id, order id)"""


class Known(Struct):
    """What is known of one order id: the order, once it came, its refunds, and the item rows of both."""

    order: Conversion | None = None
    refunds: list[Conversion] = field(default_factory=list)
    items: list[OrderItem] = field(default_factory=list)


class OrderBook:
    """The orders of one batch. Fill it with what the store knows, add in log order, then take the rows."""

    def __init__(self) -> None:
        self._known: dict[Key, Known] = {}
        self.conversions: dict[bytes, Conversion] = {}
        self.items: list[OrderItem] = []

    def fill(self, conversions: Iterable[Conversion], items: Iterable[OrderItem]) -> None:
        """Tell what is stored."""
        for conversion in conversions:
            known = self._of(conversion)
            if conversion.kind == REFUND:
                known.refunds.append(conversion)
            else:
                known.order = conversion
        for item in items:
            self._known.setdefault((item.site_id, item.order_id), Known()).items.append(item)

    def order(self, key: Key) -> Conversion | None:
        """The order of that id, None when none is known."""
        known = self._known.get(key)
        return known.order if known else None

    def has_refund(self, key: Key, event_id: bytes) -> bool:
        """Whether the refund that came with this event id is known."""
        known = self._known.get(key)
        return known is not None and any(refund.conversion_id == event_id for refund in known.refunds)

    def add_order(self, order: Conversion, items: list[OrderItem]) -> None:
        """Book an order whose id is new; refunds that came before it move to its day."""
        known = self._of(order)
        known.order = order
        known.items.extend(items)
        self._book(order, items)
        for refund in known.refunds:
            own = [item for item in known.items if item.conversion_id == refund.conversion_id]
            self.items.extend(reversal(item) for item in own)
            known.items = [item for item in known.items if item.conversion_id != refund.conversion_id]
            self._settle(known, refund, [structs.replace(item) for item in own])

    def link(self, key: Key, session: Session, customer_id: int | None, items: Iterable[OrderItem]) -> None:
        """Give an order without a visit the one it was placed in, and its refunds with it; also the items as the
        visit's browser tells them, where it has none."""
        known = self._known[key]
        order = known.order
        assert order is not None
        order.visitor_id, order.session_id = session.visitor_id, session.session_id
        order.visit, order.entry_page = session.visit, session.entry_page
        order.customer_id = customer_id if order.customer_id is None else order.customer_id
        for refund in known.refunds:
            _restate(refund, order)
        has_items = any(item.kind != REFUND for item in known.items)
        told = [] if has_items else [structs.replace(item, conversion_id=order.conversion_id) for item in items]
        if told:
            order.units = _units(told)
        self.items.extend(reversal(item) for item in known.items)
        conversions = {conversion.conversion_id: conversion for conversion in (order, *known.refunds)}
        known.items = [placed(item, conversions[item.conversion_id]) for item in (*known.items, *told)]
        self.items.extend(known.items)
        self.conversions.update(conversions)

    def add_refund(self, refund: Conversion, items: list[OrderItem]) -> None:
        """Book a refund; it is filled in and restated when its order is known."""
        known = self._of(refund)
        known.refunds.append(refund)
        self._settle(known, refund, items)

    def _settle(self, known: Known, refund: Conversion, items: list[OrderItem]) -> None:
        """Give the refund its day, amount and items, as far as they can be told, and book it."""
        order = known.order
        open_amount = refund.refund is None and refund.original_amount is None
        if order is not None:
            _restate(refund, order)
            _price(items, known.items)
            left = self._left_of(order, known, refund)
            if not items and (open_amount or refund.refund == left):
                items = _left(known.items, refund)
                refund.units = _units(items)
                if open_amount:
                    refund.refund = left
                    refund.original_amount = order.original_amount if left == order.revenue else None
        if open_amount and refund.refund is None:
            refund.refund = rounded(_sum(item.refund for item in items))
        items = [placed(item, refund) for item in items]
        known.items.extend(items)
        self._book(refund, items)

    @staticmethod
    def _left_of(order: Conversion, known: Known, refund: Conversion) -> Decimal | None:
        """What of the order was not refunded by others; None when its amount is not known."""
        if order.revenue is None:
            return None
        return max(order.revenue - sum((r.refund or ZERO for r in known.refunds if r is not refund), ZERO), ZERO)

    def _book(self, conversion: Conversion, items: Iterable[OrderItem]) -> None:
        self.conversions[conversion.conversion_id] = conversion
        self.items.extend(items)

    def _of(self, conversion: Conversion) -> Known:
        return self._known.setdefault((conversion.site_id, conversion.order_id), Known())


def _restate(refund: Conversion, order: Conversion) -> None:
    refund.booked_at = order.booked_at
    refund.visitor_id = order.visitor_id
    refund.session_id = order.session_id
    refund.customer_id = order.customer_id if order.customer_id is not None else refund.customer_id
    refund.coupon = refund.coupon or order.coupon
    refund.entry_page = order.entry_page
    refund.visit = order.visit


def _product(item: OrderItem) -> tuple[str, str]:
    return item.product_id, item.product_variant


def _price(items: Iterable[OrderItem], known: Iterable[OrderItem]) -> None:
    """Items sent without a price take the one paid in the order, and its description."""
    ordered = {_product(item): item for item in known if item.kind != REFUND}
    ordered |= {(item.product_id, ""): item for item in ordered.values()}
    for item in items:
        origin = ordered.get(_product(item)) or ordered.get((item.product_id, ""))
        if origin is None:
            continue
        item.product_name = item.product_name or origin.product_name
        item.product_brand = item.product_brand or origin.product_brand
        item.product_category = item.product_category or origin.product_category
        item.product_variant = item.product_variant or origin.product_variant
        if item.refund is None and origin.revenue is not None and origin.quantity:
            item.unit_price = origin.unit_price
            item.refund = rounded(origin.revenue * item.quantity / origin.quantity)


def _left(items: Iterable[OrderItem], refund: Conversion) -> list[OrderItem]:
    """A refund row per product of the order, of the quantity and money not refunded before."""
    left: dict[tuple[str, str], OrderItem] = {}
    for item in items:
        if item.kind != REFUND:
            key = _product(item)
            if key not in left:
                left[key] = _empty(item, refund)
            row = left[key]
            row.quantity += item.quantity
            row.refund = _plus(row.refund, item.revenue)
    for item in items:
        if item.kind == REFUND and (refunded := left.get(_product(item))):
            refunded.quantity -= item.quantity
            refunded.refund = _plus(refunded.refund, None if item.refund is None else -item.refund)
    for row in left.values():
        row.quantity, row.refund = _countable(row.quantity), rounded(row.refund)
    return [row for row in left.values() if row.quantity or row.refund]


def _empty(item: OrderItem, refund: Conversion) -> OrderItem:
    return OrderItem(
        item.site_id, refund.conversion_id, REFUND, refund.booked_at, item.order_id, None, None, None,
        item.product_id, item.product_name, item.product_brand, item.product_category, item.product_variant,
        0, item.unit_price, None, None,
    )  # fmt: skip


def _units(items: Iterable[OrderItem]) -> int:
    return _countable(sum(item.quantity for item in items))


def _countable(quantity: int) -> int:
    """The quantity, or the nearest one that the tables' 32 bits hold: each is within bounds, sums need not be."""
    return max(-_MOST, min(quantity, _MOST))


def _plus(left: Decimal | None, right: Decimal | None) -> Decimal | None:
    return right if left is None else left if right is None else left + right


def _sum(amounts: Iterable[Decimal | None]) -> Decimal | None:
    total: Decimal | None = None
    for amount in amounts:
        total = _plus(total, amount)
    return total
