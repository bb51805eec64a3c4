"""What a session is: the row, how an event changes it, and which session an event belongs to. The only such rule.

An event belongs to a session of the same site and visitor when it lies at most 30 minutes before its start, within
it, or at most 30 minutes after its end; if it names a client session, only to a session of that name; if it names
none, to any. Of several, the nearest in time, then the one that began first. Else it opens a session. Sessions are
never merged or split: an event that comes late and fills a gap joins the nearer side. Midnight means nothing.

The order of loading decides, not the batches it happens in. A session id is BLAKE2b of site, visitor, client session
and the time of the event that opened it, so that loading the same log again gives the same ids.

A visitor who consents in the middle of a visit goes on with it: an event that has no session of its own visitor, and
that cannot be the first of a visit (no pageview, or one a page of the shop led to), joins the session of the visitor it
would be without consent, and counts as that visitor's. The session takes the name of its client session if it has none,
by which what a shop's server reports finds it too. The id that consent allows counts from the next visit on.
Who withdraws consent in the middle of a visit begins a new one: nothing links the two.
"""

import hashlib
import struct
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from msgspec import Struct, structs

from ecomdash.enrichment.draft import VISIT_FIELDS, Visit
from ecomdash.enrichment.money import rounded
from ecomdash.events.limits import BOUNCE_MS, SESSION_GAP_US

PAGEVIEW = "pageview"
INTERACTIONS = frozenset({
    "custom", "outbound_link", "file_download", "form_submit", "search", "select_item", "select_promotion",
    "add_to_wishlist", "add_to_cart", "remove_from_cart", "begin_checkout", "add_shipping_info", "add_payment_info",
    "purchase",
})  # fmt: skip
"""Events a person causes by doing something, beyond looking; one of them and the session is no bounce."""


class Session(Struct, gc=False):
    """A row of analytics_sessions up to `revenue`, then its visit columns and the times its pages are known by.

    `first_page_at` and `last_page_at` are the times of the pageviews that are entry and exit page (0 = none yet).
    `bounced` is told when the row is made.
    """

    site_id: int
    session_id: int
    visitor_id: int
    client_session: int
    started_at: int
    ended_at: int
    entry_page: str = ""
    exit_page: str = ""
    pageviews: int = 0
    events: int = 0
    interactions: int = 0
    engaged_ms: int | None = None
    bounced: bool = False
    product_views: int = 0
    add_to_carts: int = 0
    checkouts: int = 0
    orders: int = 0
    revenue: Decimal = Decimal(0)
    visit: Visit = ()
    first_page_at: int = 0
    last_page_at: int = 0

    def add(self, event_type: str, at: int, path: str, engaged_ms: int | None) -> None:
        """Count one event at `at` (microseconds UTC) into the session."""
        if not self.started_at <= at <= self.ended_at:
            self.started_at, self.ended_at = min(self.started_at, at), max(self.ended_at, at)
        self.events += 1
        if engaged_ms is not None:
            self.engaged_ms = (self.engaged_ms or 0) + engaged_ms
        if event_type == PAGEVIEW:
            self.pageviews += 1
            if self.first_page_at == 0 or at < self.first_page_at:
                self.first_page_at, self.entry_page = at, path
            if at >= self.last_page_at:
                self.last_page_at, self.exit_page = at, path
        elif event_type == "view_item":
            self.product_views += 1
        elif event_type in INTERACTIONS:
            self.interactions += 1
            self.add_to_carts += event_type == "add_to_cart"
            self.checkouts += event_type == "begin_checkout"

    def add_order(self, revenue: Decimal | None) -> None:
        """Count one order; its amount is None when it is not known in the site's currency."""
        self.orders += 1
        if revenue is not None:
            self.revenue = rounded(self.revenue + revenue) or self.revenue


SESSION_FIELDS = Session.__struct_fields__[: Session.__struct_fields__.index("visit")]


def restored(row: Sequence[Any], first_page_at: int, last_page_at: int) -> Session:
    """The session of a stored row: SESSION_FIELDS, then VISIT_FIELDS."""
    own = len(SESSION_FIELDS)
    values = [*row[:own], tuple(row[own : own + len(VISIT_FIELDS)]), first_page_at, last_page_at]
    return Session(*values)


def own_row(session: Session) -> Sequence[Any]:
    """The session's own columns, in the order of SESSION_FIELDS."""
    session.bounced = session.pageviews == 1 and session.interactions == 0 and (session.engaged_ms or 0) < BOUNCE_MS
    return structs.astuple(session)[: len(SESSION_FIELDS)]


def session_id(site_id: int, visitor_id: int, client_session: int, first_at: int) -> int:
    """A signed 64-bit id that is the same whenever the same log is loaded."""
    key = struct.pack("<qqqq", site_id, visitor_id, client_session, first_at)
    return int.from_bytes(hashlib.blake2b(key, digest_size=8).digest(), "little", signed=True) or 1


def choose(sessions: Iterable[Session], at: int, client_session: int) -> Session | None:
    """The session of one visitor that an event at `at` belongs to, by the rule above, or None."""
    near = [
        session
        for session in sessions
        if session.started_at - SESSION_GAP_US <= at <= session.ended_at + SESSION_GAP_US
        and (not client_session or session.client_session == client_session)
    ]
    if len(near) < 2:
        return near[0] if near else None
    return min(near, key=lambda s: (max(s.started_at - at, at - s.ended_at, 0), s.started_at, s.session_id))
