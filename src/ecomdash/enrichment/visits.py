"""The steps that describe a visit, run once for the event that opens it; each tells some of its columns."""

from collections.abc import Callable

from ecomdash.enrichment.agents import parse_agent
from ecomdash.enrichment.draft import NO_VISIT, Draft, Visit
from ecomdash.enrichment.pages import Address, language_of, screen_of, split
from ecomdash.enrichment.site_rules import ARRIVAL_FIELDS
from ecomdash.events.page import Pageview

_NOWHERE = Address("", "", "", "", "")


def name_source(draft: Draft) -> tuple[str, ...]:
    """Where it lands, and where it comes from: source and channel, referrer and campaign."""
    hit = draft.hit
    page = (split(hit.url) if hit.url else None) or _NOWHERE
    return (page.host, *draft.rules.arrival(page.host, draft.path, page.query, hit.referrer or ""))


def goes_on(draft: Draft) -> bool:
    """Whether the event cannot be the first of a visit: it is no pageview, or one that a page of the shop leads to."""
    hit = draft.hit
    if not isinstance(hit, Pageview):
        return True
    page = (split(hit.url) if hit.url else None) or _NOWHERE
    return draft.rules.is_internal(hit.referrer or "", page.host)


def name_place(draft: Draft) -> tuple[str, ...]:
    """Where the request came from on the map."""
    accepted = draft.accepted
    return accepted.country, accepted.region, accepted.city


def name_device(draft: Draft) -> tuple[str, ...]:
    """Device, browser and system."""
    agent = parse_agent(draft.agent, draft.accepted.hints)
    return agent.device, agent.browser, agent.browser_version, agent.os, agent.os_version


def name_reader(draft: Draft) -> tuple[str, ...]:
    """Language and screen class."""
    hit = draft.hit
    return language_of(hit.language) if hit.language else "", screen_of(hit.viewport_width)


# (step, its columns); together they are VISIT_FIELDS.
VISIT_STEPS: tuple[tuple[Callable[[Draft], tuple[str, ...]], tuple[str, ...]], ...] = (
    (name_source, ("hostname", *ARRIVAL_FIELDS)),
    (name_place, ("country", "region", "city")),
    (name_device, ("device", "browser", "browser_version", "os", "os_version")),
    (name_reader, ("language", "screen")),
)


def open_visit(draft: Draft) -> Visit:
    """The visit columns, in the order of VISIT_FIELDS, as the event tells them."""
    visit: Visit = ()
    for step, _ in VISIT_STEPS:
        visit += step(draft)
    return visit


def place_only(draft: Draft) -> Visit:
    """The columns of an event without a visit: where it came from on the map, if that is known."""
    if not draft.accepted.country:
        return NO_VISIT
    place = name_place(draft)
    return NO_VISIT[:_PLACE] + place + NO_VISIT[_PLACE + len(place) :]


_PLACE = 1 + len(ARRIVAL_FIELDS)
