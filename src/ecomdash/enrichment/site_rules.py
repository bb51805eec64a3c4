"""A site with what is worth making ready once, and the answers it gives again and again."""

from functools import lru_cache

from ecomdash.enrichment.acquisition import acquisition, campaign_of, is_internal, referrer_of
from ecomdash.enrichment.channels import default_channel, own_channel, own_rules
from ecomdash.events.site import Site

ARRIVAL_FIELDS = (
    "referrer", "source", "channel", "utm_source", "utm_medium", "utm_campaign", "utm_content", "utm_term",
)  # fmt: skip


class SiteRules:
    """One site's rules; `arrival` remembers its last few thousand answers."""

    def __init__(self, site: Site) -> None:
        self.site = site
        self.site_id = site.id
        hosts = [domain.strip().lower().removeprefix("www.").rstrip(".") for domain in site.domains]
        self.own_hosts = frozenset(host for host in hosts if host)
        self._channel_rules = own_rules(site.channel_rules)
        self._arrival = lru_cache(maxsize=8_192)(self._find_arrival)

    def arrival(self, host: str, path: str, query: str, referrer: str) -> tuple[str, ...]:
        """The columns ARRIVAL_FIELDS of a visit that lands at host, path and query from the page `referrer`."""
        return self._arrival(host, path if self._channel_rules else "", query, referrer)

    def is_internal(self, referrer: str, host: str) -> bool:
        """Whether the page `referrer` is one of the shop's, seen from its page at `host`; no page is none."""
        from_host, _ = referrer_of(referrer)
        return bool(from_host) and is_internal(self.own_hosts, from_host, host)

    def _find_arrival(self, host: str, path: str, query: str, referrer: str) -> tuple[str, ...]:
        campaign = campaign_of(query)
        from_host, from_path = referrer_of(referrer) if referrer else ("", "")
        if from_host and is_internal(self.own_hosts, from_host, host):
            from_host = from_path = ""
        found = acquisition(campaign, from_host, from_path)
        utm = (campaign.source, campaign.medium, campaign.name, campaign.content, campaign.term)
        channel = own_channel(
            self._channel_rules,
            dict(zip(ARRIVAL_FIELDS, (from_host + from_path, found.source, "", *utm), strict=True))
            | {"medium": found.medium, "hostname": host, "path": path},
        ) or default_channel(found.kind, found.source.lower(), found.medium, campaign.name)
        return (from_host + from_path, found.source, channel, *utm)
