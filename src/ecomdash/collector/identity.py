"""Whose event it is: the sender's own ids where consent honours them, else the anonymous visitor of the day."""

from collections.abc import Callable

from ecomdash.collector.request import Request
from ecomdash.events.commerce import Purchase, Refund
from ecomdash.events.record import AcceptedHit, AnyHit
from ecomdash.events.site import Site
from ecomdash.privacy.anonymiser import Anonymiser

_ORDER = (Purchase, Refund)  # a tuple: making the union anew at each look costs more than the look

EventIds = Callable[[int], bytes]
"""Makes a new event id (16 bytes) for a time in microseconds."""


def consents(site: Site, given: bool | None, *, gpc: bool) -> bool:
    """Whether ids that live on the visitor's device may be used, by the site's consent mode.

    `gpc`: the browser sent Global Privacy Control, which counts as no consent where the site respects it.
    """
    if gpc and site.respect_gpc:
        return False
    if site.consent_mode == "required":
        return given is True
    return site.consent_mode == "implied" and given is not False


class Identities:
    """Gives events their numbers."""

    def __init__(self, anonymiser: Anonymiser, event_ids: EventIds) -> None:
        self._anonymiser, self._event_ids = anonymiser, event_ids
        self._last: tuple[tuple[int, str, str, int], int] | None = None

    def identify(self, hit: AnyHit, site: Site, agent: str, at: int, request: Request) -> AcceptedHit:
        """The event with its numbers; what named the sender is taken out of `hit`, and its customer id hashed."""
        number = self._anonymiser.number
        honoured = consents(site, hit.consent_given, gpc=request.gpc)
        event_id = self._anonymiser.event(site.id, hit.event_id) if hit.event_id else self._event_ids(at)
        session = number(site.id, "session", hit.session_id) if honoured and hit.session_id else 0
        anonymous = self._anonymous(site, agent, request) if request.address else 0
        if honoured and hit.visitor_id:
            visitor = number(site.id, "visitor", hit.visitor_id)
        elif anonymous:
            visitor, anonymous = anonymous, 0
        else:
            visitor = number(site.id, "visitor", _only_trace(hit, event_id))
        hit.site_key = hit.event_id = hit.visitor_id = hit.session_id = hit.user_agent = None
        hit.occurred_at = hit.sent_at = None
        if isinstance(hit, _ORDER) and hit.customer_id:
            hit.customer_id = str(number(site.id, "customer", hit.customer_id))
        return AcceptedHit(event_id, at, visitor, session, hit, anonymous)

    def _anonymous(self, site: Site, agent: str, request: Request) -> int:
        """The visitor without consent; the events of one request mostly have the same."""
        key = (site.id, request.address, agent, request.received_at)
        last = self._last
        if last is None or last[0] != key:
            self._last = last = key, self._anonymiser.visitor(*key)
        return last[1]


def _only_trace(hit: AnyHit, event_id: bytes) -> str:
    """What tells the people apart who are behind events of a server that sends no addresses."""
    if isinstance(hit, _ORDER):
        return f"customer {hit.customer_id}" if hit.customer_id else f"order {hit.order_id}"
    return f"event {event_id.hex()}"
