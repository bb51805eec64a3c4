"""Stored events as the realtime window wants them."""

from collections.abc import Iterable

from msgspec import structs

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.conversions import order_id_of
from ecomdash.enrichment.draft import VISIT_FIELDS, Draft, Visit
from ecomdash.enrichment.order_book import OrderBook
from ecomdash.events.commerce import Purchase
from ecomdash.jobs.loading_subject import subject_of
from ecomdash.live.protocol import LiveEvent
from ecomdash.live.window import MINUTES

PURCHASE = "purchase"
SIMULATED = '"simulated":true'  # as enrichment writes it into the properties of simulated events

_COUNTRY, _DEVICE, _SOURCE = (VISIT_FIELDS.index(name) for name in ("country", "device", "source"))


def live_events(stored: Iterable[tuple[Draft, Visit]], orders: OrderBook, now: int) -> dict[int, list[LiveEvent]]:
    """Per site, the stored events that are not older than the window."""
    oldest = now - MINUTES * US_PER_MINUTE
    found: dict[int, list[LiveEvent]] = {}
    for draft, visit in stored:
        if draft.occurred_at >= oldest:
            event = LiveEvent(
                draft.occurred_at, draft.visitor_id, draft.event_type, subject_of(draft), draft.path, visit[_COUNTRY],
                visit[_DEVICE], visit[_SOURCE], draft.accepted.origin == "simulated", draft.value,
            )  # fmt: skip
            if draft.event_type == PURCHASE:
                event = _with_order(event, draft, orders)
            found.setdefault(draft.site_id, []).append(event)
    return found


def _with_order(event: LiveEvent, draft: Draft, orders: OrderBook) -> LiveEvent:
    hit = draft.hit
    assert isinstance(hit, Purchase)
    order = orders.order((draft.site_id, order_id_of(hit)))
    assert order is not None
    if order.revenue is None:
        value, currency = order.original_amount, order.currency
    else:
        value, currency = order.revenue, draft.rules.site.currency
    return structs.replace(event, value=value, currency=currency, order_id=order.order_id, items=order.units)
