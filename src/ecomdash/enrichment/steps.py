"""The steps of one event; each sets its columns on the draft, or says why the event is dropped."""

from typing import Any

import msgspec
from msgspec import Struct

from ecomdash.enrichment.bots import bot_name
from ecomdash.enrichment.draft import Draft
from ecomdash.enrichment.money import converted
from ecomdash.enrichment.pages import page_of
from ecomdash.events.commerce import AddPaymentInfo, AddShippingInfo, Commerce, SelectPromotion, ViewPromotion
from ecomdash.events.engagement import Custom, Engagement, FileDownload, FormSubmit, OutboundLink, Search
from ecomdash.events.limits import ENGAGED_MS
from ecomdash.events.outcome import DropReason
from ecomdash.events.record import Accepted
from ecomdash.events.site import Site
from ecomdash.events.vitals import WebVitals

SERVER = "server"  # the origin of what a shop's own server sends with its secret key
_BARE = "Mozilla/5.0"
_HEADLESS = "HeadlessChrome/"
_json = msgspec.json.Encoder()


def agent_of(site: Site, accepted: Accepted) -> tuple[str, str]:
    """The agent of a request's visitor, and the name of the bot it is ('' = none).

    What a shop's server sends is no machine's visit, whatever the server calls itself; an agent that is not a
    browser's is then the server's own and says nothing of the visitor. A bare "Mozilla/5.0" is what people type when
    they try the API, so it passes; so does a headless browser where the site counts those.
    """
    agent = accepted.user_agent
    if agent == _BARE or (site.automated_browsers and _HEADLESS in agent):
        return agent, ""
    bot = bot_name(agent)
    if bot and accepted.origin == SERVER:
        return "", ""
    return agent, bot


def classify_bot(draft: Draft) -> DropReason | None:
    """Machines are kept apart."""
    return DropReason.BOT if draft.bot else None


def set_page(draft: Draft) -> None:
    """Path and title."""
    hit = draft.hit
    draft.path = page_of(hit.path, hit.url)
    if hit.title:
        draft.title = hit.title.strip()


def set_name(draft: Draft) -> None:
    """A custom event's own name."""
    hit = draft.hit
    assert isinstance(hit, Custom)
    draft.name = hit.name


def set_target(draft: Draft) -> None:
    """Where a link or a download leads."""
    hit = draft.hit
    assert isinstance(hit, OutboundLink | FileDownload)
    draft.target_url = hit.target_url


def set_search_term(draft: Draft) -> None:
    """What was searched for, in one spelling of spaces."""
    hit = draft.hit
    assert isinstance(hit, Search)
    draft.search_term = " ".join(hit.search_term.split())


def set_engagement(draft: Draft) -> None:
    """Foreground time, as far as it can be true, and scroll depth."""
    hit = draft.hit
    assert isinstance(hit, Engagement)
    draft.engaged_ms = min(hit.engaged_ms, ENGAGED_MS)
    draft.scroll_depth = hit.scroll_depth


def set_vitals(draft: Draft) -> None:
    """The measured Web Vitals."""
    hit = draft.hit
    assert isinstance(hit, WebVitals)
    draft.lcp_ms, draft.inp_ms, draft.cls = hit.lcp_ms, hit.inp_ms, hit.cls
    draft.fcp_ms, draft.ttfb_ms, draft.fid_ms = hit.fcp_ms, hit.ttfb_ms, hit.fid_ms


def convert_money(draft: Draft) -> None:
    """The event's value in the site's currency, NULL when there is no rate for the currency it was sent in."""
    hit = draft.hit
    assert isinstance(hit, Commerce)
    if hit.value is not None:
        draft.value = converted(hit.value, hit.currency, draft.rules.site)


_LEFT_OVER: dict[type[Struct], tuple[str, ...]] = {
    FormSubmit: ("form_id",),
    AddShippingInfo: ("shipping_tier",),
    AddPaymentInfo: ("payment_type",),
    ViewPromotion: ("promotion_id", "promotion_name"),
    SelectPromotion: ("promotion_id", "promotion_name"),
}


def _as_read(value: Any) -> Any:
    """The value, for which every engine gives the same text: a number that JSON writes with an exponent becomes text,
    and -0.0 is 0.0."""
    if not isinstance(value, float):
        return value
    written = _json.encode(value + 0.0).decode()
    return written if "e" in written else value + 0.0


def set_properties(draft: Draft) -> None:
    """The custom properties, with the fields that have no column of their own, as JSON text.

    Simulated events say so in a property, so that they can be told from real ones in the tables too.
    """
    hit = draft.hit
    names = _LEFT_OVER.get(type(hit))
    simulated = draft.accepted.origin == "simulated"
    if not hit.properties and names is None and not simulated:
        return
    values = {name: _as_read(value) for name, value in (hit.properties or {}).items()}
    for name in names or ():
        if (value := getattr(hit, name)) is not None:
            values.setdefault(name, value)
    if simulated:
        values["simulated"] = True
    if values:
        draft.properties = _json.encode(values).decode()
