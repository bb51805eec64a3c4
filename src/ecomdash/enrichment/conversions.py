"""The rows of orders and refunds, and how they are read from a purchase or a refund."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs

from ecomdash.enrichment.draft import NO_VISIT, VISIT_FIELDS, Draft, Visit
from ecomdash.enrichment.money import ZERO, converted, rounded
from ecomdash.enrichment.session import Session
from ecomdash.events.commerce import Commerce, Item, Purchase, Refund
from ecomdash.events.site import Site

ORDER, REFUND = "order", "refund"


class Conversion(Struct, gc=False):
    """A row of conversion_events, then its visit columns."""

    site_id: int
    conversion_id: bytes
    kind: str
    booked_at: int
    occurred_at: int
    order_id: str
    visitor_id: int | None = None
    session_id: int | None = None
    customer_id: int | None = None
    revenue: Decimal | None = None
    refund: Decimal | None = None
    tax: Decimal | None = None
    shipping: Decimal | None = None
    discount: Decimal | None = None
    coupon: str = ""
    units: int = 0
    currency: str = ""
    original_amount: Decimal | None = None
    entry_page: str = ""
    visit: Visit = NO_VISIT


class OrderItem(Struct, gc=False):
    """A row of order_items, then its visit columns."""

    site_id: int
    conversion_id: bytes
    kind: str
    booked_at: int
    order_id: str
    visitor_id: int | None
    session_id: int | None
    customer_id: int | None
    product_id: str
    product_name: str
    product_brand: str
    product_category: str
    product_variant: str
    quantity: int
    unit_price: Decimal | None
    revenue: Decimal | None
    refund: Decimal | None
    visit: Visit = NO_VISIT


CONVERSION_FIELDS = Conversion.__struct_fields__[:-1]
ITEM_FIELDS = OrderItem.__struct_fields__[:-1]


def restored_conversion(row: Sequence[Any]) -> Conversion:
    """The conversion of a stored row: CONVERSION_FIELDS, then VISIT_FIELDS."""
    own = len(CONVERSION_FIELDS)
    values = [*row[:own], tuple(row[own : own + len(VISIT_FIELDS)])]
    return Conversion(*values)


def restored_item(row: Sequence[Any]) -> OrderItem:
    """The item of a stored row: ITEM_FIELDS, then VISIT_FIELDS."""
    own = len(ITEM_FIELDS)
    values = [*row[:own], tuple(row[own : own + len(VISIT_FIELDS)])]
    return OrderItem(*values)


def order_id_of(hit: Purchase | Refund) -> str:
    """The order's id without the spaces around it, and with U+FFFD for NUL: the same in every store."""
    return hit.order_id.strip().replace("\0", "\ufffd")


def order_of(draft: Draft, hit: Purchase, session: Session | None, visit: Visit) -> tuple[Conversion, list[OrderItem]]:
    """The order that a purchase places, booked at its own time."""
    site = draft.rules.site
    amount = hit.value if hit.value is not None else _total(hit)
    conversion = _conversion(draft, ORDER, hit, session, visit)
    conversion.revenue = converted(amount, hit.currency, site)
    conversion.original_amount = rounded(amount)
    conversion.currency = hit.currency or site.currency
    conversion.tax = converted(hit.tax, hit.currency, site)
    conversion.shipping = converted(hit.shipping, hit.currency, site)
    conversion.discount = converted(hit.discount, hit.currency, site)
    conversion.units = sum(item.quantity for item in hit.items or ())
    items = [_item(conversion, item, site, hit.currency) for item in hit.items or ()]
    for row, item in zip(items, hit.items or (), strict=True):
        row.revenue = converted(_line(item), hit.currency, site)
    return conversion, items


def _total(hit: Purchase) -> Decimal | None:
    """What the customer pays, where the sender did not say: items, tax and shipping, less the order's own discount.

    That discount counts only when no item carries one, since shops report the sum of the items' discounts there.
    None when no item has a price.
    """
    lines = [line for item in hit.items or () if (line := _line(item)) is not None]
    if not lines:
        return None
    total = sum(lines, ZERO) + (hit.tax or ZERO) + (hit.shipping or ZERO)
    if hit.discount and not any(item.discount for item in hit.items or ()):
        total -= hit.discount
    return total


def _line(item: Item) -> Decimal | None:
    return None if item.price is None else item.quantity * (item.price - (item.discount or ZERO))


def refund_of(
    draft: Draft, hit: Refund, session: Session | None, visit: Visit, order_currency: str
) -> tuple[Conversion, list[OrderItem]]:
    """The refund as sent, booked at its own time until its order is known; amounts it leaves open are None.

    Without a currency it is in the order's ('' = not known), else in the site's.
    """
    site = draft.rules.site
    currency = hit.currency or order_currency or site.currency
    conversion = _conversion(draft, REFUND, hit, session, visit)
    conversion.currency = currency
    conversion.units = sum(abs(item.quantity) for item in hit.items or ())
    items = [_item(conversion, item, site, currency) for item in hit.items or ()]
    for row, item in zip(items, hit.items or (), strict=True):
        row.quantity = abs(row.quantity)
        line = _line(item)
        row.refund = converted(None if line is None else abs(line), currency, site)
    if hit.value is not None:
        conversion.original_amount = rounded(abs(hit.value))
        conversion.refund = converted(abs(hit.value), currency, site)
    return conversion, items


def _conversion(draft: Draft, kind: str, hit: Purchase | Refund, session: Session | None, visit: Visit) -> Conversion:
    return Conversion(
        site_id=draft.site_id,
        conversion_id=draft.event_id,
        kind=kind,
        booked_at=draft.occurred_at,
        occurred_at=draft.occurred_at,
        order_id=order_id_of(hit),
        visitor_id=session.visitor_id if session else None,
        session_id=session.session_id if session else None,
        customer_id=customer_of(hit.customer_id),
        coupon=hit.coupon or "",
        entry_page=session.entry_page if session else "",
        visit=visit,
    )


def customer_of(text: str | None) -> int | None:
    """The hashed customer id of a record; None when there is none."""
    try:
        return int(text) if text else None
    except ValueError:
        return None


def _item(conversion: Conversion, item: Item, site: Site, currency: str | None) -> OrderItem:
    return OrderItem(
        conversion.site_id,
        conversion.conversion_id,
        conversion.kind,
        conversion.booked_at,
        conversion.order_id,
        conversion.visitor_id,
        conversion.session_id,
        conversion.customer_id,
        item.item_id,
        item.item_name or "",
        item.item_brand or "",
        item.item_category or "",
        item.item_variant or "",
        item.quantity,
        converted(item.price, currency, site),
        None,
        None,
        conversion.visit,
    )


def product_rows(draft: Draft, hit: Commerce) -> list[tuple[object, ...]]:
    """The rows of product_events, in the order of PRODUCT_FIELDS, of a commerce event that is no order or refund."""
    site = draft.rules.site
    list_name = getattr(hit, "list_name", None) or ""
    return [
        (
            site.id, draft.event_id, draft.occurred_at, draft.visitor_id, draft.session_id, draft.event_type, list_name,
            item.item_id, item.item_name or "", item.item_brand or "", item.item_category or "",
            item.item_variant or "", item.quantity, converted(item.price, hit.currency, site),
        )
        for item in hit.items or ()
    ]  # fmt: skip


PRODUCT_FIELDS = (
    "site_id", "event_id", "occurred_at", "visitor_id", "session_id", "event_type", "list_name",
    "product_id", "product_name", "product_brand", "product_category", "product_variant", "quantity", "unit_price",
)  # fmt: skip


def reversal(item: OrderItem) -> OrderItem:
    """The row that takes a stored item back, so that sums are right where it was and the right row can follow.

    Item rows are only ever appended; a correction is this row and a new one.
    """
    return structs.replace(
        item,
        quantity=-item.quantity,
        revenue=None if item.revenue is None else -item.revenue,
        refund=None if item.refund is None else -item.refund,
    )


def placed(item: OrderItem, to: Conversion) -> OrderItem:
    """The item with the day, visit and customer of its conversion."""
    return structs.replace(
        item,
        booked_at=to.booked_at,
        visitor_id=to.visitor_id,
        session_id=to.session_id,
        customer_id=to.customer_id,
        visit=to.visit,
    )
