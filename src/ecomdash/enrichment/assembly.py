"""Makes the batch of some drafts: gives each its session, books orders and refunds, and collects all rows.

Stateless but for the session memories it is handed; what they and the order book lack of the store must have been
filled in before.
"""

import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from ecomdash.enrichment.conversions import (
    Conversion,
    order_id_of,
    order_of,
    product_rows,
    refund_of,
)
from ecomdash.enrichment.draft import Draft, Visit
from ecomdash.enrichment.order_book import OrderBook
from ecomdash.enrichment.outcomes import Outcomes
from ecomdash.enrichment.rows import (
    BOT_FIELDS,
    bot_row,
    columns,
    conversion_columns,
    event_columns,
    item_columns,
    product_columns,
    session_columns,
)
from ecomdash.enrichment.session import PAGEVIEW, Session, session_id
from ecomdash.enrichment.session_memory import SessionMemory
from ecomdash.enrichment.steps import SERVER
from ecomdash.enrichment.visits import goes_on, open_visit, place_only
from ecomdash.events.batch import Batch
from ecomdash.events.commerce import Commerce, Purchase, Refund
from ecomdash.events.limits import LATE_US
from ecomdash.events.outcome import DropReason


class Assembly:
    """One batch in the making. Add drafts in log order, then take `batch()`."""

    def __init__(self, memories: Mapping[int, SessionMemory], orders: OrderBook) -> None:
        self._memories = memories
        self._orders = orders
        self._events: list[Draft] = []
        self._visits: list[Visit] = []
        self._without_visit: list[tuple[Draft, Visit]] = []
        self._products: list[tuple[Any, ...]] = []
        self._product_visits: list[Visit] = []
        self._bots: list[tuple[Any, ...]] = []
        self._touched: dict[tuple[int, int], Session] = {}

    def add(self, draft: Draft) -> None:
        """Put the event where it belongs, or mark it as dropped."""
        if draft.dropped is None:
            draft.dropped = self._store(draft)
        elif draft.dropped is DropReason.BOT:
            self._bots.append(bot_row(draft))

    def batch(self, outcomes: Outcomes) -> Batch:
        """All rows so far, and the outcomes."""
        return Batch(
            events=event_columns(self._events, self._visits),
            bots=columns(BOT_FIELDS, self._bots),
            product_events=product_columns(self._products, self._product_visits),
            order_items=item_columns(self._orders.items),
            outcomes=outcomes.columns(),
            sessions=session_columns(list(self._touched.values())),
            conversions=conversion_columns(list(self._orders.conversions.values())),
        )

    def stored(self) -> Iterator[tuple[Draft, Visit]]:
        """Every event that is in the tables, and its visit."""
        return itertools.chain(zip(self._events, self._visits, strict=True), self._without_visit)

    def _store(self, draft: Draft) -> DropReason | None:
        """Put the event into the tables, or say why it is not put there."""
        hit = draft.hit
        known = None
        if isinstance(hit, (Purchase, Refund)):
            known = self._orders.order((draft.site_id, order_id_of(hit)))
            if (reason := self._repeats(draft, hit, known)) is not None:
                return reason
        session = self._session(draft)
        visit = session.visit if session else place_only(draft)
        if isinstance(hit, Commerce):
            self._add_commerce(draft, hit, known, session, visit)
        if session or not isinstance(hit, (Purchase, Refund)):
            self._events.append(draft)
            self._visits.append(visit)
        else:
            self._without_visit.append((draft, visit))
        return None

    def _repeats(self, draft: Draft, hit: Purchase | Refund, known: Conversion | None) -> DropReason | None:
        """Why a purchase whose order is known, or a refund that came before, is dropped; None when it is not.

        A purchase is kept when it tells the visit of an order that was known without: a shop's server and its
        visitor's browser may both report an order, in any order.
        """
        if isinstance(hit, Purchase):
            if known is None or (_opens_session(draft) and _tells_visit(draft, known)):
                return None
            return DropReason.DUPLICATE_EVENT if known.conversion_id == draft.event_id else DropReason.DUPLICATE_ORDER
        repeated = self._orders.has_refund((draft.site_id, order_id_of(hit)), draft.event_id)
        return DropReason.DUPLICATE_EVENT if repeated else None

    def _session(self, draft: Draft) -> Session | None:
        """The session the event joins or opens, with the event counted; None where it does neither."""
        site_id, at = draft.site_id, draft.occurred_at
        memory = self._memories[site_id]
        session = memory.find(draft.visitor_id, at, draft.client_session)
        if session is None and goes_on(draft):
            session = self._of_before_consent(memory, draft)
        if session is None:
            if not _opens_session(draft):
                return None
            number = session_id(site_id, draft.visitor_id, draft.client_session, at)
            session = Session(site_id, number, draft.visitor_id, draft.client_session, at, at, visit=open_visit(draft))
            memory.put(session)
        session.add(draft.event_type, at, draft.path, draft.engaged_ms)
        draft.session_id, draft.visitor_id = session.session_id, session.visitor_id
        self._touched[site_id, session.session_id] = session
        return session

    def _of_before_consent(self, memory: SessionMemory, draft: Draft) -> Session | None:
        """The session that a visitor who has consented since began without consent."""
        if draft.anonymous_id and (session := memory.find(draft.anonymous_id, draft.occurred_at, 0)):
            memory.name(session, draft.client_session)
            return session
        return memory.named(draft.client_session, draft.occurred_at) if draft.client_session else None

    def _add_commerce(
        self, draft: Draft, hit: Commerce, known: Conversion | None, session: Session | None, visit: Visit
    ) -> None:
        if isinstance(hit, Purchase):
            order = known
            if known is None:
                order, items = order_of(draft, hit, session, visit)
                self._orders.add_order(order, items)
            elif session:
                told, items = order_of(draft, hit, session, visit)
                self._orders.link((known.site_id, known.order_id), session, told.customer_id, items)
            assert order is not None
            draft.value = order.revenue
            if session:
                session.add_order(order.revenue)
        elif isinstance(hit, Refund):
            refund, items = refund_of(draft, hit, session, visit, known.currency if known else "")
            self._orders.add_refund(refund, items)
            draft.value = refund.refund
        elif hit.items:
            rows = product_rows(draft, hit)
            self._products.extend(rows)
            self._product_visits.extend([visit] * len(rows))


def _opens_session(draft: Draft) -> bool:
    """Whether the event begins a session where it finds none. Giving money back is no visit; nor is what a shop's
    server reports, unless it is a page that it showed."""
    if isinstance(draft.hit, Refund) or not draft.visitor_id:
        return False
    return draft.accepted.origin != SERVER or draft.event_type == PAGEVIEW


def _tells_visit(draft: Draft, order: Conversion) -> bool:
    """Whether the order has no visit yet and the purchase may well be its own, by its time."""
    return order.session_id is None and abs(order.occurred_at - draft.occurred_at) <= LATE_US
