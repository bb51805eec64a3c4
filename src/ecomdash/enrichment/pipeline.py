"""The named list of steps that every event goes through, and the one function that runs them."""

from collections.abc import Callable, Iterator
from functools import lru_cache

import structlog
from msgspec import Struct

from ecomdash.enrichment import steps
from ecomdash.enrichment.draft import Draft, SiteRules
from ecomdash.events.commerce import Commerce
from ecomdash.events.engagement import Custom, Engagement, FileDownload, OutboundLink, Search
from ecomdash.events.hit import Hit
from ecomdash.events.outcome import DropReason
from ecomdash.events.record import Accepted
from ecomdash.events.vitals import WebVitals

_logger = structlog.get_logger(__name__)


class Drop(Struct, frozen=True):
    """An event that a rule leaves out of the tables; the draft is as far as the steps came."""

    draft: Draft
    reason: DropReason


Run = Callable[[Draft], DropReason | None]

# (step, the families it is for); an event runs through those of its family, in this order, until one drops it.
STEPS: tuple[tuple[Run, tuple[type[Hit], ...]], ...] = (
    (steps.classify_bot, (Hit,)),
    (steps.set_page, (Hit,)),
    (steps.set_name, (Custom,)),
    (steps.set_target, (OutboundLink, FileDownload)),
    (steps.set_search_term, (Search,)),
    (steps.set_engagement, (Engagement,)),
    (steps.set_vitals, (WebVitals,)),
    (steps.convert_money, (Commerce,)),
    (steps.set_properties, (Hit,)),
    (steps.without_nul, (Hit,)),
)


@lru_cache(maxsize=64)
def _of(family: type[Hit]) -> tuple[str, tuple[Run, ...]]:
    """The event type of a family and its steps."""
    tag = family.__struct_config__.tag
    assert isinstance(tag, str)
    return tag, tuple(step for step, families in STEPS if issubclass(family, families))


def enrich(rules: SiteRules, accepted: Accepted) -> Iterator[Draft | Drop]:
    """Each event of an accepted request as a finished draft (without its session), or the reason it is dropped."""
    for event in accepted.hits:
        hit = event.hit
        event_type, runs = _of(type(hit))
        draft = Draft(
            rules,
            accepted,
            hit,
            event.event_id,
            event.occurred_at,
            event.visitor_id,
            event.client_session,
            event_type,
            event_type,
        )
        try:
            reason = next((reason for run in runs if (reason := run(draft)) is not None), None)
        except Exception:  # one event that a step cannot take must not stop those behind it
            _logger.exception("event not enriched", event_type=event_type)
            reason = DropReason.UNREADABLE
        yield draft if reason is None else Drop(draft, reason)
