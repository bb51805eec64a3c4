"""The values the steps work on: one event on its way to a row, and the visit it may open."""

from decimal import Decimal

from msgspec import Struct

from ecomdash.enrichment.channels import OwnRules, own_rules
from ecomdash.enrichment.sources import registrable
from ecomdash.events.record import Accepted, AnyHit
from ecomdash.events.site import Site

Visit = tuple[str, ...]
"""The visit columns in the order of VISIT_FIELDS, shared by all rows of a session."""

VISIT_FIELDS = (
    "hostname", "referrer", "source", "channel",
    "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
    "country", "region", "city", "device", "browser", "browser_version", "os", "os_version", "language", "screen",
)  # fmt: skip
NO_VISIT: Visit = ("",) * len(VISIT_FIELDS)


class SiteRules:
    """A site and what is worth making ready once: its own hosts and its channel rules."""

    def __init__(self, site: Site) -> None:
        self.site = site
        hosts = [domain.strip().lower().removeprefix("www.").rstrip(".") for domain in site.domains]
        self.own_hosts = frozenset(host for host in hosts if host)
        self.own_domains = frozenset(map(registrable, self.own_hosts))
        self.channel_rules: OwnRules = own_rules(site.channel_rules)


class Draft(Struct):
    """One event between log and tables. Columns are named as in store/tables.py; session_id is set last.

    `agent` is what the visitor's browser calls itself, '' where the sender is a server.
    """

    rules: SiteRules
    accepted: Accepted
    hit: AnyHit
    event_id: bytes
    occurred_at: int
    visitor_id: int
    client_session: int
    event_type: str
    name: str
    agent: str = ""
    bot: str = ""
    path: str = ""
    title: str = ""
    target_url: str = ""
    search_term: str = ""
    engaged_ms: int | None = None
    scroll_depth: int | None = None
    value: Decimal | None = None
    lcp_ms: float | None = None
    inp_ms: float | None = None
    cls: float | None = None
    fcp_ms: float | None = None
    ttfb_ms: float | None = None
    fid_ms: float | None = None
    properties: str | None = None


class Opening(Struct):
    """The visit that an event opens, field by field as in VISIT_FIELDS, and the event it is made from."""

    draft: Draft
    hostname: str = ""
    referrer: str = ""
    source: str = ""
    channel: str = ""
    utm_source: str = ""
    utm_medium: str = ""
    utm_campaign: str = ""
    utm_content: str = ""
    utm_term: str = ""
    country: str = ""
    region: str = ""
    city: str = ""
    device: str = ""
    browser: str = ""
    browser_version: str = ""
    os: str = ""
    os_version: str = ""
    language: str = ""
    screen: str = ""
    kind: str = ""  # of the source, see sources.KINDS
    medium: str = ""  # utm_medium, else what click id or source say
