"""Makes the batch of some drafts: gives each its session, books orders and refunds, and collects all rows.

Stateless but for the session memories it is handed; what they and the order book lack of the store must have been
filled in before.
"""

from collections.abc import Callable
from typing import Any

from ecomdash.enrichment.conversions import order_id_of, order_of, product_rows, refund_of
from ecomdash.enrichment.draft import Draft, Visit
from ecomdash.enrichment.order_book import OrderBook
from ecomdash.enrichment.outcomes import Outcomes
from ecomdash.enrichment.pages import page_of
from ecomdash.enrichment.pipeline import Drop
from ecomdash.enrichment.rows import (
    BOT_FIELDS,
    EVENT_FIELDS,
    bot_row,
    columns,
    conversion_columns,
    event_row,
    item_columns,
    product_columns,
    session_columns,
    with_visits,
)
from ecomdash.enrichment.session import Session, session_id
from ecomdash.enrichment.session_memory import SessionMemory
from ecomdash.enrichment.visits import open_visit, place_only
from ecomdash.events.batch import Batch
from ecomdash.events.commerce import Commerce, Purchase, Refund
from ecomdash.events.outcome import DropReason, Outcome


class Assembly:
    """One batch in the making. Add drafts in log order, then take `batch()`."""

    def __init__(self, memory_of: Callable[[int], SessionMemory], orders: OrderBook, outcomes: Outcomes) -> None:
        self._memory_of = memory_of
        self._orders = orders
        self._outcomes = outcomes
        self._events: list[tuple[Any, ...]] = []
        self._visits: list[Visit] = []
        self._products: list[tuple[Any, ...]] = []
        self._product_visits: list[Visit] = []
        self._bots: list[tuple[Any, ...]] = []
        self._touched: dict[tuple[int, int], Session] = {}
        self.stored: list[tuple[Draft, Visit]] = []

    def add(self, draft: Draft) -> None:
        """Store the event, or drop it as a second order of the same id."""
        hit = draft.hit
        if isinstance(hit, Purchase) and self._orders.has_order((draft.rules.site.id, order_id_of(hit))):
            self._count(draft, Outcome.DROPPED, DropReason.DUPLICATE_ORDER)
            return
        session = self._session(draft) if draft.visitor_id else None
        visit = session.visit if session else place_only(draft)
        number = session.session_id if session else 0
        if isinstance(hit, Commerce):
            self._add_commerce(draft, hit, session, visit)
        if session or not isinstance(hit, Purchase | Refund):
            self._events.append(event_row(draft, number))
            self._visits.append(visit)
        self.stored.append((draft, visit))
        self._count(draft, Outcome.STORED, "")

    def drop(self, drop: Drop) -> None:
        """Count a dropped event; a bot's is kept apart."""
        draft = drop.draft
        if drop.reason is DropReason.BOT:
            self._bots.append(bot_row(draft, page_of(draft.hit.path, draft.hit.url)))
        self._count(draft, Outcome.DROPPED, drop.reason)

    def batch(self) -> Batch:
        """All rows so far."""
        return Batch(
            events=with_visits(EVENT_FIELDS, self._events, self._visits),
            bots=columns(BOT_FIELDS, self._bots),
            product_events=product_columns(self._products, self._product_visits),
            order_items=item_columns(self._orders.items),
            outcomes=self._outcomes.columns(),
            sessions=session_columns(list(self._touched.values())),
            conversions=conversion_columns(list(self._orders.conversions.values())),
        )

    def _session(self, draft: Draft) -> Session | None:
        """The session the event joins or opens, with the event counted; a refund opens none."""
        site_id = draft.rules.site.id
        memory = self._memory_of(site_id)
        session = memory.find(draft.visitor_id, draft.occurred_at, draft.client_session)
        if session is None:
            if isinstance(draft.hit, Refund):
                return None
            session = Session(
                site_id,
                session_id(site_id, draft.visitor_id, draft.client_session, draft.occurred_at),
                draft.visitor_id,
                draft.client_session,
                draft.occurred_at,
                draft.occurred_at,
                visit=open_visit(draft),
            )
            memory.put(session)
        session.add(draft.event_type, draft.occurred_at, draft.path, draft.engaged_ms)
        self._touched[site_id, session.session_id] = session
        return session

    def _add_commerce(self, draft: Draft, hit: Commerce, session: Session | None, visit: Visit) -> None:
        if isinstance(hit, Purchase):
            order, items = order_of(draft, hit, session, visit)
            self._orders.add_order(order, items)
            draft.value = order.revenue
            if session:
                session.add_order(order.revenue)
        elif isinstance(hit, Refund):
            currency = self._orders.currency_of((draft.rules.site.id, order_id_of(hit)))
            refund, items = refund_of(draft, hit, session, visit, currency)
            self._orders.add_refund(refund, items)
            draft.value = refund.refund
        elif hit.items:
            rows = product_rows(draft, hit, session.session_id if session else 0)
            self._products.extend(rows)
            self._product_visits.extend([visit] * len(rows))

    def _count(self, draft: Draft, outcome: Outcome, reason: str) -> None:
        accepted = draft.accepted
        measured = not accepted.trusted or accepted.origin == "server"
        self._outcomes.add(draft.rules.site.id, accepted.received_at, outcome, reason, measured=measured)
