"""The named list of steps that every event goes through, and the one function that runs them."""

from collections.abc import Callable
from functools import lru_cache

import structlog

from ecomdash.enrichment import steps
from ecomdash.enrichment.draft import Draft, draft_of
from ecomdash.enrichment.site_rules import SiteRules
from ecomdash.events.commerce import Commerce
from ecomdash.events.engagement import Custom, Engagement, FileDownload, OutboundLink, Search
from ecomdash.events.hit import Hit
from ecomdash.events.outcome import DropReason
from ecomdash.events.record import Accepted
from ecomdash.events.vitals import WebVitals

_logger = structlog.get_logger(__name__)


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
)


@lru_cache(maxsize=64)
def _of(family: type[Hit]) -> tuple[str, tuple[Run, ...]]:
    """The event type of a family and its steps."""
    tag = family.__struct_config__.tag
    assert isinstance(tag, str)
    return tag, tuple(step for step, families in STEPS if issubclass(family, families))


def enrich(rules: SiteRules, accepted: Accepted) -> list[Draft]:
    """Each event of an accepted request as a finished draft (without its session), or as far as it came and dropped."""
    agent = steps.agent_of(rules.site, accepted)
    drafts = []
    for event in accepted.hits:
        event_type, runs = _of(type(event.hit))
        draft = draft_of(rules, accepted, agent, event, event_type)
        drafts.append(draft)
        try:
            for run in runs:
                draft.dropped = run(draft)
                if draft.dropped is not None:
                    break
        except Exception:  # one event that a step cannot take must not stop those behind it
            _logger.exception("event not enriched", event_type=event_type)
            draft.dropped = DropReason.UNREADABLE
    return drafts
