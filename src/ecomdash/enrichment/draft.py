"""The value the steps work on: one event on its way to a row."""

from decimal import Decimal

from msgspec import Struct

from ecomdash.enrichment.site_rules import SiteRules
from ecomdash.events.outcome import DropReason
from ecomdash.events.record import Accepted, AcceptedHit, AnyHit

Visit = tuple[str, ...]
"""The visit columns in the order of VISIT_FIELDS, shared by all rows of a session."""

VISIT_FIELDS = (
    "hostname", "referrer", "source", "channel",
    "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
    "country", "region", "city", "device", "browser", "browser_version", "os", "os_version", "language", "screen",
)  # fmt: skip
NO_VISIT: Visit = ("",) * len(VISIT_FIELDS)


class Draft(Struct, gc=False):
    """One event between log and tables: its columns of analytics_events, then what it is made from.

    `session_id` is set last (0 = no session). `anonymous_id` is the visitor before consent (0 = the same). `agent` is
    what the visitor's browser calls itself, '' where the sender is a server; `bot` the name of a machine; `dropped`
    says why the event is left out of the tables. Not tracked by the garbage collector: nothing in it refers back to it.
    """

    site_id: int
    event_id: bytes
    occurred_at: int
    received_at: int
    visitor_id: int
    session_id: int
    event_type: str
    name: str
    path: str
    title: str
    target_url: str
    search_term: str
    engaged_ms: int | None
    scroll_depth: int | None
    value: Decimal | None
    lcp_ms: float | None
    inp_ms: float | None
    cls: float | None
    fcp_ms: float | None
    ttfb_ms: float | None
    fid_ms: float | None
    properties: str | None
    client_session: int
    anonymous_id: int
    agent: str
    bot: str
    rules: SiteRules
    accepted: Accepted
    hit: AnyHit
    dropped: DropReason | None = None


EVENT_FIELDS = Draft.__struct_fields__[: Draft.__struct_fields__.index("client_session")]


def draft_of(
    rules: SiteRules, accepted: Accepted, agent: tuple[str, str], event: AcceptedHit, event_type: str
) -> Draft:
    """An event as it came, with nothing found out yet but its request's agent and the name of the bot that is."""
    return Draft(
        rules.site_id, event.event_id, event.occurred_at, accepted.received_at, event.visitor_id, 0,
        event_type, event_type, "", "", "", "", None, None, None, None, None, None, None, None, None, None,
        event.client_session, event.anonymous_id, *agent, rules, accepted, event.hit,
    )  # fmt: skip
