"""Stored events as the realtime window wants them."""

from collections.abc import Iterable

from ecomdash.clock import US_PER_MINUTE
from ecomdash.enrichment.conversions import order_id_of
from ecomdash.enrichment.draft import VISIT_FIELDS, Draft, Visit
from ecomdash.enrichment.order_book import OrderBook
from ecomdash.events.commerce import Purchase
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
            found.setdefault(draft.rules.site.id, []).append(_live(draft, visit, orders))
    return found


def _live(draft: Draft, visit: Visit, orders: OrderBook) -> LiveEvent:
    simulated = draft.accepted.origin == "simulated"
    common = (
        draft.occurred_at, draft.visitor_id, draft.event_type, draft.name, draft.path,
        visit[_COUNTRY], visit[_DEVICE], visit[_SOURCE], simulated,
    )  # fmt: skip
    hit = draft.hit
    if not isinstance(hit, Purchase):
        return LiveEvent(*common, draft.value)
    order = orders.conversions[draft.event_id]
    known = order.revenue is not None
    return LiveEvent(
        *common,
        order.revenue if known else order.original_amount,
        draft.rules.site.currency if known else order.currency,
        order_id_of(hit),
        order.units,
    )
