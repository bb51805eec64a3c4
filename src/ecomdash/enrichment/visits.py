"""The steps that describe a visit, run once for the event that opens it."""

from collections.abc import Callable

from msgspec import structs

from ecomdash.enrichment.acquisition import acquisition, campaign_of, is_internal, referrer_of
from ecomdash.enrichment.agents import parse_agent
from ecomdash.enrichment.channels import default_channel, own_channel
from ecomdash.enrichment.draft import NO_VISIT, VISIT_FIELDS, Draft, Opening, Visit
from ecomdash.enrichment.pages import host_of, language_of, screen_of


def set_agent(opening: Opening) -> None:
    """Device, browser and system."""
    draft = opening.draft
    agent = parse_agent(draft.agent, draft.accepted.hints)
    opening.device = agent.device
    opening.browser = agent.browser
    opening.browser_version = agent.browser_version
    opening.os = agent.os
    opening.os_version = agent.os_version


def set_place(opening: Opening) -> None:
    """Country, region and city of the request."""
    accepted = opening.draft.accepted
    opening.country, opening.region, opening.city = accepted.country, accepted.region, accepted.city


def set_page(opening: Opening) -> None:
    """Host, language and screen class."""
    hit = opening.draft.hit
    opening.hostname = host_of(hit.url)
    opening.language = language_of(hit.language) if hit.language else ""
    opening.screen = screen_of(hit.viewport_width)


def name_source(opening: Opening) -> None:
    """Referrer, campaign and source; the shop's own pages and payment providers are no source."""
    hit = opening.draft.hit
    campaign = campaign_of(hit.url or "")
    host, path = referrer_of(hit.referrer) if hit.referrer else ("", "")
    if host and is_internal(opening.draft.rules, host, opening.hostname):
        host = path = ""
    found = acquisition(campaign, host, path)
    opening.referrer = host + path
    opening.source, opening.medium, opening.kind = found.source, found.medium, found.kind
    opening.utm_source, opening.utm_medium, opening.utm_campaign = campaign.source, campaign.medium, campaign.name
    opening.utm_content, opening.utm_term = campaign.content, campaign.term


def set_channel(opening: Opening) -> None:
    """The channel by the site's own rules, else by the default grouping."""
    own = opening.draft.rules.channel_rules
    if own:
        values = structs.asdict(opening)
        values["path"] = opening.draft.path
        opening.channel = own_channel(own, values)
    if not opening.channel:
        opening.channel = default_channel(opening.kind, opening.source.lower(), opening.medium, opening.utm_campaign)


VISIT_STEPS: tuple[Callable[[Opening], None], ...] = (set_agent, set_place, set_page, name_source, set_channel)


def open_visit(draft: Draft) -> Visit:
    """The visit columns, in the order of VISIT_FIELDS, as the event tells them."""
    opening = Opening(draft)
    for step in VISIT_STEPS:
        step(opening)
    return structs.astuple(opening)[1 : 1 + len(VISIT_FIELDS)]


def place_only(draft: Draft) -> Visit:
    """The columns of an event without a visit: where it came from on the map, if that is known."""
    opening = Opening(draft)
    set_place(opening)
    return structs.astuple(opening)[1 : 1 + len(VISIT_FIELDS)] if opening.country else NO_VISIT
