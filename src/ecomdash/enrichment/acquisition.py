"""Where a visit came from: campaign parameters first, then click ids, then the page that linked here."""

from collections.abc import Set
from urllib.parse import parse_qsl

from msgspec import Struct

from ecomdash.enrichment.pages import page_of, split
from ecomdash.enrichment.sources import is_detour, is_within, known_host, known_name, registrable
from ecomdash.enrichment.vendored import data

DIRECT = "Direct"

_CLICKS = {click["parameter"]: (click["source"], click["medium"]) for click in data("click_ids.toml")["click"]}
_MEDIUM_OF_KIND = {"search": "organic", "social": "social", "ai": "ai", "email": "email"}


class Campaign(Struct, frozen=True):
    """What a landing address says: the utm parameters as sent, and what its click id stands for ('' = none)."""

    source: str = ""
    medium: str = ""
    name: str = ""
    content: str = ""
    term: str = ""
    click_source: str = ""
    click_medium: str = ""


class Acquisition(Struct, frozen=True):
    """The source of a visit; `kind` as in sources.KINDS or '', `medium` for the channel rules."""

    source: str
    medium: str
    kind: str


def campaign_of(query: str) -> Campaign:
    """The campaign in the query of a landing address; `ref` and `source` stand in for a missing utm_source."""
    if not query:
        return _NO_CAMPAIGN
    given: dict[str, str] = {}
    for key, value in parse_qsl(query, errors="replace"):
        given.setdefault(key.lower(), value.strip()[:500])
    click_source, click_medium = next((click for key, click in _CLICKS.items() if key in given), ("", ""))
    return Campaign(
        source=given.get("utm_source") or given.get("ref", "") or given.get("source", ""),
        medium=given.get("utm_medium", ""),
        name=given.get("utm_campaign", ""),
        content=given.get("utm_content", ""),
        term=given.get("utm_term", ""),
        click_source=click_source,
        click_medium=click_medium,
    )


_NO_CAMPAIGN = Campaign()


def referrer_of(url: str) -> tuple[str, str]:
    """(host without 'www.', path) of the page that linked here; an app is its package name. ('', '') for none."""
    parts = split(url)
    if parts is None or not parts.host or parts.scheme not in {"http", "https", "android-app", "ios-app"}:
        return "", ""
    path = page_of(parts.path or "/", None)
    return parts.host.removeprefix("www."), "" if path == "/" else path


def is_internal(own_hosts: Set[str], host: str, own_host: str) -> bool:
    """Whether a referring host is the shop itself (its hosts, or the domain of the page shown) or a mere detour."""
    return (
        is_detour(host)
        or is_within(host, own_hosts)
        or (own_host != "" and registrable(host) == registrable(own_host.removeprefix("www.")))
    )


def acquisition(campaign: Campaign, host: str, path: str) -> Acquisition:
    """The source by the first that names one: utm_source, click id, referrer; else direct."""
    if campaign.source:
        known = known_name(campaign.source)
        medium = campaign.medium or (campaign.click_medium if campaign.click_source else "")
        return Acquisition(known.name if known else campaign.source, medium, known.kind if known else "")
    if campaign.click_source:
        known = known_name(campaign.click_source)
        medium = campaign.medium or campaign.click_medium
        return Acquisition(campaign.click_source, medium, known.kind if known else "")
    if host:
        known = known_host(host, path)
        kind = known.kind if known else ""
        return Acquisition(
            known.name if known else host, campaign.medium or _MEDIUM_OF_KIND.get(kind, "referral"), kind
        )
    return Acquisition(DIRECT, campaign.medium, "")
